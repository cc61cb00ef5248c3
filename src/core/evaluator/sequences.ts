/** Slices and positions of lists, tuples, strings and ranges. */
import type { Span } from '../python/source.ts';
import { currentTensor, spoiledBy } from './arrays.ts';
import type { Machine } from './machine.ts';
import { numberOf } from './numbers.ts';
import { typeName } from './types.ts';
import {
  PythonError,
  type RangeValue,
  type RankConflict,
  type SliceValue,
  type UnknownValue,
  type Value,
} from './values.ts';

/** How an integer is going to be used; probes are settled by it. */
export type IntegerUse = 'size' | 'count' | 'index' | 'other';

/** An integer, from any value that can stand for one. Errors: TypeError. */
export function integerOf(
  machine: Machine,
  value: Value,
  use: IntegerUse,
  span: Span,
): number | UnknownValue {
  const settled = machine.resolve(value, { kind: 'integer', use }, span);
  if (settled.type === 'unknown') return settled;
  const number = numberOf(settled);
  if (number?.isInteger) return number.value;
  if (settled.type === 'array') {
    const spoiled = spoiledBy(settled);
    if (spoiled) return spoiled;
    const tensor = currentTensor(settled, machine.tape);
    const [only] = tensor.data;
    if (tensor.data.length === 1 && tensor.dtype !== 'float64' && only !== undefined) return only;
    const rank = { shape: tensor.shape, wanted: 'number', names: [] } as const;
    const message = 'only integer scalar arrays can be converted to a scalar index';
    throw new PythonError('TypeError', message, span, [], null, rank);
  }
  throw new PythonError(
    'TypeError',
    `'${typeName(settled)}' object cannot be interpreted as an integer`,
    span,
  );
}

/** The positions that a slice selects in a sequence of this length, in order. Errors: ValueError for a step of 0. */
export function slicePositions(
  machine: Machine,
  slice: SliceValue,
  length: number,
  span: Span,
): readonly number[] | UnknownValue {
  const bounds = sliceBounds(machine, slice, length, span);
  if ('type' in bounds) return bounds;
  const positions: number[] = [];
  const { start, stop, step } = bounds;
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) positions.push(at);
  return positions;
}

/** Start, stop and step of a slice, clipped to the length as Python clips them. */
export function sliceBounds(
  machine: Machine,
  slice: SliceValue,
  length: number,
  span: Span,
): { readonly start: number; readonly stop: number; readonly step: number } | UnknownValue {
  const step = slice.step.type === 'none' ? 1 : integerOf(machine, slice.step, 'other', span);
  if (typeof step !== 'number') return step;
  if (step === 0) throw new PythonError('ValueError', 'slice step cannot be zero', span);
  const clip = (value: Value, absent: number): number | UnknownValue => {
    if (value.type === 'none') return absent;
    const at = integerOf(machine, value, 'index', span);
    if (typeof at !== 'number') return at;
    const fromStart = at < 0 ? at + length : at;
    return step > 0
      ? Math.min(Math.max(fromStart, 0), length)
      : Math.min(Math.max(fromStart, -1), length - 1);
  };
  const start = clip(slice.lower, step > 0 ? 0 : length - 1);
  const stop = clip(slice.upper, step > 0 ? length : -1);
  if (typeof start !== 'number') return start;
  return typeof stop === 'number' ? { start, stop, step } : stop;
}

/** The position that an index selects. Errors: IndexError in Python's words for this kind of sequence. */
export function positionOf(
  machine: Machine,
  index: Value,
  length: number,
  sequence: string,
  span: Span,
  items: readonly Value[] = [],
): number | UnknownValue {
  const settled = machine.resolve(index, { kind: 'integer', use: 'index' }, span);
  if (settled.type !== 'unknown' && settled.type !== 'array' && !numberOf(settled)?.isInteger) {
    const message = `${sequence} indices must be integers or slices, not ${typeName(settled)}`;
    throw new PythonError('TypeError', message, span);
  }
  const at = integerOf(machine, settled, 'index', span);
  if (typeof at !== 'number') return at;
  const position = at < 0 ? at + length : at;
  if (position < 0 || position >= length) {
    const rank = rankConflict(items, at < 0 ? -at : at + 1, []);
    throw new PythonError('IndexError', `${sequence} index out of range`, span, [], null, rank);
  }
  return position;
}

/** A tuple of whole numbers that was used as one of another length: the shape of an array with other axes. */
export function rankConflict(
  values: readonly Value[],
  wanted: number,
  names: readonly string[],
): RankConflict | null {
  const shape = values.flatMap((value) => (value.type === 'int' ? [value.value] : []));
  return shape.length === values.length && shape.length > 0 ? { shape, wanted, names } : null;
}

/** What an iterable gives, as an array; every value is paid for from the budget. */
export function gather(machine: Machine, items: Iterable<Value>, span: Span): Value[] {
  const values: Value[] = [];
  for (const item of items) {
    machine.spend(1, span);
    values.push(item);
  }
  return values;
}

/** How many numbers a range holds. */
export function rangeLength(range: RangeValue): number {
  return Math.max(0, Math.ceil((range.stop - range.start) / range.step));
}
