/** Products and linear algebra: `np.dot`, `@`, `np.outer`, `np.einsum`, `np.linalg`. */
import type { NodeId } from '../../autodiff/tape.ts';
import type { BuiltinValue, Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, variadicFunction } from './function-table.ts';
import { anything, anythingOr, axis, flag, integerOr, integersIn, operand, out } from './parameters.ts';
import { operandPair } from './universal-functions.ts';

/** np.dot: the product of numbers, the inner product of vectors, the matrix product; for more axes, last with second to last. */
export function product(call: Call, x: NodeId, y: NodeId): NodeId {
  const [left, right] = [call.shape(x), call.shape(y)];
  if (left.length === 0 || right.length === 0) return call.apply('multiply', [x, y]);
  if (right.length <= 2 && left.length <= 2) return call.apply('matmul', [x, y]);
  return contraction(call, x, y, [left.length - 1], [Math.max(0, right.length - 2)]);
}

/** Sums over pairs of axes of both arrays; the remaining axes stay in order. */
function contraction(
  call: Call,
  x: NodeId,
  y: NodeId,
  xAxes: readonly number[],
  yAxes: readonly number[],
): NodeId {
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const count = (axes: readonly number[], rank: number): number[] =>
    axes.map((one) => (one < 0 ? one + rank : one));
  const [left, right] = [call.shape(x), call.shape(y)];
  const [own, other] = [count(xAxes, left.length), count(yAxes, right.length)];
  const xLabels = left.map((_, i) => letters[i] as string);
  const yLabels = right.map((_, i) => {
    const paired = other.indexOf(i);
    return paired >= 0 ? (xLabels[own[paired] as number] as string) : (letters[left.length + i] as string);
  });
  own.forEach((one, i) => {
    if (left[one] !== right[other[i] as number]) {
      throw shapeMismatch(call, left[one] as number, right[other[i] as number] as number);
    }
  });
  const kept = [
    ...xLabels.filter((_, i) => !own.includes(i)),
    ...yLabels.filter((_, i) => !other.includes(i)),
  ];
  return call.apply('einsum', [x, y], {
    subscripts: `${xLabels.join('')},${yLabels.join('')}->${kept.join('')}`,
  });
}

function shapeMismatch(call: Call, left: number, right: number): Error {
  const error = call.error('ValueError', `shapes not aligned: ${left} != ${right}`);
  return Object.assign(error, { conflicts: [{ left, right }] });
}

const pairParameters = { a: anything(), b: anything(), out: out() };

/** A function of two arrays whose probes are settled as the sides of a matrix product. */
function pairFunction(name: string, body: (call: Call, x: NodeId, y: NodeId) => NodeId): BuiltinValue {
  return arrayFunction(name, pairParameters, (call, { a, b }) => {
    const pair = operandPair(call, a, b, '@');
    return isUnknown(pair) ? pair : body(call, ...pair);
  });
}

/** The norm as a composition of table operations. Errors: Unknown for matrix norms other than Frobenius. */
function norm(
  call: Call,
  x: NodeId,
  order: Value,
  axes: number | readonly number[] | null,
  keepdims: boolean,
): NodeId | Value {
  const attributes = { axis: axes, keepdims };
  const reduce = (operation: string, input: NodeId): NodeId => call.apply(operation, [input], attributes);
  const alongVectors = typeof axes === 'number' || (axes === null && call.shape(x).length === 1);
  const euclidean = (): NodeId => call.apply('sqrt', [reduce('sum', call.apply('square', [x]))]);
  if (order.type === 'none' || (order.type === 'str' && order.value === 'fro')) return euclidean();
  if (order.type !== 'int' && order.type !== 'float')
    return call.unsupported(`\`${call.name}\` with this \`ord=\``);
  const magnitude = call.apply('absolute', [x]);
  if (!alongVectors) return matrixNorm(call, magnitude, order.value, axes, keepdims);
  switch (order.value) {
    case 2:
      return euclidean();
    case 1:
      return reduce('sum', magnitude);
    case Number.POSITIVE_INFINITY:
      return reduce('max', magnitude);
    case Number.NEGATIVE_INFINITY:
      return reduce('min', magnitude);
    case 0:
      return call.apply('astype', [reduce('countNonzero', x)], { dtype: 'float64' });
    default: {
      const exponent = call.constant(order.value);
      const sum = reduce('sum', call.apply('power', [magnitude, exponent]));
      return call.apply('power', [sum, call.constant(1 / order.value)]);
    }
  }
}

/** The largest (or smallest) sum of a column's or row's magnitudes. Errors: Unknown for norms by singular values. */
function matrixNorm(
  call: Call,
  magnitude: NodeId,
  order: number,
  axes: number | readonly number[] | null,
  keepdims: boolean,
): NodeId | Value {
  const isSummed = Math.abs(order) === 1 || Math.abs(order) === Number.POSITIVE_INFINITY;
  if (!isSummed || axes !== null || keepdims || call.shape(magnitude).length !== 2)
    return call.unsupported(`\`${call.name}\` with this \`ord=\``);
  const along = Math.abs(order) === 1 ? 0 : 1;
  const sums = call.apply('sum', [magnitude], { axis: along, keepdims: false });
  return call.apply(order > 0 ? 'max' : 'min', [sums], { axis: null, keepdims: false });
}

