/** Functions that arrange tensors: `x.view(-1, 3)`, `x.t()`, `torch.cat`, `x.unsqueeze(0)`, `x.gather(1, index)`. */
import type { NodeId } from '../../autodiff/tape.ts';
import { entriesBy, tensor } from '../../autodiff/tensor.ts';
import { type Call, isUnknown } from '../numpy/call.ts';
import {
  anything,
  axis,
  integer,
  integerIn,
  integerOr,
  integers,
  operand,
  operands,
} from '../numpy/parameters.ts';
import { alongAxis, repeated, rolled, tiled } from '../numpy/rearranging.ts';
import { takeAlong } from '../numpy/reducing.ts';
import {
  arrayOf,
  countedAxis,
  expanded,
  flipped,
  reshaped,
  squeezed,
  swapped,
  transposed,
  view,
} from '../numpy/views.ts';
import { currentNode } from '../arrays.ts';
import { type BuiltinValue, int, type Value } from '../values.ts';
import { nodeOf, sizedFunction, sizesIn, tensorFunction } from './define.ts';

/** A part of one axis, as a view. */
function narrowed(call: Call, value: Value, dim: number, start: number, count: number): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const sizes = call.shape(currentNode(array, call.evaluation.tape));
  const own = countedAxis(call, dim, sizes.length);
  const index = sizes.map((size, i) => ({
    kind: 'slice',
    start: i === own ? start : 0,
    step: 1,
    count: i === own ? count : size,
  }));
  return view(call, array, { operation: 'index', attributes: { index } });
}

/** Parts of so many entries each, the last one shorter where they do not come out even. */
function parts(call: Call, value: Value, dim: number, lengths: readonly number[] | number): Value {
  const node = call.operand(value);
  if (isUnknown(node)) return node;
  const sizes = call.shape(node);
  const whole = sizes[countedAxis(call, dim, sizes.length)] as number;
  const list: number[] = [];
  if (typeof lengths === 'number') {
    for (let rest = whole; rest > 0; rest -= lengths) list.push(Math.min(lengths, rest));
  } else {
    list.push(...lengths);
  }
  let start = 0;
  const items = list.map((count) => {
    const part = narrowed(call, value, dim, start, count);
    start += count;
    return part;
  });
  return { type: 'tuple', items };
}

/** Axes from one to another joined into one. */
function flattened(call: Call, value: Value, start: number, end: number): Value {
  const node = call.operand(value);
  if (isUnknown(node)) return node;
  const sizes = call.shape(node);
  const [from, to] = [start, end].map((one) => (one < 0 ? one + sizes.length : one)) as [number, number];
  const joined = sizes.slice(from, to + 1).reduce((product, size) => product * size, 1);
  return reshaped(call, value, [...sizes.slice(0, from), joined, ...sizes.slice(to + 1)], null);
}

/** Stretches axes of one entry; −1 keeps an axis as it is. */
function stretched(call: Call, node: NodeId, wanted: readonly number[]): NodeId {
  const own = call.shape(node);
  const shape = wanted.map((size, i) => (size === -1 ? (own[i - wanted.length + own.length] ?? 1) : size));
  return call.apply('broadcastTo', [node], { shape });
}

/** A value, with sizes behind it. */
function sized(
  name: string,
  body: (call: Call, self: Value, sizes: readonly number[]) => NodeId | Value,
): BuiltinValue {
  return sizedFunction(name, (call, [self, ...rest], keywords) => {
    const given = keywords.get('dims') ?? keywords.get('size') ?? keywords.get('shape');
    const sizes = sizesIn(call, given === undefined ? rest : [given]);
    return isUnknown(sizes) ? sizes : body(call, self ?? { type: 'none' }, sizes);
  });
}

/** The size of one axis, or the sizes of all. */
const size = sizedFunction('size', (call, [self, dim], keywords) => {
  const node = nodeOf(call, self);
  if (isUnknown(node)) return node;
  const sizes = call.shape(node);
  const wanted = dim ?? keywords.get('dim');
  if (wanted === undefined) return { type: 'tuple', items: sizes.map((one) => int(one)) };
  const own = integerIn(call, wanted, 'other');
  return isUnknown(own) ? own : int(sizes[countedAxis(call, own, sizes.length)] as number);
});

