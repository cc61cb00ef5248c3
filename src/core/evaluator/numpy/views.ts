/** Other views of an array: reshape, transpose, squeeze, flip. A view shares entries with its base where NumPy's does. */
import { permutationOf, resolvedShape } from '../../autodiff/operations/shape.ts';
import type { NodeId } from '../../autodiff/tape.ts';
import { arrayFromNode, currentNode, isContiguous, spoiledBy, viewOf } from '../arrays.ts';
import {
  type ArrayValue,
  type BuiltinValue,
  PythonError,
  type UnknownValue,
  type Value,
  type ViewStep,
} from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { variadicFunction } from './function-table.ts';
import { wholeAxis } from './subscript-items.ts';

/** A value as an array object, so that a view of it can be made; numbers and lists become new arrays. */
export function arrayOf(call: Call, value: Value): ArrayValue | UnknownValue {
  const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
  if (settled.type === 'array') return spoiledBy(settled) ?? settled;
  const node = call.operand(settled);
  return isUnknown(node) ? node : arrayFromNode(node);
}

/** A view of the array, or the plain number that is left. */
export function view(call: Call, array: ArrayValue, step: ViewStep): Value {
  const { tape } = call.evaluation;
  const result = viewOf(array, step, tape, call.span);
  return tape.value(result.node).shape.length === 0 ? call.result(result.node) : result;
}

/** np.reshape: a view where the entries lie in order, else a copy. */
export function reshaped(call: Call, value: Value, sizes: readonly number[], order: string | null): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  // A matrix keeps two axes, whatever it is reshaped into.
  const wanted = array.isMatrix && sizes.length === 1 ? [1, ...sizes] : sizes;
  const { tape } = call.evaluation;
  if (order === 'F') return call.result(columnMajor(call, currentNode(array, tape), wanted));
  // The -1 is filled in now: a replay or a later version of the base has the same size.
  const { data, shape } = call.tensor(currentNode(array, tape));
  refuseOtherSizes(call, shape, wanted);
  const step = { operation: 'reshape', attributes: { shape: resolvedShape(wanted, data.length) } };
  if (isContiguous(array, tape)) return view(call, array, step);
  return call.result(call.apply(step.operation, [currentNode(array, tape)], step.attributes));
}

/** Into a shape of as many axes: the sizes that differ say more about the mistake than the two counts. */
function refuseOtherSizes(call: Call, shape: readonly number[], wanted: readonly number[]): void {
  const count = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);
  if (wanted.length !== shape.length || wanted.some((size) => size < 0) || count(shape) === count(wanted))
    return;
  const conflicts = shape.flatMap((left, axis) => {
    const right = wanted[axis] ?? left;
    return left === right ? [] : [{ left, right }];
  });
  const message = `cannot reshape array of size ${count(shape)} into shape (${wanted.join(',')})`;
  throw new PythonError('ValueError', message, call.span, conflicts);
}

/** Reads and lays out column by column: reshape of the transpose, transposed. */
function columnMajor(call: Call, node: NodeId, wanted: readonly number[]): NodeId {
  const turned = call.apply('transpose', [node], { axes: null });
  const reversed = resolvedShape(wanted, call.tensor(node).data.length).toReversed();
  return call.apply('transpose', [call.reshape(turned, reversed)], { axes: null });
}

export function transposed(call: Call, value: Value, axes: readonly number[] | null): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const shape = call.shape(currentNode(array, call.evaluation.tape));
  if (axes && axes.length !== shape.length) {
    const rank = { shape, wanted: axes.length, names: [] };
    throw new PythonError('ValueError', "axes don't match array", call.span, [], null, rank);
  }
  permutationOf({ axes }, shape.length);
  return view(call, array, { operation: 'transpose', attributes: { axes } });
}

export function swapped(call: Call, value: Value, first: number, second: number): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const rank = call.shape(currentNode(array, call.evaluation.tape)).length;
  const axes = Array.from({ length: rank }, (_, i) => i);
  const [i, j] = [countedAxis(call, first, rank), countedAxis(call, second, rank)];
  [axes[i], axes[j]] = [j, i];
  return transposed(call, array, axes);
}

/** An axis counted from the front. Errors: AxisError. */
export function countedAxis(call: Call, axis: number, rank: number): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw call.error('AxisError', `axis ${axis} is out of bounds for array of dimension ${rank}`);
}

/** np.moveaxis for one axis. */
export function moved(call: Call, value: Value, source: number, destination: number): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const rank = call.shape(currentNode(array, call.evaluation.tape)).length;
  const [from, to] = [countedAxis(call, source, rank), countedAxis(call, destination, rank)];
  const axes = Array.from({ length: rank }, (_, i) => i).filter((one) => one !== from);
  axes.splice(to, 0, from);
  return transposed(call, array, axes);
}

