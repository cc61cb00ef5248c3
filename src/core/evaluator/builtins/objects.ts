/** Built-in functions on objects and names: `isinstance`, `getattr`, `type`, `print`, `super`, `globals`, and decorators. */
import type { Span } from '../../python/source.ts';
import {
  deleteAttribute,
  findAttribute,
  readAttribute,
  setAttribute,
  setInstanceAttribute,
} from '../attributes.ts';
import { classOf, isInstance, isSubclass, ownMethod } from '../classes.ts';
import { dictOf, hashKey } from '../dictionaries.ts';
import { attributeEntries, plainInstance, superProxy } from '../instances.ts';
import type { Machine } from '../machine.ts';
import { moduleScope } from '../scopes.ts';
import { openFile } from '../libraries/files.ts';
import { formatValue, representation } from '../text.ts';
import {
  bool,
  type CallArguments,
  type InstanceValue,
  int,
  NONE,
  PythonError,
  str,
  type UnknownValue,
  unknown,
  type Value,
} from '../values.ts';
import { argument, type BuiltinTable, required } from './definition.ts';

/** Functions whose result is unknown as soon as an argument is. */
export const objectFunctions: BuiltinTable = {
  isinstance: (machine, args) => {
    const value = machine.resolve(required(args, 0, 'isinstance'), { kind: 'any' }, args.span);
    return decided(isInstance(machine, value, required(args, 1, 'isinstance')));
  },
  issubclass: (_, args) => {
    const [type, base] = [required(args, 0, 'issubclass'), required(args, 1, 'issubclass')];
    if (type.type !== 'class')
      throw new PythonError('TypeError', 'issubclass() arg 1 must be a class', args.span);
    const bases = base.type === 'tuple' ? base.items : [base];
    const answers = bases.map((candidate) => isSubclass(type, candidate));
    return decided(
      answers.includes(true) || (answers.find((answer) => typeof answer !== 'boolean') ?? false),
    );
  },
  callable: (machine, args) => bool(isCallable(machine, required(args, 0, 'callable'), args.span)),
  hasattr: (machine, args) => {
    const found = attributeNamed(machine, args);
    if (found?.type === 'unknown') return found;
    return bool(found !== null);
  },
  getattr: (machine, args) => {
    const found = attributeNamed(machine, args) ?? argument(args, 2);
    return found ?? readAttribute(machine, required(args, 0, 'getattr'), attributeName(args), args.span);
  },
  delattr: (machine, args) => {
    deleteAttribute(machine, required(args, 0, 'delattr'), attributeName(args), args.span);
    return NONE;
  },
  id: (machine, args) => int(machine.identity(required(args, 0, 'id'))),
  hash: (machine, args) => hash(hashKey(machine, required(args, 0, 'hash'), args.span)),
  repr: (machine, args) => texted(representation(machine, required(args, 0, 'repr'), args.span)),
  ascii: (machine, args) => texted(representation(machine, required(args, 0, 'ascii'), args.span)),
  format: (machine, args) => {
    const spec = argument(args, 1);
    return texted(
      formatValue(machine, required(args, 0, 'format'), spec?.type === 'str' ? spec.value : '', args.span),
    );
  },
  vars: (machine, args) => {
    const [value] = args.positional;
    if (!value) return dictOf(machine.activation?.scope.names ?? []);
    if (value.type === 'instance') return attributeEntries(value);
    return value.type === 'module' || value.type === 'class'
      ? dictOf(value.attributes)
      : unknown('These `vars` are not known', args.span);
  },
  dir: (_, args) => {
    const [value] = args.positional;
    const names =
      value?.type === 'instance' ? [...value.class.attributes.keys(), ...value.attributes.keys()] : [];
    const shown = names.filter((name) => !name.startsWith('(')).sort();
    return value
      ? { type: 'list', items: shown.map(str) }
      : unknown('`dir()` is outside what is evaluated', args.span);
  },
  locals: (machine) => dictOf(machine.activation?.scope.names ?? []),
  globals: (machine) => dictOf(machine.activation ? moduleScope(machine.activation.scope).names : []),
};

/** Functions that take unknown arguments like any others. */
export const plainFunctions: BuiltinTable = {
  print: () => NONE,
  display: () => NONE,
  open: openFile,
  setattr: (machine, args) => {
    const [object, name, value] = [
      required(args, 0, 'setattr'),
      required(args, 1, 'setattr'),
      required(args, 2, 'setattr'),
    ];
    if (name.type === 'str') setAttribute(machine, object, name.value, value, args.span);
    return NONE;
  },
  super: (machine, args) => superProxy(machine, args.positional, args.span),
  exit: (_, args) => leaveScript(args.span),
  quit: (_, args) => leaveScript(args.span),
};