/** All functions of this family. */
export function shapingTensorFunctions(): readonly BuiltinValue[] {
  const self = anything();
  const input = operand();
  return [
    size,
    sized('view', (call, value, sizes) => reshaped(call, value, sizes, null)),
    sized('reshape', (call, value, sizes) => reshaped(call, value, sizes, null)),
    sized('permute', (call, value, axes) => transposed(call, value, axes)),
    sized('expand', (call, value, sizes) => {
      const node = call.operand(value);
      return isUnknown(node) ? node : stretched(call, node, sizes);
    }),
    sized('broadcast_to', (call, value, sizes) => {
      const node = call.operand(value);
      return isUnknown(node) ? node : stretched(call, node, sizes);
    }),
    ...['repeat', 'tile'].map((name) =>
      sized(name, (call, value, sizes) => {
        const node = call.operand(value);
        return isUnknown(node) ? node : tiled(call, node, sizes);
      }),
    ),
    sized('flip', (call, value, axes) => flipped(call, value, axes)),
    ...['view_as', 'reshape_as', 'expand_as'].map((name) =>
      tensorFunction(name, { self, other: operand() }, (call, { self: value, other }) => {
        const wanted = call.shape(other);
        if (name !== 'expand_as') return reshaped(call, value, wanted, null);
        const node = call.operand(value);
        return isUnknown(node) ? node : stretched(call, node, wanted);
      }),
    ),
    tensorFunction('t', { input: self }, (call, args) => transposed(call, args.input, null)),
    ...['transpose', 'swapaxes', 'swapdims'].map((name) =>
      tensorFunction(name, { input: self, dim0: integer(), dim1: integer() }, (call, args) =>
        swapped(call, args.input, args.dim0, args.dim1),
      ),
    ),
    tensorFunction('squeeze', { input: self, dim: axis() }, (call, { input: value, dim }) =>
      squeezedWherePossible(call, value, dim),
    ),
    tensorFunction('unsqueeze', { input: self, dim: integer() }, (call, args) =>
      expanded(call, args.input, args.dim),
    ),
    tensorFunction(
      'flatten',
      { input: self, start_dim: integerOr(0), end_dim: integerOr(-1) },
      (call, args) => flattened(call, args.input, args.start_dim, args.end_dim),
    ),
    tensorFunction('ravel', { input: self }, (call, args) => reshaped(call, args.input, [-1], null)),
    tensorFunction(
      'narrow',
      { input: self, dim: integer(), start: integer(), length: integer() },
      (call, args) => narrowed(call, args.input, args.dim, args.start, args.length),
    ),
    tensorFunction('split', { input: self, split_size: integers(), dim: integerOr(0) }, (call, args) =>
      parts(call, args.input, args.dim, args.split_size),
    ),
    tensorFunction('chunk', { input: self, chunks: integer(), dim: integerOr(0) }, (call, args) => {
      const node = call.operand(args.input);
      if (isUnknown(node)) return node;
      const sizes = call.shape(node);
      const whole = sizes[countedAxis(call, args.dim, sizes.length)] as number;
      return parts(call, args.input, args.dim, Math.ceil(whole / args.chunks));
    }),
    ...['cat', 'concat', 'concatenate'].map((name) =>
      tensorFunction(name, { tensors: operands(), dim: integerOr(0), axis: integerOr(null) }, (call, args) =>
        call.apply('concatenate', args.tensors, { axis: args.axis ?? args.dim }),
      ),
    ),
    tensorFunction('stack', { tensors: operands(), dim: integerOr(0) }, (call, args) =>
      call.apply('stack', args.tensors, { axis: args.dim }),
    ),
    tensorFunction('roll', { input, shifts: integers(), dims: axis() }, (call, args) =>
      rolled(call, args.input, args.shifts, args.dims),
    ),
    tensorFunction('repeat_interleave', { input, repeats: integers(), dim: integerOr(null) }, (call, args) =>
      repeated(call, args.input, args.repeats, args.dim),
    ),
    tensorFunction('gather', { input, dim: integer(), index: operand() }, (call, args) =>
      takeAlong(call, args.input, args.index, args.dim),
    ),
    tensorFunction('index_select', { input, dim: integer(), index: operand() }, (call, args) =>
      alongAxis(call, args.input, countedAxis(call, args.dim, call.shape(args.input).length), [
        ...call.tensor(args.index).data,
      ]),
    ),
    tensorFunction('masked_select', { input, mask: operand() }, (call, { input: x, mask }) => {
      const spread = call.apply('broadcastTo', [mask], { shape: call.shape(x) });
      const chosen = call.tensor(spread).data;
      const places = [...chosen.keys()].filter((at) => chosen[at] !== 0);
      return alongAxis(call, call.reshape(x, [-1]), 0, places);
    }),
    tensorFunction('numel', { input }, (call, args) => int(call.tensor(args.input).data.length)),
    ...['dim', 'ndimension'].map((name) =>
      tensorFunction(name, { input }, (call, args) => int(call.shape(args.input).length)),
    ),
    ...(['tril', 'triu'] as const).map((name) =>
      tensorFunction(name, { input, diagonal: integerOr(0) }, (call, { input: x, diagonal }) => {
        const [rows, columns] = call.shape(x).slice(-2) as [number, number];
        const mask = entriesBy([rows, columns], (at) => {
          const offset = (at % columns) - Math.floor(at / columns);
          return (name === 'tril' ? offset <= diagonal : offset >= diagonal) ? 1 : 0;
        });
        const kept = call.constant(tensor(mask, [rows, columns], 'bool'));
        return call.apply('where', [kept, x, call.constant(0)]);
      }),
    ),
  ];
}

/** Only axes of one entry go; others are left as they are, where NumPy would complain. */
function squeezedWherePossible(call: Call, value: Value, dim: number | readonly number[] | null): Value {
  const node = call.operand(value);
  if (isUnknown(node)) return node;
  const sizes = call.shape(node);
  if (dim === null) return squeezed(call, value, null);
  const axes = (typeof dim === 'number' ? [dim] : dim).filter(
    (one) => sizes[one < 0 ? one + sizes.length : one] === 1,
  );
  return axes.length === 0 ? value : squeezed(call, value, axes);
}
