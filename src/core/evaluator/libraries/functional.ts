/** Python's `functools`, `itertools` and `operator`, as far as gradient code uses them. */
import type { Span } from '../../python/source.ts';
import type * as ast from '../../python/ast.ts';
import type { Machine } from '../machine.ts';
import { argument, type BuiltinTable, collect, integerArgument, required } from '../builtins/definition.ts';
import { iteratorOver } from '../iteration.ts';
import { binary, unary } from '../operators.ts';
import { readSubscript } from '../subscripts.ts';
import { equal, truth } from '../truth.ts';
import { builtin } from '../types.ts';
import {
  type CallArguments,
  int,
  type ModuleValue,
  NONE,
  PythonError,
  type UnknownValue,
  unknown,
  type Value,
} from '../values.ts';
import { tableModule } from './module.ts';

export function functoolsModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'functools', {
    reduce: (_, args) => reduce(machine, args),
    partial: (_, args) => {
      const callee = required(args, 0, 'partial');
      const fixed = args.positional.slice(1);
      return builtin('partial', (_evaluation, inner) => {
        const keywords = new Map([...args.keywords, ...inner.keywords]);
        return machine.call(callee, [...fixed, ...inner.positional], keywords, inner.span);
      });
    },
    // Caching and copying a name change nothing about values.
    wraps: () => passThrough,
    lru_cache: (_, args) => (isFunction(args.positional[0]) ? (args.positional[0] as Value) : passThrough),
    cache: (_, args) => required(args, 0, 'cache'),
    total_ordering: (_, args) => required(args, 0, 'total_ordering'),
    cached_property: (_, args) =>
      machine.call(machine.type('property'), args.positional, new Map(), args.span),
  });
}

export function itertoolsModule(machine: Machine): ModuleValue {
  const made = tableModule(machine, 'itertools', itertools);
  const fromIterable = builtin('chain.from_iterable', (_, args) => {
    const pools = collect(machine, required(args, 0, 'from_iterable'), args);
    return 'type' in pools ? pools : chained(machine, pools, args);
  });
  const chain = made.attributes.get('chain');
  if (chain?.type === 'builtin')
    made.attributes.set('chain', { ...chain, attributes: new Map([['from_iterable', fromIterable]]) });
  return made;
}

export function operatorModule(machine: Machine): ModuleValue {
  const operators: [string, ast.BinaryOperator][] = [
    ['add', '+'],
    ['sub', '-'],
    ['mul', '*'],
    ['truediv', '/'],
    ['floordiv', '//'],
    ['mod', '%'],
    ['pow', '**'],
    ['matmul', '@'],
  ];
  const functions: Record<string, (machine: Machine, args: CallArguments) => Value> = {
    neg: (_, args) => unary(machine, '-', required(args, 0, 'neg'), args.span),
    itemgetter: (_, args) => {
      const keys = [...args.positional];
      return builtin('itemgetter', (_evaluation, inner) => {
        const items = keys.map((key) =>
          readSubscript(machine, required(inner, 0, 'itemgetter'), key, inner.span),
        );
        return items.length === 1 ? (items[0] as Value) : { type: 'tuple', items };
      });
    },
  };
  for (const [name, operator] of operators) {
    functions[name] = (_, args) =>
      binary(machine, operator, required(args, 0, name), required(args, 1, name), args.span);
  }
  return tableModule(machine, 'operator', functions);
}

const passThrough = builtin('decorator', (_, args) => required(args, 0, 'decorator'));

function isFunction(value: Value | undefined): boolean {
  return value?.type === 'function' || value?.type === 'method' || value?.type === 'builtin';
}

/** `functools.reduce`, which Python 2 has without an import. */
export function reduce(machine: Machine, args: CallArguments): Value {
  const callee = required(args, 0, 'reduce');
  const items = collect(machine, required(args, 1, 'reduce'), args);
  if ('type' in items) return items;
  const start = argument(args, 2, 'initial');
  const first = start ?? items[0];
  const rest = start ? items : items.slice(1);
  if (!first)
    throw new PythonError('TypeError', 'reduce() of empty iterable with no initial value', args.span);
  return rest.reduce((total, item) => machine.call(callee, [total, item], new Map(), args.span), first);
}

/** Choices nest one generator per item; this many fit the host's stack. */
const deepestChoice = 100;

