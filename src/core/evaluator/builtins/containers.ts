/** Methods of lists, tuples, dictionaries and sets. */
import { hashKey, setEntry, setOf } from '../dictionaries.ts';
import type { Machine } from '../machine.ts';
import { integerOf, positionOf } from '../sequences.ts';
import { deleteSubscript, keyError } from '../subscripts.ts';
import { equal } from '../truth.ts';
import {
  bool,
  type CallArguments,
  type DictValue,
  int,
  type ListValue,
  NONE,
  PythonError,
  type SetValue,
  type UnknownValue,
  type Value,
} from '../values.ts';
import { argument, type BuiltinTable, collect, required } from './definition.ts';
import { iteratorOver } from '../iteration.ts';
import { mergeInto } from './iterators.ts';
import { sortValues } from './ordering.ts';

/** Methods of lists; `collections.deque` is a list here, so its methods are among them. */
export const listMethods: BuiltinTable = {
  append: (_, args) => {
    listOf(args).items.push(required(args, 1, 'append'));
    return NONE;
  },
  appendleft: (_, args) => {
    listOf(args).items.unshift(required(args, 1, 'appendleft'));
    return NONE;
  },
  extend: (machine, args) =>
    extend(machine, args, (list, items) => {
      list.items = list.items.concat(items);
    }),
  extendleft: (machine, args) =>
    extend(machine, args, (list, items) => {
      list.items = items.toReversed().concat(list.items);
    }),
  insert: (machine, args) => {
    const list = listOf(args);
    const at = integerOf(machine, required(args, 1, 'insert'), 'index', args.span);
    if (typeof at === 'number')
      list.items.splice(at < 0 ? Math.max(0, at + list.items.length) : at, 0, required(args, 2, 'insert'));
    else list.items = [...list.items, required(args, 2, 'insert')].map(() => at);
    return NONE;
  },
  pop: (machine, args) => popItem(machine, args, listOf(args), argument(args, 1) ?? int(-1)),
  popleft: (machine, args) => popItem(machine, args, listOf(args), int(0)),
  remove: (machine, args) => {
    const list = listOf(args);
    const at = indexOf(machine, list.items, required(args, 1, 'remove'), args);
    if (typeof at !== 'number') return at;
    if (at < 0) throw new PythonError('ValueError', 'list.remove(x): x not in list', args.span);
    list.items.splice(at, 1);
    return NONE;
  },
  clear: (_, args) => {
    listOf(args).items = [];
    return NONE;
  },
  reverse: (_, args) => {
    listOf(args).items.reverse();
    return NONE;
  },
  sort: (machine, args) => {
    const list = listOf(args);
    const sorted = sortValues(machine, list.items, { ...args, positional: [] });
    list.items = 'type' in sorted ? list.items.map(() => sorted) : sorted;
    return NONE;
  },
  copy: (_, args) => ({ type: 'list', items: [...listOf(args).items] }),
  index: (machine, args) => position(machine, listOf(args).items, args, 'list'),
  count: (machine, args) => count(machine, listOf(args).items, args),
};

export const tupleMethods: BuiltinTable = {
  index: (machine, args) => position(machine, itemsOf(args), args, 'tuple'),
  count: (machine, args) => count(machine, itemsOf(args), args),
};

