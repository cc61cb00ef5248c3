/** Functions of tensors entry by entry: `torch.exp`, `x.pow(2)`, `x.clamp(min=0)`, activations. */
import type { NodeId } from '../../autodiff/tape.ts';
import { clipped } from '../numpy/choosing.ts';
import type { Call } from '../numpy/call.ts';
import { remainderOfTruncation } from '../numpy/elementary.ts';
import { anything, ignored, numberOr, operand, optionalOperand, text } from '../numpy/parameters.ts';
import { operandPair } from '../numpy/universal-functions.ts';
import type { BuiltinValue } from '../values.ts';
import { isUnknown } from '../numpy/call.ts';
import { tensorFunction } from './define.ts';

/** Names, and the table operations behind them where these have other names. */
const ONE: Readonly<Record<string, string>> = {
  exp: 'exp',
  exp2: 'exp2',
  expm1: 'expm1',
  log: 'log',
  log2: 'log2',
  log10: 'log10',
  log1p: 'log1p',
  sqrt: 'sqrt',
  square: 'square',
  abs: 'absolute',
  absolute: 'absolute',
  sign: 'sign',
  neg: 'negative',
  negative: 'negative',
  positive: 'positive',
  reciprocal: 'reciprocal',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  arctan: 'arctan',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
  asinh: 'arcsinh',
  atanh: 'arctanh',
  sigmoid: 'sigmoid',
  erf: 'erf',
  floor: 'floor',
  ceil: 'ceil',
  trunc: 'trunc',
  isnan: 'isnan',
  isinf: 'isinf',
  isfinite: 'isfinite',
  logical_not: 'logicalNot',
  bitwise_not: 'invert',
};

const TWO: Readonly<Record<string, readonly [operation: string, operator: string | null]>> = {
  multiply: ['multiply', '*'],
  mul: ['multiply', '*'],
  pow: ['power', '**'],
  floor_divide: ['floorDivide', '//'],
  remainder: ['remainder', '%'],
  maximum: ['maximum', null],
  minimum: ['minimum', null],
  atan2: ['arctan2', null],
  hypot: ['hypot', null],
  logaddexp: ['logaddexp', null],
  heaviside: ['heaviside', null],
  xlogy: ['xlogy', null],
  eq: ['equal', null],
  ne: ['notEqual', null],
  lt: ['less', null],
  le: ['lessEqual', null],
  gt: ['greater', null],
  ge: ['greaterEqual', null],
  greater: ['greater', null],
  less: ['less', null],
  logical_and: ['logicalAnd', null],
  logical_or: ['logicalOr', null],
  logical_xor: ['logicalXor', null],
  matmul: ['matmul', '@'],
  mm: ['matmul', '@'],
  bmm: ['matmul', '@'],
  mv: ['matmul', '@'],
  dot: ['matmul', '@'],
  outer: ['outer', null],
  ger: ['outer', null],
};

/** max(x, 0). */
export function rectified(call: Call, x: NodeId): NodeId {
  return call.apply('maximum', [x, call.constant(0)]);
}

/** log(1 + exp(x)), without overflow. */
export function softplus(call: Call, x: NodeId): NodeId {
  return call.apply('logaddexp', [call.constant(0), x]);
}

function pairFunction(name: string, operation: string, operator: string | null): BuiltinValue {
  return tensorFunction(name, { input: anything(), other: anything(), out: ignored() }, (call, args) => {
    const pair = operandPair(call, args.input, args.other, operator);
    return isUnknown(pair) ? pair : call.apply(operation, pair);
  });
}

/** x + α·y and x − α·y. */
function scaledPair(name: string, operation: string, operator: string): BuiltinValue {
  const parameters = { input: anything(), other: anything(), alpha: numberOr(1) };
  return tensorFunction(name, parameters, (call, { input, other, alpha }) => {
    const pair = operandPair(call, input, other, operator);
    if (isUnknown(pair)) return pair;
    const [x, y] = pair;
    return call.apply(operation, [x, alpha === 1 ? y : call.apply('multiply', [call.constant(alpha), y])]);
  });
}

function division(name: string): BuiltinValue {
  const parameters = { input: anything(), other: anything(), rounding_mode: text(null) };
  return tensorFunction(name, parameters, (call, { input, other, rounding_mode: rounding }) => {
    const pair = operandPair(call, input, other, '/');
    if (isUnknown(pair)) return pair;
    if (rounding === 'floor') return call.apply('floorDivide', pair);
    const quotient = call.apply('divide', pair);
    return rounding === 'trunc' ? call.apply('trunc', [quotient]) : quotient;
  });
}

