/** Operations on two broadcast arrays, entry by entry. */
import { mapPairs, runOver } from '../broadcasting.ts';
import { addLoop, divideLoop, maximumLoop, multiplyLoop, subtractLoop, takeWhereLarger } from '../loops.ts';
import { ShapeError } from '../shape-error.ts';
import type { Operation } from '../tape.ts';
import { allocateEntries, type DType, type Tensor } from '../tensor.ts';
import { binaryEntry, numeric, promoted, pull } from './families.ts';

const real = (): DType => 'float64';
const arithmetic = (x: DType, y: DType): DType => numeric(promoted(x, y));

/**
 * Python's floor division: what is left when the remainder is taken off, divided, so that 1 // 0.1 is 9. NumPy gives 0
 * for integers divided by zero.
 */
function floorDivide(integers: boolean): (x: number, y: number) => number {
  return (x, y) => {
    if (y === 0) return integers ? 0 : x / y;
    const rest = x % y;
    const quotient = Math.round((x - rest) / y);
    return rest !== 0 && rest < 0 !== y < 0 ? quotient - 1 : quotient;
  };
}

/** Python's remainder, with the divisor's sign, which a zero has too. */
function remainder(integers: boolean): (x: number, y: number) => number {
  return (x, y) => {
    if (integers && y === 0) return 0;
    const rest = x % y;
    if (rest === 0) return y < 0 ? -0 : 0;
    return rest < 0 !== y < 0 ? rest + y : rest;
  };
}

function integerAware(
  name: string,
  f: (integers: boolean) => (x: number, y: number) => number,
  partials: Parameters<typeof binaryEntry>[3],
  formula: Operation['formula'],
): Operation {
  const entry = binaryEntry(name, arithmetic, f(false), partials, formula);
  return {
    ...entry,
    value: ([x, y]) => {
      const dtype = arithmetic((x as Tensor).dtype, (y as Tensor).dtype);
      return mapPairs(x as Tensor, y as Tensor, dtype, f(dtype === 'int64'));
    },
    entryFunction: (_, dtype) => f(dtype === 'int64'),
  };
}

function subtractionType(x: DType, y: DType): DType {
  if (x !== 'bool' || y !== 'bool') return promoted(x, y);
  const message =
    'numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.';
  throw new ShapeError(message, [], 'TypeError');
}

const add = binaryEntry(
  'add',
  promoted,
  (x, y) => x + y,
  [() => 1, () => 1],
  { value: 'x + y', gradients: ['g', 'g'] },
  addLoop,
);

/** What an input that nobody wants to know about gets. */
function ifWanted(wanted: readonly boolean[] | undefined, input: number, make: () => Tensor): Tensor | null {
  return wanted?.[input] === false ? null : make();
}

const subtract: Operation = {
  ...binaryEntry(
    'subtract',
    subtractionType,
    (x, y) => x - y,
    [() => 1, () => -1],
    { value: 'x - y', gradients: ['g', '-g'] },
    subtractLoop,
  ),
  vectorJacobianProduct: (g, _inputs, _z, _attributes, wanted) => [
    g,
    ifWanted(wanted, 1, () => pull.back(g)),
  ],
};

const multiply: Operation = {
  ...binaryEntry(
    'multiply',
    promoted,
    (x, y) => x * y,
    [(_, y) => y, (x) => x],
    { value: 'x * y', gradients: ['g * y', 'g * x'] },
    multiplyLoop,
  ),
  vectorJacobianProduct: (g, [x, y], _z, _attributes, wanted) => [
    ifWanted(wanted, 0, () => pull.times(g, y as Tensor)),
    ifWanted(wanted, 1, () => pull.times(g, x as Tensor)),
  ],
};

const divide: Operation = {
  ...binaryEntry(
    'divide',
    real,
    (x, y) => x / y,
    [(_, y) => 1 / y, (_x, y, z) => -z / y],
    { value: 'x / y', gradients: ['g / y', '-g * x / y ** 2'] },
    divideLoop,
  ),
  vectorJacobianProduct: (g, [, y], z, _attributes, wanted) => [
    ifWanted(wanted, 0, () => pull.over(g, y as Tensor)),
    ifWanted(wanted, 1, () => pull.back(pull.times(g, pull.over(z, y as Tensor)))),
  ],
};

const maximum = binaryEntry(
  'maximum',
  promoted,
  (x, y) => (Number.isNaN(x) ? x : Number.isNaN(y) ? y : Math.max(x, y)),
  [(x, y) => half(x > y, x === y), (x, y) => half(y > x, x === y)],
  { value: 'maximum(x, y)', gradients: ['g * (x > y)', 'g * (y > x)'] },
  maximumLoop,
);

/** g where x is larger than the other; null where they are stretched against each other. */
function whereLarger(g: Tensor, x: Tensor, other: Tensor): Tensor | null {
  const [own, its] = [runOver(x, g.data.length), runOver(other, g.data.length)];
  if (own === null || its === null) return null;
  const data = allocateEntries(g.data.length);
  takeWhereLarger(data, g.data, own, its);
  return { dtype: 'float64', shape: g.shape, data };
}

