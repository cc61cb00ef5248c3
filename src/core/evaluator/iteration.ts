/** Iteration over any value: `for`, unpacking, comprehensions and built-ins all come through here. */
import type { Span } from '../python/source.ts';
import { spoiledBy } from './arrays.ts';
import { contentsOf, ownMethod } from './classes.ts';
import type { Machine } from './machine.ts';
import { subscriptArray } from './numpy/index.ts';
import { rangeLength } from './sequences.ts';
import { readSubscript } from './subscripts.ts';
import { typeName } from './types.ts';
import {
  type ArrayValue,
  int,
  type ListValue,
  PythonError,
  type RangeValue,
  str,
  type UnknownValue,
  type Value,
} from './values.ts';

/** The values that a value iterates over; Unknown where it is not known. Errors: TypeError. */
export function iterateValue(machine: Machine, value: Value, span: Span): Iterable<Value> | UnknownValue {
  const settled = machine.resolve(value, { kind: 'sequence', length: null, hints: [] }, span);
  switch (settled.type) {
    case 'unknown':
      return settled;
    case 'list':
      return itemsOfList(settled);
    case 'tuple':
      return settled.items;
    case 'dict':
      machine.spend(settled.entries.size, span);
      return [...settled.entries.values()].map((entry) => entry.key);
    case 'set':
      machine.spend(settled.entries.size, span);
      return [...settled.entries.values()];
    case 'str':
      machine.spend(settled.value.length, span);
      return [...settled.value].map(str);
    case 'range':
      return numbersOf(settled);
    case 'array':
      return spoiledBy(settled) ?? rowsOf(machine, settled, span);
    case 'iterator':
      return valuesFrom(() => settled.next());
    case 'module': {
      const iterate = settled.attributes.get('__iter__');
      if (iterate) return iterateValue(machine, machine.call(iterate, [], new Map(), span), span);
      throw new PythonError('TypeError', `'module' object is not iterable`, span);
    }
    case 'instance':
      return iterateInstance(machine, settled, span);
    default:
      throw new PythonError('TypeError', `'${typeName(settled)}' object is not iterable`, span);
  }
}

/** The next value of an iterator, null at its end. Errors: TypeError for what is no iterator. */
export function nextOf(machine: Machine, iterator: Value, span: Span): Value | null {
  if (iterator.type === 'unknown') return iterator;
  if (iterator.type === 'iterator') return iterator.next();
  const method = ownMethod(machine, iterator, '__next__', span) ?? ownMethod(machine, iterator, 'next', span);
  if (!method) throw new PythonError('TypeError', `'${typeName(iterator)}' object is not an iterator`, span);
  return untilStop(() => machine.call(method, [], new Map(), span));
}

/** An iterator value over these values. */
export function iteratorOver(values: Iterable<Value>): Value {
  const iterator = values[Symbol.iterator]();
  return {
    type: 'iterator',
    next: () => {
      const step = iterator.next();
      return step.done ? null : step.value;
    },
  };
}

/** A list may grow while it is iterated over, as in Python. */
function* itemsOfList(list: ListValue): Iterable<Value> {
  for (let at = 0; at < list.items.length; at += 1) yield list.items[at] as Value;
}

function* numbersOf(range: RangeValue): Iterable<Value> {
  const length = rangeLength(range);
  for (let at = 0; at < length; at += 1) yield int(range.start + at * range.step);
}

function rowsOf(machine: Machine, array: ArrayValue, span: Span): Iterable<Value> {
  const node = machine.nodeOf(array);
  const [length] = node === null ? [] : machine.tape.value(node).shape;
  if (length === undefined) throw new PythonError('TypeError', 'iteration over a 0-d array', span);
  return rows(machine, array, length, span);
}

function* rows(machine: Machine, array: ArrayValue, length: number, span: Span): Iterable<Value> {
  for (let at = 0; at < length; at += 1) yield subscriptArray(machine, array, int(at), span);
}

function iterateInstance(machine: Machine, value: Value, span: Span): Iterable<Value> | UnknownValue {
  const iter = ownMethod(machine, value, '__iter__', span);
  if (iter) {
    const iterator = machine.call(iter, [], new Map(), span);
    if (iterator.type === 'unknown') return iterator;
    if (iterator.type !== 'instance') return machine.iterate(iterator, span);
    return valuesFrom(() => nextOf(machine, iterator, span));
  }
  const contents = contentsOf(value);
  if (contents !== value) return machine.iterate(contents, span);
  if (!ownMethod(machine, value, '__getitem__', span)) {
    if (ownMethod(machine, value, '__next__', span)) return valuesFrom(() => nextOf(machine, value, span));
    throw new PythonError('TypeError', `'${typeName(value)}' object is not iterable`, span);
  }
  let position = -1;
  return valuesFrom(() => {
    position += 1;
    return untilStop(() => readSubscript(machine, value, int(position), span), 'IndexError');
  });
}

function* valuesFrom(next: () => Value | null): Iterable<Value> {
  for (let value = next(); value !== null; value = next()) yield value;
}

function untilStop(next: () => Value, end = 'StopIteration'): Value | null {
  try {
    return next();
  } catch (error) {
    if (error instanceof PythonError && error.exceptionType === end) return null;
    throw error;
  }
}
