/** Built-in functions on iterables: `range`, `zip`, `enumerate`, `map`, `sorted`, `len` … and the constructors of containers. */
import type { Span } from '../../python/source.ts';
import { currentTensor } from '../arrays.ts';
import { contentsOf, ownMethod } from '../classes.ts';
import { emptyDict, setEntry, setOf, stringKey } from '../dictionaries.ts';
import { iteratorOver, nextOf } from '../iteration.ts';
import type { Machine } from '../machine.ts';
import { runsAsPython2 } from '../python2.ts';
import { gather, integerOf, rangeLength } from '../sequences.ts';
import { truth } from '../truth.ts';
import { typeName } from '../types.ts';
import {
  bool,
  type CallArguments,
  type DictValue,
  int,
  NONE,
  PythonError,
  str,
  type UnknownValue,
  type Value,
} from '../values.ts';
import { argument, type BuiltinTable, collect, integerArgument, required } from './definition.ts';
import { sortValues } from './ordering.ts';
import { textOfValue } from '../text.ts';

/** Values as Python 3 hands them out, one at a time, or as the list that Python 2 makes. */
function handedOut(machine: Machine, values: Iterable<Value>, args: CallArguments): Value {
  if (!runsAsPython2(machine)) return iteratorOver(values);
  return { type: 'list', items: gather(machine, values, args.span) };
}

/** Functions of iterables; an unknown argument makes the result unknown. */
export const iterableFunctions: BuiltinTable = {
  len: (machine, args) => length(machine, required(args, 0, 'len'), args.span),
  range: (machine, args) => range(machine, args),
  xrange: (machine, args) => range(machine, args),
  enumerate: (machine, args) => {
    const start = integerArgument(machine, args, 1, 'start', 0);
    const items = machine.iterate(required(args, 0, 'enumerate'), args.span);
    if (typeof start !== 'number') return start;
    return 'type' in items ? items : iteratorOver(numbered(items, start));
  },
  zip: (machine, args) => {
    const sources = iterables(machine, args.positional, args.span);
    return 'type' in sources ? sources : handedOut(machine, inParallel(sources), args);
  },
  map: (machine, args) => {
    const callee = required(args, 0, 'map');
    const sources = iterables(machine, args.positional.slice(1), args.span);
    if ('type' in sources) return sources;
    const values = mapped(inParallel(sources), (items) => machine.call(callee, items, new Map(), args.span));
    return handedOut(machine, values, args);
  },
  filter: (machine, args) => {
    const callee = required(args, 0, 'filter');
    const items = machine.iterate(required(args, 1, 'filter'), args.span);
    return 'type' in items ? items : filtered(machine, items, callee, args.span);
  },
  reversed: (machine, args) => reversed(machine, args),
  sorted: (machine, args) => {
    const values = collect(machine, required(args, 0, 'sorted'), args);
    const sortedValues = 'type' in values ? values : sortValues(machine, values, withoutFirst(args));
    return 'type' in sortedValues ? sortedValues : { type: 'list', items: sortedValues };
  },
  any: (machine, args) => quantify(machine, args, true),
  all: (machine, args) => quantify(machine, args, false),
  iter: (machine, args) => {
    const items = machine.iterate(required(args, 0, 'iter'), args.span);
    return 'type' in items ? items : iteratorOver(items);
  },
  next: (machine, args) => {
    const value = nextOf(machine, required(args, 0, 'next'), args.span) ?? argument(args, 1);
    if (!value) throw new PythonError('StopIteration', '', args.span);
    return value;
  },
  slice: (_, args) => {
    const [first = NONE, second, third = NONE] = args.positional;
    return second
      ? { type: 'slice', lower: first, upper: second, step: third }
      : { type: 'slice', lower: NONE, upper: first, step: NONE };
  },
};

/** Constructors of containers, by the name of their class. */
export const containerConstructors: BuiltinTable = {
  list: (machine, args) => {
    const items = gathered(machine, args);
    return 'type' in items ? items : { type: 'list', items };
  },
  tuple: (machine, args) => {
    const items = gathered(machine, args);
    return 'type' in items ? items : { type: 'tuple', items };
  },
  set: (machine, args) => {
    const items = gathered(machine, args);
    return 'type' in items ? items : setOf(machine, items, args.span);
  },
  frozenset: (machine, args) => {
    const items = gathered(machine, args);
    return 'type' in items ? items : setOf(machine, items, args.span);
  },
  dict: (machine, args) => {
    const dict = emptyDict();
    const [source] = args.positional;
    const undecided = source ? mergeInto(machine, dict, source, args.span) : null;
    for (const [name, value] of args.keywords) dict.entries.set(stringKey(name), { key: str(name), value });
    return undecided ?? dict;
  },
  str: (machine, args) => {
    const [value] = args.positional;
    const text = value ? textOfValue(machine, value, args.span) : '';
    return typeof text === 'string' ? str(text) : text;
  },
};

/** Takes over the entries of a mapping, or of an iterable of pairs. Errors: TypeError, ValueError. */
export function mergeInto(machine: Machine, dict: DictValue, source: Value, span: Span): UnknownValue | null {
  const settled = machine.resolve(source, { kind: 'any' }, span);
  if (settled.type === 'unknown') return settled;
  const mapping = contentsOf(settled);
  if (mapping.type === 'dict') {
    for (const entry of mapping.entries.values()) setEntry(machine, dict, entry.key, entry.value, span);
    return null;
  }
  const pairs = machine.iterate(mapping, span);
  if ('type' in pairs) return pairs;
  for (const pair of pairs) {
    const items = machine.iterate(pair, span);
    if ('type' in items) return items;
    const [key, value, ...rest] = items;
    if (!key || !value || rest.length > 0) {
      throw new PythonError('ValueError', 'dictionary update sequence element has the wrong length', span);
    }
    setEntry(machine, dict, key, value, span);
  }
  return null;
}

