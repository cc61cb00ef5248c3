/** Functions that shrink axes: np.sum, np.mean, np.max, np.argmax, np.cumsum and their relatives. */
import type { NodeId } from '../../autodiff/tape.ts';
import { scalar } from '../../autodiff/tensor.ts';
import type { BuiltinValue, Value } from '../values.ts';
import type { Call } from './call.ts';
import { arrayFunction } from './function-table.ts';
import {
  axis,
  dtype,
  flag,
  integerOr,
  operand,
  optionalOperand,
  out,
  singleAxis,
  text,
  unsupported,
} from './parameters.ts';

type AxisArgument = number | readonly number[] | null;

/** Reduces; the sums of an `np.matrix` along one axis stay two-dimensional. */
function reduce(
  call: Call,
  operation: string,
  a: NodeId,
  axes: AxisArgument,
  keepdims: boolean,
  rest: object = {},
): NodeId {
  const keeps = keepdims || (call.isMatrix && axes !== null);
  return call.apply(operation, [a], { axis: axes, keepdims: keeps, ...rest });
}

const parameters = {
  a: operand(),
  axis: axis(),
  dtype: dtype(),
  out: out(),
  keepdims: flag(false),
  initial: optionalOperand({ kind: 'number' }),
  where: optionalOperand(),
};

/** What an operation of these starts from: entries that `where=` leaves out are replaced by it. */
const NEUTRAL: Readonly<Record<string, number>> = {
  sum: 0,
  prod: 1,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
  all: 1,
  any: 0,
};
const COMBINING: Readonly<Record<string, string>> = {
  sum: 'add',
  prod: 'multiply',
  max: 'maximum',
  min: 'minimum',
  all: 'logicalAnd',
  any: 'logicalOr',
};

/** Reduces the entries for which `where` holds, and combines the result with `initial`. */
function reduceFrom(
  call: Call,
  operation: string,
  a: NodeId,
  axes: AxisArgument,
  keepdims: boolean,
  { initial, where }: { readonly initial: NodeId | null; readonly where: NodeId | null },
): NodeId | Value {
  const neutral = NEUTRAL[operation];
  if (where !== null && neutral === undefined) return call.unsupported(`\`${call.name}\` with \`where=\``);
  const { dtype: kind } = call.tensor(a);
  const input =
    where === null
      ? a
      : call.apply('where', [
          where,
          a,
          call.constant(scalar(neutral as number, Number.isFinite(neutral) ? kind : 'float64')),
        ]);
  const result = reduce(call, operation, input, axes, keepdims);
  const combining = COMBINING[operation];
  if (initial === null) return result;
  return combining === undefined
    ? call.unsupported(`\`${call.name}\` with \`initial=\``)
    : call.apply(combining, [initial, result]);
}

function reduction(name: string, operation: string): BuiltinValue {
  return arrayFunction(`np.${name}`, parameters, (call, args) => {
    const input = args.dtype === null ? args.a : call.apply('astype', [args.a], { dtype: args.dtype });
    return reduceFrom(call, operation, input, args.axis, args.keepdims, args);
  });
}

/** np.max and its relatives have `out` where the sums have `dtype`. */
function extreme(name: string, operation: string): BuiltinValue {
  const { a, axis: axes, out: target, keepdims, initial, where } = parameters;
  return arrayFunction(`np.${name}`, { a, axis: axes, out: target, keepdims, initial, where }, (call, args) =>
    reduceFrom(call, operation, args.a, args.axis, args.keepdims, args),
  );
}

function moment(name: string, operation: string): BuiltinValue {
  const { a, axis: axes, dtype: kind, out: target, keepdims } = parameters;
  const own = { a, axis: axes, dtype: kind, out: target, ddof: integerOr(0), keepdims, where: unsupported() };
  return arrayFunction(`np.${name}`, own, (call, args) =>
    reduce(call, operation, args.a, args.axis, args.keepdims, { ddof: args.ddof }),
  );
}

function position(name: string): BuiltinValue {
  const own = { a: operand(), axis: singleAxis(null), out: out(), keepdims: flag(false) };
  return arrayFunction(`np.${name}`, own, (call, args) =>
    reduce(call, name, args.a, args.axis, args.keepdims),
  );
}

/** Zero in place of NaN, so that the sum leaves it out. */
function withoutNaN(call: Call, a: NodeId): { readonly entries: NodeId; readonly present: NodeId } {
  const missing = call.apply('isnan', [a]);
  const entries = call.apply('where', [missing, call.constant(scalar(0)), a]);
  return { entries, present: call.apply('logicalNot', [missing]) };
}

