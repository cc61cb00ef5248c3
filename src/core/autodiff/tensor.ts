/** Immutable arrays: the values that the tape holds, with their creation and comparison. */
import { ShapeError } from './shape-error.ts';

export type DType = 'float64' | 'int64' | 'bool';

/**
 * An immutable n-dimensional array, row-major and contiguous.
 * Integers and booleans are kept in float64 too (exact up to 2^53; true is 1); `dtype` says how NumPy would see them.
 */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** No single array may be larger, whatever the budget says: 128 MB. */
const LARGEST_ELEMENT_COUNT = 2 ** 24;

/** Number of elements of an array of this shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Zeroed memory for an array of this shape. Errors: ShapeError (MemoryError) beyond the largest size. */
export function allocate(shape: readonly number[]): Float64Array {
  const count = elementCount(shape);
  if (!(count <= LARGEST_ELEMENT_COUNT)) {
    throw new ShapeError(`Unable to allocate an array with shape (${shape.join(', ')})`, [], 'MemoryError');
  }
  return allocateEntries(count);
}

/** The entries of an array of this shape, each made from its place. Errors: ShapeError (MemoryError) beyond the largest size. */
export function entriesBy(shape: readonly number[], entry: (at: number) => number): Float64Array {
  const data = allocate(shape);
  for (let at = 0; at < data.length; at++) data[at] = entry(at);
  return data;
}

/** Blocks of 8 KB from which small arrays are cut: a buffer for each would cost the host more than the arithmetic. */
const BLOCK_ENTRIES = 1024;
const LARGEST_CUT = 128;
let block = new Float64Array(BLOCK_ENTRIES);
let used = 0;

/** Zeroed memory for so many entries, which nobody else has or gets. */
export function allocateEntries(count: number): Float64Array {
  if (count > LARGEST_CUT) return new Float64Array(count);
  if (used + count > BLOCK_ENTRIES) {
    block = new Float64Array(BLOCK_ENTRIES);
    used = 0;
  }
  const cut = new Float64Array(block.buffer, used * Float64Array.BYTES_PER_ELEMENT, count);
  used += count;
  return cut;
}

/** An array over the given memory, which must not change afterwards. Errors: a broken invariant where the lengths differ. */
export function tensor(data: Float64Array, shape: readonly number[], dtype: DType = 'float64'): Tensor {
  if (data.length !== elementCount(shape))
    throw new Error(`${data.length} elements for shape (${shape.join(', ')})`);
  return { dtype, shape, data };
}

/** A 0-dimensional array. */
export function scalar(value: number, dtype: DType = 'float64'): Tensor {
  return { dtype, shape: [], data: Float64Array.of(value) };
}

/** An array whose entries all are `value`. */
export function filled(shape: readonly number[], value: number, dtype: DType = 'float64'): Tensor {
  const data = allocate(shape);
  if (value !== 0) data.fill(value);
  return { dtype, shape, data };
}

/** Nested number lists, as deep as the array has axes. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** The array that a nested list of numbers displays. Errors: a broken invariant where the rows differ in length. */
export function fromNested(nested: NestedNumbers, dtype: DType = 'float64'): Tensor {
  const shape: number[] = [];
  for (
    let level: NestedNumbers | undefined = nested;
    Array.isArray(level);
    level = (level as readonly NestedNumbers[])[0]
  ) {
    shape.push(level.length);
  }
  const entries: number[] = [];
  collectEntries(nested, entries);
  return tensor(Float64Array.from(entries), shape, dtype);
}

function collectEntries(nested: NestedNumbers, entries: number[]): void {
  if (typeof nested === 'number') entries.push(nested);
  else for (const part of nested) collectEntries(part, entries);
}

/** The same entries under another shape of the same size. */
export function withShape(value: Tensor, shape: readonly number[]): Tensor {
  return tensor(value.data, shape, value.dtype);
}

/** True where both shapes have the same axes. */
export function sameShape(left: readonly number[], right: readonly number[]): boolean {
  if (left.length !== right.length) return false;
  for (let axis = 0; axis < left.length; axis++) if (left[axis] !== right[axis]) return false;
  return true;
}

/** Row-major strides in elements: how far apart neighbours along each axis lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

/** True where shapes agree and every pair of entries is equal (NaN equals NaN); dtypes are not compared. */
export function tensorsEqual(left: Tensor, right: Tensor): boolean {
  return (
    sameShape(left.shape, right.shape) &&
    left.data.every((entry, i) => Object.is(entry + 0, (right.data[i] as number) + 0))
  );
}

/** Largest |left − right| over all entries; infinite where the shapes differ or only one entry of a pair is NaN. */
export function largestDifference(left: Tensor, right: Tensor): number {
  if (!sameShape(left.shape, right.shape)) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < left.data.length; i++) {
    const a = left.data[i] as number;
    const b = right.data[i] as number;
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const difference = Math.abs(a - b);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

/** Largest absolute entry; 0 for an empty array, NaN where an entry is NaN. */
export function largestMagnitude(value: Tensor): number {
  let largest = 0;
  for (const entry of value.data) {
    if (Number.isNaN(entry)) return entry;
    largest = Math.max(largest, Math.abs(entry));
  }
  return largest;
}
