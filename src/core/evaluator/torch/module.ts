/** The module `torch` for hand-written networks: tensors as arrays under other names. What its autograd computes is not known. */
import type { Span } from '../../python/source.ts';
import { outsideModule } from '../libraries/outside.ts';
import type { Machine } from '../machine.ts';
import { arrayLibrary } from '../numpy/index.ts';
import { tableOf } from '../numpy/function-table.ts';
import { builtin, builtinClass, ENTERED } from '../types.ts';
import {
  type BuiltinValue,
  FALSE,
  float,
  type ModuleValue,
  NONE,
  str,
  TRUE,
  unknown,
  type Value,
} from '../values.ts';
import { creatingTensorFunctions } from './creation.ts';
import { elementwiseTensorFunctions } from './elementwise.ts';
import { functionalTensorFunctions } from './functional.ts';
import { reducingTensorFunctions } from './reducing.ts';
import { shapingTensorFunctions } from './shaping.ts';

/** The functions of tensors whose first argument is the tensor: they serve as methods too. */
export function tensorFunctions(machine: Machine): readonly BuiltinValue[] {
  return [
    ...elementwiseTensorFunctions(),
    ...reducingTensorFunctions(machine),
    ...shapingTensorFunctions(),
    ...creatingTensorFunctions().filter(({ name }) => /_like$|\.(bernoulli|multinomial)$/.test(name)),
  ];
}

/** The module `torch`, with `nn.functional` and `autograd.Function`; whatever else is asked of it is not evaluated. */
export function torchModule(machine: Machine): ModuleValue {
  const functions = tableOf([...creatingTensorFunctions(), ...tensorFunctions(machine)]);
  const functional = moduleOf('torch.nn.functional', [
    ...tableOf(elementwiseTensorFunctions()),
    ...tableOf(reducingTensorFunctions(machine)),
    ...tableOf(functionalTensorFunctions()),
  ]);
  const nn = moduleOf('torch.nn', [['functional', functional]]);
  const autograd = moduleOf('torch.autograd', [['Function', functionClass(machine)]]);
  const cuda = moduleOf('torch.cuda', [
    ['is_available', builtin('torch.cuda.is_available', () => FALSE)],
    ['manual_seed', silent('cuda.manual_seed')],
    ['manual_seed_all', silent('cuda.manual_seed_all')],
  ]);
  return moduleOf('torch', [
    ...functions,
    ...fromNumpy(),
    ...settings(),
    ...types(),
    ['nn', nn],
    ['autograd', autograd],
    ['cuda', cuda],
    ['special', functional],
  ]);
}

function moduleOf(name: string, entries: Iterable<readonly [string, Value]>): ModuleValue {
  return { ...outsideModule(name), attributes: new Map<string, Value>(entries) };
}

function silent(name: string): BuiltinValue {
  return builtin(`torch.${name}`, () => NONE);
}

/** Functions that are NumPy's in every respect. */
function fromNumpy(): readonly (readonly [string, Value])[] {
  const numpy = arrayLibrary('numpy');
  const names =
    'einsum diag diagonal trace nonzero meshgrid bincount unique isclose kron tensordot cross searchsorted triu_indices tril_indices';
  return names.split(' ').flatMap((name) => {
    const value = numpy?.attributes.get(name);
    return value ? [[name, value] as const] : [];
  });
}

/** Seeds, devices, and contexts that switch the recording of gradients: nothing of the values depends on them. */
function settings(): readonly (readonly [string, Value])[] {
  const names =
    'set_printoptions set_default_dtype set_default_device set_default_tensor_type set_num_threads use_deterministic_algorithms save';
  const generator = (): Value => ({
    type: 'module',
    name: 'torch.Generator()',
    attributes: new Map([['manual_seed', builtin('torch.Generator.manual_seed', generator)]]),
    missing: null,
  });
  const context = builtin('torch.no_grad()', (_, args) => args.positional[0] ?? NONE);
  const entered: Value = { ...context, attributes: new Map([[ENTERED, NONE]]) };
  const contexts = ['no_grad', 'enable_grad', 'inference_mode', 'set_grad_enabled'].map(
    (name) => [name, builtin(`torch.${name}`, (_, args) => decorated(args.positional[0], entered))] as const,
  );
  return [
    ...names.split(' ').map((name) => [name, silent(name)] as const),
    ...contexts,
    ['manual_seed', builtin('torch.manual_seed', generator)],
    ['Generator', builtin('torch.Generator', generator)],
    ['device', builtin('torch.device', (_, args) => args.positional[0] ?? str('cpu'))],
    [
      'is_tensor',
      builtin('torch.is_tensor', (_, args) => (args.positional[0]?.type === 'array' ? TRUE : FALSE)),
    ],
  ];
}

/** `@torch.no_grad` without parentheses gives the function; with them, a context that is a decorator too. */
function decorated(given: Value | undefined, entered: Value): Value {
  return given?.type === 'function' ? given : entered;
}

function types(): readonly (readonly [string, Value])[] {
  const floats = 'float32 float64 float16 bfloat16 float double half';
  const whole = 'int64 int32 int16 int8 uint8 long int short';
  const typed = (names: string, name: string): (readonly [string, Value])[] =>
    names.split(' ').map((one) => [one, { type: 'dtype', name }]);
  return [
    ...typed(floats, 'float64'),
    ...typed(whole, 'int64'),
    ...typed('bool', 'bool'),
    ['pi', float(Math.PI)],
    ['e', float(Math.E)],
    ['inf', float(Number.POSITIVE_INFINITY)],
    ['nan', float(Number.NaN)],
    ['__version__', str('2.4.0')],
  ];
}

/** `torch.autograd.Function`: `apply` runs the class's `forward` with a context that keeps what it is given. */
function functionClass(machine: Machine): Value {
  const type = builtinClass('Function', machine.type('object'));
  const apply = builtin('Function.apply', (_, args) => {
    const [own, ...rest] = args.positional;
    if (own?.type !== 'class') return unknown('The class of this `apply` is not known', args.span);
    const forward = machine.attribute(own, 'forward', args.span);
    return machine.call(forward, [functionContext(machine, rest.length), ...rest], args.keywords, args.span);
  });
  type.attributes.set('apply', {
    type: 'instance',
    class: machine.type('classmethod'),
    attributes: new Map([['function', apply]]),
  });
  return type;
}

/** The `ctx` of a function: tensors saved in the forward pass are there in the backward pass. */
export function functionContext(machine: Machine, inputCount: number): Value {
  const attributes = new Map<string, Value>();
  const needs = Array.from({ length: inputCount }, (): Value => TRUE);
  attributes.set('needs_input_grad', { type: 'tuple', items: needs });
  attributes.set(
    'save_for_backward',
    builtin('ctx.save_for_backward', (_, args) => {
      attributes.set('saved_tensors', { type: 'tuple', items: args.positional });
      return NONE;
    }),
  );
  for (const name of ['mark_dirty', 'mark_non_differentiable', 'set_materialize_grads'])
    attributes.set(name, silent(name));
  return { type: 'instance', class: machine.type('object'), attributes };
}

/** What a tensor's attribute means where PyTorch's autograd would answer. */
export function autogradAnswer(name: string, span: Span): Value {
  return unknown(`\`.${name}\` is computed by PyTorch, and only hand-written gradients are followed`, span);
}
