/** Functions that change how entries are arranged: reshape, transpose, repeat, pad, roll … */
import type { NodeId } from '../../autodiff/tape.ts';
import { arrayFromNode, currentNode } from '../arrays.ts';
import { type BuiltinValue, int, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction } from './function-table.ts';
import { padded } from './padding.ts';
import {
  anything,
  anythingOr,
  axis,
  ignored,
  integer,
  integerOr,
  integers,
  integersIn,
  operand,
  optionalShape,
  shape,
  singleAxis,
  text,
} from './parameters.ts';
import { repeated, rolled, tiled } from './rearranging.ts';
import {
  arrayOf,
  atLeast,
  expanded,
  flipped,
  moved,
  reshaped,
  rotated,
  squeezed,
  swapped,
  transposed,
  view,
} from './views.ts';

function sizesValue(call: Call, node: NodeId): Value {
  return { type: 'tuple', items: call.shape(node).map((size) => int(size)) };
}

/** np.moveaxis of one axis or several: what is not moved keeps its order. */
function movedTogether(
  call: Call,
  value: Value,
  source: number | readonly number[],
  destination: number | readonly number[],
): Value {
  if (typeof source === 'number' && typeof destination === 'number')
    return moved(call, value, source, destination);
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const rank = call.shape(currentNode(array, call.evaluation.tape)).length;
  const counted = (axes: number | readonly number[]): number[] =>
    (typeof axes === 'number' ? [axes] : axes).map((axis) => (axis < 0 ? axis + rank : axis));
  const [from, to] = [counted(source), counted(destination)];
  const rest = Array.from({ length: rank }, (_, i) => i).filter((axis) => !from.includes(axis));
  const axes = Array.from({ length: rank }, (_, place) => {
    const moves = to.indexOf(place);
    return moves < 0 ? -1 : (from[moves] as number);
  });
  return transposed(
    call,
    array,
    axes.map((axis) => (axis < 0 ? (rest.shift() as number) : axis)),
  );
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
    arrayFunction('np.ravel', { a, order: text(null) }, (call, args) => {
      const { tape } = call.evaluation;
      const isMatrix = args.a.type === 'array' && args.a.isMatrix;
      const given = isMatrix ? arrayFromNode(currentNode(args.a, tape)) : args.a;
      call.isMatrix = false;
      return reshaped(call, given, [-1], args.order);
    }),
    arrayFunction('np.transpose', { a, axes: optionalShape() }, (call, args) =>
      transposed(call, args.a, args.axes),
    ),
    arrayFunction('np.swapaxes', { a, axis1: integer(), axis2: integer() }, (call, args) =>
      swapped(call, args.a, args.axis1, args.axis2),
    ),
    arrayFunction('np.moveaxis', { a, source: integers(), destination: integers() }, (call, args) =>
      movedTogether(call, args.a, args.source, args.destination),
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
