/** Truth, equality and order of values. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { spoiledBy } from './arrays.ts';
import { contentsOf, ownMethod } from './classes.ts';
import type { Machine } from './machine.ts';
import { numberOf } from './numbers.ts';
import { comparison as compareArrays, truthOf } from './numpy/index.ts';
import { rangeLength } from './sequences.ts';
import { typeName } from './types.ts';
import { bool, PythonError, type UnknownValue, type Value } from './values.ts';

/** `bool(value)`; Unknown where it is not known. Errors: ValueError for arrays of several elements. */
export function truth(machine: Machine, value: Value, span: Span): boolean | UnknownValue {
  const settled = machine.resolve(value, { kind: 'truth' }, span);
  switch (settled.type) {
    case 'unknown':
      return settled;
    case 'none':
      return false;
    case 'bool':
      return settled.value;
    case 'int':
    case 'float':
      return settled.value !== 0;
    case 'str':
      return settled.value !== '';
    case 'list':
    case 'tuple':
      return settled.items.length > 0;
    case 'dict':
    case 'set':
      return settled.entries.size > 0;
    case 'range':
      return rangeLength(settled) > 0;
    case 'array':
      return spoiledBy(settled) ?? truthOf(machine, settled, span);
    case 'instance':
      return truthOfInstance(machine, settled, span);
    default:
      return true;
  }
}

/** `left == right` as one truth value; Unknown where it is not known. */
export function equal(machine: Machine, left: Value, right: Value, span: Span): boolean | UnknownValue {
  if (left === right && left.type !== 'float' && left.type !== 'array')
    return left.type === 'unknown' ? left : true;
  const other = machine.settled(right);
  const demand = {
    kind: 'comparison',
    operator: '==',
    other: other.type === 'probe' ? null : other,
  } as const;
  const a = machine.resolve(left, demand, span);
  const b = machine.resolve(right, { ...demand, other: a }, span);
  machine.enter(span);
  try {
    return truth(machine, compare(machine, '==', a, b, span), span);
  } finally {
    machine.leave();
  }
}

/**
 * `left operator right` for ==, !=, <, <=, > and >= on settled values: a truth value, or an array where one side is one.
 * Errors: TypeError where Python has no such order.
 */
export function compare(
  machine: Machine,
  operator: ast.ComparisonOperator,
  left: Value,
  right: Value,
  span: Span,
): Value {
  if (left.type === 'unknown') return left;
  if (right.type === 'unknown') return right;
  const byMethod = compareByMethod(machine, operator, left, right, span);
  if (byMethod) return byMethod;
  const [a, b] = [contentsOf(left), contentsOf(right)];
  if (isArrayComparison(a, b)) return compareArrays(machine, operator, a, b, span);
  if (operator === '==' || operator === '!=') {
    const same = sameValue(machine, a, b, span);
    return typeof same === 'boolean' ? bool(same === (operator === '==')) : same;
  }
  const order = orderOf(machine, a, b, span);
  if (order === null) {
    const message = `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`;
    throw new PythonError('TypeError', message, span);
  }
  return typeof order === 'number' ? bool(holds(operator, order)) : order;
}