export const dictMethods: BuiltinTable = {
  keys: (_, args) => listing([...dictOf(args).entries.values()].map((entry) => entry.key)),
  values: (_, args) => listing([...dictOf(args).entries.values()].map((entry) => entry.value)),
  items: (_, args) => listing(pairs(dictOf(args))),
  iterkeys: (_, args) => iteratorOver([...dictOf(args).entries.values()].map((entry) => entry.key)),
  itervalues: (_, args) => iteratorOver([...dictOf(args).entries.values()].map((entry) => entry.value)),
  iteritems: (_, args) => iteratorOver(pairs(dictOf(args))),
  has_key: (machine, args) => bool(dictOf(args).entries.has(keyOf(machine, args))),
  get: (machine, args) =>
    dictOf(args).entries.get(keyOf(machine, args))?.value ?? argument(args, 2, 'default') ?? NONE,
  setdefault: (machine, args) => {
    const dict = dictOf(args);
    const known = dict.entries.get(keyOf(machine, args));
    if (known) return known.value;
    const value = argument(args, 2, 'default') ?? NONE;
    setEntry(machine, dict, settledKey(machine, args), value, args.span);
    return value;
  },
  update: (machine, args) => {
    const dict = dictOf(args);
    const source = args.positional[1];
    const undecided = source ? mergeInto(machine, dict, source, args.span) : null;
    if (undecided) for (const entry of dict.entries.values()) entry.value = undecided;
    for (const [name, value] of args.keywords)
      setEntry(machine, dict, { type: 'str', value: name }, value, args.span);
    return NONE;
  },
  pop: (machine, args) => {
    const dict = dictOf(args);
    const known = dict.entries.get(keyOf(machine, args));
    dict.entries.delete(keyOf(machine, args));
    const value = known?.value ?? argument(args, 2, 'default');
    if (!value) throw keyError(machine, settledKey(machine, args), args.span);
    return value;
  },
  popitem: (_, args) => {
    const dict = dictOf(args);
    const last = [...dict.entries].at(-1);
    if (!last) throw new PythonError('KeyError', "'popitem(): dictionary is empty'", args.span);
    dict.entries.delete(last[0]);
    return { type: 'tuple', items: [last[1].key, last[1].value] };
  },
  clear: (_, args) => {
    dictOf(args).entries.clear();
    return NONE;
  },
  copy: (_, args) => {
    const { entries, defaultFactory } = dictOf(args);
    return {
      type: 'dict',
      entries: new Map([...entries].map(([hash, entry]) => [hash, { ...entry }])),
      defaultFactory,
    };
  },
  move_to_end: (machine, args) => {
    const { entries } = dictOf(args);
    const hash = keyOf(machine, args);
    const entry = entries.get(hash);
    if (!entry) throw keyError(machine, settledKey(machine, args), args.span);
    entries.delete(hash);
    entries.set(hash, entry);
    return NONE;
  },
  fromkeys: (machine, args) => {
    const keys = collect(machine, required(args, 1, 'fromkeys'), args);
    if ('type' in keys) return keys;
    const dict: DictValue = { type: 'dict', entries: new Map(), defaultFactory: null };
    for (const key of keys) setEntry(machine, dict, key, argument(args, 2) ?? NONE, args.span);
    return dict;
  },
  most_common: (machine, args) => mostCommon(machine, args),
};

export const setMethods: BuiltinTable = {
  add: (machine, args) => {
    const item = settledKey(machine, args);
    const hash = hashKey(machine, item, args.span);
    if (!setValue(args).entries.has(hash)) setValue(args).entries.set(hash, item);
    return NONE;
  },
  discard: (machine, args) => {
    setValue(args).entries.delete(keyOf(machine, args));
    return NONE;
  },
  remove: (machine, args) => {
    if (!setValue(args).entries.delete(keyOf(machine, args)))
      throw keyError(machine, settledKey(machine, args), args.span);
    return NONE;
  },
  pop: (_, args) => {
    const [first] = setValue(args).entries;
    if (!first) throw new PythonError('KeyError', "'pop from an empty set'", args.span);
    setValue(args).entries.delete(first[0]);
    return first[1];
  },
  clear: (_, args) => {
    setValue(args).entries.clear();
    return NONE;
  },
  copy: (_, args) => ({ type: 'set', entries: new Map(setValue(args).entries) }),
  update: (machine, args) =>
    withOthers(
      machine,
      args,
      (own, other) => {
        for (const [hash, item] of other) if (!own.has(hash)) own.set(hash, item);
        return own;
      },
      true,
    ),
  union: (machine, args) => withOthers(machine, args, (own, other) => new Map([...other, ...own])),
  intersection: (machine, args) =>
    withOthers(machine, args, (own, other) => kept(own, (hash) => other.has(hash))),
  difference: (machine, args) =>
    withOthers(machine, args, (own, other) => kept(own, (hash) => !other.has(hash))),
  issubset: (machine, args) =>
    related(machine, args, (own, other) => [...own.keys()].every((hash) => other.has(hash))),
  issuperset: (machine, args) =>
    related(machine, args, (own, other) => [...other.keys()].every((hash) => own.has(hash))),
  isdisjoint: (machine, args) =>
    related(machine, args, (own, other) => ![...own.keys()].some((hash) => other.has(hash))),
};

type Entries = SetValue['entries'];

/** The keys, values or pairs of a dictionary are lists here: no program that computes gradients tells them from views. */
function listing(items: Value[]): Value {
  return { type: 'list', items };
}

function pairs(dict: DictValue): Value[] {
  return [...dict.entries.values()].map(({ key, value }) => ({ type: 'tuple', items: [key, value] }));
}

