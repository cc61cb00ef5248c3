/** Attributes and methods of tensors: `x.mm(y)`, `x.item()`, `x.to(device)`, `x.data`, `x.add_(y)`. */
import type { Span } from '../../python/source.ts';
import { copyOf, currentTensor, viewOf } from '../arrays.ts';
import type { Machine } from '../machine.ts';
import { Call, guarded, isUnknown } from '../numpy/call.ts';
import { tableOf, variadicFunction } from '../numpy/function-table.ts';
import { dtypeNamed } from '../numpy/dtypes.ts';
import { requireNode } from '../numpy/methods.ts';
import { swapped } from '../numpy/views.ts';
import { type BuiltinValue, FALSE, NONE, str, TRUE, type Value } from '../values.ts';
import { creatingTensorFunctions } from './creation.ts';
import { tensorFunction } from './define.ts';
import { functionalTensorFunctions } from './functional.ts';
import { inPlaceMethods, inPlaceOf } from './in-place.ts';
import { autogradAnswer, tensorFunctions } from './module.ts';
import { anything, ignored } from '../numpy/parameters.ts';

/** `value.name` as PyTorch has it for a tensor; null where there is no such attribute. Methods come bound. */
export function tensorAttribute(machine: Machine, value: Value, name: string, span: Span): Value | null {
  return plainAttribute(machine, value, name, span) ?? boundMethod(machine, value, name);
}

function plainAttribute(machine: Machine, value: Value, name: string, span: Span): Value | null {
  switch (name) {
    case 'data':
      return value;
    case 'grad':
    case 'grad_fn':
      return autogradAnswer(name, span);
    case 'requires_grad':
      return FALSE;
    case 'is_leaf':
      return TRUE;
    case 'is_cuda':
      return FALSE;
    case 'device':
      return str('cpu');
    case 'mT':
      return guarded(span, () => swapped(new Call(machine, 'torch.mT', span), value, -2, -1));
    default:
      return null;
  }
}

function boundMethod(machine: Machine, value: Value, name: string): Value | null {
  const method = methodsOf(machine).get(name);
  if (method === undefined) return null;
  return {
    type: 'builtin',
    name: method.name,
    call: (evaluation, args) => method.call(evaluation, { ...args, positional: [value, ...args.positional] }),
  };
}

const tables = new WeakMap<Machine, ReadonlyMap<string, BuiltinValue>>();

function methodsOf(machine: Machine): ReadonlyMap<string, BuiltinValue> {
  const known = tables.get(machine);
  if (known) return known;
  const functions = tableOf(tensorFunctions(machine));
  const written = [...functions].flatMap(([name, f]): (readonly [string, BuiltinValue])[] =>
    name.endsWith('_') ? [] : [[`${name}_`, inPlaceOf(`${name}_`, f)]],
  );
  const made = new Map([
    ...written,
    ...functions,
    ...tableOf([...inPlaceMethods(), ...converting(), ...handing()]),
  ]);
  tables.set(machine, made);
  return made;
}

/** The same entries of another type. */
function converting(): readonly BuiltinValue[] {
  const kinds = [
    ['float', 'float64'],
    ['double', 'float64'],
    ['half', 'float64'],
    ['long', 'int64'],
    ['int', 'int64'],
    ['bool', 'bool'],
  ] as const;
  const cast = (call: Call, self: Value, kind: string): Value => {
    const node = requireNode(call, self);
    if (call.tensor(node).dtype === kind) return self;
    return call.result(call.apply('astype', [node], { dtype: kind }));
  };
  const self = anything();
  return [
    ...kinds.map(([name, kind]) =>
      tensorFunction(name, { self }, (call, args) => cast(call, args.self, kind)),
    ),
    tensorFunction('type_as', { self, other: anything() }, (call, args) => {
      const other = call.operand(args.other);
      return isUnknown(other) ? other : cast(call, args.self, call.tensor(other).dtype);
    }),
    // `x.to(device)`, `x.to(torch.float32)`, `x.type(torch.LongTensor)`.
    ...['to', 'type'].map((name) =>
      variadicFunction(`torch.${name}`, (call, [value, first], keywords) => {
        const wanted = keywords.get('dtype') ?? first;
        const named = wanted?.type === 'dtype' ? dtypeNamed(wanted.name) : kindOfTensor(wanted);
        call.isTensor = true;
        return named === null || value === undefined ? (value ?? NONE) : cast(call, value, named);
      }),
    ),
  ];
}

/** The entries' type that the name of a class of tensors means: `torch.LongTensor`. */
function kindOfTensor(value: Value | undefined): string | null {
  if (value?.type !== 'builtin') return null;
  if (/\.(Long|Int|Byte)Tensor$/.test(value.name)) return 'int64';
  return /\.(Float|Double|Half)?Tensor$/.test(value.name) ? 'float64' : null;
}

/** Methods that give the tensor itself, a copy, or its entries to Python; and those of autograd. */
function handing(): readonly BuiltinValue[] {
  const self = anything();
  const options = {
    memory_format: ignored(),
    non_blocking: ignored(),
    device: ignored(),
    requires_grad: ignored(),
  };
  const same = 'detach cpu cuda contiguous requires_grad_ detach_ retain_grad pin_memory share_memory_';
  return [
    ...same.split(' ').map((name) => tensorFunction(name, { self, ...options }, (_, args) => args.self)),
    variadicFunction('torch.numpy', (call, [value]) => {
      if (value?.type !== 'array') return value ?? NONE;
      const { shape } = currentTensor(value, call.evaluation.tape);
      const step = { operation: 'reshape', attributes: { shape } };
      return { ...viewOf(value, step, call.evaluation.tape, call.span), isTensor: false };
    }),
    tensorFunction('clone', { self, ...options }, (call, args) =>
      args.self.type === 'array' ? copyOf(args.self, call.evaluation.tape) : args.self,
    ),
    tensorFunction(
      'backward',
      { self, gradient: ignored(), retain_graph: ignored(), create_graph: ignored() },
      () => NONE,
    ),
    tensorFunction('register_hook', { self, hook: ignored() }, () => NONE),
    tensorFunction('is_floating_point', { self }, (call, args) =>
      args.self.type === 'array' && currentTensor(args.self, call.evaluation.tape).dtype !== 'float64'
        ? FALSE
        : TRUE,
    ),
    ...renamedCreators(),
    ...functionalTensorFunctions().filter(({ name }) => name.endsWith('.one_hot')),
  ];
}

/** `x.new_zeros(2, 3)`: as `torch.zeros`, of the tensor's type. */
function renamedCreators(): readonly BuiltinValue[] {
  const creators = tableOf(creatingTensorFunctions());
  return ['zeros', 'ones', 'empty', 'tensor', 'full'].flatMap((name) => {
    const make = creators.get(name);
    if (!make) return [];
    return [
      {
        type: 'builtin' as const,
        name: `torch.new_${name}`,
        call: (...[evaluation, args]: Parameters<BuiltinValue['call']>) =>
          make.call(evaluation, { ...args, positional: args.positional.slice(1) }),
      },
    ];
  });
}
