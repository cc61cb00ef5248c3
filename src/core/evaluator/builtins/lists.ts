/** Methods of lists and tuples. */
import type { Machine } from '../machine.ts';
import { integerOf, positionOf } from '../sequences.ts';
import { deleteSubscript } from '../subscripts.ts';
import { equal } from '../truth.ts';
import {
  type CallArguments,
  int,
  type ListValue,
  NONE,
  PythonError,
  type UnknownValue,
  type Value,
} from '../values.ts';
import { argument, type BuiltinTable, collect, required } from './definition.ts';
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

function listOf(args: CallArguments): ListValue {
  const [list] = args.positional;
  if (list?.type !== 'list') throw new PythonError('TypeError', 'the method needs a list', args.span);
  return list;
}

function itemsOf(args: CallArguments): readonly Value[] {
  const [sequence] = args.positional;
  return sequence?.type === 'tuple' || sequence?.type === 'list' ? sequence.items : [];
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
