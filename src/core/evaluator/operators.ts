/** Operators: which rule an operation follows by its sides, from the program's own methods to NumPy's arrays. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { spoil } from './arrays.ts';
import { contentsOf, ownMethod } from './classes.ts';
import { setOf } from './dictionaries.ts';
import type { Machine } from './machine.ts';
import { arithmetic, numberOf } from './numbers.ts';
import { augmentedOperation, binaryOperation, unaryOperation } from './numpy/index.ts';
import { dividesToWhole } from './python2.ts';
import { gather, integerOf } from './sequences.ts';
import { formatPercentValue } from './text.ts';
import { isNotImplemented, truth } from './truth.ts';
import { typeName } from './types.ts';
import { bool, float, int, PythonError, type SetValue, str, unknown, type Value } from './values.ts';

/** `left operator right`. Errors: TypeError, ZeroDivisionError, ValueError for shapes that do not fit. */
export function binary(
  machine: Machine,
  operator: ast.BinaryOperator,
  left: Value,
  right: Value,
  span: Span,
): Value {
  const [a, b] = settleSides(machine, operator, left, right, span);
  if (a.type === 'unknown') return a;
  if (b.type === 'unknown' && !(a.type === 'str' && operator === '%')) return b;
  return binarySettled(machine, operator, a, b, span);
}

/** `target operator= value` before it is stored: arrays and lists change in place, everything else gives a new value. */
export function augmented(
  machine: Machine,
  operator: ast.BinaryOperator,
  target: Value,
  value: Value,
  span: Span,
): Value {
  const [a, b] = settleSides(machine, operator, target, value, span);
  if (a.type === 'unknown') return a;
  if (b.type === 'unknown') {
    // Every name of an array sees what happens to it in place.
    if (a.type === 'array') spoil(a, b);
    return b;
  }
  const method = ownMethod(machine, a, `__i${methodNames[operator]}__`, span);
  const answer = method && machine.call(method, [b], new Map(), span);
  if (answer && !isNotImplemented(answer)) return answer;
  if (a.type === 'array') return augmentedOperation(machine, operator, a, b, span);
  if (a.type === 'list' && operator === '+' && b.type !== 'array') {
    const items = machine.iterate(b, span);
    if ('type' in items) return items;
    for (const item of gather(machine, items, span)) a.items.push(item);
    return a;
  }
  if (a.type === 'list' && operator === '*' && b.type === 'int') {
    const repeated = repeat(machine, a, b, span);
    if (repeated?.type === 'list') a.items = repeated.items;
    return a;
  }
  if (a.type === 'set' && b.type === 'set') return changeSet(machine, operator, a, b, span);
  return binarySettled(machine, operator, a, b, span);
}

/** `-x`, `+x`, `~x`, `not x`. */
export function unary(machine: Machine, operator: ast.UnaryOperator, operand: Value, span: Span): Value {
  if (operator === 'not') {
    const answer = truth(machine, operand, span);
    return typeof answer === 'boolean' ? bool(!answer) : answer;
  }
  const value = machine.resolve(operand, { kind: 'operand', operator, side: 'right', other: null }, span);
  if (value.type === 'unknown') return value;
  const method = ownMethod(
    machine,
    value,
    { '-': '__neg__', '+': '__pos__', '~': '__invert__' }[operator],
    span,
  );
  if (method) return machine.call(method, [], new Map(), span);
  if (value.type === 'array' || (value.type === 'float' && value.node !== null)) {
    return unaryOperation(machine, operator, value, span);
  }
  const number = numberOf(value);
  if (!number || (operator === '~' && !number.isInteger)) {
    throw new PythonError('TypeError', `bad operand type for unary ${operator}: '${typeName(value)}'`, span);
  }
  const result = operator === '-' ? -number.value : operator === '~' ? -number.value - 1 : number.value;
  // There is one integer zero: `-0` is `0`.
  return number.isInteger ? int(result === 0 ? 0 : result) : float(result);
}

/** Both sides with probes settled, each by the other side where that one is known. */
function settleSides(
  machine: Machine,
  operator: string,
  left: Value,
  right: Value,
  span: Span,
): readonly [Value, Value] {
  if (left.type !== 'probe' && right.type !== 'probe') return [left, right];
  const known = machine.settled(right);
  const other = known.type === 'probe' ? null : known;
  const a = machine.resolve(left, { kind: 'operand', operator, side: 'left', other }, span);
  const b = machine.resolve(right, { kind: 'operand', operator, side: 'right', other: a }, span);
  return [a, b];
}

function binarySettled(
  machine: Machine,
  operator: ast.BinaryOperator,
  a: Value,
  b: Value,
  span: Span,
): Value {
  if (a.type === 'instance' || b.type === 'instance') {
    const answer = binaryByMethod(machine, operator, a, b, span);
    if (answer) return answer;
  }
  const [left, right] = [contentsOf(a), contentsOf(b)];
  if (left.type === 'str' && operator === '%') return formatPercentValue(machine, left.value, b, span);
  if (isTraced(left) || isTraced(right)) return binaryOperation(machine, operator, left, right, span);
  const [x, y] = [numberOf(left), numberOf(right)];
  const result =
    x && y
      ? (logical(operator, left, right) ?? arithmetic(divisionOf(machine, operator, left, right), x, y, span))
      : ofContainers(machine, operator, left, right, span);
  if (result) return result;
  const message = `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`;
  throw new PythonError('TypeError', message, span);
}

/** `/` of two whole numbers is `//` where Python 2 reads the code. */
function divisionOf(
  machine: Machine,
  operator: ast.BinaryOperator,
  left: Value,
  right: Value,
): ast.BinaryOperator {
  const isWhole = operator === '/' && left.type === 'int' && right.type === 'int';
  return isWhole && dividesToWhole(machine) ? '//' : operator;
}

