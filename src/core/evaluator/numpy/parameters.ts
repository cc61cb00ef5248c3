/** Kinds of parameters of array functions: how each reads the Python value that a call gives for it. */
import type { NodeId } from '../../autodiff/tape.ts';
import type { DType } from '../../autodiff/tensor.ts';
import { currentTensor } from '../arrays.ts';
import {
  type ArrayValue,
  type Demand,
  NONE,
  PythonError,
  type UnknownValue,
  unknown,
  type Value,
} from '../values.ts';
import type { Call } from './call.ts';
import { dtypeOf } from './dtypes.ts';

/** One parameter: what it makes of a given value, and of none (undefined: the call must give it). */
export interface Parameter<T> {
  read(call: Call, value: Value, name: string): T | UnknownValue;
  readonly fallback: { readonly value: T } | undefined;
}

const required = <T>(read: Parameter<T>['read']): Parameter<T> => ({ read, fallback: undefined });
const optional = <T, D>(read: Parameter<T>['read'], value: D): Parameter<T | D> => ({
  read: (call, given, name) => (given.type === 'none' ? value : read(call, given, name)),
  fallback: { value },
});

/** An array-like value, as a node. */
export function operand(demand: Demand = { kind: 'array' }): Parameter<NodeId> {
  return required((call, value) => call.operand(value, demand));
}

/** An array-like value or None. */
export function optionalOperand(demand: Demand = { kind: 'array' }): Parameter<NodeId | null> {
  return optional((call, value) => call.operand(value, demand), null);
}

/** The value itself, with probes left open. */
export function anything(): Parameter<Value> {
  return required((_, value) => value);
}

/** The value itself, or what stands in for it. */
export function anythingOr(fallback: Value = NONE): Parameter<Value> {
  return { read: (_, value) => value, fallback: { value: fallback } };
}

/** Accepted and without influence on the entries: `order=`, `copy=`, `casting=`. */
export function ignored(): Parameter<null> {
  return { read: () => null, fallback: { value: null } };
}

/** Supported only as None or left out. */
export function unsupported(): Parameter<null> {
  const read: Parameter<null>['read'] = (call, value, name) =>
    value.type === 'none' ? null : call.unsupported(`\`${call.name}\` with \`${name}=\``);
  return { read, fallback: { value: null } };
}

/** An axis, several, or None. */
export function axis(fallback: number | null = null): Parameter<number | readonly number[] | null> {
  const read: Parameter<number | readonly number[] | null>['read'] = (call, value) =>
    value.type === 'none' ? null : integersIn(call, value, 'other');
  return { read, fallback: { value: fallback } };
}

/** One axis; None where `fallback` allows it. */
export function singleAxis(fallback: number | null): Parameter<number | null> {
  const read: Parameter<number | null>['read'] = (call, value) =>
    value.type === 'none' ? null : integerIn(call, value, 'other');
  return { read, fallback: { value: fallback } };
}

/** A shape: one length or a sequence of lengths. */
export function shape(): Parameter<readonly number[]> {
  return required(readShape);
}

/** A shape or None. */
export function optionalShape(): Parameter<readonly number[] | null> {
  return optional(readShape, null);
}

function readShape(call: Call, value: Value): readonly number[] | UnknownValue {
  const sizes = integersIn(call, value, 'size');
  return typeof sizes === 'number' ? [sizes] : sizes;
}

/** An integer or a sequence of integers. */
export function integers(): Parameter<number | readonly number[]> {
  return required((call, value) => integersIn(call, value, 'other'));
}

export function integer(use: 'size' | 'index' | 'other' = 'other'): Parameter<number> {
  return required((call, value) => integerIn(call, value, use));
}

export function integerOr<D extends number | null>(fallback: D): Parameter<number | D> {
  return optional((call, value) => integerIn(call, value, 'other'), fallback);
}

/** A number by its value, off the tape. */
export function number(): Parameter<number> {
  return required(numberIn);
}

export function numberOr<D extends number | null>(fallback: D): Parameter<number | D> {
  return optional(numberIn, fallback);
}

