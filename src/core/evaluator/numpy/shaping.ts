/** Functions that rearrange entries: reshape, transpose, repeat, pad, roll … Views where NumPy makes views. */
import { permutationOf, resolvedShape } from '../../autodiff/operations/shape.ts';
import type { NodeId } from '../../autodiff/tape.ts';
import { arrayFromNode, currentNode, isContiguous, spoiledBy, viewOf } from '../arrays.ts';
import {
  type ArrayValue,
  type BuiltinValue,
  int,
  type UnknownValue,
  type Value,
  type ViewStep,
} from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, variadicFunction } from './function-table.ts';
import {
  anything,
  anythingOr,
  axis,
  ignored,
  integer,
  integerIn,
  integerOr,
  integers,
  integersIn,
  operand,
  optionalShape,
  shape,
  singleAxis,
  text,
} from './parameters.ts';
import { wholeAxis } from './subscript-items.ts';

/** A value as an array object, so that a view of it can be made; numbers and lists become new arrays. */
export function arrayOf(call: Call, value: Value): ArrayValue | UnknownValue {
  const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
  if (settled.type === 'array') return spoiledBy(settled) ?? settled;
  const node = call.operand(settled);
  return isUnknown(node) ? node : arrayFromNode(node);
}

/** A view of the array, or the plain number that is left. */
function view(call: Call, array: ArrayValue, step: ViewStep): Value {
  const { tape } = call.evaluation;
  const result = viewOf(array, step, tape, call.span);
  return tape.value(result.node).shape.length === 0 ? call.result(result.node) : result;
}

/** np.reshape: a view where the entries lie in order, else a copy. */
export function reshaped(call: Call, value: Value, wanted: readonly number[], order: string | null): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const { tape } = call.evaluation;
  if (order === 'F') return call.result(columnMajor(call, currentNode(array, tape), wanted));
  // The -1 is filled in now: a replay or a later version of the base has the same size.
  const { data } = call.tensor(currentNode(array, tape));
  const step = { operation: 'reshape', attributes: { shape: resolvedShape(wanted, data.length) } };
  if (isContiguous(array, tape)) return view(call, array, step);
  return call.result(call.apply(step.operation, [currentNode(array, tape)], step.attributes));
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
  permutationOf({ axes }, call.shape(currentNode(array, call.evaluation.tape)).length);
  return view(call, array, { operation: 'transpose', attributes: { axes } });
}

export function swapped(call: Call, value: Value, first: number, second: number): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const rank = call.shape(currentNode(array, call.evaluation.tape)).length;
  const axes = Array.from({ length: rank }, (_, i) => i);
  const [i, j] = permutationPair(call, first, second, rank);
  [axes[i], axes[j]] = [j, i];
  return transposed(call, array, axes);
}

function permutationPair(call: Call, first: number, second: number, rank: number): readonly [number, number] {
  const counted = [first, second].map((one) => {
    if (one < -rank || one >= rank)
      throw call.error('AxisError', `axis ${one} is out of bounds for array of dimension ${rank}`);
    return one < 0 ? one + rank : one;
  });
  return counted as [number, number];
}

/** np.moveaxis for one axis. */
function moved(call: Call, value: Value, source: number, destination: number): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const rank = call.shape(currentNode(array, call.evaluation.tape)).length;
  const [from, to] = permutationPair(call, source, destination, rank);
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
    if (sizes[one] === 1) continue;
    const message = 'cannot select an axis to squeeze out which has size not equal to one';
    throw call.error('ValueError', message);
  }
  const kept = sizes.filter((size, one) => (chosen === null ? size !== 1 : !chosen.includes(one)));
  if (kept.length === sizes.length) return settledOf(call, value);
  return reshaped(call, array, kept, null);
}

/** The value itself where nothing is to be done: numbers stay numbers. */
function settledOf(call: Call, value: Value): Value {
  const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
  return settled.type === 'list' || settled.type === 'tuple' ? arrayOf(call, settled) : settled;
}

