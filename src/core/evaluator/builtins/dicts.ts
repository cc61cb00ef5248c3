/** Methods of dictionaries. */
import { setEntry } from '../dictionaries.ts';
import type { Machine } from '../machine.ts';
import { integerOf } from '../sequences.ts';
import { keyError } from '../subscripts.ts';
import { bool, type CallArguments, type DictValue, NONE, PythonError, type Value } from '../values.ts';
import { argument, type BuiltinTable, collect, keyOf, required, settledKey } from './definition.ts';
import { iteratorOver } from '../iteration.ts';
import { mergeInto } from './iterators.ts';

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

/** The keys, values or pairs of a dictionary are lists here: no program that computes gradients tells them from views. */
function listing(items: Value[]): Value {
  return { type: 'list', items };
}

function pairs(dict: DictValue): Value[] {
  return [...dict.entries.values()].map(({ key, value }) => ({ type: 'tuple', items: [key, value] }));
}

function dictOf(args: CallArguments): DictValue {
  const [dict] = args.positional;
  if (dict?.type !== 'dict') throw new PythonError('TypeError', 'the method needs a dict', args.span);
  return dict;
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
