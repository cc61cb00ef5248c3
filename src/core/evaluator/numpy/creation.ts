/** Functions that make arrays: from lists, filled with a number, ranges, diagonals. */
import type { NodeId } from '../../autodiff/tape.ts';
import { allocate, type DType, filled, type Tensor, tensor } from '../../autodiff/tensor.ts';
import { arrayFromNode, copyOf } from '../arrays.ts';
import { type BuiltinValue, float, type UnknownValue, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { dtypeOf } from './dtypes.ts';
import { arrayFunction, variadicFunction } from './function-table.ts';
import {
  anything,
  anythingOr,
  dtype,
  flag,
  ignored,
  integer,
  integerOr,
  number,
  numberIn,
  numberOr,
  operand,
  optionalShape,
  shape,
} from './parameters.ts';
import { matrixOf } from './views.ts';

/** An array of one number: `np.zeros(shape)` and its relatives. */
function filling(name: string, value: number): BuiltinValue {
  const parameters = { shape: shape(), dtype: dtype(), order: ignored() };
  return arrayFunction(name, parameters, (call, args) =>
    call.constant(filled(args.shape, value, args.dtype ?? 'float64')),
  );
}

/** `np.zeros_like(a)` and its relatives. */
function fillingLike(name: string, value: number): BuiltinValue {
  const parameters = {
    a: operand(),
    dtype: dtype(),
    order: ignored(),
    subok: ignored(),
    shape: optionalShape(),
  };
  return arrayFunction(name, parameters, (call, args) => {
    const model = call.tensor(args.a);
    return call.constant(filled(args.shape ?? model.shape, value, args.dtype ?? model.dtype));
  });
}

/** A value as an array object; the same object where it is one of the wanted type already and no copy is wanted. */
function asArray(call: Call, value: Value, wanted: DType | null, copy: boolean, minimumRank = 0): Value {
  const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
  const node = call.operand(settled);
  if (isUnknown(node)) return node;
  const { dtype: own, shape: sizes } = call.tensor(node);
  const sameType = wanted === null || wanted === own;
  if (settled.type === 'array' && sameType && sizes.length >= minimumRank) {
    return copy ? copyOf(settled, call.evaluation.tape) : settled;
  }
  const cast = sameType ? node : call.apply('astype', [node], { dtype: wanted });
  const missing = Math.max(0, minimumRank - sizes.length);
  return call.result(
    missing === 0 ? cast : call.reshape(cast, [...new Array<number>(missing).fill(1), ...sizes]),
  );
}

function converting(name: string, copy: boolean): BuiltinValue {
  const parameters = {
    a: anything(),
    dtype: anythingOr(),
    copy: flag(copy),
    order: ignored(),
    subok: ignored(),
    ndmin: integerOr(0),
    like: ignored(),
  };
  return arrayFunction(name, parameters, (call, args) => {
    const wanted = args.dtype.type === 'none' ? null : dtypeOf(args.dtype, call.span);
    if (isUnknown(wanted)) return wanted;
    return asArray(call, args.a, wanted, args.copy, args.ndmin);
  });
}

function ascending(count: number, entry: (i: number) => number, kind: DType = 'float64'): Tensor {
  const data = allocate([Math.max(0, count)]);
  for (let i = 0; i < data.length; i++) data[i] = entry(i);
  return tensor(data, [data.length], kind);
}

function arange(
  call: Call,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): NodeId | UnknownValue {
  const bounds: number[] = [];
  let integers = true;
  const named = ['start', 'stop', 'step'].flatMap((name) => keywords.get(name) ?? []);
  for (const value of [...positional.slice(0, 3), ...named]) {
    const settled = call.evaluation.resolve(value, { kind: 'integer', use: 'size' }, call.span);
    if (settled.type === 'none') continue;
    if (settled.type === 'float' || settled.type === 'array') integers = false;
    const bound = numberIn(call, settled);
    if (typeof bound !== 'number') return bound;
    bounds.push(bound);
  }
  const wanted = keywords.get('dtype') ?? positional[3];
  const kind = wanted === undefined || wanted.type === 'none' ? null : dtypeOf(wanted, call.span);
  if (isUnknown(kind)) return kind;
  const [start, stop, step] =
    bounds.length === 1 ? [0, bounds[0] as number, 1] : [bounds[0] ?? 0, bounds[1] ?? 0, bounds[2] ?? 1];
  if (step === 0) throw call.error('ZeroDivisionError', 'division by zero');
  const count = Math.ceil((stop - start) / step);
  return call.constant(ascending(count, (i) => start + i * step, kind ?? (integers ? 'int64' : 'float64')));
}

/** Entries of a matrix by row and column. */
function matrix(
  rows: number,
  columns: number,
  kind: DType,
  entry: (row: number, column: number) => number,
): Tensor {
  const data = allocate([rows, columns]);
  for (let at = 0; at < data.length; at++) data[at] = entry(Math.floor(at / columns), at % columns);
  return tensor(data, [rows, columns], kind);
}

function eye(name: string): BuiltinValue {
  const parameters = { N: integer('size'), M: integerOr(null), k: integerOr(0), dtype: dtype() };
  return arrayFunction(name, parameters, (call, { N, M, k, dtype: kind }) =>
    call.constant(matrix(N, M ?? N, kind ?? 'float64', (row, column) => (column - row === k ? 1 : 0))),
  );
}

/** The lower (or upper) triangle: entries outside are zero. */
function triangle(name: string, inside: (offset: number, k: number) => boolean): BuiltinValue {
  return arrayFunction(name, { m: operand(), k: integerOr(0) }, (call, { m, k }) => {
    const sizes = call.shape(m).slice(-2) as [number, number];
    const mask = matrix(...sizes, 'bool', (row, column) => (inside(column - row, k) ? 1 : 0));
    return call.apply('where', [call.constant(mask), m, call.constant(filled([], 0, call.tensor(m).dtype))]);
  });
}

/** The places of a diagonal as an index of a matrix. */
export function diagonalIndex(
  rows: number,
  columns: number,
  k: number,
): { readonly index: readonly unknown[] } {
  const length = Math.max(0, Math.min(rows + Math.min(k, 0), columns - Math.max(k, 0)));
  const places = (first: number): unknown => ({
    kind: 'array',
    shape: [length],
    values: Float64Array.from({ length }, (_, i) => first + i),
  });
  return { index: [places(Math.max(0, -k)), places(Math.max(0, k))] };
}

function diagonalMatrix(call: Call, v: NodeId, k: number): NodeId {
  const sizes = call.shape(v);
  if (sizes.length === 2)
    return call.apply('index', [v], diagonalIndex(sizes[0] as number, sizes[1] as number, k));
  const n = (sizes[0] ?? 1) + Math.abs(k);
  const zeros = call.constant(filled([n, n], 0, call.tensor(v).dtype));
  return call.apply('indexAssign', [zeros, v], diagonalIndex(n, n, k));
}

function meshgrid(call: Call, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const indexing = keywords.get('indexing');
  const swap = !(indexing?.type === 'str' && indexing.value === 'ij') && positional.length >= 2;
  const nodes: NodeId[] = [];
  for (const value of positional) {
    const node = call.operand(value);
    if (isUnknown(node)) return node;
    nodes.push(node);
  }
  const lengths = nodes.map((node) => call.tensor(node).data.length);
  const order = swap
    ? [1, 0, ...lengths.keys()].slice(0, 2).concat([...lengths.keys()].slice(2))
    : [...lengths.keys()];
  const whole = order.map((i) => lengths[i] as number);
  const items = nodes.map((node, i) => {
    const sizes = whole.map((_, own) => (order[own] === i ? (lengths[i] as number) : 1));
    return arrayFromNode(call.apply('broadcastTo', [call.reshape(node, sizes)], { shape: whole }));
  });
  return { type: 'tuple', items };
}

/** All functions of this family. */
export function creationFunctions(): readonly BuiltinValue[] {
  const fullParameters = {
    shape: shape(),
    fill_value: operand({ kind: 'number' }),
    dtype: dtype(),
    order: ignored(),
  };
  return [
    filling('np.zeros', 0),
    filling('np.ones', 1),
    filling('np.empty', 0),
    fillingLike('np.zeros_like', 0),
    fillingLike('np.ones_like', 1),
    fillingLike('np.empty_like', 0),
    arrayFunction('np.full', fullParameters, (call, args) => {
      const cast =
        args.dtype === null
          ? args.fill_value
          : call.apply('astype', [args.fill_value], { dtype: args.dtype });
      return call.apply('broadcastTo', [cast], { shape: args.shape });
    }),
    arrayFunction(
      'np.full_like',
      { a: operand(), fill_value: operand({ kind: 'number' }), dtype: dtype() },
      (call, args) => {
        const model = call.tensor(args.a);
        const cast = call.apply('astype', [args.fill_value], { dtype: args.dtype ?? model.dtype });
        return call.apply('broadcastTo', [cast], { shape: model.shape });
      },
    ),
    converting('np.array', true),
    converting('np.copy', true),
    converting('np.asarray', false),
    converting('np.asanyarray', false),
    converting('np.ascontiguousarray', false),
    converting('np.asfarray', false),
    converting('np.asfortranarray', false),
    converting('np.require', false),
    ...['np.matrix', 'np.mat', 'np.asmatrix'].map((name) =>
      arrayFunction(name, { data: anything(), dtype: dtype(), copy: ignored() }, (call, { data }) =>
        matrixOf(call, data),
      ),
    ),
    variadicFunction('np.arange', arange),
    arrayFunction(
      'np.linspace',
      {
        start: number(),
        stop: number(),
        num: integerOr(50),
        endpoint: flag(true),
        retstep: flag(false),
        dtype: dtype(),
      },
      (call, { start, stop, num, endpoint, retstep }) => {
        const step = (stop - start) / Math.max(1, endpoint ? num - 1 : num);
        const entries = call.constant(
          ascending(num, (i) => (endpoint && i === num - 1 && num > 1 ? stop : start + i * step)),
        );
        return retstep ? { type: 'tuple', items: [arrayFromNode(entries), float(step)] } : entries;
      },
    ),
    arrayFunction(
      'np.logspace',
      { start: number(), stop: number(), num: integerOr(50), endpoint: flag(true), base: numberOr(10) },
      (call, { start, stop, num, endpoint, base }) => {
        const step = (stop - start) / Math.max(1, endpoint ? num - 1 : num);
        return call.constant(ascending(num, (i) => base ** (start + i * step)));
      },
    ),
    eye('np.eye'),
    eye('np.identity'),
    triangle('np.tril', (offset, k) => offset <= k),
    triangle('np.triu', (offset, k) => offset >= k),
    arrayFunction(
      'np.tri',
      { N: integer('size'), M: integerOr(null), k: integerOr(0), dtype: dtype() },
      (call, args) =>
        call.constant(
          matrix(args.N, args.M ?? args.N, args.dtype ?? 'float64', (row, column) =>
            column - row <= args.k ? 1 : 0,
          ),
        ),
    ),
    arrayFunction('np.diag', { v: operand(), k: integerOr(0) }, (call, { v, k }) =>
      diagonalMatrix(call, v, k),
    ),
    arrayFunction('np.diagflat', { v: operand(), k: integerOr(0) }, (call, { v, k }) =>
      diagonalMatrix(call, call.reshape(v, [-1]), k),
    ),
    arrayFunction('np.diagonal', { a: operand(), offset: integerOr(0) }, (call, { a, offset }) => {
      const sizes = call.shape(a);
      if (sizes.length !== 2) return call.unsupported('`np.diagonal` of an array that is not a matrix');
      return call.apply('index', [a], diagonalIndex(sizes[0] as number, sizes[1] as number, offset));
    }),
    arrayFunction(
      'np.vander',
      { x: operand(), N: integerOr(null), increasing: flag(false) },
      (call, { x, N, increasing }) => {
        const n = N ?? (call.shape(x)[0] as number);
        const exponents = ascending(n, (i) => (increasing ? i : n - 1 - i), 'int64');
        return call.apply('power', [call.reshape(x, [-1, 1]), call.constant(exponents)]);
      },
    ),
    variadicFunction('np.meshgrid', meshgrid),
    arrayFunction('np.fromiter', { iter: anything(), dtype: dtype(), count: integerOr(-1) }, (call, args) =>
      asArray(call, args.iter, args.dtype, true),
    ),
  ];
}