export function squeezed(call: Call, value: Value, axes: number | readonly number[] | null): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const sizes = call.shape(currentNode(array, call.evaluation.tape));
  const chosen =
    axes === null
      ? null
      : (typeof axes === 'number' ? [axes] : axes).map((one) => (one < 0 ? one + sizes.length : one));
  for (const one of chosen ?? []) {
    // A number without axes has none to give up, and keeps none.
    if (sizes[one] === 1 || sizes.length === 0) continue;
    const message = 'cannot select an axis to squeeze out which has size not equal to one';
    throw call.error('ValueError', message);
  }
  const kept = sizes.filter((size, one) => (chosen === null ? size !== 1 : !chosen.includes(one)));
  if (kept.length === sizes.length) return settledOf(call, value);
  if (kept.length === 0) return reshaped(call, array, kept, null);
  return viewOf(
    array,
    { operation: 'reshape', attributes: { shape: kept } },
    call.evaluation.tape,
    call.span,
  );
}

/** The value itself where nothing is to be done: numbers stay numbers. */
export function settledOf(call: Call, value: Value): Value {
  const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
  return settled.type === 'list' || settled.type === 'tuple' ? arrayOf(call, settled) : settled;
}

export function expanded(call: Call, value: Value, axes: number | readonly number[]): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const sizes = call.shape(currentNode(array, call.evaluation.tape));
  const list = typeof axes === 'number' ? [axes] : axes;
  const rank = sizes.length + list.length;
  const added = list.map((one) => {
    if (one < -rank || one >= rank)
      throw call.error('AxisError', `axis ${one} is out of bounds for array of dimension ${rank}`);
    return one < 0 ? one + rank : one;
  });
  const rest = [...sizes];
  const wanted = Array.from({ length: rank }, (_, i) => (added.includes(i) ? 1 : (rest.shift() as number)));
  return reshaped(call, array, wanted, null);
}

/** A view that runs backwards along the given axes. */
export function flipped(call: Call, value: Value, axes: number | readonly number[] | null): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const sizes = call.shape(currentNode(array, call.evaluation.tape));
  const list = axes === null ? [...sizes.keys()] : typeof axes === 'number' ? [axes] : axes;
  const chosen = list.map((one) => countedAxis(call, one, sizes.length));
  const index = sizes.map((size, own) =>
    chosen.includes(own)
      ? { kind: 'slice', start: Math.max(0, size - 1), step: -1, count: size }
      : wholeAxis(size),
  );
  return view(call, array, { operation: 'index', attributes: { index } });
}

export function rotated(call: Call, value: Value, turns: number, axes: readonly number[]): Value {
  const [first, second] = axes as readonly [number, number];
  switch (((turns % 4) + 4) % 4) {
    case 0:
      return settledOf(call, value);
    case 1:
      return swapped(call, flipped(call, value, second), first, second);
    case 2:
      return flipped(call, flipped(call, value, first), second);
    default:
      return flipped(call, swapped(call, value, first, second), second);
  }
}

/** np.atleast_1d and its relatives. */
export function atLeast(name: string, rank: number): BuiltinValue {
  return variadicFunction(name, (call, positional) => {
    const results: Value[] = [];
    for (const value of positional) {
      const array = arrayOf(call, value);
      if (isUnknown(array)) return array;
      const sizes = call.shape(currentNode(array, call.evaluation.tape));
      results.push(sizes.length >= rank ? array : reshaped(call, array, raisedShape(sizes, rank), null));
    }
    return results.length === 1 ? (results[0] as Value) : { type: 'list', items: results };
  });
}

/** New axes come in front; of three, a vector stands in the middle and a matrix gets one behind. */
function raisedShape(sizes: readonly number[], rank: number): readonly number[] {
  if (rank === 3 && sizes.length > 0) return sizes.length === 1 ? [1, sizes[0] as number, 1] : [...sizes, 1];
  return [...new Array<number>(rank - sizes.length).fill(1), ...sizes];
}

/** np.matrix(data): always two-dimensional. */
export function matrixOf(call: Call, data: Value): Value {
  const node = call.operand(data);
  if (isUnknown(node)) return node;
  const sizes = call.shape(node);
  if (sizes.length > 2) throw call.error('ValueError', 'matrix must be 2-dimensional');
  return arrayFromNode(sizes.length === 2 ? node : call.reshape(node, [1, sizes[0] ?? 1]), true);
}