const itertools: BuiltinTable = {
  chain: (machine, args) => chained(machine, args.positional, args),
  product: (machine, args) => {
    const pools = gather(machine, args.positional, args);
    if ('type' in pools) return pools;
    const repeat = args.keywords.get('repeat');
    const copies = repeat ? integerArgument(machine, { ...args, positional: [repeat] }, 0, null, 1) : 1;
    if (typeof copies !== 'number') return copies;
    if (copies * pools.length > deepestChoice)
      return unknown('A product of so many factors is not evaluated', args.span);
    const all = Array.from({ length: copies }, () => pools).flat();
    return tuples(machine, productOf(all), args.span);
  },
  zip_longest: (machine, args) => {
    const pools = gather(machine, args.positional, args);
    if ('type' in pools) return pools;
    const fill = args.keywords.get('fillvalue') ?? NONE;
    const longest = Math.max(0, ...pools.map((pool) => pool.length));
    const rows = Array.from({ length: longest }, (_, at) => pools.map((pool) => pool[at] ?? fill));
    return tuples(machine, rows, args.span);
  },
  combinations: (machine, args) => selections(machine, args, combinationsOf),
  permutations: (machine, args) => selections(machine, args, permutationsOf),
  accumulate: (machine, args) => {
    const items = collect(machine, required(args, 0, 'accumulate'), args);
    if ('type' in items) return items;
    const callee = argument(args, 1, 'func');
    const totals: Value[] = [];
    for (const item of items) {
      const last = totals.at(-1);
      const next =
        last &&
        (callee
          ? machine.call(callee, [last, item], new Map(), args.span)
          : binary(machine, '+', last, item, args.span));
      totals.push(next ?? item);
    }
    return iteratorOver(totals);
  },
  count: (machine, args) => {
    const start = integerArgument(machine, args, 0, 'start', 0);
    const step = integerArgument(machine, args, 1, 'step', 1);
    if (typeof start !== 'number') return start;
    return typeof step === 'number' ? iteratorOver(counting(machine, start, step, args.span)) : step;
  },
  repeat: (machine, args) => {
    const times = integerArgument(machine, args, 1, 'times', -1);
    if (typeof times !== 'number') return times;
    return iteratorOver(repeated(machine, required(args, 0, 'repeat'), times, args.span));
  },
  cycle: (machine, args) => {
    const items = collect(machine, required(args, 0, 'cycle'), args);
    return 'type' in items ? items : iteratorOver(cycling(machine, items, args.span));
  },
  islice: (machine, args) => {
    const items = machine.iterate(required(args, 0, 'islice'), args.span);
    if ('type' in items) return items;
    const [first, second] = [
      integerArgument(machine, args, 1, null, 0),
      integerArgument(machine, args, 2, null, -1),
    ];
    if (typeof first !== 'number') return first;
    if (typeof second !== 'number') return second;
    const third = integerArgument(machine, args, 3, null, 1);
    if (typeof third !== 'number') return third;
    const run = second < 0 ? between(items, 0, first) : between(items, first, second);
    return iteratorOver(third === 1 ? run : everyNth(run, third));
  },
  takewhile: (machine, args) => whileHolding(machine, args, (items, first) => items.slice(0, first)),
  dropwhile: (machine, args) => whileHolding(machine, args, (items, first) => items.slice(first)),
  filterfalse: (machine, args) => {
    const items = collect(machine, required(args, 1, 'filterfalse'), args);
    if ('type' in items) return items;
    const kept: Value[] = [];
    for (const item of items) {
      const answer = holds(machine, required(args, 0, 'filterfalse'), item, args.span);
      if (typeof answer !== 'boolean') return answer;
      if (!answer) kept.push(item);
    }
    return iteratorOver(kept);
  },
  compress: (machine, args) => {
    const pools = gather(machine, [required(args, 0, 'compress'), required(args, 1, 'compress')], args);
    if ('type' in pools) return pools;
    const [items = [], chosen = []] = pools;
    const kept: Value[] = [];
    for (const [at, item] of items.entries()) {
      const answer = chosen[at] ? truth(machine, chosen[at], args.span) : false;
      if (typeof answer !== 'boolean') return answer;
      if (answer) kept.push(item);
    }
    return iteratorOver(kept);
  },
  pairwise: (machine, args) => {
    const items = collect(machine, required(args, 0, 'pairwise'), args);
    if ('type' in items) return items;
    const pairs = items.slice(1).map((item, at) => [items[at] ?? NONE, item]);
    return tuples(machine, pairs, args.span);
  },
  groupby: (machine, args) => grouped(machine, args),
  combinations_with_replacement: (machine, args) => selections(machine, args, repeatedCombinationsOf),
  starmap: (machine, args) => {
    const rows = collect(machine, required(args, 1, 'starmap'), args);
    if ('type' in rows) return rows;
    const values: Value[] = [];
    for (const row of rows) {
      const items = collect(machine, row, args);
      if ('type' in items) return items;
      values.push(machine.call(required(args, 0, 'starmap'), items, new Map(), args.span));
    }
    return iteratorOver(values);
  },
  tee: (machine, args) => {
    const items = collect(machine, required(args, 0, 'tee'), args);
    if ('type' in items) return items;
    return { type: 'tuple', items: [iteratorOver(items), iteratorOver([...items])] };
  },
};

