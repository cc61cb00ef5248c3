/** Methods of sets. */
import { hashKey, setOf } from '../dictionaries.ts';
import type { Machine } from '../machine.ts';
import { keyError } from '../subscripts.ts';
import { bool, type CallArguments, NONE, PythonError, type SetValue, type Value } from '../values.ts';
import { type BuiltinTable, keyOf, required, settledKey } from './definition.ts';

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
  intersection: (machine, args) => withOthers(machine, args, (own, other) => common(own, other)),
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

function setValue(args: CallArguments): SetValue {
  const [set] = args.positional;
  if (set?.type !== 'set') throw new PythonError('TypeError', 'the method needs a set', args.span);
  return set;
}

/** What both hold, as the smaller one holds it: `True` and `1` are one element. */
function common(own: Entries, other: Entries): Entries {
  return other.size > own.size ? kept(own, (hash) => other.has(hash)) : kept(other, (hash) => own.has(hash));
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
