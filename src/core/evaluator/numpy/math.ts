/** Python's `math` module: works on single numbers; a number on the tape stays on the tape. */
import { erf } from '../../autodiff/operations/special-functions.ts';
import { bool, type BuiltinValue, float, int, type ModuleValue, PythonError, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, notSupported, tableOf, variadicFunction } from './function-table.ts';
import { remainderOfTruncation } from './elementary.ts';
import { anything, numberOr, type Parameter } from './parameters.ts';

/** A number, traced or plain. */
interface ScalarArgument {
  readonly value: number;
  /** The value on the tape; null for plain numbers. */
  readonly node: number | null;
}

/** One number, or an array of one entry. Errors: TypeError for larger arrays. */
function scalarArgument(): Parameter<ScalarArgument> {
  return {
    fallback: undefined,
    read: (call, given) => {
      const settled = call.evaluation.resolve(given, { kind: 'number' }, call.span);
      if (settled.type === 'int') return { value: settled.value, node: null };
      if (settled.type === 'float') return { value: settled.value, node: settled.node };
      const node = call.operand(settled);
      if (isUnknown(node)) return node;
      const { data, shape } = call.tensor(node);
      if (data.length !== 1) {
        const message = 'only length-1 arrays can be converted to Python scalars';
        throw new PythonError('TypeError', message, call.span, [], null, {
          shape,
          wanted: 'number',
          names: [],
        });
      }
      return { value: data[0] as number, node: shape.length === 0 ? node : call.reshape(node, []) };
    },
  };
}

/** Names, table operations and plain functions of one number. */
const ONE_ARGUMENT: Readonly<Record<string, readonly [operation: string, plain: (x: number) => number]>> = {
  sqrt: ['sqrt', Math.sqrt],
  exp: ['exp', Math.exp],
  exp2: ['exp2', (x) => 2 ** x],
  expm1: ['expm1', Math.expm1],
  log2: ['log2', Math.log2],
  log10: ['log10', Math.log10],
  log1p: ['log1p', Math.log1p],
  sin: ['sin', Math.sin],
  cos: ['cos', Math.cos],
  tan: ['tan', Math.tan],
  asinh: ['arcsinh', Math.asinh],
  atanh: ['arctanh', Math.atanh],
  asin: ['arcsin', Math.asin],
  acos: ['arccos', Math.acos],
  atan: ['arctan', Math.atan],
  sinh: ['sinh', Math.sinh],
  cosh: ['cosh', Math.cosh],
  tanh: ['tanh', Math.tanh],
  cbrt: ['cbrt', Math.cbrt],
  fabs: ['absolute', Math.abs],
  erf: ['erf', erf],
};

/** What Python raises where the real function has no value: sqrt and log below zero, exp beyond the largest float. */
function checked(call: Call, x: number, y: number): number {
  if (Number.isNaN(y) && !Number.isNaN(x)) throw call.error('ValueError', 'math domain error');
  if (Number.isFinite(x) && !Number.isFinite(y)) {
    throw call.name.includes('log')
      ? call.error('ValueError', 'math domain error')
      : call.error('OverflowError', 'math range error');
  }
  return y;
}

function oneArgument(name: string, operation: string, plain: (x: number) => number): BuiltinValue {
  return arrayFunction(`math.${name}`, { x: scalarArgument() }, (call, { x }) => {
    const value = checked(call, x.value, plain(x.value));
    return x.node === null ? float(value) : call.apply(operation, [x.node]);
  });
}

/** A number that the tape does not follow: rounding, tests. */
function untraced(name: string, f: (x: number) => Value): BuiltinValue {
  return arrayFunction(`math.${name}`, { x: scalarArgument() }, (_, { x }) => f(x.value));
}

const nodeOf = (call: Call, argument: ScalarArgument): number =>
  argument.node ?? call.constant(argument.value);

function twoArguments(
  name: string,
  operation: string,
  plain: (x: number, y: number) => number,
): BuiltinValue {
  return arrayFunction(`math.${name}`, { x: scalarArgument(), y: scalarArgument() }, (call, { x, y }) => {
    const value = checked(call, x.value, plain(x.value, y.value));
    if (x.node === null && y.node === null) return float(value);
    return call.apply(operation, [nodeOf(call, x), nodeOf(call, y)]);
  });
}

/** `math.log(x)`, `math.log(x, base)`. */
const logarithm = variadicFunction('math.log', (call, positional) => {
  const givenNumbers: ScalarArgument[] = [];
  for (const given of positional) {
    const argument = scalarArgument().read(call, given, 'x');
    if (isUnknown(argument)) return argument;
    givenNumbers.push(argument);
  }
  const logs = givenNumbers.map((argument): number | Value => {
    const value = checked(call, argument.value, Math.log(argument.value));
    return argument.node === null ? float(value) : call.apply('log', [argument.node]);
  });
  const [numerator, denominator] = logs;
  if (numerator === undefined) throw call.error('TypeError', 'log expected at least 1 argument, got 0');
  if (denominator === undefined) return numerator;
  if (typeof numerator !== 'number' && typeof denominator !== 'number') {
    return float((numerator as { value: number }).value / (denominator as { value: number }).value);
  }
  const [x, y] = [numerator, denominator].map((log) =>
    typeof log === 'number' ? log : call.operand(log),
  ) as [number, number];
  return call.apply('divide', [x, y]);
});