function tensordot(call: Call, x: NodeId, y: NodeId, axes: Value): NodeId | Value {
  const settled = call.evaluation.resolve(axes, { kind: 'any' }, call.span);
  const rank = call.shape(x).length;
  if (settled.type === 'int') {
    const range = Array.from({ length: settled.value }, (_, i) => i);
    return contraction(
      call,
      x,
      y,
      range.map((i) => rank - settled.value + i),
      range,
    );
  }
  if (settled.type !== 'tuple' && settled.type !== 'list')
    return call.unsupported('`np.tensordot` with these `axes=`');
  const lists: (readonly number[])[] = [];
  for (const item of settled.items) {
    const list = integersIn(call, item, 'other');
    if (isUnknown(list)) return list;
    lists.push(typeof list === 'number' ? [list] : list);
  }
  return contraction(call, x, y, lists[0] ?? [], lists[1] ?? []);
}

/** Products in the module itself. */
export function productFunctions(): readonly BuiltinValue[] {
  return [
    pairFunction('np.dot', product),
    pairFunction('np.matmul', (call, x, y) => call.apply('matmul', [x, y])),
    pairFunction('np.outer', (call, x, y) => call.apply('outer', [x, y])),
    pairFunction('np.vdot', (call, x, y) =>
      call.apply('matmul', [call.reshape(x, [-1]), call.reshape(y, [-1])]),
    ),
    pairFunction('np.inner', (call, x, y) => {
      const [left, right] = [call.shape(x), call.shape(y)];
      if (left.length === 0 || right.length === 0) return call.apply('multiply', [x, y]);
      return contraction(call, x, y, [left.length - 1], [right.length - 1]);
    }),
    pairFunction('np.kron', (call, x, y) => {
      const [left, right] = [call.shape(x), call.shape(y)];
      if (left.length !== 2 || right.length !== 2) return call.apply('outer', [x, y]);
      const spread = call.apply('einsum', [x, y], { subscripts: 'ab,cd->acbd' });
      return call.reshape(
        spread,
        left.map((size, i) => size * (right[i] as number)),
      );
    }),
    arrayFunction(
      'np.tensordot',
      { a: operand(), b: operand(), axes: anythingOr({ type: 'int', value: 2 }) },
      (call, args) => tensordot(call, args.a, args.b, args.axes),
    ),
    variadicFunction('np.einsum', (call, [subscripts, ...rest], keywords) => {
      for (const keyword of keywords.keys())
        if (keyword !== 'optimize') return call.unsupported(`\`np.einsum\` with \`${keyword}=\``);
      if (subscripts?.type !== 'str') return call.unsupported('`np.einsum` without a text of subscripts');
      const nodes: NodeId[] = [];
      for (const value of rest) {
        const node = call.operand(value);
        if (isUnknown(node)) return node;
        nodes.push(node);
      }
      return call.apply('einsum', nodes, { subscripts: subscripts.value });
    }),
  ];
}

/** `np.linalg`. */
export function linearAlgebraFunctions(): readonly BuiltinValue[] {
  const solve = (call: Call, a: NodeId, b: NodeId): NodeId =>
    call.apply('matmul', [call.apply('inverse', [a]), b]);
  return [
    arrayFunction(
      'np.linalg.norm',
      { x: operand(), ord: anythingOr(), axis: axis(), keepdims: flag(false) },
      (call, args) => norm(call, args.x, args.ord, args.axis, args.keepdims),
    ),
    arrayFunction('np.linalg.inv', { a: operand() }, (call, { a }) => call.apply('inverse', [a])),
    arrayFunction('np.linalg.det', { a: operand() }, (call, { a }) => call.apply('determinant', [a])),
    arrayFunction('np.linalg.solve', { a: operand(), b: operand() }, (call, { a, b }) => solve(call, a, b)),
    arrayFunction('np.linalg.multi_dot', { arrays: anything() }, (call, { arrays }) => {
      const items = call.evaluation.iterate(arrays, call.span);
      if ('type' in items) return items;
      let whole: NodeId | null = null;
      for (const item of items) {
        const node = call.operand(item);
        if (isUnknown(node)) return node;
        whole = whole === null ? node : product(call, whole, node);
      }
      if (whole === null) throw call.error('ValueError', 'Expecting at least two arrays.');
      return whole;
    }),
    arrayFunction('np.linalg.matrix_power', { a: operand(), n: integerOr(1) }, (call, { a, n }) => {
      if (n < 1) return call.unsupported('`np.linalg.matrix_power` with an exponent below 1');
      let whole = a;
      for (let i = 1; i < n; i++) whole = call.apply('matmul', [whole, a]);
      return whole;
    }),
  ];
}
