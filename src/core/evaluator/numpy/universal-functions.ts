/** Universal functions: entry by entry, with broadcasting, `out=`, `where=`, and the parts `.at`, `.reduce`, `.outer`. */
import type { NodeId } from '../../autodiff/tape.ts';
import { currentNode, spoil, write } from '../arrays.ts';
import { type BuiltinValue, type Demand, NONE, type UnknownValue, type Value } from '../values.ts';
import type { Call } from './call.ts';
import { isUnknown } from './call.ts';
import { arrayFunction } from './function-table.ts';
import {
  anything,
  anythingOr,
  axis,
  dtype,
  flag,
  ignored,
  operand,
  optionalOperand,
  out,
} from './parameters.ts';
import { normalizedIndex } from './subscript-items.ts';
import { appliedAt } from './writing.ts';

/** Python names and table operations of functions of one array. */
const UNARY: Readonly<Record<string, string>> = {
  negative: 'negative',
  positive: 'positive',
  abs: 'absolute',
  absolute: 'absolute',
  fabs: 'absolute',
  sign: 'sign',
  exp: 'exp',
  exp2: 'exp2',
  expm1: 'expm1',
  log: 'log',
  log2: 'log2',
  log10: 'log10',
  log1p: 'log1p',
  sqrt: 'sqrt',
  square: 'square',
  cbrt: 'cbrt',
  reciprocal: 'reciprocal',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  arcsin: 'arcsin',
  arccos: 'arccos',
  arctan: 'arctan',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
  arcsinh: 'arcsinh',
  arctanh: 'arctanh',
  floor: 'floor',
  ceil: 'ceil',
  trunc: 'trunc',
  rint: 'round',
  isnan: 'isnan',
  isfinite: 'isfinite',
  isinf: 'isinf',
  logical_not: 'logicalNot',
  invert: 'invert',
  bitwise_not: 'invert',
  conj: 'positive',
  conjugate: 'positive',
};

/** Python names, table operations, and the operator whose operands a probe is settled as, of functions of two arrays. */
const BINARY: Readonly<Record<string, readonly [operation: string, operator: string | null]>> = {
  add: ['add', '+'],
  subtract: ['subtract', '-'],
  multiply: ['multiply', '*'],
  divide: ['divide', '/'],
  true_divide: ['divide', '/'],
  floor_divide: ['floorDivide', '//'],
  mod: ['remainder', '%'],
  remainder: ['remainder', '%'],
  power: ['power', '**'],
  float_power: ['power', '**'],
  pow: ['power', '**'],
  maximum: ['maximum', null],
  minimum: ['minimum', null],
  fmax: ['maximum', null],
  fmin: ['minimum', null],
  heaviside: ['heaviside', null],
  logaddexp: ['logaddexp', '+'],
  arctan2: ['arctan2', null],
  hypot: ['hypot', null],
  equal: ['equal', null],
  not_equal: ['notEqual', null],
  less: ['less', null],
  less_equal: ['lessEqual', null],
  greater: ['greater', null],
  greater_equal: ['greaterEqual', null],
  logical_and: ['logicalAnd', null],
  logical_or: ['logicalOr', null],
  logical_xor: ['logicalXor', null],
  bitwise_and: ['bitwiseAnd', null],
  bitwise_or: ['bitwiseOr', null],
  bitwise_xor: ['bitwiseXor', null],
};

/** `f.reduce` as a table operation, for the functions that have one. */
const REDUCE: Readonly<Record<string, string>> = {
  add: 'sum',
  multiply: 'prod',
  maximum: 'max',
  minimum: 'min',
  logical_and: 'all',
  logical_or: 'any',
};

/** All universal functions of the module. */
export function universalFunctions(): readonly BuiltinValue[] {
  return [
    ...Object.entries(UNARY).map(([name, operation]) => unary(`np.${name}`, operation)),
    ...Object.entries(BINARY).map(([name, [operation, operator]]) => binary(name, operation, operator)),
  ];
}

/** A universal function of one array, e.g. for `scipy.special`. */
export function unary(name: string, operation: string): BuiltinValue {
  const parameters = {
    x: operand(),
    out: out(),
    where: optionalOperand(),
    dtype: dtype(),
    casting: ignored(),
  };
  return arrayFunction(name, parameters, (call, { x, out: target, where, dtype: wanted }) =>
    chosen(call, calculated(call, operation, [x], name === 'np.rint' ? 'float64' : wanted), where, target),
  );
}

function binary(shortName: string, operation: string, operator: string | null): BuiltinValue {
  const parameters = {
    x1: anything(),
    x2: anything(),
    out: out(),
    where: optionalOperand(),
    dtype: dtype(),
    casting: ignored(),
  };
  const whole = arrayFunction(
    `np.${shortName}`,
    parameters,
    (call, { x1, x2, out: target, where, dtype: wanted }) => {
      const pair = operandPair(call, x1, x2, operator);
      if (isUnknown(pair)) return pair;
      return chosen(call, calculated(call, operation, pair, wanted), where, target);
    },
  );
  return { ...whole, attributes: parts(shortName, operation, operator) };
}

