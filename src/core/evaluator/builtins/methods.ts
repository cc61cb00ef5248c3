/** Which table holds the methods of a built-in value. */
import type { Machine } from '../machine.ts';
import { builtin } from '../types.ts';
import type { Value } from '../values.ts';
import { dictMethods } from './dicts.ts';
import { listMethods, tupleMethods } from './lists.ts';
import { setMethods } from './sets.ts';
import { type BuiltinTable, unknownArgument } from './definition.ts';
import { generatorMethods } from './iterators.ts';
import { numberMethods } from './numbers.ts';
import { stringMethods } from './strings.ts';

const tables: Readonly<Partial<Record<Value['type'], BuiltinTable>>> = {
  str: stringMethods,
  list: listMethods,
  tuple: tupleMethods,
  dict: dictMethods,
  set: setMethods,
  int: numberMethods,
  float: numberMethods,
  iterator: generatorMethods,
};

/** Methods that store what they are given or look something up: unknown arguments do not make their result unknown. */
const storing: ReadonlySet<string> = new Set(
  'append appendleft extend extendleft insert add update setdefault'.split(' '),
);

/** The method of that name, bound to the value; null where its type has none. */
export function methodOf(machine: Machine, value: Value, name: string): Value | null {
  const table = tables[value.type];
  const body = table && Object.hasOwn(table, name) ? table[name] : undefined;
  if (!body) return null;
  return builtin(name, (_, args) => {
    machine.spend(sizeOf(value), args.span);
    const undecided = storing.has(name) ? null : unknownArgument(args);
    return undecided ?? body(machine, { ...args, positional: [value, ...args.positional] });
  });
}

/** Methods may look at everything that a container holds. Looking at a text is much cheaper. */
function sizeOf(value: Value): number {
  switch (value.type) {
    case 'list':
    case 'tuple':
      return Math.floor(value.items.length / 4);
    case 'dict':
    case 'set':
      return Math.floor(value.entries.size / 4);
    case 'str':
      return Math.floor(value.value.length / 16);
    default:
      return 0;
  }
}
