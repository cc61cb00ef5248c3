/** The modules `numpy`, `numpy.linalg`, `scipy` and their parts, as the user's code imports them. */
import type { NodeId } from '../../autodiff/tape.ts';
import type { Span } from '../../python/source.ts';
import { arrayFromNode } from '../arrays.ts';
import {
  type BuiltinValue,
  FALSE,
  float,
  type ModuleValue,
  NONE,
  PythonError,
  str,
  TRUE,
  type Value,
} from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { choosingFunctions } from './choosing.ts';
import { creationFunctions } from './creation.ts';
import { TYPE_NAMES } from './dtypes.ts';
import { arrayFunction, notSupported, tableOf, variadicFunction } from './function-table.ts';
import { joiningFunctions } from './joining.ts';
import { mathModule } from './math.ts';
import { anything, anythingOr, integerOr, operand, out } from './parameters.ts';
import { linearAlgebraFunctions, productFunctions } from './products.ts';
import { randomModule } from './random.ts';
import { reducingFunctions } from './reducing.ts';
import { searchingFunctions } from './searching.ts';
import { shapingFunctions } from './shaping.ts';
import { specialFunctions } from './special.ts';
import { universalFunctions } from './universal-functions.ts';

/** The module of that dotted name, which only this evaluation has; null where the evaluator has none. */
export function arrayLibrary(name: string): ModuleValue | null {
  const known = made.get(name);
  if (known) return ownCopy(known);
  const maker = LIBRARIES.get(name);
  if (maker === undefined) return null;
  const library = maker();
  made.set(name, library);
  return ownCopy(library);
}

/** Functions keep nothing, so all evaluations share them; what a program sets on a module stays on its own copy. */
const made = new Map<string, ModuleValue>();

function ownCopy(library: ModuleValue): ModuleValue {
  const attributes = new Map(library.attributes);
  for (const [name, value] of attributes) if (value.type === 'module') attributes.set(name, ownCopy(value));
  return { ...library, attributes };
}

const LIBRARIES: ReadonlyMap<string, () => ModuleValue> = new Map([
  ['numpy', makeNumpy],
  ['numpy.random', randomModule],
  ['numpy.linalg', linearAlgebraModule],
  ['scipy', scipyModule],
  ['scipy.special', specialModule],
  ['math', mathModule],
]);

/** The module `numpy`. An attribute that the table lacks is unknown, with a sentence that names it. */
export function numpyModule(): ModuleValue {
  return arrayLibrary('numpy') ?? makeNumpy();
}

function makeNumpy(): ModuleValue {
  const functions = [
    ...universalFunctions(),
    ...creationFunctions(),
    ...reducingFunctions(),
    ...productFunctions(),
    ...shapingFunctions(),
    ...joiningFunctions(),
    ...choosingFunctions(),
    ...searchingFunctions(),
    ...furtherFunctions(),
  ];
  const types = [...TYPE_NAMES, 'ndarray'].map((name): readonly [string, Value] => [
    name,
    { type: 'dtype', name },
  ]);
  return libraryOf('np', functions, [
    ...types,
    ['pi', float(Math.PI)],
    ['e', float(Math.E)],
    ['euler_gamma', float(0.5772156649015329)],
    ['inf', float(Number.POSITIVE_INFINITY)],
    ['Inf', float(Number.POSITIVE_INFINITY)],
    ['infty', float(Number.POSITIVE_INFINITY)],
    ['NINF', float(Number.NEGATIVE_INFINITY)],
    ['nan', float(Number.NaN)],
    ['NaN', float(Number.NaN)],
    ['newaxis', NONE],
    ['True_', TRUE],
    ['False_', FALSE],
    ['__version__', str('2.4.6')],
    ['random', randomModule()],
    ['linalg', linearAlgebraModule()],
    ['testing', testingModule()],
  ]);
}

function linearAlgebraModule(): ModuleValue {
  return libraryOf('np.linalg', linearAlgebraFunctions());
}

function scipyModule(): ModuleValue {
  return libraryOf('scipy', [], [['special', specialModule()]]);
}

function specialModule(): ModuleValue {
  return libraryOf('scipy.special', specialFunctions());
}

/** `np.testing`: assertions that pass in silence; whether values agree is for the checks of this product to say. */
function testingModule(): ModuleValue {
  const names = [
    'assert_allclose',
    'assert_almost_equal',
    'assert_array_almost_equal',
    'assert_array_equal',
    'assert_equal',
  ];
  return libraryOf(
    'np.testing',
    names.map((name) => variadicFunction(`np.testing.${name}`, () => NONE)),
  );
}

