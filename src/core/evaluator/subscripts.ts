/** Subscripts: reading, writing and deleting `container[key]`. */
import type { Span } from '../python/source.ts';
import { currentTensor } from './arrays.ts';
import { contentsOf, ownMethod } from './classes.ts';
import { hashKey, setEntry } from './dictionaries.ts';
import type { Machine } from './machine.ts';
import { assignSubscriptArray, subscriptArray } from './numpy/index.ts';
import { gather, positionOf, rangeLength, sliceBounds, slicePositions } from './sequences.ts';
import { suppliedColumn, tableKey } from './libraries/data-frames.ts';
import { representation } from './text.ts';
import { typeName } from './types.ts';
import {
  type ArrayValue,
  type Demand,
  type DictValue,
  int,
  type ListValue,
  PythonError,
  type RangeValue,
  type SliceValue,
  str,
  type UnknownValue,
  type Value,
} from './values.ts';

/** `container[key]`. Errors: TypeError, IndexError, KeyError. */
export function readSubscript(machine: Machine, value: Value, index: Value, span: Span): Value {
  const container = machine.resolve(value, { kind: 'subscript', key: machine.settled(index) }, span);
  if (container.type === 'unknown') return container;
  const method = ownMethod(machine, container, '__getitem__', span);
  if (method) return machine.call(method, [index], new Map(), span);
  const contents = contentsOf(container);
  if (contents.type === 'array') {
    noteRowsBeyond(machine, contents, index, span);
    const column = suppliedColumn(machine, contents, index);
    return column ?? subscriptArray(machine, contents, tableKey(machine, contents, index) ?? index, span);
  }
  // `np.c_[a, b]` and `np.r_[a, b]`: objects of NumPy that only join what stands in the brackets.
  const joiner = contents.type === 'builtin' ? contents.attributes?.get('__getitem__') : undefined;
  if (joiner) return machine.call(joiner, [index], new Map(), span);
  const key = settleKey(machine, contents, index, span);
  if (key.type === 'unknown') return key;
  switch (contents.type) {
    case 'list':
    case 'tuple':
      return readSequence(machine, contents.items, contents.type, key, span);
    case 'str':
      return readText(machine, contents.value, key, span);
    case 'range': {
      return readRange(machine, contents, key, span);
    }
    case 'dict':
      return readEntry(machine, contents, key, container, span);
    case 'class':
      // `List[int]`, `Layer[float]`: type parameters say nothing about values.
      return contents;
    default:
      throw new PythonError('TypeError', `'${typeName(container)}' object is not subscriptable`, span);
  }
}

/** How far behind the last row a slice begins where the program counts on more rows than there are. */
const farBeyond = 20;
const rowsBehind = 5;

/** `data[1000:]` of a few rows: the program goes on without any, and the engine may supply more. */
function noteRowsBeyond(machine: Machine, array: ArrayValue, index: Value, span: Span): void {
  const first = index.type === 'tuple' ? index.items[0] : index;
  if (first?.type !== 'slice' || first.lower.type !== 'int') return;
  const size = currentTensor(array, machine.tape).shape[0] ?? 0;
  const { value: lower } = first.lower;
  if (size === 0 || lower < size + farBeyond) return;
  const message = `the slice begins at ${lower}, and there are ${size}`;
  const conflicts = [{ left: size, right: lower + rowsBehind }];
  machine.recording.interruption(message, span, new PythonError('IndexError', message, span, conflicts));
}

/** `container[key] = value`. Errors: TypeError, IndexError, ValueError. */
export function writeSubscript(
  machine: Machine,
  target: Value,
  index: Value,
  value: Value,
  span: Span,
): void {
  const container = machine.resolve(target, { kind: 'subscript', key: machine.settled(index) }, span);
  if (container.type === 'unknown') return;
  const method = ownMethod(machine, container, '__setitem__', span);
  if (method) {
    machine.call(method, [index, value], new Map(), span);
    return;
  }
  const contents = contentsOf(container);
  if (contents.type === 'array') {
    assignSubscriptArray(machine, contents, tableKey(machine, contents, index) ?? index, value, span);
    return;
  }
  const key = settleKey(machine, contents, index, span);
  if (contents.type === 'dict' && key.type !== 'unknown') setEntry(machine, contents, key, value, span);
  else if (contents.type === 'list') writeItem(machine, contents, key, value, span);
  else if (key.type !== 'unknown') {
    throw new PythonError(
      'TypeError',
      `'${typeName(container)}' object does not support item assignment`,
      span,
    );
  }
}

/** `del container[key]`. Errors: TypeError, IndexError, KeyError. */
export function deleteSubscript(machine: Machine, target: Value, index: Value, span: Span): void {
  const container = machine.resolve(target, { kind: 'subscript', key: machine.settled(index) }, span);
  if (container.type === 'unknown') return;
  const method = ownMethod(machine, container, '__delitem__', span);
  if (method) {
    machine.call(method, [index], new Map(), span);
    return;
  }
  const contents = contentsOf(container);
  const key = settleKey(machine, contents, index, span);
  if (key.type === 'unknown') return;
  if (contents.type === 'dict') {
    if (!contents.entries.delete(hashKey(machine, key, span))) throw keyError(machine, key, span);
  } else if (contents.type === 'list' && key.type === 'slice') {
    const positions = slicePositions(machine, key, contents.items.length, span);
    if (!('type' in positions)) contents.items = contents.items.filter((_, at) => !positions.includes(at));
  } else if (contents.type === 'list') {
    const position = positionOf(machine, key, contents.items.length, 'list', span);
    if (typeof position === 'number') contents.items.splice(position, 1);
  } else {
    throw new PythonError('TypeError', `'${typeName(container)}' object doesn't support item deletion`, span);
  }
}

