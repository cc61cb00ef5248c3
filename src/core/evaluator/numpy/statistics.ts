/** Statistics and calculus of samples: covariance, interpolation, trapezoids, differences, and sums that leave NaN out. */
import type { NodeId } from '../../autodiff/tape.ts';
import { entriesBy, filled, scalar, tensor } from '../../autodiff/tensor.ts';
import type { BuiltinValue, UnknownValue, Value } from '../values.ts';
import { arrayFromNode } from '../arrays.ts';
import type { Call } from './call.ts';
import { arrayFunction } from './function-table.ts';
import { axis, flag, integerOr, numberOr, operand, optionalOperand, out, singleAxis } from './parameters.ts';

/** Covariances of the rows (or columns) of a matrix, of two matrices together where a second is given. */
function covariance(call: Call, m: NodeId, y: NodeId | null, rowvar: boolean, ddof: number): NodeId {
  const upright = (node: NodeId): NodeId => {
    const matrix = call.shape(node).length < 2 ? call.reshape(node, [1, -1]) : node;
    return rowvar || call.shape(matrix)[0] === 1 ? matrix : call.apply('transpose', [matrix], { axes: null });
  };
  const rows = y === null ? upright(m) : call.apply('concatenate', [upright(m), upright(y)], { axis: 0 });
  const count = call.shape(rows)[1] as number;
  const centred = call.apply('subtract', [rows, call.apply('mean', [rows], { axis: 1, keepdims: true })]);
  const product = call.apply('matmul', [centred, call.apply('transpose', [centred], { axes: null })]);
  const whole = call.apply('divide', [product, call.constant(count - ddof)]);
  return call.shape(whole)[0] === 1 ? call.reshape(whole, []) : whole;
}

function correlationCoefficients(call: Call, m: NodeId, y: NodeId | null, rowvar: boolean): NodeId {
  const covariances = covariance(call, m, y, rowvar, 1);
  if (call.shape(covariances).length === 0) return call.apply('divide', [covariances, covariances]);
  const deviations = call.apply('sqrt', [call.apply('einsum', [covariances], { subscripts: 'ii->i' })]);
  return call.apply('divide', [covariances, call.apply('outer', [deviations, deviations])]);
}

/** Straight lines between given points, constant beyond them. */
function interpolated(call: Call, x: NodeId, xp: NodeId, fp: NodeId): NodeId {
  const places = call.tensor(xp).data;
  const { data, shape } = call.tensor(x);
  const last = places.length - 1;
  const left = data.map((entry) => {
    let at = 0;
    while (at < last - 1 && (places[at + 1] as number) <= entry) at++;
    return at;
  });
  const pick = (from: NodeId, by: number): NodeId =>
    call.apply('index', [from], {
      index: [{ kind: 'array', shape, values: left.map((at) => Math.min(last, at + by)) }],
    });
  const [x0, x1, y0, y1] = [pick(xp, 0), pick(xp, 1), pick(fp, 0), pick(fp, 1)];
  const bounded = call.apply('clip', [
    x,
    call.constant(places[0] as number),
    call.constant(places[last] as number),
  ]);
  const slope = call.apply('divide', [call.apply('subtract', [y1, y0]), call.apply('subtract', [x1, x0])]);
  return call.apply('add', [y0, call.apply('multiply', [slope, call.apply('subtract', [bounded, x0])])]);
}

/** One axis from a place on, so many entries. */
function run(call: Call, a: NodeId, along: number, start: number, count: number): NodeId {
  const index = call.shape(a).map((size, i) => ({
    kind: 'slice',
    start: i === along ? start : 0,
    step: 1,
    count: i === along ? count : size,
  }));
  return call.apply('index', [a], { index });
}

function trapezoids(call: Call, y: NodeId, x: NodeId | null, dx: number, along: number): NodeId {
  const own = along < 0 ? along + call.shape(y).length : along;
  const size = call.shape(y)[own] as number;
  const sums = call.apply('add', [run(call, y, own, 0, size - 1), run(call, y, own, 1, size - 1)]);
  const steps =
    x === null
      ? call.constant(dx)
      : call.apply('subtract', [run(call, x, 0, 1, size - 1), run(call, x, 0, 0, size - 1)]);
  const areas = call.apply('multiply', [call.apply('multiply', [sums, steps]), call.constant(0.5)]);
  return call.apply('sum', [areas], { axis: own, keepdims: false });
}

