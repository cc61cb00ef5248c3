/** The modules `numpy`, `numpy.linalg`, `scipy` and their parts, as the user's code imports them. */
import type { NodeId } from '../../autodiff/tape.ts';
import { filled } from '../../autodiff/tensor.ts';
import type { Span } from '../../python/source.ts';
import {
  type BuiltinValue,
  FALSE,
  float,
  int,
  type ModuleValue,
  NONE,
  str,
  TRUE,
  unknown,
  type Value,
} from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { applyingFunctions } from './applying.ts';
import { choosingFunctions } from './choosing.ts';
import { creationFunctions } from './creation.ts';
import { decompositionFunctions } from './decompositions.ts';
import { TYPE_NAMES } from './dtypes.ts';
import { arrayFunction, notSupported, tableOf, variadicFunction } from './function-table.ts';
import { elementaryFunctions } from './elementary.ts';
import { gridFunctions } from './grids.ts';
import { joiningFunctions } from './joining.ts';
import { mathModule } from './math.ts';
import { ownModule } from './own-names.ts';
import { anythingOr, integerOr, operand, out } from './parameters.ts';
import { linearAlgebraFunctions, productFunctions } from './products.ts';
import { randomModule } from './random.ts';
import { reducingFunctions } from './reducing.ts';
import { searchingFunctions } from './searching.ts';
import { setFunctions } from './sets.ts';
import { shapingFunctions } from './shaping.ts';
import { specialFunctions } from './special.ts';
import { statisticalFunctions } from './statistics.ts';
import { universalFunctions } from './universal-functions.ts';
import { convolution, strideFunctions } from './windows.ts';
import { writingFunctions } from './writing.ts';

/** The module of that dotted name, which only this evaluation has; null where the evaluator has none. */
export function arrayLibrary(name: string): ModuleValue | null {
  const known = made.get(name);
  if (known) return ownModule(known);
  const maker = LIBRARIES.get(name);
  if (maker === undefined) return null;
  const library = maker();
  made.set(name, library);
  return ownModule(library);
}

/** Functions keep nothing, so all evaluations share them; what a program sets on a module stays on its own copy. */
const made = new Map<string, ModuleValue>();

const LIBRARIES: ReadonlyMap<string, () => ModuleValue> = new Map([
  ['numpy', makeNumpy],
  // Libraries that have NumPy's functions under NumPy's names.
  ['cupy', makeNumpy],
  ['jax.numpy', makeNumpy],
  ['autograd.numpy', makeNumpy],
  ['numpy.random', randomModule],
  ['numpy.linalg', linearAlgebraModule],
  ['scipy', scipyModule],
  ['scipy.special', specialModule],
  ['scipy.signal', signalModule],
  ['numpy.lib.stride_tricks', stridesModule],
  ['math', mathModule],
]);

/** The module `numpy`. An attribute that the table lacks is unknown, with a sentence that names it. */
export function numpyModule(): ModuleValue {
  return arrayLibrary('numpy') ?? makeNumpy();
}

function makeNumpy(): ModuleValue {
  const functions = [
    ...universalFunctions(),
    ...elementaryFunctions(),
    ...creationFunctions(),
    ...gridFunctions(),
    ...reducingFunctions(),
    ...productFunctions(),
    ...shapingFunctions(),
    ...joiningFunctions(),
    ...choosingFunctions(),
    ...searchingFunctions(),
    ...setFunctions(),
    ...statisticalFunctions(),
    ...applyingFunctions(),
    ...writingFunctions(),
    convolution('np.convolve', 'convolve', 'full'),
    convolution('np.correlate', 'correlate', 'valid'),
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
    ['Infinity', float(Number.POSITIVE_INFINITY)],
    ['PINF', float(Number.POSITIVE_INFINITY)],
    ['NINF', float(Number.NEGATIVE_INFINITY)],
    ['nan', float(Number.NaN)],
    ['NaN', float(Number.NaN)],
    ['newaxis', NONE],
    ['True_', TRUE],
    ['False_', FALSE],
    ['__version__', str('2.4.6')],
    ['random', randomModule()],
    ['linalg', linearAlgebraModule()],
    ['lib', libraryOf('np.lib', [], [['stride_tricks', stridesModule()]])],
    ['testing', testingModule()],
  ]);
}

function linearAlgebraModule(): ModuleValue {
  return libraryOf('np.linalg', [...linearAlgebraFunctions(), ...decompositionFunctions()]);
}

