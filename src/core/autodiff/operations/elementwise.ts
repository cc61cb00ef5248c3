/** Operations on one array, entry by entry. */
import { mapEntries } from '../broadcasting.ts';
import { expLoop, logLoop, negativeLoop, squareLoop, tanhLoop } from '../loops.ts';
import { ShapeError } from '../shape-error.ts';
import type { Operation } from '../tape.ts';
import type { DType, Tensor } from '../tensor.ts';
import { numeric, pull, realFunction, unaryEntry, withoutDerivative } from './families.ts';
import { erf } from './special-functions.ts';

const keep = (dtype: DType): DType => dtype;

function notBoolean(operation: string): (dtype: DType) => DType {
  return (dtype) => {
    if (dtype !== 'bool') return dtype;
    throw new ShapeError(`The numpy boolean ${operation}, is not supported for booleans`, [], 'TypeError');
  };
}

/** Rounds half to even, as NumPy does. */
function roundHalfEven(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

function decimalsOf(attributes: Readonly<Record<string, unknown>>): number {
  return (attributes['decimals'] as number | undefined) ?? 0;
}

const stepping = (name: string, f: (x: number) => number): Operation => ({
  ...withoutDerivative(name, 1, ([x]) => mapEntries(x as Tensor, (x as Tensor).dtype, f), `${name}(x)`),
  entryFunction: () => f,
});

const test = (name: string, f: (x: number) => boolean): Operation => {
  const entry = (x: number): number => (f(x) ? 1 : 0);
  return {
    ...withoutDerivative(name, 1, ([x]) => mapEntries(x as Tensor, 'bool', entry), `${name}(x)`),
    entryFunction: () => entry,
  };
};

export const elementwiseOperations: readonly Operation[] = [
  unaryEntry(
    'negative',
    notBoolean('negative, the `-` operator'),
    (x) => -x,
    () => -1,
    { value: '-x', gradient: '-g' },
    negativeLoop,
  ),
  unaryEntry(
    'positive',
    notBoolean('positive, the `+` operator'),
    (x) => x,
    () => 1,
    { value: '+x', gradient: 'g' },
  ),
  unaryEntry('absolute', keep, Math.abs, (x) => Math.sign(x), { value: 'abs(x)', gradient: 'g * sign(x)' }),
  unaryEntry('sign', notBoolean('sign'), Math.sign, () => 0, { value: 'sign(x)', gradient: '0' }),
  unaryEntry(
    'square',
    numeric,
    (x) => x * x,
    (x) => 2 * x,
    { value: 'x ** 2', gradient: 'g * 2 * x' },
    squareLoop,
  ),
  {
    ...realFunction('exp', Math.exp, (_, y) => y, { value: 'exp(x)', gradient: 'g * exp(x)' }, expLoop),
    vectorJacobianProduct: (g, _, y) => [pull.times(g, y)],
  },
  realFunction(
    'exp2',
    (x) => 2 ** x,
    (_, y) => y * Math.LN2,
    { value: '2 ** x', gradient: 'g * 2 ** x * log(2)' },
  ),
  realFunction('expm1', Math.expm1, (_, y) => y + 1, { value: 'exp(x) - 1', gradient: 'g * exp(x)' }),
  {
    ...realFunction('log', Math.log, (x) => 1 / x, { value: 'log(x)', gradient: 'g / x' }, logLoop),
    vectorJacobianProduct: (g, [x]) => [pull.over(g, x as Tensor)],
  },
  realFunction('log2', Math.log2, (x) => 1 / (x * Math.LN2), {
    value: 'log2(x)',
    gradient: 'g / (x * log(2))',
  }),
  realFunction('log10', Math.log10, (x) => 1 / (x * Math.LN10), {
    value: 'log10(x)',
    gradient: 'g / (x * log(10))',
  }),
  realFunction('log1p', Math.log1p, (x) => 1 / (1 + x), { value: 'log(1 + x)', gradient: 'g / (1 + x)' }),
  realFunction('sqrt', Math.sqrt, (_, y) => 0.5 / y, { value: 'sqrt(x)', gradient: 'g / (2 * sqrt(x))' }),
  realFunction('cbrt', Math.cbrt, (_, y) => 1 / (3 * y * y), {
    value: 'cbrt(x)',
    gradient: 'g / (3 * cbrt(x) ** 2)',
  }),
  realFunction(
    'reciprocal',
    (x) => 1 / x,
    (_, y) => -y * y,
    { value: '1 / x', gradient: '-g / x ** 2' },
  ),
  realFunction('sin', Math.sin, (x) => Math.cos(x), { value: 'sin(x)', gradient: 'g * cos(x)' }),
  realFunction('cos', Math.cos, (x) => -Math.sin(x), { value: 'cos(x)', gradient: '-g * sin(x)' }),
  realFunction('tan', Math.tan, (_, y) => 1 + y * y, { value: 'tan(x)', gradient: 'g * (1 + tan(x) ** 2)' }),
  realFunction('arcsin', Math.asin, (x) => 1 / Math.sqrt(1 - x * x), {
    value: 'arcsin(x)',
    gradient: 'g / sqrt(1 - x ** 2)',
  }),
  realFunction('arccos', Math.acos, (x) => -1 / Math.sqrt(1 - x * x), {
    value: 'arccos(x)',
    gradient: '-g / sqrt(1 - x ** 2)',
  }),
  realFunction('arctan', Math.atan, (x) => 1 / (1 + x * x), {
    value: 'arctan(x)',
    gradient: 'g / (1 + x ** 2)',
  }),
  realFunction('sinh', Math.sinh, (x) => Math.cosh(x), { value: 'sinh(x)', gradient: 'g * cosh(x)' }),
  realFunction('cosh', Math.cosh, (x) => Math.sinh(x), { value: 'cosh(x)', gradient: 'g * sinh(x)' }),
  realFunction(
    'tanh',
    Math.tanh,
    (_, y) => 1 - y * y,
    { value: 'tanh(x)', gradient: 'g * (1 - tanh(x) ** 2)' },
    tanhLoop,
  ),
  realFunction('arcsinh', Math.asinh, (x) => 1 / Math.sqrt(x * x + 1), {
    value: 'arcsinh(x)',
    gradient: 'g / sqrt(x ** 2 + 1)',
  }),
  realFunction('arctanh', Math.atanh, (x) => 1 / (1 - x * x), {
    value: 'arctanh(x)',
    gradient: 'g / (1 - x ** 2)',
  }),
  realFunction('sigmoid', sigmoid, (_, y) => y * (1 - y), {
    value: '1 / (1 + exp(-x))',
    gradient: 'g * sigmoid(x) * (1 - sigmoid(x))',
  }),
  realFunction('erf', erf, (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x), {
    value: 'erf(x)',
    gradient: 'g * 2 / sqrt(pi) * exp(-x ** 2)',
  }),
  stepping('floor', Math.floor),
  stepping('ceil', Math.ceil),
  stepping('trunc', Math.trunc),
  withoutDerivative(
    'round',
    1,
    ([x], attributes) => {
      const scale = 10 ** decimalsOf(attributes);
      const { dtype } = x as Tensor;
      if (dtype === 'bool' && scale !== 1)
        throw new ShapeError('truth values cannot be rounded', [], 'TypeError');
      const rounded = (entry: number): number => roundHalfEven(entry * scale) / scale;
      return mapEntries(x as Tensor, dtype === 'bool' ? 'float64' : dtype, rounded);
    },
    'round(x)',
  ),
  test('isnan', Number.isNaN),
  test('isfinite', Number.isFinite),
  test('isinf', (x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY),
  test('logicalNot', (x) => x === 0),
  withoutDerivative(
    'invert',
    1,
    ([x]) => {
      const { dtype } = x as Tensor;
      if (dtype === 'float64')
        throw new ShapeError("ufunc 'invert' not supported for the input types", [], 'TypeError');
      return mapEntries(x as Tensor, dtype, dtype === 'bool' ? (entry) => 1 - entry : (entry) => -entry - 1);
    },
    '~x',
  ),
  {
    name: 'astype',
    value: ([x], attributes) => cast(x as Tensor, attributes['dtype'] as DType),
    // Rounding to whole numbers is flat almost everywhere; a change of representation alone lets the gradient through.
    vectorJacobianProduct: (g, [x], y) => [
      y.dtype === 'float64' || (x as Tensor).dtype === y.dtype ? g : null,
    ],
    entryFunction: (_, dtype) => {
      if (dtype === 'float64') return (x) => x;
      return dtype === 'bool'
        ? (x) => (x === 0 ? 0 : 1)
        : (x) => (Number.isFinite(x) ? Math.trunc(x) + 0 : noInteger);
    },
    formula: { value: 'x', gradients: ['g'] },
  },
];

/** The logistic function 1/(1 + e^(−x)), without overflow for large |x|. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** What NumPy makes of NaN and infinities where it needs an integer of 64 bits. */
const noInteger = -(2 ** 63);

/** The array as another dtype: floats are cut towards zero for int64, and non-zero is true for bool. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  if (dtype === 'bool') return mapEntries(x, dtype, (entry) => (entry === 0 ? 0 : 1));
  if (dtype === 'int64' && x.dtype === 'float64')
    return mapEntries(x, dtype, (entry) => (Number.isFinite(entry) ? Math.trunc(entry) + 0 : noInteger));
  return { dtype, shape: x.shape, data: x.data };
}