function average(
  call: Call,
  a: NodeId,
  axes: AxisArgument,
  weights: NodeId | null,
  keepdims: boolean,
): NodeId | Value {
  if (weights === null) return reduce(call, 'mean', a, axes, keepdims);
  const sizes = call.shape(a);
  const sameRank = call.shape(weights).length === sizes.length;
  if (!sameRank && typeof axes !== 'number') return call.unsupported('`np.average` with these weights');
  const place = sizes.map((_, own) => (own === ((axes as number) + sizes.length) % sizes.length ? -1 : 1));
  const spread = sameRank ? weights : call.reshape(weights, place);
  const weighted = reduce(call, 'sum', call.apply('multiply', [a, spread]), axes, keepdims);
  const stretched = call.apply('broadcastTo', [spread], { shape: sizes });
  return call.apply('divide', [weighted, reduce(call, 'sum', stretched, axes, keepdims)]);
}

/** The entries of each row along an axis in ascending order, through index arrays that the tape keeps. */
export function sorted(call: Call, a: NodeId, axis: number | null): NodeId {
  const input = axis === null ? call.reshape(a, [-1]) : a;
  const order = sortingPlaces(call, input, axis ?? -1);
  return takeAlong(call, input, order, axis ?? -1);
}

/** np.argsort: for each place in ascending order, where the entry stands. Equal entries keep their order. */
export function sortingPlaces(call: Call, a: NodeId, axis: number): NodeId {
  const { shape, data } = call.tensor(a);
  const own = axis < 0 ? axis + shape.length : axis;
  const length = shape[own] ?? 1;
  const inner = shape.slice(own + 1).reduce((product, size) => product * size, 1);
  const places = new Float64Array(data.length);
  for (let group = 0; group < data.length / Math.max(1, length); group++) {
    const start = Math.floor(group / inner) * length * inner + (group % inner);
    const entry = (i: number): number => data[start + i * inner] as number;
    const order = Array.from({ length }, (_, i) => i).sort((i, j) => ascending(entry(i), entry(j)) || i - j);
    order.forEach((from, to) => {
      places[start + to * inner] = from;
    });
  }
  return call.constant({ dtype: 'int64', shape, data: places });
}

/** The order of numbers, with what is no number behind them. */
function ascending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

/** np.take_along_axis: index arrays of every axis, the others counting their own places. */
export function takeAlong(call: Call, a: NodeId, places: NodeId, axis: number): NodeId {
  return call.apply('index', [a], { index: alongAxisIndex(call, a, places, axis) });
}

/** The index arrays of that function: places along one axis, every other axis counting its own. */
export function alongAxisIndex(call: Call, a: NodeId, places: NodeId, axis: number): readonly object[] {
  const { shape, data } = call.tensor(places);
  const own = axis < 0 ? axis + shape.length : axis;
  const size = call.shape(a)[own] as number;
  return shape.map((length, i) => {
    if (i === own)
      return { kind: 'array', shape, values: data.map((place) => (place < 0 ? place + size : place)) };
    const sizes = shape.map((_, other) => (other === i ? length : 1));
    return { kind: 'array', shape: sizes, values: Float64Array.from({ length }, (_, place) => place) };
  });
}

/** Where between the sorted entries the quantile q lies, with straight lines between neighbours. */
function quantile(call: Call, a: NodeId, q: number, axis: number | null, keepdims: boolean): NodeId {
  const input = axis === null ? call.reshape(a, [-1]) : a;
  const own = axis === null ? 0 : axis < 0 ? axis + call.shape(a).length : axis;
  const numbers =
    call.tensor(input).dtype === 'float64' ? input : call.apply('astype', [input], { dtype: 'float64' });
  const ordered = sorted(call, numbers, own);
  const at = q * ((call.shape(input)[own] as number) - 1);
  const pick = (place: number): NodeId => {
    const index = call
      .shape(input)
      .map((size, i) =>
        i === own ? { kind: 'integer', value: place } : { kind: 'slice', start: 0, step: 1, count: size },
      );
    return call.apply('index', [ordered], { index });
  };
  const [low, high] = [pick(Math.floor(at)), pick(Math.ceil(at))];
  const share = call.constant(at - Math.floor(at));
  const between = call.apply('add', [
    low,
    call.apply('multiply', [share, call.apply('subtract', [high, low])]),
  ]);
  const result = call.tensor(input).data.some(Number.isNaN)
    ? lostWhereNaN(call, input, between, own)
    : between;
  if (!keepdims) return result;
  return call.reshape(
    result,
    call.shape(a).map((size, i) => (axis === null || i === own ? 1 : size)),
  );
}

/** NaN in the place of every result whose run of entries along the axis holds one. */
function lostWhereNaN(call: Call, input: NodeId, result: NodeId, axis: number): NodeId {
  const lost = call.apply('any', [call.apply('isnan', [input])], { axis, keepdims: false });
  return call.apply('where', [lost, call.constant(Number.NaN), result]);
}