function expanded(call: Call, value: Value, axes: number | readonly number[]): Value {
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

/** One axis picked apart by places; the others whole. */
export function alongAxis(call: Call, a: NodeId, axis: number, places: readonly number[]): NodeId {
  const index = call
    .shape(a)
    .map((size, own) =>
      own === axis
        ? { kind: 'array', shape: [places.length], values: Float64Array.from(places) }
        : wholeAxis(size),
    );
  return call.apply('index', [a], { index });
}

function repeated(call: Call, a: NodeId, repeats: number | readonly number[], axis: number | null): NodeId {
  const input = axis === null ? call.reshape(a, [-1]) : a;
  const own = axis === null ? 0 : axis < 0 ? axis + call.shape(a).length : axis;
  const size = call.shape(input)[own] as number;
  const counts = typeof repeats === 'number' ? new Array<number>(size).fill(repeats) : repeats;
  const each = counts.length === 1 ? new Array<number>(size).fill(counts[0] as number) : counts;
  if (each.length !== size)
    throw call.error(
      'ValueError',
      `operands could not be broadcast together with shape (${size},) (${each.length},)`,
    );
  return alongAxis(
    call,
    input,
    own,
    each.flatMap((count, place) => new Array<number>(count).fill(place)),
  );
}

function tiled(call: Call, a: NodeId, reps: number | readonly number[]): NodeId {
  const counts = typeof reps === 'number' ? [reps] : [...reps];
  const sizes = call.shape(a);
  const rank = Math.max(counts.length, sizes.length);
  const wide = [...new Array<number>(rank - sizes.length).fill(1), ...sizes];
  const each = [...new Array<number>(rank - counts.length).fill(1), ...counts];
  let node = wide.length === sizes.length ? a : call.reshape(a, wide);
  each.forEach((count, own) => {
    if (count === 1) return;
    const size = wide[own] as number;
    node = alongAxis(
      call,
      node,
      own,
      Array.from({ length: size * count }, (_, i) => i % size),
    );
  });
  return node;
}

/** A view that runs backwards along the given axes. */
export function flipped(call: Call, value: Value, axes: number | readonly number[] | null): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const sizes = call.shape(currentNode(array, call.evaluation.tape));
  const list = axes === null ? [...sizes.keys()] : typeof axes === 'number' ? [axes] : axes;
  const chosen = list.map((one) => permutationPair(call, one, one, sizes.length)[0]);
  const index = sizes.map((size, own) =>
    chosen.includes(own)
      ? { kind: 'slice', start: Math.max(0, size - 1), step: -1, count: size }
      : wholeAxis(size),
  );
  return view(call, array, { operation: 'index', attributes: { index } });
}

