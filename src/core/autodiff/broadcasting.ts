/** Elementwise walks over arrays with NumPy's broadcasting, for the operation table and the sweep. */
import type { EntryLoop, PairLoop, Run } from './loops.ts';
import { type ClashingSizes, ShapeError, shapeText } from './shape-error.ts';
import {
  allocate,
  allocateEntries,
  type DType,
  elementCount,
  sameShape,
  stridesOf,
  type Tensor,
} from './tensor.ts';

/**
 * The shape that two shapes broadcast to. Errors: ShapeError with every clashing pair of sizes.
 * Source: NumPy, "General broadcasting rules".
 */
export function broadcastShapes(left: readonly number[], right: readonly number[]): readonly number[] {
  if (sameShape(left, right) || right.length === 0) return left;
  if (left.length === 0) return right;
  const rank = Math.max(left.length, right.length);
  const result = new Array<number>(rank);
  const conflicts: ClashingSizes[] = [];
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const a = left[left.length - fromEnd] ?? 1;
    const b = right[right.length - fromEnd] ?? 1;
    if (a !== b && a !== 1 && b !== 1) conflicts.push({ left: a, right: b });
    result[rank - fromEnd] = a === 1 ? b : a;
  }
  if (conflicts.length > 0) {
    const shapes = `${numpyShape(left)} ${numpyShape(right)}`;
    throw new ShapeError(`operands could not be broadcast together with shapes ${shapes}`, conflicts);
  }
  return result;
}

/** Element strides of an array read under a broadcast shape: 0 along stretched axes. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : (own[axis - missing] as number),
  );
}

/** f at every entry; `loop` says the same as a plain loop, where there is one. */
export function mapEntries(x: Tensor, dtype: DType, f: (x: number) => number, loop?: EntryLoop): Tensor {
  const source = x.data;
  const data = allocateEntries(source.length);
  if (loop) loop(data, source);
  else for (let i = 0; i < data.length; i++) data[i] = f(source[i] as number);
  if (dtype === 'int64') clearZeroSigns(data);
  return { dtype, shape: x.shape, data };
}

/** f at every pair of entries, broadcast; `loop` says the same as a plain loop, where there is one. Errors: ShapeError. */
export function mapPairs(
  x: Tensor,
  y: Tensor,
  dtype: DType,
  f: (x: number, y: number) => number,
  loop?: PairLoop,
): Tensor {
  const shape = broadcastShapes(x.shape, y.shape);
  const data = allocate(shape);
  const a = x.data;
  const b = y.data;
  const [left, right] = [runOver(x, data.length), runOver(y, data.length)];
  if (left === null || right === null) mapStretchedPairs(x, y, shape, data, loop ?? loopOf(f));
  else if (loop) loop(data, 0, data.length, left, right);
  else if (left.step === 1 && right.step === 1) {
    for (let i = 0; i < data.length; i++) data[i] = f(a[i] as number, b[i] as number);
  } else if (right.step === 0) {
    const only = b[0] as number;
    for (let i = 0; i < data.length; i++) data[i] = f(a[i] as number, only);
  } else {
    const only = a[0] as number;
    for (let i = 0; i < data.length; i++) data[i] = f(only, b[i] as number);
  }
  if (dtype === 'int64') clearZeroSigns(data);
  return { dtype, shape, data };
}

/** All entries in order where there are so many, one entry again and again where there is one; null for other arrays. */
export function runOver({ data }: Tensor, count: number): Run | null {
  if (data.length === count) return { data, start: 0, step: 1 };
  return data.length === 1 ? { data, start: 0, step: 0 } : null;
}

function loopOf(f: (x: number, y: number) => number): PairLoop {
  return (out, at, count, x, y) => {
    for (let n = 0, i = x.start, j = y.start; n < count; n++, i += x.step, j += y.step)
      out[at + n] = f(x.data[i] as number, y.data[j] as number);
  };
}

/** There is one integer zero, and floats made from it are positive zeros. */
function clearZeroSigns(data: Float64Array): void {
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + 0;
}