/** True where the operation belongs on the tape, or to NumPy's rules. */
function isTraced(value: Value): boolean {
  return value.type === 'array' || (value.type === 'float' && value.node !== null);
}

/** `&`, `|` and `^` of two truth values are truth values. */
function logical(operator: ast.BinaryOperator, left: Value, right: Value): Value | null {
  if (left.type !== 'bool' || right.type !== 'bool') return null;
  switch (operator) {
    case '&':
      return bool(left.value && right.value);
    case '|':
      return bool(left.value || right.value);
    case '^':
      return bool(left.value !== right.value);
    default:
      return null;
  }
}

function ofContainers(
  machine: Machine,
  operator: ast.BinaryOperator,
  left: Value,
  right: Value,
  span: Span,
): Value | null {
  if (operator === '+') return concatenate(machine, left, right, span);
  if (operator === '*') return repeat(machine, left, right, span) ?? repeat(machine, right, left, span);
  if (left.type === 'dict' && right.type === 'dict' && operator === '|') {
    const copied = [...left.entries, ...right.entries].map(([hash, entry]) => [hash, { ...entry }] as const);
    return { type: 'dict', entries: new Map(copied), defaultFactory: left.defaultFactory };
  }
  return left.type === 'set' && right.type === 'set'
    ? combineSets(machine, operator, left, right, span)
    : null;
}

function concatenate(machine: Machine, left: Value, right: Value, span: Span): Value | null {
  if (left.type === 'str' && right.type === 'str') {
    spendText(machine, left.value.length + right.value.length, span);
    return str(left.value + right.value);
  }
  if ('items' in left && 'items' in right) machine.spend(left.items.length + right.items.length, span);
  if (left.type === 'list' && right.type === 'list')
    return { type: 'list', items: [...left.items, ...right.items] };
  if (left.type === 'tuple' && right.type === 'tuple')
    return { type: 'tuple', items: [...left.items, ...right.items] };
  return null;
}

/** So many characters of a text cost one step. */
const stepLength = 16;

/** Long texts cost steps, short ones cost none beyond their expression. */
function spendText(machine: Machine, length: number, span: Span): void {
  machine.spend(Math.floor(length / stepLength), span);
}

function repeat(machine: Machine, sequence: Value, count: Value, span: Span): Value | null {
  if (sequence.type !== 'str' && sequence.type !== 'list' && sequence.type !== 'tuple') return null;
  if (!numberOf(count)?.isInteger) return null;
  const times = integerOf(machine, count, 'size', span);
  if (typeof times !== 'number') return times;
  const copies = Math.max(0, times);
  if (sequence.type === 'str') {
    const length = copies * sequence.value.length;
    if (length / stepLength > machine.options.budget.steps)
      return unknown('A text is longer than what is evaluated', span);
    spendText(machine, length, span);
    return str(sequence.value.repeat(copies));
  }
  const length = copies * sequence.items.length;
  if (length > machine.options.budget.steps) return unknown('A list is longer than what is evaluated', span);
  machine.spend(length, span);
  const items: Value[] = [];
  for (let copy = 0; copy < copies; copy += 1) for (const item of sequence.items) items.push(item);
  return { type: sequence.type, items };
}

function combineSets(
  machine: Machine,
  operator: ast.BinaryOperator,
  left: SetValue,
  right: SetValue,
  span: Span,
): SetValue | null {
  const [a, b] = [[...left.entries], [...right.entries]];
  const within = (entries: SetValue['entries'], wanted: boolean) => (entry: readonly [string, Value]) =>
    entries.has(entry[0]) === wanted;
  switch (operator) {
    case '|':
      return setOf(machine, [...left.entries.values(), ...right.entries.values()], span);
    case '&':
      // Of equal elements the smaller set's is kept: `True` and `1` are one.
      return {
        type: 'set',
        entries: new Map(
          b.length > a.length ? a.filter(within(right.entries, true)) : b.filter(within(left.entries, true)),
        ),
      };
    case '-':
      return { type: 'set', entries: new Map(a.filter(within(right.entries, false))) };
    case '^':
      return {
        type: 'set',
        entries: new Map([
          ...a.filter(within(right.entries, false)),
          ...b.filter(within(left.entries, false)),
        ]),
      };
    default:
      return null;
  }
}

function changeSet(
  machine: Machine,
  operator: ast.BinaryOperator,
  target: SetValue,
  value: SetValue,
  span: Span,
): Value {
  const combined = combineSets(machine, operator, target, value, span);
  if (!combined) return unknown(`Sets have no operator ${operator}=`, span);
  target.entries.clear();
  for (const [hash, item] of combined.entries) target.entries.set(hash, item);
  return target;
}

const methodNames: Readonly<Record<ast.BinaryOperator, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '<<': 'lshift',
  '>>': 'rshift',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
};

function binaryByMethod(
  machine: Machine,
  operator: ast.BinaryOperator,
  left: Value,
  right: Value,
  span: Span,
): Value | null {
  // Python 2 code names its division `__div__`.
  const names = operator === '/' ? ['truediv', 'div'] : [methodNames[operator]];
  for (const [self, other, prefix] of [
    [left, right, '__'],
    [right, left, '__r'],
  ] as const) {
    for (const name of names) {
      const method = ownMethod(machine, self, `${prefix}${name}__`, span);
      const answer = method && machine.call(method, [other], new Map(), span);
      if (answer && !isNotImplemented(answer)) return answer;
    }
  }
  return null;
}