/** Both operands of a two-sided function on the tape; probes are settled as the sides of the operator. */
export function operandPair(
  call: Call,
  left: Value,
  right: Value,
  operator: string | null,
): readonly [NodeId, NodeId] | UnknownValue {
  const { evaluation, span } = call;
  const side = (which: 'left' | 'right', other: Value): Demand =>
    operator === null
      ? { kind: 'array' }
      : { kind: 'operand', operator, side: which, other: evaluation.resolve(other, { kind: 'any' }, span) };
  const open = (value: Value): boolean => value.type === 'probe' && evaluation.probes.settled(value) === null;
  const bothOpen = open(left) && open(right);
  const first = bothOpen
    ? call.operand(
        left,
        operator === null ? { kind: 'array' } : { kind: 'operand', operator, side: 'left', other: null },
      )
    : open(left)
      ? call.operand(left, side('left', right))
      : call.operand(left);
  if (isUnknown(first)) return first;
  const second = open(right) ? call.operand(right, side('right', left)) : call.operand(right);
  return isUnknown(second) ? second : [first, second];
}

/** The operation on operands of the wanted type. Truth values are the type of an answer, never of what is asked. */
function calculated(
  call: Call,
  operation: string,
  operands: readonly NodeId[],
  wanted: 'float64' | 'int64' | 'bool' | null,
): NodeId {
  const given = wanted === 'bool' ? operands : operands.map((operand) => cast(call, operand, wanted));
  return cast(call, call.apply(operation, given), wanted);
}

function cast(call: Call, node: NodeId, wanted: 'float64' | 'int64' | 'bool' | null): NodeId {
  return wanted === null || call.tensor(node).dtype === wanted
    ? node
    : call.apply('astype', [node], { dtype: wanted });
}

/** `where=`: entries outside keep what `out` held. Without `out` they are undefined, so the answer is not known. */
function chosen(
  call: Call,
  result: NodeId,
  where: NodeId | null,
  target: Parameters<typeof currentNode>[0] | null,
): NodeId | UnknownValue {
  if (where === null) return result;
  if (call.tensor(where).data.every((entry) => entry !== 0)) return result;
  if (target === null) return call.unsupported(`\`${call.name}\` with \`where=\` and without \`out=\``);
  return call.apply('where', [where, result, currentNode(target, call.evaluation.tape)]);
}

/** The parts of a two-sided universal function: `np.add.at`, `np.maximum.reduce` … */
function parts(shortName: string, operation: string, operator: string | null): ReadonlyMap<string, Value> {
  const name = `np.${shortName}`;
  const own: BuiltinValue[] = [
    arrayFunction(`${name}.outer`, { x1: anything(), x2: anything() }, (call, { x1, x2 }) => {
      const pair = operandPair(call, x1, x2, operator);
      if (isUnknown(pair)) return pair;
      const [a, b] = pair;
      const left = call.reshape(a, [...call.shape(a), ...call.shape(b).map(() => 1)]);
      return call.apply(operation, [left, b]);
    }),
    addAt(name, operation),
  ];
  const reduction = REDUCE[shortName];
  if (reduction !== undefined) {
    const parameters = { array: operand(), axis: axis(0), dtype: dtype(), out: out(), keepdims: flag(false) };
    own.push(
      arrayFunction(`${name}.reduce`, parameters, (call, args) =>
        call.apply(reduction, [args.array], { axis: args.axis, keepdims: args.keepdims }),
      ),
    );
  }
  if (shortName === 'logaddexp') {
    const parameters = { array: operand(), axis: axis(0), keepdims: flag(false) };
    own.push(
      arrayFunction(`${name}.reduce`, parameters, (call, args) =>
        call.apply('logsumexp', [args.array], { axis: args.axis, keepdims: args.keepdims }),
      ),
    );
  }
  if (shortName === 'add') {
    const parameters = { array: operand(), axis: axis(0), dtype: dtype(), out: out() };
    own.push(
      arrayFunction(`${name}.accumulate`, parameters, (call, args) =>
        call.apply('cumsum', [args.array], { axis: args.axis }),
      ),
    );
  }
  return new Map(own.map((part) => [part.name.slice(part.name.lastIndexOf('.') + 1), part]));
}

/** `np.add.at(a, indices, b)`: adds in place, once for every time that a place is named. */
function addAt(name: string, operation: string): BuiltinValue {
  const parameters = { a: anything(), indices: anything(), b: anythingOr() };
  return arrayFunction(`${name}.at`, parameters, (call, { a, indices, b }) => {
    const { evaluation, span } = call;
    const target = evaluation.resolve(a, { kind: 'array' }, span);
    if (target.type === 'unknown') return target;
    if (target.type !== 'array') return call.unsupported(`\`${name}.at\``);
    const base = currentNode(target, evaluation.tape);
    if (operation !== 'add' && operation !== 'subtract' && indices.type === 'tuple') {
      const reason = call.unsupported(`\`${name}.at\` with places along several axes`);
      spoil(target, reason);
      return reason;
    }
    if (operation !== 'add' && operation !== 'subtract') {
      const pair = operandPair(call, indices, b, null);
      if (isUnknown(pair)) return pair;
      write(target, appliedAt(call, operation, target, ...pair), evaluation.tape, span);
      return NONE;
    }
    const index = normalizedIndex(call, indices, call.shape(base));
    if (isUnknown(index)) return index;
    const added = call.operand(b);
    if (isUnknown(added)) return added;
    const signed = operation === 'add' ? added : call.apply('negative', [added]);
    write(target, call.apply('indexAdd', [base, signed], { index }), evaluation.tape, span);
    return NONE;
  });
}