function gather(machine: Machine, values: readonly Value[], args: CallArguments): Value[][] | UnknownValue {
  const pools: Value[][] = [];
  for (const value of values) {
    const items = collect(machine, value, args);
    if ('type' in items) return items;
    pools.push(items);
  }
  return pools;
}

/** Whether a predicate holds for an item; None stands for the item's own truth. */
function holds(machine: Machine, predicate: Value, item: Value, span: Span): boolean | UnknownValue {
  const answer = predicate.type === 'none' ? item : machine.call(predicate, [item], new Map(), span);
  return truth(machine, answer, span);
}

/** A part of the items around the first for which a predicate fails. */
function whileHolding(
  machine: Machine,
  args: CallArguments,
  part: (items: readonly Value[], first: number) => readonly Value[],
): Value {
  const items = collect(machine, required(args, 1, 'takewhile'), args);
  if ('type' in items) return items;
  for (const [at, item] of items.entries()) {
    const answer = holds(machine, required(args, 0, 'takewhile'), item, args.span);
    if (typeof answer !== 'boolean') return answer;
    if (!answer) return iteratorOver(part(items, at));
  }
  return iteratorOver(part(items, items.length));
}

/** Runs of neighbours with equal keys, each key with its items. */
function grouped(machine: Machine, args: CallArguments): Value {
  const items = collect(machine, required(args, 0, 'groupby'), args);
  if ('type' in items) return items;
  const keyOf = argument(args, 1, 'key');
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const item of items) {
    const key = keyOf && keyOf.type !== 'none' ? machine.call(keyOf, [item], new Map(), args.span) : item;
    const last = groups.at(-1);
    const same = last ? equal(machine, last.key, key, args.span) : false;
    if (typeof same !== 'boolean') return same;
    if (last && same) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return tuples(
    machine,
    groups.map((group) => [group.key, iteratorOver(group.items)]),
    args.span,
  );
}

function* repeatedCombinationsOf(items: readonly Value[], size: number): Iterable<readonly Value[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (const [at, item] of items.entries()) {
    for (const tail of repeatedCombinationsOf(items.slice(at), size - 1)) yield [item, ...tail];
  }
}

function chained(machine: Machine, values: readonly Value[], args: CallArguments): Value {
  const pools = gather(machine, values, args);
  return 'type' in pools ? pools : iteratorOver(pools.flat());
}

function* productOf(pools: readonly (readonly Value[])[]): Iterable<readonly Value[]> {
  const [first, ...rest] = pools;
  if (!first) {
    yield [];
    return;
  }
  for (const item of first) for (const tail of productOf(rest)) yield [item, ...tail];
}

function* combinationsOf(items: readonly Value[], size: number): Iterable<readonly Value[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (const [at, item] of items.entries()) {
    for (const tail of combinationsOf(items.slice(at + 1), size - 1)) yield [item, ...tail];
  }
}

function* permutationsOf(items: readonly Value[], size: number): Iterable<readonly Value[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (const [at, item] of items.entries()) {
    for (const tail of permutationsOf(items.toSpliced(at, 1), size - 1)) yield [item, ...tail];
  }
}

function selections(
  machine: Machine,
  args: CallArguments,
  select: (items: readonly Value[], size: number) => Iterable<readonly Value[]>,
): Value {
  const items = collect(machine, required(args, 0, 'combinations'), args);
  if ('type' in items) return items;
  const size = integerArgument(machine, args, 1, 'r', items.length);
  if (typeof size !== 'number') return size;
  if (size > deepestChoice) return unknown('A choice of so many items is not evaluated', args.span);
  return tuples(machine, select(items, size), args.span);
}

/** Tuples one by one, each paid for from the budget. */
function tuples(machine: Machine, rows: Iterable<readonly Value[]>, span: Span): Value {
  function* each(): Iterable<Value> {
    for (const items of rows) {
      machine.spend(1, span);
      yield { type: 'tuple', items };
    }
  }
  return iteratorOver(each());
}

function* counting(machine: Machine, start: number, step: number, span: Span): Iterable<Value> {
  for (let at = start; ; at += step) {
    machine.spend(1, span);
    yield int(at);
  }
}

function* repeated(machine: Machine, value: Value, times: number, span: Span): Iterable<Value> {
  for (let at = 0; times < 0 || at < times; at += 1) {
    machine.spend(1, span);
    yield value;
  }
}

function* cycling(machine: Machine, items: readonly Value[], span: Span): Iterable<Value> {
  while (items.length > 0) {
    machine.spend(items.length, span);
    yield* items;
  }
}

function* everyNth(items: Iterable<Value>, step: number): Iterable<Value> {
  let at = 0;
  for (const item of items) {
    if (at % step === 0) yield item;
    at += 1;
  }
}

function* between(items: Iterable<Value>, start: number, stop: number): Iterable<Value> {
  let at = 0;
  if (stop <= 0) return;
  for (const item of items) {
    if (at >= start) yield item;
    at += 1;
    if (at >= stop) return;
  }
}