function scipyModule(): ModuleValue {
  return libraryOf(
    'scipy',
    [],
    [
      ['special', specialModule()],
      ['signal', signalModule()],
    ],
  );
}

function specialModule(): ModuleValue {
  return libraryOf('scipy.special', specialFunctions());
}

function signalModule(): ModuleValue {
  return libraryOf('scipy.signal', [
    convolution('scipy.signal.convolve2d', 'convolve', 'full'),
    convolution('scipy.signal.correlate2d', 'correlate', 'full'),
    convolution('scipy.signal.convolve', 'convolve', 'full'),
    convolution('scipy.signal.fftconvolve', 'convolve', 'full'),
    convolution('scipy.signal.correlate', 'correlate', 'full'),
  ]);
}

function stridesModule(): ModuleValue {
  return libraryOf('np.lib.stride_tricks', strideFunctions());
}

/** `np.testing`: assertions that pass in silence; whether values agree is for the checks of this product to say. */
function testingModule(): ModuleValue {
  const names = [
    'assert_allclose',
    'assert_',
    'assert_approx_equal',
    'assert_array_almost_equal_nulp',
    'assert_array_less',
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
  // Settings and files: nothing of the program's values depends on them.
  const silent = 'seterr set_printoptions seterrcall warnings save savez savez_compressed savetxt'.split(' ');
  return [
    ...['round', 'around', 'round_'].map(rounding),
    ...silent.map((name) => variadicFunction(`np.${name}`, () => NONE)),
    arrayFunction('np.finfo', { dtype: anythingOr() }, () => limitsOfFloats()),
    arrayFunction(
      'np.nan_to_num',
      { x: operand(), copy: anythingOr(), nan: anythingOr(float(0)) },
      (call, { x, nan }) => withoutNaN(call, x, nan),
    ),
    arrayFunction('np.real', { x: operand() }, (_, { x }) => x),
    ...['deg2rad', 'radians'].map((name) => scaling(`np.${name}`, Math.PI / 180)),
    ...['rad2deg', 'degrees'].map((name) => scaling(`np.${name}`, 180 / Math.PI)),
    arrayFunction('np.iinfo', { dtype: anythingOr() }, () => limitsOfIntegers()),
    arrayFunction('np.issubdtype', { arg1: anythingOr(), arg2: anythingOr() }, (_, { arg1, arg2 }) =>
      isSubtype(arg1, arg2),
    ),
    variadicFunction('np.can_cast', () => TRUE),
    variadicFunction('np.shares_memory', () => FALSE),
    arrayFunction('np.real_if_close', { a: operand() }, (_, { a }) => a),
    arrayFunction('np.isreal', { x: operand() }, (call, { x }) =>
      call.constant(filled(call.shape(x), 1, 'bool')),
    ),
    arrayFunction('np.iscomplex', { x: operand() }, (call, { x }) =>
      call.constant(filled(call.shape(x), 0, 'bool')),
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

function scaling(name: string, factor: number): BuiltinValue {
  return arrayFunction(name, { x: operand() }, (call, { x }) =>
    call.apply('multiply', [x, call.constant(factor)]),
  );
}

/** `np.issubdtype(x.dtype, np.floating)`. */
function isSubtype(type: Value, family: Value): Value {
  if (type.type !== 'dtype' || family.type !== 'dtype')
    return unknown('What `np.issubdtype` is asked is not known', null);
  const [own, wanted] = [kindOf(type.name), kindOf(family.name)];
  return own === wanted || wanted === 'generic' || (wanted === 'number' && own !== 'bool') ? TRUE : FALSE;
}

/** The family that a NumPy type belongs to. */
function kindOf(name: string): string {
  if (name === 'number' || name === 'generic') return name;
  if (name.startsWith('bool')) return 'bool';
  return /^(u?int|integer|signedinteger|long)/.test(name) ? 'integer' : 'floating';
}

/** `np.iinfo(int)`: the limits of 64-bit integers. */
function limitsOfIntegers(): ModuleValue {
  const limits: readonly (readonly [string, Value])[] = [
    ['max', int(2 ** 63)],
    ['min', int(-(2 ** 63))],
    ['bits', int(64)],
  ];
  return libraryOf('np.iinfo()', [], limits);
}

function withoutNaN(call: Call, x: NodeId, nan: Value): NodeId | Value {
  if (call.tensor(x).dtype !== 'float64') return x;
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
  // Truth values cannot be subtracted; where they differ is their difference.
  return call.apply(call.tensor(a).dtype === 'bool' ? 'notEqual' : 'subtract', [run(1), run(0)]);
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