/** np.cumprod: each entry times all before it, along an axis. */
function runningProduct(call: Call, a: NodeId, axis: number | null): NodeId {
  const input = axis === null ? call.reshape(a, [-1]) : a;
  const sizes = call.shape(input);
  const own = axis === null ? 0 : axis < 0 ? axis + sizes.length : axis;
  const parts: NodeId[] = [];
  for (let at = 0; at < (sizes[own] as number); at++) {
    const index = sizes.map((size, i) => ({
      kind: 'slice',
      start: i === own ? at : 0,
      step: 1,
      count: i === own ? 1 : size,
    }));
    const part = call.apply('index', [input], { index });
    const before = parts.at(-1);
    parts.push(before === undefined ? part : call.apply('multiply', [before, part]));
  }
  return parts.length === 0 ? input : call.apply('concatenate', parts, { axis: own });
}

/** All functions of this family. */
export function reducingFunctions(): readonly BuiltinValue[] {
  const { a, axis: axes, dtype: kind, out: target, keepdims } = parameters;
  const along = { a, axis: singleAxis(null), keepdims };
  return [
    reduction('sum', 'sum'),
    reduction('prod', 'prod'),
    reduction('product', 'prod'),
    reduction('mean', 'mean'),
    ...['max', 'amax'].map((name) => extreme(name, 'max')),
    ...['min', 'amin'].map((name) => extreme(name, 'min')),
    ...['all', 'alltrue'].map((name) => extreme(name, 'all')),
    ...['any', 'sometrue'].map((name) => extreme(name, 'any')),
    moment('var', 'var'),
    moment('std', 'std'),
    position('argmax'),
    position('argmin'),
    arrayFunction('np.count_nonzero', { a, axis: axes, keepdims }, (call, args) =>
      reduce(call, 'countNonzero', args.a, args.axis, args.keepdims),
    ),
    arrayFunction('np.cumsum', { a, axis: singleAxis(null), dtype: kind, out: target }, (call, args) =>
      call.apply('cumsum', [args.a], { axis: args.axis }),
    ),
    arrayFunction('np.nansum', { a, axis: axes, dtype: kind, out: target, keepdims }, (call, args) =>
      reduce(call, 'sum', withoutNaN(call, args.a).entries, args.axis, args.keepdims),
    ),
    arrayFunction('np.nanmean', { a, axis: axes, dtype: kind, out: target, keepdims }, (call, args) => {
      const { entries, present } = withoutNaN(call, args.a);
      const total = reduce(call, 'sum', entries, args.axis, args.keepdims);
      return call.apply('divide', [total, reduce(call, 'sum', present, args.axis, args.keepdims)]);
    }),
    arrayFunction('np.ptp', { a, axis: axes, out: target, keepdims }, (call, args) => {
      const [high, low] = ['max', 'min'].map((name) =>
        reduce(call, name, args.a, args.axis, args.keepdims),
      ) as [NodeId, NodeId];
      return call.apply('subtract', [high, low]);
    }),
    arrayFunction(
      'np.average',
      { a, axis: axes, weights: optionalOperand(), returned: flag(false), keepdims },
      (call, args) =>
        args.returned
          ? call.unsupported('`np.average` with `returned=`')
          : average(call, args.a, args.axis, args.weights, args.keepdims),
    ),
    arrayFunction('np.median', along, (call, args) => quantile(call, args.a, 0.5, args.axis, args.keepdims)),
    ...(
      [
        ['np.percentile', 100],
        ['np.nanpercentile', 100],
        ['np.quantile', 1],
      ] as const
    ).map(([name, whole]) =>
      arrayFunction(name, { a, q: operand(), axis: singleAxis(null), keepdims }, (call, args) => {
        const { data, shape } = call.tensor(args.q);
        const each = Array.from(data, (q) => quantile(call, args.a, q / whole, args.axis, args.keepdims));
        return shape.length === 0 ? (each[0] as NodeId) : call.apply('stack', each, { axis: 0 });
      }),
    ),
    arrayFunction('np.cumprod', { a, axis: singleAxis(null), dtype: kind, out: target }, (call, args) =>
      runningProduct(call, args.a, args.axis),
    ),
    arrayFunction('np.sort', { a, axis: singleAxis(-1), kind: text(null) }, (call, args) =>
      sorted(call, args.a, args.axis),
    ),
    arrayFunction('np.argsort', { a, axis: singleAxis(-1), kind: text(null) }, (call, args) =>
      args.axis === null
        ? sortingPlaces(call, call.reshape(args.a, [-1]), -1)
        : sortingPlaces(call, args.a, args.axis),
    ),
  ];
}
