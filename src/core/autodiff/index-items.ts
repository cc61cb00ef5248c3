/** A subscript in normal form: what each part selects, and which flat places of the array that means. */
import { broadcastShapes, broadcastStrides, gatherStrided } from './broadcasting.ts';
import { elementCount, stridesOf } from './tensor.ts';

/** One part of a subscript. Integers and array entries are counted from the front and lie within bounds. */
export type IndexItem =
  | { readonly kind: 'integer'; readonly value: number }
  /** `count` entries from `start`, `step` apart. */
  | { readonly kind: 'slice'; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'array'; readonly shape: readonly number[]; readonly values: Float64Array };

/** A whole subscript: every axis of the array has its item, in order, with newaxis items between. */
export type NormalizedIndex = readonly IndexItem[];

/** The selected places: the shape of the result, and the flat position in the array of each of its entries, in order. */
export interface Selection {
  readonly shape: readonly number[];
  readonly positions: Float64Array;
}

/** True where the subscript makes a view in NumPy: no index arrays. */
export function isBasicIndex(index: NormalizedIndex): boolean {
  return index.every((item) => item.kind !== 'array');
}

/** One index array, as offsets in the flat array. */
interface IndexArray {
  readonly shape: readonly number[];
  readonly offsets: Float64Array;
}

/** One axis of the result before index arrays are joined: how far a step moves in the array. */
interface StridedAxis {
  readonly size: number;
  readonly stride: number;
}

/**
 * What the subscript selects of an array of this shape.
 * Source: NumPy, "Indexing on ndarrays": index arrays broadcast together; their axes stand where the arrays stood if these are
 * neighbours (integers count as arrays beside one), and first otherwise.
 */
export function select(index: NormalizedIndex, shape: readonly number[]): Selection {
  const strides = stridesOf(shape);
  const advanced = !isBasicIndex(index);
  const isJoined = index.map(({ kind }) => kind === 'array' || (advanced && kind === 'integer'));
  const first = isJoined.indexOf(true);
  const areNeighbours = !isJoined.slice(first, isJoined.lastIndexOf(true) + 1).includes(false);
  const before: StridedAxis[] = [];
  const after: StridedAxis[] = [];
  const arrays: IndexArray[] = [];
  let start = 0;
  let axis = 0;
  for (const [position, item] of index.entries()) {
    const stride = item.kind === 'newaxis' ? 0 : (strides[axis++] as number);
    if (isJoined[position]) {
      const values =
        item.kind === 'array' ? item.values : Float64Array.of(item.kind === 'integer' ? item.value : 0);
      const offsets = values.map((value) => value * stride);
      arrays.push({ shape: item.kind === 'array' ? item.shape : [], offsets });
    } else if (item.kind === 'integer') {
      start += item.value * stride;
    } else {
      if (item.kind === 'slice') start += item.start * stride;
      const selected =
        item.kind === 'slice' ? { size: item.count, stride: item.step * stride } : { size: 1, stride: 0 };
      const standsBefore = first < 0 || (areNeighbours && position < first);
      (standsBefore ? before : after).push(selected);
    }
  }
  return combine(before, joinArrays(arrays), after, start);
}

/** The places that index arrays select together. */
function joinArrays(arrays: readonly IndexArray[]): Selection {
  const shape = arrays.reduce<readonly number[]>((joined, array) => broadcastShapes(joined, array.shape), []);
  const positions = new Float64Array(elementCount(shape));
  for (const array of arrays) {
    const stretched = gatherStrided(array.offsets, shape, broadcastStrides(array.shape, shape), 0);
    for (let i = 0; i < positions.length; i++)
      positions[i] = (positions[i] as number) + (stretched[i] as number);
  }
  return { shape, positions };
}

function combine(
  before: readonly StridedAxis[],
  joined: Selection,
  after: readonly StridedAxis[],
  start: number,
): Selection {
  const heads = stridedPositions(before, start);
  const tails = stridedPositions(after, 0);
  const middle = joined.positions;
  const positions = new Float64Array(heads.length * middle.length * tails.length);
  let at = 0;
  for (let h = 0; h < heads.length; h++) {
    for (let m = 0; m < middle.length; m++) {
      const base = (heads[h] as number) + (middle[m] as number);
      for (let t = 0; t < tails.length; t++) positions[at++] = base + (tails[t] as number);
    }
  }
  return { shape: [...before.map((a) => a.size), ...joined.shape, ...after.map((a) => a.size)], positions };
}

function stridedPositions(axes: readonly StridedAxis[], start: number): Float64Array {
  let positions = Float64Array.of(start);
  for (const { size, stride } of axes) {
    const next = new Float64Array(positions.length * size);
    for (let i = 0; i < next.length; i++) {
      next[i] = (positions[Math.floor(i / size)] as number) + (i % size) * stride;
    }
    positions = next;
  }
  return positions;
}