const power = binaryEntry(
  'power',
  arithmetic,
  (x, y) => x ** y,
  [
    (x, y) => (y === 0 ? 0 : y === 2 ? 2 * x : y * x ** (y - 1)),
    // The limit at x = 0; a negative base has no real logarithm, so that derivative does not exist.
    (x, y, z) => (x === 0 && y >= 0 ? 0 : z * Math.log(x)),
  ],
  { value: 'x ** y', gradients: ['g * y * x ** (y - 1)', 'g * x ** y * log(x)'] },
);

/** log(eˣ + eʸ) without overflow. */
function logAddExp(x: number, y: number): number {
  if (x === y) return x + Math.LN2;
  const larger = Math.max(x, y);
  return larger + Math.log1p(Math.exp(-Math.abs(x - y)));
}

function half(chosen: boolean, tie: boolean): number {
  return tie ? 0.5 : chosen ? 1 : 0;
}

export const arithmeticOperations: readonly Operation[] = [
  {
    ...add,
    // The sum of truth values is "or" and stays a truth value; both summands receive g itself, without a copy.
    value: (inputs) => {
      const sum = add.value(inputs, {});
      return sum.dtype === 'bool' ? { ...sum, data: sum.data.map((entry) => Math.min(entry, 1)) } : sum;
    },
    vectorJacobianProduct: (g) => [g, g],
    entryFunction: (_, dtype) => (dtype === 'bool' ? (x, y) => Math.min(x + y, 1) : (x, y) => x + y),
  },
  subtract,
  multiply,
  divide,
  integerAware('floorDivide', floorDivide, [() => 0, () => 0], { value: 'x // y', gradients: ['0', '0'] }),
  integerAware('remainder', remainder, [() => 1, (x, y) => -Math.floor(x / y)], {
    value: 'x % y',
    gradients: ['g', '-g * (x // y)'],
  }),
  {
    ...power,
    value: ([x, y], attributes) => {
      const integers = arithmetic((x as Tensor).dtype, (y as Tensor).dtype) === 'int64';
      if (integers && (y as Tensor).data.some((exponent) => exponent < 0)) {
        throw new ShapeError('Integers to negative integer powers are not allowed.');
      }
      return power.value([x as Tensor, y as Tensor], attributes);
    },
  },
  {
    ...maximum,
    vectorJacobianProduct: (g, [x, y], z, attributes, wanted) => {
      const [left, right] = [x as Tensor, y as Tensor];
      const first = wanted?.[0] === false ? null : whereLarger(g, left, right);
      const second = wanted?.[1] === false ? null : whereLarger(g, right, left);
      const isWhole = (first !== null || wanted?.[0] === false) && (second !== null || wanted?.[1] === false);
      return isWhole
        ? [first, second]
        : maximum.vectorJacobianProduct(g, [left, right], z, attributes, wanted);
    },
  },
  binaryEntry(
    'minimum',
    promoted,
    (x, y) => (Number.isNaN(x) ? x : Number.isNaN(y) ? y : Math.min(x, y)),
    [(x, y) => half(x < y, x === y), (x, y) => half(y < x, x === y)],
    { value: 'minimum(x, y)', gradients: ['g * (x < y)', 'g * (y < x)'] },
  ),
  binaryEntry(
    'heaviside',
    real,
    (x, y) => (x === 0 ? y : x > 0 ? 1 : x < 0 ? 0 : x),
    [() => 0, (x) => (x === 0 ? 1 : 0)],
    {
      value: 'heaviside(x, y)',
      gradients: ['0', 'g * (x == 0)'],
    },
  ),
  binaryEntry('logaddexp', real, logAddExp, [(x, _, z) => Math.exp(x - z), (_, y, z) => Math.exp(y - z)], {
    value: 'log(exp(x) + exp(y))',
    gradients: ['g * exp(x) / (exp(x) + exp(y))', 'g * exp(y) / (exp(x) + exp(y))'],
  }),
  binaryEntry(
    'xlogy',
    real,
    (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y)),
    [(x, y) => (x === 0 && y === 0 ? 0 : Math.log(y)), (x, y) => (x === 0 ? 0 : x / y)],
    { value: 'x * log(y)', gradients: ['g * log(y)', 'g * x / y'] },
  ),
  binaryEntry('arctan2', real, Math.atan2, [(x, y) => y / (x * x + y * y), (x, y) => -x / (x * x + y * y)], {
    value: 'arctan2(x, y)',
    gradients: ['g * y / (x ** 2 + y ** 2)', '-g * x / (x ** 2 + y ** 2)'],
  }),
  binaryEntry(
    'hypot',
    real,
    (x, y) => Math.hypot(x, y),
    [(x, _, z) => (z === 0 ? 0 : x / z), (_, y, z) => (z === 0 ? 0 : y / z)],
    {
      value: 'sqrt(x ** 2 + y ** 2)',
      gradients: ['g * x / sqrt(x ** 2 + y ** 2)', 'g * y / sqrt(x ** 2 + y ** 2)'],
    },
  ),
];