function listOf(args: CallArguments): ListValue {
  const [list] = args.positional;
  if (list?.type !== 'list') throw new PythonError('TypeError', 'the method needs a list', args.span);
  return list;
}

function itemsOf(args: CallArguments): readonly Value[] {
  const [sequence] = args.positional;
  return sequence?.type === 'tuple' || sequence?.type === 'list' ? sequence.items : [];
}

function dictOf(args: CallArguments): DictValue {
  const [dict] = args.positional;
  if (dict?.type !== 'dict') throw new PythonError('TypeError', 'the method needs a dict', args.span);
  return dict;
}

function setValue(args: CallArguments): SetValue {
  const [set] = args.positional;
  if (set?.type !== 'set') throw new PythonError('TypeError', 'the method needs a set', args.span);
  return set;
}

function settledKey(machine: Machine, args: CallArguments): Value {
  return machine.resolve(required(args, 1, 'the method'), { kind: 'any' }, args.span);
}

function keyOf(machine: Machine, args: CallArguments): string {
  return hashKey(machine, settledKey(machine, args), args.span);
}

function extend(
  machine: Machine,
  args: CallArguments,
  add: (list: ListValue, items: Value[]) => void,
): Value {
  const list = listOf(args);
  const items = collect(machine, required(args, 1, 'extend'), args);
  if ('type' in items) list.items = [...list.items, items].map(() => items);
  else add(list, items);
  return NONE;
}

function popItem(machine: Machine, args: CallArguments, list: ListValue, index: Value): Value {
  if (list.items.length === 0) throw new PythonError('IndexError', 'pop from empty list', args.span);
  const at = positionOf(machine, index, list.items.length, 'pop', args.span);
  if (typeof at !== 'number') return at;
  const item = list.items[at] as Value;
  deleteSubscript(machine, list, int(at), args.span);
  return item;
}

function indexOf(
  machine: Machine,
  items: readonly Value[],
  wanted: Value,
  args: CallArguments,
): number | UnknownValue {
  for (const [at, item] of items.entries()) {
    const same = equal(machine, item, wanted, args.span);
    if (same === true) return at;
    if (same !== false) return same;
  }
  return -1;
}

function position(machine: Machine, items: readonly Value[], args: CallArguments, kind: string): Value {
  const at = indexOf(machine, items, required(args, 1, 'index'), args);
  if (typeof at !== 'number') return at;
  if (at < 0) throw new PythonError('ValueError', `${kind}.index(x): x not in ${kind}`, args.span);
  return int(at);
}

function count(machine: Machine, items: readonly Value[], args: CallArguments): Value {
  let total = 0;
  for (const item of items) {
    const same = equal(machine, item, required(args, 1, 'count'), args.span);
    if (typeof same !== 'boolean') return same;
    if (same) total += 1;
  }
  return int(total);
}

function mostCommon(machine: Machine, args: CallArguments): Value {
  const counted = pairs(dictOf(args));
  const amount = (pair: Value): number => {
    const value = pair.type === 'tuple' ? pair.items[1] : undefined;
    return value?.type === 'int' ? value.value : 0;
  };
  counted.sort((left, right) => amount(right) - amount(left));
  const most = argument(args, 1, 'n');
  const limit = most && most.type !== 'none' ? integerOf(machine, most, 'other', args.span) : counted.length;
  return typeof limit === 'number' ? listing(counted.slice(0, limit)) : limit;
}

function kept(own: Entries, keep: (hash: string) => boolean): Entries {
  return new Map([...own].filter(([hash]) => keep(hash)));
}

function withOthers(
  machine: Machine,
  args: CallArguments,
  combine: (own: Entries, other: Entries) => Entries,
  inPlace = false,
): Value {
  const own = setValue(args);
  let entries = own.entries;
  for (const value of args.positional.slice(1)) {
    const items = machine.iterate(value, args.span);
    if ('type' in items) return items;
    entries = combine(entries, setOf(machine, items, args.span).entries);
  }
  return inPlace ? NONE : { type: 'set', entries: new Map(entries) };
}

function related(
  machine: Machine,
  args: CallArguments,
  holds: (own: Entries, other: Entries) => boolean,
): Value {
  const items = machine.iterate(required(args, 1, 'the method'), args.span);
  if ('type' in items) return items;
  return bool(holds(setValue(args).entries, setOf(machine, items, args.span).entries));
}