function libraryOf(
  name: string,
  functions: readonly BuiltinValue[],
  constants: readonly (readonly [string, Value])[] = [],
): ModuleValue {
  return {
    type: 'module',
    name,
    attributes: new Map<string, Value>([...tableOf(functions), ...constants]),
    missing: (attribute: string, span: Span) => notSupported(`${name}.${attribute}`, span),
  };
}

/** Functions of no family: rounding, settings, limits of types, functions made of functions. */
function furtherFunctions(): readonly BuiltinValue[] {
  const rounding = (name: string): BuiltinValue =>
    arrayFunction(
      `np.${name}`,
      { a: operand(), decimals: integerOr(0), out: out() },
      (call, { a, decimals }) => call.apply('round', [a], { decimals }),
    );
  const settings = ['seterr', 'set_printoptions', 'seterrcall', 'warnings'];
  return [
    ...['round', 'around', 'round_'].map(rounding),
    ...settings.map((name) => variadicFunction(`np.${name}`, () => NONE)),
    arrayFunction('np.finfo', { dtype: anythingOr() }, () => limitsOfFloats()),
    arrayFunction(
      'np.nan_to_num',
      { x: operand(), copy: anythingOr(), nan: anythingOr(float(0)) },
      (call, { x, nan }) => withoutNaN(call, x, nan),
    ),
    arrayFunction('np.real', { x: operand() }, (_, { x }) => x),
    arrayFunction('np.vectorize', { pyfunc: anything(), otypes: anythingOr() }, (_, { pyfunc }) =>
      vectorized(pyfunc),
    ),
    arrayFunction('np.deg2rad', { x: operand() }, (call, { x }) =>
      call.apply('multiply', [x, call.constant(Math.PI / 180)]),
    ),
    arrayFunction('np.rad2deg', { x: operand() }, (call, { x }) =>
      call.apply('multiply', [x, call.constant(180 / Math.PI)]),
    ),
    arrayFunction(
      'np.diff',
      { a: operand(), n: integerOr(1), axis: integerOr(-1) },
      (call, { a, n, axis }) => {
        let node = a;
        for (let i = 0; i < n; i++) node = difference(call, node, axis);
        return node;
      },
    ),
    variadicFunction('np.may_share_memory', () => FALSE),
  ];
}

function withoutNaN(call: Call, x: NodeId, nan: Value): NodeId | Value {
  const replacement = call.operand(nan);
  if (isUnknown(replacement)) return replacement;
  return call.apply('where', [call.apply('isnan', [x]), replacement, x]);
}

/** Each entry minus the one before it along an axis. */
function difference(call: Call, a: NodeId, axis: number): NodeId {
  const sizes = call.shape(a);
  const own = axis < 0 ? axis + sizes.length : axis;
  const run = (start: number): NodeId => {
    const index = sizes.map((size, i) => ({
      kind: 'slice',
      start: i === own ? start : 0,
      step: 1,
      count: i === own ? size - 1 : size,
    }));
    return call.apply('index', [a], { index });
  };
  return call.apply('subtract', [run(1), run(0)]);
}

/** `np.finfo(float)`: the limits of double precision. */
function limitsOfFloats(): ModuleValue {
  const limits: readonly (readonly [string, number])[] = [
    ['eps', 2 ** -52],
    ['max', Number.MAX_VALUE],
    ['min', -Number.MAX_VALUE],
    ['tiny', 2.2250738585072014e-308],
    ['smallest_normal', 2.2250738585072014e-308],
    ['resolution', 1e-15],
  ];
  return libraryOf(
    'np.finfo()',
    [],
    limits.map(([name, value]) => [name, float(value)] as const),
  );
}

/** `np.vectorize(f)`: f at every entry of one array, the results stacked in the array's shape. */
function vectorized(f: Value): BuiltinValue {
  return variadicFunction('np.vectorize', (call, positional, keywords) => {
    const [argument, ...rest] = positional;
    if (argument === undefined) throw call.error('TypeError', 'the vectorized function needs an argument');
    const node = call.operand(argument);
    if (isUnknown(node)) return node;
    const sizes = call.shape(node);
    const flat = call.reshape(node, [-1]);
    const results: NodeId[] = [];
    for (let at = 0; at < call.tensor(flat).data.length; at++) {
      const entry = call.result(call.apply('index', [flat], { index: [{ kind: 'integer', value: at }] }));
      const result = call.operand(call.evaluation.call(f, [entry, ...rest], keywords, call.span));
      if (isUnknown(result)) return result;
      results.push(result);
    }
    if (results.length === 0)
      throw new PythonError('ValueError', 'cannot call `vectorize` on size 0 inputs', call.span);
    const stacked = call.apply('stack', results, { axis: 0 });
    return sizes.length === 0 ? call.reshape(stacked, []) : arrayFromNode(call.reshape(stacked, sizes));
  });
}