/** Built-ins that the evaluator has no answer for: what a person types, and code as text. */
export const unknownFunctions: readonly string[] =
  'input raw_input eval exec compile __import__ help breakpoint get_ipython memoryview bytearray'.split(' ');

/** Constructors of the classes behind decorators and of plain objects, by the name of the class. */
export const objectConstructors: BuiltinTable = {
  object: (machine, args) => {
    const [type = machine.type('object')] = args.positional;
    if (type.type !== 'class') throw new PythonError('TypeError', 'object() takes no arguments', args.span);
    return type.definition === null
      ? { type: 'instance', class: type, attributes: new Map() }
      : plainInstance(machine, type, [], new Map(), args.span);
  },
  type: (machine, args) => {
    if (args.positional.length !== 1)
      return unknown('A class made by `type(…)` is outside what is evaluated', args.span);
    const value = machine.resolve(required(args, 0, 'type'), { kind: 'any' }, args.span);
    return value.type === 'unknown' ? value : classOf(machine, value);
  },
  property: (machine, args) => {
    const names = ['fget', 'fset', 'fdel'];
    const parts = names.flatMap((name, position) => {
      const value = argument(args, position, name);
      return value && value.type !== 'none' ? [[name, value] as const] : [];
    });
    return { type: 'instance', class: machine.type('property'), attributes: new Map(parts) };
  },
  staticmethod: (machine, args) => wrapped(machine, 'staticmethod', args),
  classmethod: (machine, args) => wrapped(machine, 'classmethod', args),
};

/** `sys.exit()` and `exit()`. */
export function leaveScript(span: Span): never {
  throw new PythonError('SystemExit', 'the script ends itself', span);
}

/** What every object can do: the methods that `super().__init__()` and its like end in. */
export function objectMethods(machine: Machine): ReadonlyMap<string, Value> {
  const method = (
    name: string,
    body: (self: InstanceValue, args: CallArguments) => Value,
  ): [string, Value] => [
    name,
    {
      type: 'builtin',
      name,
      call: (_, args) => {
        const [self] = args.positional;
        return self?.type === 'instance' ? body(self, args) : NONE;
      },
    },
  ];
  return new Map([
    method('__init__', (self, args) => {
      if (self.attributes.has('args'))
        self.attributes.set('args', { type: 'tuple', items: args.positional.slice(1) });
      return NONE;
    }),
    method('__setattr__', (self, args) => {
      const [, name, value] = args.positional;
      if (name?.type === 'str' && value) setInstanceAttribute(machine, self, name.value, value, args.span);
      return NONE;
    }),
    method('__getattribute__', (self, args) => {
      const [, name] = args.positional;
      return name?.type === 'str' ? readAttribute(machine, self, name.value, args.span) : NONE;
    }),
    method('__init_subclass__', () => NONE),
  ]);
}

function wrapped(machine: Machine, type: string, args: CallArguments): Value {
  const attributes = new Map([['function', required(args, 0, type)]]);
  return { type: 'instance', class: machine.type(type), attributes };
}

function isCallable(machine: Machine, value: Value, span: Span): boolean {
  const types: readonly Value['type'][] = ['function', 'method', 'builtin', 'class', 'dtype'];
  return types.includes(value.type) || ownMethod(machine, value, '__call__', span) !== null;
}

/** The attribute that `getattr` and `hasattr` ask for; null where there is none, also where looking it up raises. */
function attributeNamed(machine: Machine, args: CallArguments): Value | null {
  const name = attributeName(args);
  const value = machine.resolve(required(args, 0, 'getattr'), { kind: 'attribute', name }, args.span);
  if (value.type === 'unknown') return value;
  try {
    return findAttribute(machine, value, name, args.span);
  } catch (error) {
    if (error instanceof PythonError && error.exceptionType === 'AttributeError') return null;
    throw error;
  }
}

function attributeName(args: CallArguments): string {
  const name = args.positional[1];
  if (name?.type === 'str') return name.value;
  throw new PythonError('TypeError', 'attribute name must be string', args.span);
}

function decided(answer: boolean | UnknownValue): Value {
  return typeof answer === 'boolean' ? bool(answer) : answer;
}

function texted(text: string | UnknownValue): Value {
  return typeof text === 'string' ? str(text) : text;
}

/** A number for a key's text; equal keys have equal numbers, which is all that Python promises. */
function hash(text: string): Value {
  let sum = 0;
  for (const character of text) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return int(sum);
}