function mapStretchedPairs(
  x: Tensor,
  y: Tensor,
  shape: readonly number[],
  data: Float64Array,
  loop: PairLoop,
): void {
  const strides = [broadcastStrides(x.shape, shape), broadcastStrides(y.shape, shape)] as const;
  const inner = shape[shape.length - 1] as number;
  const [left, right] = strides;
  const a: Run = { data: x.data, start: 0, step: left[left.length - 1] as number };
  const b: Run = { data: y.data, start: 0, step: right[right.length - 1] as number };
  let at = 0;
  walkRows(shape, strides, (offsets) => {
    a.start = offsets[0] as number;
    b.start = offsets[1] as number;
    loop(data, at, inner, a, b);
    at += inner;
  });
}

/** Visits every row (all axes but the last) of `shape` in order, with the offset of its first entry under each stride list. */
export function walkRows(
  shape: readonly number[],
  strideLists: readonly (readonly number[])[],
  visit: (offsets: readonly number[]) => void,
): void {
  if (elementCount(shape) === 0) return;
  const offsets = strideLists.map(() => 0);
  const axes = shape.length - 1;
  const counter = new Array<number>(Math.max(axes, 0)).fill(0);
  for (;;) {
    visit(offsets);
    let axis = axes - 1;
    for (; axis >= 0; axis--) {
      const size = shape[axis] as number;
      const wraps = counter[axis] === size - 1;
      counter[axis] = wraps ? 0 : (counter[axis] as number) + 1;
      for (let list = 0; list < offsets.length; list++) {
        const stride = (strideLists[list] as readonly number[])[axis] as number;
        offsets[list] = (offsets[list] as number) + (wraps ? -stride * (size - 1) : stride);
      }
      if (!wraps) break;
    }
    if (axis < 0) return;
  }
}

/** Copies entries in the order of `shape`, read under `strides` from `start`. */
export function gatherStrided(
  source: Float64Array,
  shape: readonly number[],
  strides: readonly number[],
  start: number,
): Float64Array {
  const data = allocate(shape);
  if (shape.length === 0) {
    data[0] = source[start] as number;
    return data;
  }
  const inner = shape[shape.length - 1] as number;
  const step = strides[strides.length - 1] as number;
  let at = 0;
  walkRows(shape, [strides], (offsets) => {
    let from = start + (offsets[0] as number);
    for (let column = 0; column < inner; column++) {
      data[at++] = source[from] as number;
      from += step;
    }
  });
  return data;
}

/** The array stretched to `shape`. Errors: ShapeError where it does not broadcast to exactly that shape. */
export function broadcastTo(x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (x.shape.length > shape.length || !sameShape(broadcastShapes(x.shape, shape), shape)) {
    const message = `could not broadcast input array from shape ${numpyShape(x.shape)} into shape ${numpyShape(shape)}`;
    throw new ShapeError(message, clashesInto(x.shape, shape));
  }
  return { dtype: x.dtype, shape, data: gatherStrided(x.data, shape, broadcastStrides(x.shape, shape), 0) };
}

/** The pairs of sizes that keep `from` from being stretched to `into`. */
export function clashesInto(from: readonly number[], into: readonly number[]): readonly ClashingSizes[] {
  const clashes: ClashingSizes[] = [];
  for (let fromEnd = 1; fromEnd <= from.length; fromEnd++) {
    const left = from[from.length - fromEnd] as number;
    const right = into[into.length - fromEnd] ?? 1;
    if (left !== right && left !== 1) clashes.push({ left, right });
  }
  return clashes;
}

/** The adjoint of broadcasting: sums over the axes along which `shape` was stretched to the array's shape. */
export function unbroadcast(x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const data = allocate(shape);
  const strides = broadcastStrides(shape, x.shape);
  const inner = x.shape[x.shape.length - 1] ?? 1;
  const step = strides[strides.length - 1] ?? 0;
  let at = 0;
  walkRows(x.shape, [strides], (offsets) => {
    let to = offsets[0] as number;
    for (let column = 0; column < inner; column++) {
      data[to] = (data[to] as number) + (x.data[at++] as number);
      to += step;
    }
  });
  return { dtype: 'float64', shape, data };
}

/** A shape as NumPy's messages print it, without the space: (3,4). */
function numpyShape(shape: readonly number[]): string {
  return shape.length === 1 ? shapeText(shape) : `(${shape.join(',')})`;
}