/** The number in a value, off the tape. */
export function numberIn(call: Call, value: Value): number | UnknownValue {
  const settled = call.evaluation.resolve(value, { kind: 'number' }, call.span);
  const node = call.operand(settled);
  if (typeof node !== 'number') return node;
  const [entry] = call.tensor(node).data;
  if (entry === undefined)
    throw call.error('TypeError', 'only length-1 arrays can be converted to Python scalars');
  return entry;
}

export function flag(fallback: boolean): Parameter<boolean> {
  const read: Parameter<boolean>['read'] = (call, value) => {
    const settled = call.evaluation.resolve(value, { kind: 'truth' }, call.span);
    switch (settled.type) {
      case 'bool':
      case 'int':
      case 'float':
        return Boolean(settled.value);
      case 'none':
        return false;
      case 'unknown':
        return settled;
      default:
        return true;
    }
  };
  return { read, fallback: { value: fallback } };
}

export function text<D extends string | null>(fallback: D): Parameter<string | D> {
  return optional((call, value) => {
    const settled = call.evaluation.resolve(value, { kind: 'any' }, call.span);
    return settled.type === 'str' ? settled.value : unknown(`\`${call.name}\` needs a text here`, call.span);
  }, fallback);
}

export function dtype(): Parameter<DType | null> {
  return optional((call, value) => dtypeOf(value, call.span), null);
}

/** `out=`: the array that takes the result. */
export function out(): Parameter<ArrayValue | null> {
  return optional((call, value) => {
    const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
    if (settled.type === 'tuple' && settled.items.length === 1 && settled.items[0]?.type === 'array')
      return settled.items[0];
    if (settled.type === 'array' || settled.type === 'unknown') return settled;
    throw call.error('TypeError', 'return arrays must be of ArrayType');
  }, null);
}

/** The items of a sequence of arrays, each as a node. An array counts as the sequence of its rows. */
export function operands(): Parameter<readonly NodeId[]> {
  return required((call, value) => {
    const settled = call.evaluation.resolve(value, { kind: 'sequence', length: null, hints: [] }, call.span);
    if (settled.type === 'unknown') return settled;
    const items = call.evaluation.iterate(settled, call.span);
    if ('type' in items) return items;
    const nodes: NodeId[] = [];
    for (const item of items) {
      const node = call.operand(item);
      if (typeof node !== 'number') return node;
      nodes.push(node);
    }
    return nodes;
  });
}

/** The integer in a value. Errors: TypeError for anything that is not one. */
export function integerIn(call: Call, value: Value, use: 'size' | 'index' | 'other'): number | UnknownValue {
  const settled = call.evaluation.resolve(value, { kind: 'integer', use }, call.span);
  switch (settled.type) {
    case 'int':
      return settled.value;
    case 'bool':
      return settled.value ? 1 : 0;
    case 'unknown':
      return settled;
    case 'array': {
      const { dtype: kind, data, shape } = currentTensor(settled, call.evaluation.tape);
      if (kind !== 'float64' && data.length === 1) return data[0] as number;
      throw notAnInteger(call, 'numpy.ndarray', shape);
    }
    default:
      throw notAnInteger(call, settled.type === 'none' ? 'NoneType' : settled.type);
  }
}

/** One integer, or the integers of a sequence or integer array. */
export function integersIn(
  call: Call,
  value: Value,
  use: 'size' | 'other',
): number | readonly number[] | UnknownValue {
  const settled = call.evaluation.resolve(value, { kind: 'integer', use }, call.span);
  if (settled.type === 'array') {
    const { dtype: kind, data, shape: axes } = currentTensor(settled, call.evaluation.tape);
    if (kind !== 'int64' || axes.length !== 1) return integerIn(call, settled, use);
    return [...data];
  }
  if (settled.type !== 'tuple' && settled.type !== 'list') return integerIn(call, settled, use);
  const sizes: number[] = [];
  for (const item of settled.items) {
    const size = integerIn(call, item, use);
    if (typeof size !== 'number') return size;
    sizes.push(size);
  }
  return sizes;
}

function notAnInteger(call: Call, type: string, shape: readonly number[] | null = null): PythonError {
  const rank = shape && ({ shape, wanted: 'number', names: [] } as const);
  const message = `'${type}' object cannot be interpreted as an integer`;
  return new PythonError('TypeError', message, call.span, [], null, rank);
}
