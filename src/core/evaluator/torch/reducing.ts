/** Functions that shrink or order axes of tensors: `x.sum(0, keepdim=True)`, `x.max(1)`, `x.softmax(dim=1)`, `torch.sort`. */
import type { NodeId } from '../../autodiff/tape.ts';
import { scalar } from '../../autodiff/tensor.ts';
import { tupleClass } from '../libraries/collections.ts';
import type { Machine } from '../machine.ts';
import { type Call, isUnknown } from '../numpy/call.ts';
import {
  anythingOr,
  axis,
  dtype,
  flag,
  ignored,
  integer,
  integerIn,
  integerOr,
  numberOr,
  operand,
  singleAxis,
} from '../numpy/parameters.ts';
import { alongAxis } from '../numpy/rearranging.ts';
import { sortingPlaces, takeAlong } from '../numpy/reducing.ts';
import type { BuiltinValue, Value } from '../values.ts';
import { sizedFunction, tensorFunction } from './define.ts';

type Axes = number | readonly number[] | null;

function reduction(name: string, operation: string): BuiltinValue {
  const parameters = { input: operand(), dim: axis(), keepdim: flag(false), dtype: dtype(), out: ignored() };
  return tensorFunction(name, parameters, (call, args) => {
    const input =
      args.dtype === null ? args.input : call.apply('astype', [args.input], { dtype: args.dtype });
    return call.apply(operation, [input], { axis: args.dim, keepdims: args.keepdim });
  });
}

/** Variance and deviation divide by one less than the count unless told otherwise. */
function moment(name: string, operation: string): BuiltinValue {
  const parameters = {
    input: operand(),
    dim: anythingOr(),
    unbiased: anythingOr(),
    keepdim: flag(false),
    correction: integerOr(1),
  };
  return tensorFunction(name, parameters, (call, { input, dim, unbiased, keepdim, correction }) => {
    // The second argument is the axis, or whether to correct.
    const isSwitch = dim.type === 'bool';
    const choice = isSwitch ? dim : unbiased;
    const axes = isSwitch ? null : axis().read(call, dim, 'dim');
    if (isUnknown(axes)) return axes;
    const ddof = choice.type === 'bool' ? (choice.value ? 1 : 0) : correction;
    return call.apply(operation, [input], { axis: axes, keepdims: keepdim, ddof });
  });
}

function position(name: 'argmax' | 'argmin'): BuiltinValue {
  return tensorFunction(
    name,
    { input: operand(), dim: singleAxis(null), keepdim: flag(false) },
    (call, args) => call.apply(name, [args.input], { axis: args.dim, keepdims: args.keepdim }),
  );
}

/** Values with the places where they stand, as `torch.max(x, 1)` and `torch.sort(x)` give them. */
function withPlaces(machine: Machine, call: Call, name: string, values: NodeId, places: NodeId): Value {
  const pair = tupleClass(machine, name, ['values', 'indices'], new Map());
  return machine.call(pair, [call.result(values), call.result(places)], new Map(), call.span);
}

/** `x.max()`, `x.max(1)` with places, `torch.max(x, y)` entry by entry. */
function extreme(machine: Machine, name: 'max' | 'min'): BuiltinValue {
  return sizedFunction(name, (call, [input, second, third], keywords) => {
    const x = call.operand(input ?? { type: 'none' });
    if (isUnknown(x)) return x;
    const dim = keywords.get('dim') ?? keywords.get('axis') ?? second;
    if (dim === undefined) return call.apply(name, [x], { axis: null, keepdims: false });
    const settled = call.evaluation.resolve(dim, { kind: 'any' }, call.span);
    if (settled.type === 'array') {
      const other = call.operand(settled);
      return isUnknown(other) ? other : call.apply(name === 'max' ? 'maximum' : 'minimum', [x, other]);
    }
    const along = integerIn(call, settled, 'other');
    if (isUnknown(along)) return along;
    const keeps = flag(false).read(
      call,
      keywords.get('keepdim') ?? keywords.get('keepdims') ?? third ?? { type: 'none' },
      'keepdim',
    );
    if (isUnknown(keeps)) return keeps;
    const attributes = { axis: along, keepdims: keeps };
    return withPlaces(
      machine,
      call,
      name,
      call.apply(name, [x], attributes),
      call.apply(`arg${name}`, [x], attributes),
    );
  });
}

