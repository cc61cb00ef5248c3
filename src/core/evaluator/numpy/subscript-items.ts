/** Python subscripts of arrays in normal form: counted from the front, complete, and within bounds. */
import type { IndexItem, NormalizedIndex } from '../../autodiff/index-items.ts';
import type { Tensor } from '../../autodiff/tensor.ts';
import { currentTensor } from '../arrays.ts';
import { PythonError, type SliceValue, type UnknownValue, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';

/**
 * The subscript of an array of this shape in normal form. A boolean mask becomes its places, one index array per axis.
 * Errors: IndexError for too many indices, places out of bounds, masks of another shape.
 */
export function normalizedIndex(
  call: Call,
  index: Value,
  shape: readonly number[],
): NormalizedIndex | UnknownValue {
  const settled = settledIndex(call, index, shape);
  if (settled.type === 'unknown') return settled;
  const parts = settled.type === 'tuple' ? settled.items : [settled];
  const items: IndexItem[] = [];
  const consumed = parts.map((part) => axesOf(call, part));
  const total = consumed.reduce((sum, count) => sum + count, 0);
  if (total > shape.length) {
    const message = `too many indices for array: array is ${shape.length}-dimensional, but ${total} were indexed`;
    throw new PythonError('IndexError', message, call.span, [], null, { shape, wanted: total, names: [] });
  }
  let axis = 0;
  let expanded = false;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Value;
    if (part.type === 'ellipsis') {
      if (expanded) throw call.error('IndexError', "an index can only have a single ellipsis ('...')");
      expanded = true;
      const rest = shape.length - total;
      items.push(...shape.slice(axis, axis + rest).map(wholeAxis));
      axis += rest;
      continue;
    }
    const item = itemsOf(call, part, shape, axis);
    if (isUnknown(item)) return item;
    items.push(...item);
    axis += consumed[i] as number;
  }
  items.push(...shape.slice(axis).map(wholeAxis));
  return items;
}

/** A whole axis of this size. */
export function wholeAxis(size: number): IndexItem {
  return { kind: 'slice', start: 0, step: 1, count: size };
}

/** An index array of places, which lie within bounds already. */
export function placesItem(places: Tensor): IndexItem {
  return { kind: 'array', shape: places.shape, values: places.data };
}

/** The places of the true entries, as one index array per axis of the mask. */
export function truePlaces(mask: Tensor): Float64Array[] {
  const flat: number[] = [];
  mask.data.forEach((entry, at) => {
    if (entry !== 0) flat.push(at);
  });
  const places: Float64Array[] = [];
  let stride = mask.data.length;
  for (const size of mask.shape) {
    stride /= size;
    const step = stride;
    places.push(Float64Array.from(flat, (at) => Math.floor(at / step) % size));
  }
  return places;
}

/** A slice of an axis in normal form. Source: Python Library Reference, `slice.indices`. */
export function sliceItem(
  size: number,
  lower: number | null,
  upper: number | null,
  step: number,
): IndexItem & { readonly kind: 'slice' } {
  const lowest = step < 0 ? -1 : 0;
  const highest = step < 0 ? size - 1 : size;
  const bounded = (value: number): number =>
    Math.min(highest, Math.max(lowest, value < 0 ? value + size : value));
  const start = lower === null ? (step < 0 ? highest : lowest) : bounded(lower);
  const stop = upper === null ? (step < 0 ? lowest : highest) : bounded(upper);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return { kind: 'slice', start: count === 0 ? 0 : start, step, count };
}

/** Probes inside a subscript are settled as index arrays into the axis where they stand. */
function settledIndex(call: Call, index: Value, shape: readonly number[]): Value {
  const { evaluation, span } = call;
  const settle = (value: Value, axis: number): Value =>
    evaluation.resolve(value, { kind: 'indexArray', axisLength: shape[axis] ?? 0 }, span);
  const settled = settle(index, 0);
  if (settled.type !== 'tuple') return settled;
  const items: Value[] = [];
  let axis = 0;
  for (const item of settled.items) {
    const resolved = settle(item, axis);
    if (resolved.type === 'unknown') return resolved;
    items.push(resolved);
    axis += axesOf(call, resolved);
    if (resolved.type === 'ellipsis') axis = shape.length - (settled.items.length - items.length);
  }
  return { type: 'tuple', items };
}