/** `np.gradient` of one vector: differences of neighbours, halved inside. */
function sampledGradient(call: Call, f: NodeId, spacing: number): NodeId | UnknownValue {
  const [size, ...rest] = call.shape(f);
  if (size === undefined || rest.length > 0) return call.unsupported('`np.gradient` of more than one axis');
  if (size < 2) throw call.error('ValueError', 'Shape of array too small to calculate a numerical gradient');
  const difference = (from: number, to: number, count: number): NodeId =>
    call.apply('subtract', [run(call, f, 0, to, count), run(call, f, 0, from, count)]);
  const scaled = (node: NodeId, by: number): NodeId => call.apply('divide', [node, call.constant(by)]);
  return call.apply(
    'concatenate',
    [
      scaled(difference(0, 1, 1), spacing),
      scaled(difference(0, 2, size - 2), 2 * spacing),
      scaled(difference(size - 2, size - 1, 1), spacing),
    ],
    { axis: 0 },
  );
}

/** The cross product of vectors with three entries, along the last axis. */
function crossProduct(call: Call, a: NodeId, b: NodeId): NodeId | UnknownValue {
  if (call.shape(a).at(-1) !== 3 || call.shape(b).at(-1) !== 3)
    return call.unsupported('`np.cross` of vectors that have not three entries');
  const part = (node: NodeId, at: number): NodeId => {
    const sizes = call.shape(node);
    const index = sizes.map((size, i) =>
      i === sizes.length - 1
        ? { kind: 'integer', value: at }
        : { kind: 'slice', start: 0, step: 1, count: size },
    );
    return call.apply('index', [node], { index });
  };
  const product = (i: number, j: number): NodeId => call.apply('multiply', [part(a, i), part(b, j)]);
  const parts = [
    [1, 2],
    [2, 0],
    [0, 1],
  ].map(([i, j]) =>
    call.apply('subtract', [product(i as number, j as number), product(j as number, i as number)]),
  );
  return call.apply('stack', parts, { axis: call.shape(parts[0] as NodeId).length });
}

/** A function that leaves NaN out: NaN is replaced by what cannot win, or is left out of the mean. */
function withoutNaN(name: string, operation: 'max' | 'min' | 'argmax' | 'argmin'): BuiltinValue {
  const neutral = operation.endsWith('max') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const parameters = { a: operand(), axis: axis(), out: out(), keepdims: flag(false) };
  return arrayFunction(name, parameters, (call, args) => {
    const missing = call.apply('isnan', [args.a]);
    const entries = call.apply('where', [missing, call.constant(scalar(neutral)), args.a]);
    return call.apply(operation, [entries], { axis: args.axis, keepdims: args.keepdims });
  });
}

/** Mean squared distance from the mean, NaN left out. */
function spreadWithoutNaN(
  call: Call,
  a: NodeId,
  axes: number | readonly number[] | null,
  ddof: number,
): NodeId {
  const missing = call.apply('isnan', [a]);
  const zero = call.constant(scalar(0));
  const count = call.apply('sum', [call.apply('logicalNot', [missing])], { axis: axes, keepdims: true });
  const total = (node: NodeId, keepdims: boolean): NodeId =>
    call.apply('sum', [call.apply('where', [missing, zero, node])], { axis: axes, keepdims });
  const mean = call.apply('divide', [total(a, true), count]);
  const squares = call.apply('square', [call.apply('subtract', [a, mean])]);
  const present = call.apply('sum', [call.apply('logicalNot', [missing])], { axis: axes, keepdims: false });
  return call.apply('divide', [
    total(squares, false),
    call.apply('subtract', [present, call.constant(scalar(ddof))]),
  ]);
}