/** The p-norm over all entries or along axes. */
function norm(call: Call, x: NodeId, p: number, dim: Axes, keepdims: boolean): NodeId {
  const attributes = { axis: dim, keepdims };
  const magnitude = call.apply('absolute', [x]);
  if (p === 2) return call.apply('sqrt', [call.apply('sum', [call.apply('square', [x])], attributes)]);
  if (p === 1) return call.apply('sum', [magnitude], attributes);
  if (p === Number.POSITIVE_INFINITY) return call.apply('max', [magnitude], attributes);
  const sum = call.apply('sum', [call.apply('power', [magnitude, call.constant(p)])], attributes);
  return call.apply('power', [sum, call.constant(1 / p)]);
}

/** The places of each row along an axis in order, the largest first where `descending`. */
function orderAlong(call: Call, x: NodeId, dim: number, descending: boolean): NodeId {
  return sortingPlaces(call, descending ? call.apply('negative', [x]) : x, dim);
}

export function logSoftmax(call: Call, x: NodeId, dim: Axes): NodeId {
  return call.apply('subtract', [x, call.apply('logsumexp', [x], { axis: dim, keepdims: true })]);
}

/** All functions of this family. */
export function reducingTensorFunctions(machine: Machine): readonly BuiltinValue[] {
  const input = operand();
  const along = { input, dim: axis(), dtype: dtype(), _stacklevel: ignored() };
  const order = { input, dim: integerOr(-1), descending: flag(false), stable: flag(false) };
  return [
    ...['sum', 'mean', 'prod', 'logsumexp', 'all', 'any'].map((name) => reduction(name, name)),
    ...['amax', 'amin'].map((name) => reduction(name, name.slice(1))),
    reduction('count_nonzero', 'countNonzero'),
    moment('var', 'var'),
    moment('std', 'std'),
    position('argmax'),
    position('argmin'),
    extreme(machine, 'max'),
    extreme(machine, 'min'),
    tensorFunction('cumsum', { input, dim: integer() }, (call, args) =>
      call.apply('cumsum', [args.input], { axis: args.dim }),
    ),
    tensorFunction('softmax', along, (call, args) => call.apply('softmax', [args.input], { axis: args.dim })),
    tensorFunction('log_softmax', along, (call, args) => logSoftmax(call, args.input, args.dim)),
    tensorFunction('norm', { input, p: anythingOr(), dim: axis(), keepdim: flag(false) }, (call, args) => {
      const isEuclidean = args.p.type === 'none' || args.p.type === 'str';
      const p = isEuclidean ? 2 : numberOr(2).read(call, args.p, 'p');
      return isUnknown(p) ? p : norm(call, args.input, p, args.dim, args.keepdim);
    }),
    tensorFunction('argsort', order, (call, args) => orderAlong(call, args.input, args.dim, args.descending)),
    tensorFunction('sort', order, (call, args) => {
      const places = orderAlong(call, args.input, args.dim, args.descending);
      return withPlaces(machine, call, 'sort', takeAlong(call, args.input, places, args.dim), places);
    }),
    tensorFunction(
      'topk',
      { input, k: integer(), dim: integerOr(-1), largest: flag(true), sorted: ignored() },
      (call, args) => {
        const whole = orderAlong(call, args.input, args.dim, args.largest);
        const rank = call.shape(args.input).length;
        const own = args.dim < 0 ? args.dim + rank : args.dim;
        const places = alongAxis(
          call,
          whole,
          own,
          Array.from({ length: args.k }, (_, i) => i),
        );
        return withPlaces(machine, call, 'topk', takeAlong(call, args.input, places, own), places);
      },
    ),
    tensorFunction('equal', { input, other: operand() }, (call, args) =>
      call.apply('all', [call.apply('equal', [args.input, args.other])], { axis: null }),
    ),
    tensorFunction(
      'allclose',
      { input, other: operand(), rtol: numberOr(1e-5), atol: numberOr(1e-8), equal_nan: ignored() },
      (call, args) => {
        const distance = call.apply('absolute', [call.apply('subtract', [args.input, args.other])]);
        const allowed = call.apply('add', [
          call.constant(scalar(args.atol)),
          call.apply('multiply', [call.constant(scalar(args.rtol)), call.apply('absolute', [args.other])]),
        ]);
        return call.apply('all', [call.apply('lessEqual', [distance, allowed])], { axis: null });
      },
    ),
  ];
}