/** How many axes of the array one part of a subscript takes. */
function axesOf(call: Call, part: Value): number {
  switch (part.type) {
    case 'none':
    case 'ellipsis':
    case 'bool':
      return 0;
    case 'array': {
      const { dtype, shape } = currentTensor(part, call.evaluation.tape);
      return dtype === 'bool' ? shape.length : 1;
    }
    default:
      return 1;
  }
}

function itemsOf(
  call: Call,
  part: Value,
  shape: readonly number[],
  axis: number,
): readonly IndexItem[] | UnknownValue {
  const size = shape[axis] as number;
  switch (part.type) {
    case 'unknown':
      return part;
    case 'none':
      return [{ kind: 'newaxis' }];
    case 'int':
      return [{ kind: 'integer', value: placeIn(call, part.value, size, axis) }];
    case 'bool':
      // `x[True]` adds an axis, as None does.
      return part.value ? [{ kind: 'newaxis' }] : call.unsupported('A subscript of False');
    case 'slice':
      return slicePart(call, part, size);
    case 'array':
    case 'list':
    case 'tuple':
    case 'range':
    case 'iterator':
      return arrayPart(call, part, shape, axis);
    case 'float':
      throw notAnIndex(call);
    default:
      throw notAnIndex(call);
  }
}

function notAnIndex(call: Call): PythonError {
  const message =
    'only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices';
  return call.error('IndexError', message);
}

function placeIn(call: Call, place: number, size: number, axis: number): number {
  if (place >= -size && place < size) return place < 0 ? place + size : place;
  throw call.error('IndexError', `index ${place} is out of bounds for axis ${axis} with size ${size}`);
}

function slicePart(call: Call, slice: SliceValue, size: number): readonly IndexItem[] | UnknownValue {
  const bounds: (number | null)[] = [];
  for (const bound of [slice.lower, slice.upper, slice.step]) {
    const settled = call.evaluation.resolve(bound, { kind: 'integer', use: 'index' }, call.span);
    if (settled.type === 'unknown') return settled;
    if (settled.type === 'none') bounds.push(null);
    else if (settled.type === 'int') bounds.push(settled.value);
    else if (settled.type === 'bool') bounds.push(settled.value ? 1 : 0);
    else throw call.error('TypeError', 'slice indices must be integers or None or have an __index__ method');
  }
  const [lower, upper, step] = bounds as [number | null, number | null, number | null];
  if (step === 0) throw call.error('ValueError', 'slice step cannot be zero');
  return [sliceItem(size, lower, upper, step ?? 1)];
}

function arrayPart(
  call: Call,
  part: Value,
  shape: readonly number[],
  axis: number,
): readonly IndexItem[] | UnknownValue {
  const node = call.operand(part, { kind: 'indexArray', axisLength: shape[axis] as number });
  if (isUnknown(node)) return node;
  const places = call.tensor(node);
  if (places.dtype === 'bool') return maskPart(call, places, shape, axis);
  // An empty list is an array of floats to NumPy, yet a valid index.
  if (places.dtype === 'float64' && places.data.length > 0) {
    const message = 'arrays used as indices must be of integer (or boolean) type';
    const rank = { shape: places.shape, wanted: 'index', names: [] } as const;
    throw new PythonError('IndexError', message, call.span, [], null, rank);
  }
  const values = places.data.map((place) => placeIn(call, place, shape[axis] as number, axis));
  return [{ kind: 'array', shape: places.shape, values }];
}

function maskPart(call: Call, mask: Tensor, shape: readonly number[], axis: number): readonly IndexItem[] {
  mask.shape.forEach((size, own) => {
    const wanted = shape[axis + own] as number;
    if (size === wanted) return;
    const message = `boolean index did not match indexed array along axis ${axis + own}; size of axis is ${wanted} but size of corresponding boolean axis is ${size}`;
    throw new PythonError('IndexError', message, call.span, [{ left: wanted, right: size }]);
  });
  return truePlaces(mask).map((values) => ({ kind: 'array', shape: [values.length], values }));
}