/** Sum or product of the items of an iterable, traced. */
function folding(name: string, operation: string, start: number): BuiltinValue {
  return arrayFunction(`math.${name}`, { items: anything() }, (call, { items }) => {
    const iterated = call.evaluation.iterate(items, call.span);
    if ('type' in iterated) return iterated;
    let total: Value = name === 'prod' ? int(start) : float(start);
    for (const item of iterated) {
      const pair = [call.operand(total), call.operand(item)];
      const unknownItem = pair.find(isUnknown);
      if (unknownItem !== undefined) return unknownItem;
      total = call.result(call.apply(operation, pair as number[]));
    }
    return total;
  });
}

/** Angles, whole numbers, and comparisons; a traced number stays on the tape where a derivative makes sense. */
function furtherFunctions(): readonly BuiltinValue[] {
  const x = scalarArgument();
  const scaled = (name: string, factor: number): BuiltinValue =>
    arrayFunction(`math.${name}`, { x }, (call, args) =>
      args.x.node === null
        ? float(args.x.value * factor)
        : call.apply('multiply', [args.x.node, call.constant(factor)]),
    );
  return [
    scaled('degrees', 180 / Math.PI),
    scaled('radians', Math.PI / 180),
    arrayFunction('math.copysign', { x, y: x }, (call, args) => {
      const sign = args.y.value < 0 || Object.is(args.y.value, -0) ? -1 : 1;
      if (args.x.node === null) return float(Math.abs(args.x.value) * sign);
      return call.apply('multiply', [call.apply('absolute', [args.x.node]), call.constant(sign)]);
    }),
    arrayFunction(
      'math.isclose',
      { a: x, b: x, rel_tol: numberOr(1e-9), abs_tol: numberOr(0) },
      (_, args) => {
        const [a, b] = [args.a.value, args.b.value];
        const largest = Math.max(Math.abs(a), Math.abs(b));
        return bool(a === b || Math.abs(a - b) <= Math.max(args.rel_tol * largest, args.abs_tol));
      },
    ),
    arrayFunction('math.modf', { x }, (_, args) => {
      const whole = Math.trunc(args.x.value);
      return { type: 'tuple', items: [float(args.x.value - whole), float(whole)] };
    }),
    arrayFunction('math.gcd', { a: x, b: x }, (_, args) => int(greatestDivisor(args.a.value, args.b.value))),
    arrayFunction('math.comb', { n: x, k: x }, (_, { n, k }) =>
      int(
        k.value > n.value
          ? 0
          : Math.round(factorial(n.value) / (factorial(k.value) * factorial(n.value - k.value))),
      ),
    ),
    arrayFunction('math.perm', { n: x, k: x }, (_, { n, k }) =>
      int(k.value > n.value ? 0 : Math.round(factorial(n.value) / factorial(n.value - k.value))),
    ),
    untraced('isqrt', (n) => int(Math.floor(Math.sqrt(n)))),
    untraced('erfc', (value) => float(1 - erf(value))),
  ];
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** The module `math`. */
export function mathModule(): ModuleValue {
  const functions = [
    ...Object.entries(ONE_ARGUMENT).map(([name, [operation, plain]]) => oneArgument(name, operation, plain)),
    logarithm,
    twoArguments('pow', 'power', (x, y) => x ** y),
    twoArguments('atan2', 'arctan2', Math.atan2),
    twoArguments('hypot', 'hypot', Math.hypot),
    arrayFunction('math.fmod', { x: scalarArgument(), y: scalarArgument() }, (call, { x, y }) => {
      if (x.node === null && y.node === null) return float(x.value % y.value);
      return remainderOfTruncation(call, nodeOf(call, x), nodeOf(call, y));
    }),
    ...furtherFunctions(),
    untraced('floor', (x) => int(Math.floor(x))),
    untraced('ceil', (x) => int(Math.ceil(x))),
    untraced('trunc', (x) => int(Math.trunc(x))),
    untraced('isnan', (x) => bool(Number.isNaN(x))),
    untraced('isinf', (x) => bool(Math.abs(x) === Number.POSITIVE_INFINITY)),
    untraced('isfinite', (x) => bool(Number.isFinite(x))),
    untraced('factorial', (x) => int(factorial(x))),
    folding('fsum', 'add', 0),
    folding('prod', 'multiply', 1),
  ];
  const constants: readonly (readonly [string, number])[] = [
    ['pi', Math.PI],
    ['e', Math.E],
    ['tau', 2 * Math.PI],
    ['inf', Number.POSITIVE_INFINITY],
    ['nan', Number.NaN],
  ];
  return {
    type: 'module',
    name: 'math',
    attributes: new Map<string, Value>([
      ...tableOf(functions),
      ...constants.map(([name, value]) => [name, float(value)] as const),
    ]),
    missing: (name, span) => notSupported(`math.${name}`, span),
  };
}