function rotated(call: Call, value: Value, turns: number, axes: readonly number[]): Value {
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

function rolled(
  call: Call,
  a: NodeId,
  shift: number | readonly number[],
  axes: number | readonly number[] | null,
): NodeId {
  if (axes === null) {
    const flat = call.reshape(a, [-1]);
    return call.reshape(rolled(call, flat, shift, 0), call.shape(a));
  }
  const shifts = typeof shift === 'number' ? [shift] : shift;
  let node = a;
  (typeof axes === 'number' ? [axes] : axes).forEach((axis, i) => {
    const [own] = permutationPair(call, axis, axis, call.shape(a).length);
    const size = call.shape(a)[own] as number;
    const by = shifts[i] ?? (shifts[0] as number);
    node = alongAxis(
      call,
      node,
      own,
      Array.from({ length: size }, (_, place) => (((place - by) % size) + size) % size),
    );
  });
  return node;
}

function padded(call: Call, a: NodeId, width: Value, mode: string, constant: Value): NodeId | Value {
  const rank = call.shape(a).length;
  const widths = padWidths(call, width, rank);
  if (isUnknown(widths)) return widths;
  if (!['constant', 'edge', 'reflect', 'wrap'].includes(mode))
    return call.unsupported(`\`np.pad\` with the mode ${mode}`);
  const filling = call.evaluation.resolve(constant, { kind: 'number' }, call.span);
  const single = filling.type === 'tuple' || filling.type === 'list' ? sameNumber(filling.items) : filling;
  if (single === null || (single.type !== 'int' && single.type !== 'float')) {
    return call.unsupported('`np.pad` with these `constant_values=`');
  }
  const attributes = {
    before: widths.map(([before]) => before),
    after: widths.map(([, after]) => after),
    mode,
    value: single.value,
  };
  return call.apply('pad', [a], attributes);
}

/** The one number that all entries of nested pairs are; null where they differ. */
function sameNumber(items: readonly Value[]): Value | null {
  const flat = items.flatMap((item) => (item.type === 'tuple' || item.type === 'list' ? item.items : [item]));
  const numbers = flat.map((item) =>
    item.type === 'int' || item.type === 'float' ? item.value : Number.NaN,
  );
  return numbers.every((entry) => entry === numbers[0]) ? (flat[0] ?? null) : null;
}

/** The widths before and after each axis: one number, one pair for all, or a pair per axis. */
function padWidths(
  call: Call,
  width: Value,
  rank: number,
): readonly (readonly [number, number])[] | UnknownValue {
  const settled = call.evaluation.resolve(width, { kind: 'integer', use: 'size' }, call.span);
  const everywhere = (pair: readonly [number, number]): readonly (readonly [number, number])[] =>
    Array.from({ length: rank }, () => pair);
  if (settled.type !== 'tuple' && settled.type !== 'list') {
    const one = integerIn(call, settled, 'size');
    return isUnknown(one) ? one : everywhere([one, one]);
  }
  const pairs: (readonly [number, number])[] = [];
  const flat: number[] = [];
  for (const item of settled.items) {
    const sizes = integersIn(call, item, 'size');
    if (isUnknown(sizes)) return sizes;
    if (typeof sizes === 'number') flat.push(sizes);
    else pairs.push([sizes[0] as number, sizes[1] ?? (sizes[0] as number)]);
  }
  if (flat.length > 0) return everywhere([flat[0] as number, flat[1] ?? (flat[0] as number)]);
  if (pairs.length === 1) return everywhere(pairs[0] as readonly [number, number]);
  if (pairs.length !== rank)
    throw call.error(
      'ValueError',
      `operands could not be broadcast together with remapped shapes: ${pairs.length} pad widths for ${rank} axes`,
    );
  return pairs;
}

/** np.atleast_1d and its relatives. */
function atLeast(name: string, rank: number): BuiltinValue {
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

function sizesValue(call: Call, node: NodeId): Value {
  return { type: 'tuple', items: call.shape(node).map((size) => int(size)) };
}

/** All functions of this family. */
export function shapingFunctions(): readonly BuiltinValue[] {
  const a = anything();
  return [
    arrayFunction(
      'np.reshape',
      { a, shape: optionalShape(), order: text(null), newshape: optionalShape(), copy: ignored() },
      (call, args) => reshaped(call, args.a, args.shape ?? args.newshape ?? [], args.order),
    ),
    arrayFunction('np.ravel', { a, order: text(null) }, (call, args) =>
      reshaped(call, args.a, [-1], args.order),
    ),
    arrayFunction('np.transpose', { a, axes: optionalShape() }, (call, args) =>
      transposed(call, args.a, args.axes),
    ),
    arrayFunction('np.swapaxes', { a, axis1: integer(), axis2: integer() }, (call, args) =>
      swapped(call, args.a, args.axis1, args.axis2),
    ),
    arrayFunction('np.moveaxis', { a, source: integer(), destination: integer() }, (call, args) =>
      moved(call, args.a, args.source, args.destination),
    ),
    arrayFunction('np.rollaxis', { a, axis: integer(), start: integerOr(0) }, (call, args) =>
      moved(call, args.a, args.axis, args.start > args.axis ? args.start - 1 : args.start),
    ),
    arrayFunction('np.squeeze', { a, axis: axis() }, (call, args) => squeezed(call, args.a, args.axis)),
    arrayFunction('np.expand_dims', { a, axis: integers() }, (call, args) =>
      expanded(call, args.a, args.axis),
    ),
    arrayFunction('np.broadcast_to', { array: a, shape: shape(), subok: ignored() }, (call, args) => {
      const array = arrayOf(call, args.array);
      return isUnknown(array)
        ? array
        : view(call, array, { operation: 'broadcastTo', attributes: { shape: args.shape } });
    }),
    arrayFunction('np.repeat', { a: operand(), repeats: integers(), axis: singleAxis(null) }, (call, args) =>
      repeated(call, args.a, args.repeats, args.axis),
    ),
    arrayFunction('np.tile', { A: operand(), reps: integers() }, (call, args) =>
      tiled(call, args.A, args.reps),
    ),
    arrayFunction('np.flip', { m: a, axis: axis() }, (call, args) => flipped(call, args.m, args.axis)),
    arrayFunction('np.fliplr', { m: a }, (call, args) => flipped(call, args.m, 1)),
    arrayFunction('np.flipud', { m: a }, (call, args) => flipped(call, args.m, 0)),
    arrayFunction('np.rot90', { m: a, k: integerOr(1), axes: anythingOr() }, (call, args) => {
      const axes = args.axes.type === 'none' ? [0, 1] : integersIn(call, args.axes, 'other');
      return isUnknown(axes) ? axes : rotated(call, args.m, args.k, axes as readonly number[]);
    }),
    arrayFunction('np.roll', { a: operand(), shift: integers(), axis: axis() }, (call, args) =>
      rolled(call, args.a, args.shift, args.axis),
    ),
    arrayFunction(
      'np.pad',
      {
        array: operand(),
        pad_width: anything(),
        mode: text('constant'),
        constant_values: anythingOr(int(0)),
      },
      (call, args) => padded(call, args.array, args.pad_width, args.mode, args.constant_values),
    ),
    atLeast('np.atleast_1d', 1),
    atLeast('np.atleast_2d', 2),
    atLeast('np.atleast_3d', 3),
    arrayFunction('np.shape', { a: operand() }, (call, args) => sizesValue(call, args.a)),
    arrayFunction('np.ndim', { a: operand() }, (call, args) => int(call.shape(args.a).length)),
    arrayFunction('np.size', { a: operand(), axis: integerOr(null) }, (call, args) =>
      int(
        args.axis === null ? call.tensor(args.a).data.length : (call.shape(args.a).at(args.axis) as number),
      ),
    ),
  ];
}
