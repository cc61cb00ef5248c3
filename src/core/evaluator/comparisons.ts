/** Comparisons: chains, identity and membership; equality and order are in `truth.ts`. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { contentsOf, ownMethod } from './classes.ts';
import { hashKey } from './dictionaries.ts';
import type { Machine } from './machine.ts';
import { compare, equal, truth } from './truth.ts';
import { numberOf } from './numbers.ts';
import { typeName } from './types.ts';
import { bool, PythonError, type Scope, type UnknownValue, type Value } from './values.ts';
import { holdsEntry } from './numpy/index.ts';
import { rangeLength } from './sequences.ts';

/** `a < b <= c`: each operand is evaluated once, and the chain stops at the first comparison that is false. */
export function evaluateComparisons(machine: Machine, expression: ast.Compare, scope: Scope): Value {
  let left = machine.evaluate(expression.left, scope);
  let answer: Value = bool(true);
  for (const [position, operator] of expression.ops.entries()) {
    const operand = expression.comparators[position] as ast.Expr;
    const right = machine.evaluate(operand, scope);
    answer = compareOperands(machine, operator, left, right, expression.span);
    if (position === expression.ops.length - 1) break;
    const holds = truth(machine, answer, expression.span);
    if (holds !== true) return typeof holds === 'boolean' ? answer : holds;
    left = right;
  }
  return answer;
}

function compareOperands(
  machine: Machine,
  operator: ast.ComparisonOperator,
  left: Value,
  right: Value,
  span: Span,
): Value {
  if (operator === 'is' || operator === 'is not') {
    const same = isSame(machine, left, right);
    return typeof same === 'boolean' ? bool(same === (operator === 'is')) : same;
  }
  if (operator === 'in' || operator === 'not in') {
    const held = isIn(machine, left, right, span);
    return typeof held === 'boolean' ? bool(held === (operator === 'in')) : held;
  }
  // A value that the caller passes is not None; asking so says nothing else about it.
  const isNoneTest = left.type === 'none' || right.type === 'none';
  if (isNoneTest && (left.type === 'probe' || right.type === 'probe')) return bool(operator === '!=');
  const known = machine.settled(right);
  const other = known.type === 'probe' ? null : known;
  const a = machine.resolve(left, { kind: 'comparison', operator, other }, span);
  const b = machine.resolve(right, { kind: 'comparison', operator, other: a }, span);
  return compare(machine, operator, a, b, span);
}

function isSame(machine: Machine, left: Value, right: Value): boolean | UnknownValue {
  const [a, b] = [machine.settled(left), machine.settled(right)];
  if (a === b) return a.type === 'unknown' ? a : true;
  if (a.type === 'unknown') return a;
  if (b.type === 'unknown') return b;
  if (a.type === 'class' && b.type === 'class')
    return a.definition === null && b.definition === null && a.name === b.name;
  if (a.type !== b.type) return false;
  switch (a.type) {
    case 'none':
    case 'ellipsis':
      return true;
    case 'bool':
    case 'int':
    case 'str':
      return a.value === (b as typeof a).value;
    case 'dtype':
      return a.name === (b as typeof a).name;
    default:
      return false;
  }
}

/** `item in container`. */
function isIn(machine: Machine, item: Value, container: Value, span: Span): boolean | UnknownValue {
  const held = machine.resolve(
    container,
    { kind: 'comparison', operator: 'in', other: machine.settled(item) },
    span,
  );
  if (held.type === 'unknown') return held;
  const method = ownMethod(machine, held, '__contains__', span);
  if (method) return truth(machine, machine.call(method, [item], new Map(), span), span);
  const contents = contentsOf(held);
  const settled = machine.resolve(item, { kind: 'any' }, span);
  if (settled.type === 'unknown') return settled;
  switch (contents.type) {
    case 'dict':
    case 'set':
      return contents.entries.has(hashKey(machine, settled, span));
    case 'str':
      if (settled.type === 'str') return contents.value.includes(settled.value);
      throw new PythonError('TypeError', `'in <string>' requires string, not ${typeName(settled)}`, span);
    case 'array':
      return holdsEntry(machine, contents, settled, span);
    case 'range': {
      const number = numberOf(settled);
      const steps = number ? (number.value - contents.start) / contents.step : -1;
      return Number.isInteger(steps) && steps >= 0 && steps < rangeLength(contents);
    }
    default:
      return isAmongItems(machine, settled, contents, span);
  }
}

function isAmongItems(machine: Machine, item: Value, container: Value, span: Span): boolean | UnknownValue {
  const items = machine.iterate(container, span);
  if ('type' in items) return items;
  let undecided: UnknownValue | null = null;
  for (const candidate of items) {
    machine.spend(1, span);
    const same = equal(machine, candidate, item, span);
    if (same === true) return true;
    if (same !== false) undecided ??= same;
  }
  return undecided ?? false;
}