/** `len(value)`. Errors: TypeError. */
export function length(machine: Machine, value: Value, span: Span): Value {
  const settled = machine.resolve(value, { kind: 'sequence', length: null, hints: [] }, span);
  const method = ownMethod(machine, settled, '__len__', span);
  if (method) return machine.call(method, [], new Map(), span);
  const contents = contentsOf(settled);
  switch (contents.type) {
    case 'unknown':
      return contents;
    case 'list':
    case 'tuple':
      return int(contents.items.length);
    case 'dict':
    case 'set':
      return int(contents.entries.size);
    case 'str':
      return int([...contents.value].length);
    case 'range':
      return int(rangeLength(contents));
    case 'array': {
      const [first] = currentTensor(contents, machine.tape).shape;
      if (first === undefined) throw new PythonError('TypeError', 'len() of unsized object', span);
      return int(first);
    }
    default:
      throw new PythonError('TypeError', `object of type '${typeName(settled)}' has no len()`, span);
  }
}

/** A range; one whose bound is a count that the engine chose is remembered, for loops over it are cut. */
function range(machine: Machine, args: CallArguments): Value {
  const [first, second, third] = args.positional;
  const stopValue = second ?? required(args, 0, 'range');
  const start = second && first ? integerOf(machine, first, 'other', args.span) : 0;
  const stop = integerOf(machine, stopValue, 'count', args.span);
  const step = third ? integerOf(machine, third, 'other', args.span) : 1;
  if (typeof start !== 'number') return start;
  if (typeof stop !== 'number') return stop;
  if (typeof step !== 'number') return step;
  if (step === 0) throw new PythonError('ValueError', 'range() arg 3 must not be zero', args.span);
  const made: Value = { type: 'range', start, stop, step };
  if (machine.isCount(stopValue)) machine.countRanges.add(made);
  else if (runsAsPython2(machine) && rangeLength(made) <= machine.options.budget.loopPasses)
    return { type: 'list', items: [...(machine.iterate(made, args.span) as Iterable<Value>)] };
  return made;
}

function reversed(machine: Machine, args: CallArguments): Value {
  const value = machine.resolve(
    required(args, 0, 'reversed'),
    { kind: 'sequence', length: null, hints: [] },
    args.span,
  );
  const method = ownMethod(machine, value, '__reversed__', args.span);
  if (method) return machine.call(method, [], new Map(), args.span);
  if (value.type === 'iterator' || value.type === 'set') {
    throw new PythonError('TypeError', `'${typeName(value)}' object is not reversible`, args.span);
  }
  const values = collect(machine, value, args);
  return 'type' in values ? values : iteratorOver(values.reverse());
}

function quantify(machine: Machine, args: CallArguments, wanted: boolean): Value {
  const items = machine.iterate(required(args, 0, wanted ? 'any' : 'all'), args.span);
  if ('type' in items) return items;
  let undecided: UnknownValue | null = null;
  for (const item of items) {
    const answer = truth(machine, item, args.span);
    if (answer === wanted) return bool(wanted);
    if (typeof answer !== 'boolean') undecided ??= answer;
  }
  return undecided ?? bool(!wanted);
}

function iterables(machine: Machine, values: readonly Value[], span: Span): Iterable<Value>[] | UnknownValue {
  const sources: Iterable<Value>[] = [];
  for (const value of values) {
    const items = machine.iterate(value, span);
    if ('type' in items) return items;
    sources.push(items);
  }
  return sources;
}

function* numbered(items: Iterable<Value>, start: number): Iterable<Value> {
  let position = start;
  for (const item of items) {
    yield { type: 'tuple', items: [int(position), item] };
    position += 1;
  }
}

/** Tuples of one value from each source, as long as all have one. */
function* inParallel(sources: readonly Iterable<Value>[]): Iterable<Value & { readonly type: 'tuple' }> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  while (iterators.length > 0) {
    const items: Value[] = [];
    for (const iterator of iterators) {
      const step = iterator.next();
      if (step.done) return;
      items.push(step.value);
    }
    yield { type: 'tuple', items };
  }
}

function* mapped(
  tuples: Iterable<Value & { readonly type: 'tuple' }>,
  call: (items: readonly Value[]) => Value,
): Iterable<Value> {
  for (const tuple of tuples) yield call(tuple.items);
}

function filtered(machine: Machine, items: Iterable<Value>, callee: Value, span: Span): Value {
  const kept: Value[] = [];
  for (const item of items) {
    const answer = truth(
      machine,
      callee.type === 'none' ? item : machine.call(callee, [item], new Map(), span),
      span,
    );
    if (typeof answer !== 'boolean') return answer;
    if (answer) kept.push(item);
  }
  return iteratorOver(kept);
}

function gathered(machine: Machine, args: CallArguments): Value[] | UnknownValue {
  const [source] = args.positional;
  if (!source) return [];
  if (source.type === 'none')
    throw new PythonError('TypeError', "'NoneType' object is not iterable", args.span);
  return collect(machine, source, args);
}

function withoutFirst(args: CallArguments): CallArguments {
  return { ...args, positional: [] };
}

/** Methods of generators and other iterators; what is sent in is not seen by the generator. */
export const generatorMethods: BuiltinTable = {
  __next__: (_, args) => advance(args),
  next: (_, args) => advance(args),
  send: (_, args) => advance(args),
  close: () => NONE,
};

function advance(args: CallArguments): Value {
  const [iterator] = args.positional;
  const value = iterator?.type === 'iterator' ? iterator.next() : null;
  if (!value) throw new PythonError('StopIteration', '', args.span);
  return value;
}
