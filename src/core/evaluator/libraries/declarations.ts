/** Python's `dataclasses` and `typing`: constructors from annotated fields, and names that say nothing about values. */
import type { Span } from '../../python/source.ts';
import { classAttribute } from '../classes.ts';
import type { Machine } from '../machine.ts';
import { accepting, argument, required } from '../builtins/definition.ts';
import { builtin, builtinClass, LINE, lineOf } from '../types.ts';
import { equal } from '../truth.ts';
import { representation } from '../text.ts';
import { dictOf } from '../dictionaries.ts';
import {
  bool,
  type CallArguments,
  type ClassValue,
  FALSE,
  type ModuleValue,
  NONE,
  PythonError,
  str,
  unknown,
  type Value,
} from '../values.ts';
import { tupleClass } from './collections.ts';
import { containerClasses } from './kinds.ts';
import { tableModule } from './module.ts';

/** `dataclass`, `field`, `asdict`, `replace`. */
export function dataclassesModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'dataclasses', {
    dataclass: (_, args) => {
      const [type] = args.positional;
      return type
        ? withConstructor(machine, type)
        : builtin('dataclass', (_evaluation, inner) =>
            withConstructor(machine, required(inner, 0, 'dataclass')),
          );
    },
    field: (_, args) => ({
      type: 'instance',
      class: machine.type('Field'),
      attributes: new Map(args.keywords),
    }),
    asdict: (_, args) => {
      const value = required(args, 0, 'asdict');
      return value.type === 'instance'
        ? dictOf(value.attributes)
        : unknown('What `asdict` gets is not known', args.span);
    },
    replace: (_, args) => {
      const value = required(args, 0, 'replace');
      if (value.type !== 'instance') return unknown('What `replace` gets is not known', args.span);
      return {
        type: 'instance',
        class: value.class,
        attributes: new Map([...value.attributes, ...args.keywords]),
      };
    },
  });
}

/** Every name is harmless: types as bases are `object`, `cast` gives its value, the rest is not known. */
export function typingModule(machine: Machine): ModuleValue {
  const object = machine.type('object');
  const named = builtinClass('NamedTuple', object);
  named.attributes.set(
    '(fields)',
    builtin('NamedTuple', (_, args) => namedTupleFrom(machine, required(args, 0, 'NamedTuple'))),
  );
  const values: (readonly [string, Value])[] = [
    ['NamedTuple', named],
    ['Protocol', object],
    ['TYPE_CHECKING', FALSE],
    ...['Any', 'Optional', 'Union', 'Generic'].map((name) => [name, object] as const),
    ...containerClasses(machine),
    ...['List', 'Dict', 'Tuple', 'Set', 'Type'].map(
      (name) => [name, machine.type(name.toLowerCase())] as const,
    ),
  ];
  const identity = (_: Machine, args: CallArguments): Value => args.positional[0] ?? NONE;
  const functions = {
    cast: (_: Machine, args: CallArguments): Value => required(args, 1, 'cast'),
    overload: identity,
    final: identity,
    override: identity,
    runtime_checkable: identity,
    TypeVar: (): Value => object,
  };
  return tableModule(machine, 'typing', functions, values);
}

/** The annotated fields of a class and its bases, bases first. */
function fieldsOf(type: ClassValue): readonly string[] {
  const names = new Set<string>();
  for (const holder of lineOf(type).toReversed()) {
    const annotations = holder.attributes.get('__annotations__');
    if (annotations?.type !== 'dict') continue;
    for (const { key, value } of annotations.entries.values()) {
      const isClassVariable = value.type === 'str' && value.value.includes('ClassVar');
      if (key.type === 'str' && !isClassVariable) names.add(key.value);
    }
  }
  return [...names];
}

