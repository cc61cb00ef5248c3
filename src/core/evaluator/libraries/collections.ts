/** Python's `collections`: OrderedDict, defaultdict, Counter, deque and namedtuple. */
import type { Machine } from '../machine.ts';
import { containerConstructors, mergeInto } from '../builtins/iterators.ts';
import { argument, collect, required, textArgument } from '../builtins/definition.ts';
import { emptyDict, hashKey, setEntry } from '../dictionaries.ts';
import { binary } from '../operators.ts';
import { builtin, builtinClass, DATA } from '../types.ts';
import {
  type CallArguments,
  type ClassValue,
  type DictValue,
  int,
  type ModuleValue,
  NONE,
  PythonError,
  str,
  unknown,
  type Value,
} from '../values.ts';
import { containerClasses } from './kinds.ts';
import { tableModule } from './module.ts';

export function collectionsModule(machine: Machine): ModuleValue {
  const types = new Map<string, Value>();
  const dict = machine.type('dict');
  const define = (name: string, base: ClassValue, make: (args: CallArguments) => Value): void => {
    const type = builtinClass(name, base);
    type.attributes.set(
      '__new__',
      builtin(name, (_, args) => make(args)),
    );
    types.set(name, type);
  };
  const makeDict = containerConstructors['dict'];
  define('OrderedDict', dict, (args) => (makeDict ? makeDict(machine, args) : NONE));
  define('defaultdict', dict, (args) => defaultDict(machine, args));
  define('Counter', dict, (args) => counter(machine, args));
  define('deque', machine.type('list'), (args) => deque(machine, args));
  for (const [name, type] of containerClasses(machine)) types.set(name, type);
  const abc: ModuleValue = {
    type: 'module',
    name: 'collections.abc',
    attributes: new Map(types),
    missing: null,
  };
  types.set('abc', abc);
  return tableModule(machine, 'collections', { namedtuple: (_, args) => namedTuple(machine, args) }, types);
}

/** A class of tuples with named items; `fields` in order, `defaults` for the last of them. */
export function tupleClass(
  machine: Machine,
  name: string,
  fields: readonly string[],
  defaults: ReadonlyMap<string, Value>,
): ClassValue {
  const type = builtinClass(name, machine.type('tuple'));
  type.attributes.set('_fields', { type: 'tuple', items: fields.map(str) });
  const make = (args: CallArguments): Value => {
    const items = fields.map((field, position) => {
      const value = argument(args, position, field) ?? defaults.get(field);
      if (!value)
        throw new PythonError('TypeError', `${name}() is missing the argument '${field}'`, args.span);
      return value;
    });
    if (args.positional.length > fields.length) {
      throw new PythonError('TypeError', `${name}() takes ${fields.length} arguments`, args.span);
    }
    return namedInstance(machine, type, fields, items);
  };
  type.attributes.set(
    '__new__',
    builtin(name, (_, args) => make(args)),
  );
  const remake = builtin('_make', (_, args) => {
    const items = collect(machine, required(args, 0, '_make'), args);
    return 'type' in items ? items : make({ ...args, positional: items });
  });
  type.attributes.set('_make', {
    type: 'instance',
    class: machine.type('staticmethod'),
    attributes: new Map([['function', remake]]),
  });
  return type;
}

function namedInstance(
  machine: Machine,
  type: ClassValue,
  fields: readonly string[],
  items: readonly Value[],
): Value {
  const attributes = new Map<string, Value>([[DATA, { type: 'tuple', items }]]);
  for (const [position, field] of fields.entries()) attributes.set(field, items[position] ?? NONE);
  const instance: Value = { type: 'instance', class: type, attributes };
  const asDict = builtin('_asdict', () => {
    const entries = emptyDict();
    for (const field of fields) setEntry(machine, entries, str(field), attributes.get(field) ?? NONE, null);
    return entries;
  });
  const replace = builtin('_replace', (_, args) => {
    const changed = fields.map((field, position) => args.keywords.get(field) ?? items[position] ?? NONE);
    return namedInstance(machine, type, fields, changed);
  });
  attributes.set('_asdict', asDict);
  attributes.set('_replace', replace);
  return instance;
}

/** `namedtuple("P", "x y")` or with a list of names. */
function namedTuple(machine: Machine, args: CallArguments): Value {
  const name = textArgument(args, 0, 'typename');
  const listed = argument(args, 1, 'field_names');
  if (name === null || !listed) return unknown('The fields of this `namedtuple` are not known', args.span);
  const names = listed.type === 'str' ? listed.value.split(/[\s,]+/).filter((field) => field !== '') : null;
  const items = names ? names.map(str) : collect(machine, listed, args);
  if ('type' in items) return items;
  const fields = items.flatMap((item) => (item.type === 'str' ? [item.value] : []));
  const given = args.keywords.get('defaults');
  const values = given && given.type !== 'none' ? collect(machine, given, args) : [];
  if ('type' in values) return values;
  const first = fields.length - values.length;
  const defaults = new Map(values.map((value, position) => [fields[first + position] ?? '', value] as const));
  return tupleClass(machine, name, fields, defaults);
}

function defaultDict(machine: Machine, args: CallArguments): Value {
  const factory = args.positional[0];
  const dict = emptyDict(factory && factory.type !== 'none' ? factory : null);
  const source = args.positional[1];
  const undecided = source ? mergeInto(machine, dict, source, args.span) : null;
  for (const [name, value] of args.keywords) setEntry(machine, dict, str(name), value, args.span);
  return undecided ?? dict;
}

/** Counts the items of an iterable, or takes counts over; what was never counted counts as 0. */
function counter(machine: Machine, args: CallArguments): Value {
  const dict: DictValue = emptyDict(builtin('zero', () => int(0)));
  const [source] = args.positional;
  if (!source || source.type === 'none') return dict;
  if (source.type === 'dict') return mergeInto(machine, dict, source, args.span) ?? dict;
  const items = collect(machine, source, args);
  if ('type' in items) return items;
  for (const item of items) {
    const known = dict.entries.get(hashKey(machine, item, args.span))?.value ?? int(0);
    setEntry(machine, dict, item, binary(machine, '+', known, int(1), args.span), args.span);
  }
  return dict;
}

/** A deque is a list here; one of bounded length is not modelled. */
function deque(machine: Machine, args: CallArguments): Value {
  const most = argument(args, 1, 'maxlen');
  if (most && most.type !== 'none')
    return unknown('A `deque` with `maxlen` is outside what is evaluated', args.span);
  const [source] = args.positional;
  const items = source ? collect(machine, source, args) : [];
  return 'type' in items ? items : { type: 'list', items };
}