/** KeyError with the key as Python shows it. */
export function keyError(machine: Machine, key: Value, span: Span): PythonError {
  const text = representation(machine, key, span);
  return new PythonError('KeyError', typeof text === 'string' ? text : 'a key that is not known', span);
}

/** A probe that is a key: an index where the container is a sequence, anything else where it is a dictionary. */
function settleKey(machine: Machine, container: Value, key: Value, span: Span): Value {
  return machine.resolve(key, keyDemand(container), span);
}

/** `activations[name]`: what selects among text keys is one of them. */
function keyDemand(container: Value): Demand {
  if (container.type !== 'dict') return { kind: 'integer', use: 'index' };
  const [first] = container.entries.values();
  return first?.key.type === 'str'
    ? { kind: 'comparison', operator: '==', other: first.key }
    : { kind: 'any' };
}

function readSequence(
  machine: Machine,
  items: readonly Value[],
  type: 'list' | 'tuple',
  key: Value,
  span: Span,
): Value {
  if (key.type !== 'slice') {
    const position = positionOf(machine, key, items.length, type, span, items);
    return typeof position === 'number' ? (items[position] as Value) : position;
  }
  const positions = slicePositions(machine, key, items.length, span);
  if ('type' in positions) return positions;
  machine.spend(positions.length, span);
  return { type, items: positions.map((at) => items[at] as Value) };
}

function readRange(machine: Machine, range: RangeValue, key: Value, span: Span): Value {
  const length = rangeLength(range);
  if (key.type !== 'slice') {
    const position = positionOf(machine, key, length, 'range object', span);
    return typeof position === 'number' ? int(range.start + position * range.step) : position;
  }
  const bounds = sliceBounds(machine, key, length, span);
  if ('type' in bounds) return bounds;
  const at = (position: number): number => range.start + position * range.step;
  return { type: 'range', start: at(bounds.start), stop: at(bounds.stop), step: range.step * bounds.step };
}

function readText(machine: Machine, text: string, key: Value, span: Span): Value {
  const characters = [...text];
  if (key.type !== 'slice') {
    const position = positionOf(machine, key, characters.length, 'string', span);
    return typeof position === 'number' ? str(characters[position] ?? '') : position;
  }
  const positions = slicePositions(machine, key, characters.length, span);
  return 'type' in positions ? positions : str(positions.map((at) => characters[at]).join(''));
}

function readEntry(machine: Machine, dict: DictValue, key: Value, container: Value, span: Span): Value {
  const entry = dict.entries.get(hashKey(machine, key, span));
  if (entry) return entry.value;
  const missing = ownMethod(machine, container, '__missing__', span);
  if (missing) return machine.call(missing, [key], new Map(), span);
  if (!dict.defaultFactory) throw keyError(machine, key, span);
  const value = machine.call(dict.defaultFactory, [], new Map(), span);
  setEntry(machine, dict, key, value, span);
  return value;
}

function writeItem(machine: Machine, list: ListValue, key: Value, value: Value, span: Span): void {
  if (key.type === 'unknown') {
    forgetItems(list, key);
  } else if (key.type === 'slice') {
    writeSlice(machine, list, key, value, span);
  } else {
    const position = positionOf(machine, key, list.items.length, 'list', span);
    if (typeof position === 'number') list.items[position] = value;
    else forgetItems(list, position);
  }
}

/** After a write at a place that is not known, no item is known. */
function forgetItems(list: ListValue, reason: UnknownValue): void {
  list.items = list.items.map(() => reason);
}

function writeSlice(machine: Machine, list: ListValue, slice: SliceValue, value: Value, span: Span): void {
  const positions = slicePositions(machine, slice, list.items.length, span);
  const items = machine.iterate(value, span);
  if ('type' in positions || 'type' in items) {
    forgetItems(list, 'type' in positions ? positions : (items as UnknownValue));
    return;
  }
  const values = gather(machine, items, span);
  const [first] = positions;
  const isContiguous = slice.step.type === 'none' || (slice.step.type === 'int' && slice.step.value === 1);
  if (isContiguous) {
    const bounds = first ?? lowerBound(machine, slice, list.items.length, span);
    list.items = list.items.slice(0, bounds).concat(values, list.items.slice(bounds + positions.length));
  } else if (values.length === positions.length) {
    for (const [at, position] of positions.entries()) list.items[position] = values[at] as Value;
  } else {
    const message = `attempt to assign sequence of size ${values.length} to extended slice of size ${positions.length}`;
    throw new PythonError('ValueError', message, span);
  }
}

function lowerBound(machine: Machine, slice: SliceValue, length: number, span: Span): number {
  const open: SliceValue = { ...slice, upper: { type: 'none' } };
  const positions = slicePositions(machine, open, length, span);
  return 'type' in positions ? length : (positions[0] ?? length);
}