function oneFunction(name: string, body: (call: Call, x: NodeId) => NodeId): BuiltinValue {
  return tensorFunction(name, { input: operand(), inplace: ignored(), out: ignored() }, (call, { input }) =>
    body(call, input),
  );
}

/** All functions of this family. */
export function elementwiseTensorFunctions(): readonly BuiltinValue[] {
  const bounds = { input: operand(), min: optionalOperand(), max: optionalOperand(), out: ignored() };
  return [
    ...Object.entries(ONE).map(([name, operation]) =>
      oneFunction(name, (call, x) => call.apply(operation, [x])),
    ),
    ...Object.entries(TWO).map(([name, [operation, operator]]) => pairFunction(name, operation, operator)),
    scaledPair('add', 'add', '+'),
    scaledPair('sub', 'subtract', '-'),
    scaledPair('subtract', 'subtract', '-'),
    ...['div', 'divide', 'true_divide'].map(division),
    ...['clamp', 'clip'].map((name) =>
      tensorFunction(name, bounds, (call, { input, min, max }) => clipped(call, input, min, max)),
    ),
    ...['clamp_min', 'clamp_max'].map((name) =>
      tensorFunction(name, { input: operand(), bound: operand() }, (call, { input, bound }) =>
        call.apply(name === 'clamp_min' ? 'maximum' : 'minimum', [input, bound]),
      ),
    ),
    tensorFunction('round', { input: operand(), decimals: numberOr(0) }, (call, { input, decimals }) =>
      call.apply('round', [input], { decimals }),
    ),
    tensorFunction('fmod', { input: operand(), other: operand() }, (call, { input, other }) =>
      remainderOfTruncation(call, input, other),
    ),
    oneFunction('relu', rectified),
    oneFunction('rsqrt', (call, x) => call.apply('reciprocal', [call.apply('sqrt', [x])])),
    oneFunction('softplus', softplus),
    oneFunction('logsigmoid', (call, x) =>
      call.apply('negative', [softplus(call, call.apply('negative', [x]))]),
    ),
    oneFunction('silu', (call, x) => call.apply('multiply', [x, call.apply('sigmoid', [x])])),
    oneFunction('gelu', (call, x) => {
      const share = call.apply('erf', [call.apply('multiply', [x, call.constant(Math.SQRT1_2)])]);
      const half = call.apply('multiply', [call.constant(0.5), call.apply('add', [call.constant(1), share])]);
      return call.apply('multiply', [x, half]);
    }),
    tensorFunction(
      'leaky_relu',
      { input: operand(), negative_slope: numberOr(0.01), inplace: ignored() },
      (call, { input, negative_slope: slope }) => {
        const scaled = call.apply('multiply', [call.constant(slope), input]);
        return call.apply('where', [call.apply('greater', [input, call.constant(0)]), input, scaled]);
      },
    ),
    tensorFunction(
      'elu',
      { input: operand(), alpha: numberOr(1), inplace: ignored() },
      (call, { input, alpha }) => {
        const curve = call.apply('multiply', [call.constant(alpha), call.apply('expm1', [input])]);
        return call.apply('where', [call.apply('greater', [input, call.constant(0)]), input, curve]);
      },
    ),
    tensorFunction(
      'where',
      { condition: operand(), input: operand(), other: operand() },
      (call, { condition, input, other }) => call.apply('where', [condition, input, other]),
    ),
    tensorFunction(
      'addmm',
      { input: operand(), mat1: operand(), mat2: operand(), beta: numberOr(1), alpha: numberOr(1) },
      (call, { input, mat1, mat2, beta, alpha }) => {
        const product = call.apply('matmul', [mat1, mat2]);
        const scaled = (factor: number, node: NodeId): NodeId =>
          factor === 1 ? node : call.apply('multiply', [call.constant(factor), node]);
        return call.apply('add', [scaled(beta, input), scaled(alpha, product)]);
      },
    ),
    tensorFunction(
      'masked_fill',
      { input: operand(), mask: operand(), value: operand() },
      (call, { input, mask, value }) => call.apply('where', [mask, value, input]),
    ),
  ];
}