function withConstructor(machine: Machine, type: Value): Value {
  if (type.type !== 'class') return type;
  const fields = fieldsOf(type);
  const add = (name: string, body: (args: CallArguments) => Value): void => {
    // Reading it through an instance binds it, because functions of the program's own classes bind.
    if (!type.attributes.has(name)) type.attributes.set(name, boundBuiltin(machine, name, body));
  };
  add('__init__', (args) => initialize(machine, type, fields, args));
  add('__eq__', (args) => {
    const [self, other] = args.positional;
    if (self?.type !== 'instance' || other?.type !== 'instance' || self.class !== other.class) return FALSE;
    for (const field of fields) {
      const [a, b] = [self.attributes.get(field), other.attributes.get(field)];
      const same = a && b ? equal(machine, a, b, args.span) : false;
      if (same !== true) return typeof same === 'boolean' ? FALSE : same;
    }
    return bool(true);
  });
  add('__repr__', (args) => {
    const [self] = args.positional;
    const parts = fields.map((field) => {
      const value = self?.type === 'instance' ? self.attributes.get(field) : undefined;
      const text = value ? representation(machine, value, args.span) : '';
      return `${field}=${typeof text === 'string' ? text : '?'}`;
    });
    return str(`${type.name}(${parts.join(', ')})`);
  });
  return type;
}

/** A built-in that becomes a method when it is read through an instance: a descriptor of the evaluator's own. */
function boundBuiltin(machine: Machine, name: string, body: (args: CallArguments) => Value): Value {
  return {
    type: 'instance',
    class: machine.type('method'),
    attributes: new Map<string, Value>([['function', accepting(machine, name, (_, args) => body(args))]]),
  };
}

function initialize(
  machine: Machine,
  type: ClassValue,
  fields: readonly string[],
  args: CallArguments,
): Value {
  const [self, ...positional] = args.positional;
  if (self?.type !== 'instance') return NONE;
  const taken = fields.filter((field) => isInitialized(type, field));
  if (positional.length > taken.length) {
    throw new PythonError('TypeError', `${type.name}() takes ${taken.length} arguments`, args.span);
  }
  for (const name of args.keywords.keys()) {
    if (taken.includes(name)) continue;
    throw new PythonError(
      'TypeError',
      `${type.name}() got an unexpected keyword argument '${name}'`,
      args.span,
    );
  }
  for (const field of fields) {
    const position = taken.indexOf(field);
    const given = position < 0 ? null : argument({ ...args, positional }, position, field);
    self.attributes.set(field, given ?? defaultOf(machine, type, field, args.span));
  }
  const after = classAttribute(lineOf(type), '__post_init__');
  if (after) machine.call(after.value, [self], new Map(), args.span);
  return NONE;
}

function isInitialized(type: ClassValue, field: string): boolean {
  const value = classAttribute(lineOf(type), field)?.value;
  const init =
    value?.type === 'instance' && value.class.name === 'Field' ? value.attributes.get('init') : undefined;
  return !(init?.type === 'bool' && !init.value);
}

function defaultOf(machine: Machine, type: ClassValue, field: string, span: Span): Value {
  const value = classAttribute(lineOf(type), field)?.value;
  const isField = value?.type === 'instance' && value.class.name === 'Field';
  const factory = isField ? value.attributes.get('default_factory') : undefined;
  if (factory) return machine.call(factory, [], new Map(), span);
  const given = isField ? value.attributes.get('default') : value;
  if (!given) throw new PythonError('TypeError', `${type.name}() is missing the argument '${field}'`, span);
  return given;
}

/** `class Point(NamedTuple)`: a class of named tuples between the class and its base. */
function namedTupleFrom(machine: Machine, type: Value): Value {
  if (type.type !== 'class') return type;
  const fields = fieldsOf(type);
  const defaults = new Map(
    fields.flatMap((field) => {
      const value = type.attributes.get(field);
      return value ? [[field, value] as const] : [];
    }),
  );
  const base = tupleClass(machine, type.name, fields, defaults);
  type.attributes.set(LINE, { type: 'tuple', items: [type, ...lineOf(base)] });
  for (const field of fields) type.attributes.delete(field);
  return type;
}