function holds(operator: ast.ComparisonOperator, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

const methods: Readonly<Partial<Record<ast.ComparisonOperator, readonly [string, string]>>> = {
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

function compareByMethod(
  machine: Machine,
  operator: ast.ComparisonOperator,
  left: Value,
  right: Value,
  span: Span,
): Value | null {
  const [forward, reflected] = methods[operator] ?? ['', ''];
  for (const [self, other, name] of [
    [left, right, forward],
    [right, left, reflected],
  ] as const) {
    const method = ownMethod(machine, self, name, span);
    const answer = method && machine.call(method, [other], new Map(), span);
    if (answer && !isNotImplemented(answer)) return answer;
  }
  if (operator !== '!=') return null;
  const same = compareByMethod(machine, '==', left, right, span);
  const answer = same && truth(machine, same, span);
  return typeof answer === 'boolean' ? bool(!answer) : answer;
}

/** True for `NotImplemented`, by which a method says that it has no answer for the other side. */
export function isNotImplemented(value: Value): boolean {
  return value.type === 'instance' && value.class.name === 'NotImplementedType';
}

function isArrayComparison(left: Value, right: Value): boolean {
  return (left.type === 'array' || right.type === 'array') && left.type !== 'none' && right.type !== 'none';
}

/** The full name of a type of array elements: `float` and `'float'` mean float64 there; null where it is none. */
function elementType(value: Value): string | null {
  const name =
    value.type === 'dtype' || value.type === 'class' ? value.name : value.type === 'str' ? value.value : null;
  return name === 'float' ? 'float64' : name === 'int' ? 'int64' : name;
}

function sameValue(machine: Machine, left: Value, right: Value, span: Span): boolean | UnknownValue {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a && b) return a.value === b.value;
  if (left.type === 'str' && right.type === 'str') return left.value === right.value;
  if ((left.type === 'list' || left.type === 'tuple') && right.type === left.type) {
    return sameItems(machine, left.items, right.items, span);
  }
  if (left.type === 'dict' && right.type === 'dict') {
    if (left.entries.size !== right.entries.size) return false;
    const keys = [...left.entries.keys()];
    if (keys.some((key) => !right.entries.has(key))) return false;
    const values = (entries: typeof left.entries): Value[] =>
      keys.flatMap((key) => entries.get(key)?.value ?? []);
    return sameItems(machine, values(left.entries), values(right.entries), span);
  }
  if (left.type === 'set' && right.type === 'set') {
    return (
      left.entries.size === right.entries.size &&
      [...left.entries.keys()].every((key) => right.entries.has(key))
    );
  }
  if (left.type === 'range' && right.type === 'range') {
    return left.start === right.start && left.step === right.step && rangeLength(left) === rangeLength(right);
  }
  if (left.type === 'dtype' || right.type === 'dtype') return elementType(left) === elementType(right);
  if (left.type === 'method' && right.type === 'method') {
    return left.self === right.self && left.function === right.function;
  }
  return left === right || (left.type === right.type && (left.type === 'none' || left.type === 'ellipsis'));
}

function sameItems(
  machine: Machine,
  left: readonly Value[],
  right: readonly Value[],
  span: Span,
): boolean | UnknownValue {
  if (left.length !== right.length) return false;
  machine.spend(left.length, span);
  for (const [position, item] of left.entries()) {
    const same = equal(machine, item, right[position] ?? item, span);
    if (same !== true) return same;
  }
  return true;
}

/** Negative, zero or positive as left sorts before, with or after right; NaN sorts nowhere; null where there is no order. */
function orderOf(machine: Machine, left: Value, right: Value, span: Span): number | UnknownValue | null {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a && b) return a.value === b.value ? 0 : a.value - b.value;
  if (left.type === 'str' && right.type === 'str') {
    return left.value === right.value ? 0 : left.value < right.value ? -1 : 1;
  }
  if ((left.type === 'list' || left.type === 'tuple') && right.type === left.type) {
    for (const [position, item] of left.items.entries()) {
      const other = right.items[position];
      if (!other) return 1;
      const same = equal(machine, item, other, span);
      if (same === true) continue;
      return typeof same === 'boolean' ? orderOf(machine, item, other, span) : same;
    }
    return left.items.length - right.items.length;
  }
  if (left.type === 'set' && right.type === 'set') return orderOfSets(left.entries, right.entries);
  return null;
}

/** Subsets sort before their supersets; sets of which neither holds the other have no order, which NaN expresses. */
function orderOfSets(left: ReadonlyMap<string, Value>, right: ReadonlyMap<string, Value>): number {
  const within = [...left.keys()].every((key) => right.has(key));
  const around = [...right.keys()].every((key) => left.has(key));
  if (within && around) return 0;
  return within ? -1 : around ? 1 : Number.NaN;
}

function truthOfInstance(machine: Machine, value: Value, span: Span): boolean | UnknownValue {
  for (const name of ['__bool__', '__nonzero__', '__len__']) {
    const method = ownMethod(machine, value, name, span);
    if (method) return truth(machine, machine.call(method, [], new Map(), span), span);
  }
  const contents = contentsOf(value);
  return contents === value || truth(machine, contents, span);
}