/** How many entries lie in each bin, and the bins' edges. */
function histogram(call: Call, a: NodeId, bins: number): Value {
  const { data } = call.tensor(a);
  const low = data.reduce((least, entry) => Math.min(least, entry), Number.POSITIVE_INFINITY);
  const high = data.reduce((most, entry) => Math.max(most, entry), Number.NEGATIVE_INFINITY);
  const width = (high - low) / bins || 1;
  const counts = new Float64Array(bins);
  for (const entry of data) {
    const at = Math.min(bins - 1, Math.floor((entry - low) / width));
    counts[at] = (counts[at] as number) + 1;
  }
  const edges = entriesBy([bins + 1], (i) => low + i * width);
  const nodes = [tensor(counts, [bins], 'int64'), tensor(edges, [bins + 1])].map((one) => call.constant(one));
  return { type: 'tuple', items: nodes.map((node) => arrayFromNode(node)) };
}

/** A polynomial's value, highest power first. */
function polynomial(call: Call, p: NodeId, x: NodeId): NodeId {
  const count = call.shape(p)[0] as number;
  let value = call.constant(filled(call.shape(x), 0, call.tensor(p).dtype));
  for (let i = 0; i < count; i++) {
    const coefficient = call.apply('index', [p], { index: [{ kind: 'integer', value: i }] });
    value = call.apply('add', [call.apply('multiply', [value, x]), coefficient]);
  }
  return value;
}

/** All functions of this family. */
export function statisticalFunctions(): readonly BuiltinValue[] {
  const a = operand();
  const spread = { a, axis: axis(), ddof: integerOr(0) };
  return [
    arrayFunction(
      'np.cov',
      { m: a, y: optionalOperand(), rowvar: flag(true), bias: flag(false), ddof: integerOr(null) },
      (call, { m, y, rowvar, bias, ddof }) => covariance(call, m, y, rowvar, ddof ?? (bias ? 0 : 1)),
    ),
    arrayFunction(
      'np.corrcoef',
      { x: a, y: optionalOperand(), rowvar: flag(true) },
      (call, { x, y, rowvar }) => correlationCoefficients(call, x, y, rowvar),
    ),
    arrayFunction('np.interp', { x: a, xp: a, fp: a }, (call, { x, xp, fp }) =>
      interpolated(call, x, xp, fp),
    ),
    ...['np.trapz', 'np.trapezoid'].map((name) =>
      arrayFunction(
        name,
        { y: a, x: optionalOperand(), dx: numberOr(1), axis: integerOr(-1) },
        (call, { y, x, dx, axis: along }) => trapezoids(call, y, x, dx, along),
      ),
    ),
    arrayFunction('np.gradient', { f: a, spacing: numberOr(1) }, (call, { f, spacing }) =>
      sampledGradient(call, f, spacing),
    ),
    arrayFunction('np.ediff1d', { ary: a }, (call, { ary }) => {
      const flat = call.reshape(ary, [-1]);
      const size = call.shape(flat)[0] as number;
      return call.apply('subtract', [run(call, flat, 0, 1, size - 1), run(call, flat, 0, 0, size - 1)]);
    }),
    arrayFunction('np.cross', { a, b: a }, (call, pair) => crossProduct(call, pair.a, pair.b)),
    arrayFunction('np.polyval', { p: a, x: a }, (call, { p, x }) => polynomial(call, p, x)),
    arrayFunction('np.histogram', { a, bins: integerOr(10) }, (call, { a: x, bins }) =>
      histogram(call, x, bins),
    ),
    withoutNaN('np.nanmax', 'max'),
    withoutNaN('np.nanmin', 'min'),
    withoutNaN('np.nanargmax', 'argmax'),
    withoutNaN('np.nanargmin', 'argmin'),
    arrayFunction('np.nanvar', spread, (call, args) => spreadWithoutNaN(call, args.a, args.axis, args.ddof)),
    arrayFunction('np.nanstd', spread, (call, args) =>
      call.apply('sqrt', [spreadWithoutNaN(call, args.a, args.axis, args.ddof)]),
    ),
    arrayFunction('np.nancumsum', { a, axis: singleAxis(null) }, (call, args) => {
      const present = call.apply('where', [call.apply('isnan', [args.a]), call.constant(scalar(0)), args.a]);
      return call.apply('cumsum', [present], { axis: args.axis });
    }),
  ];
}
