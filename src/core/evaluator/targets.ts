/** Targets of assignments: names, attributes, subscripts and nested patterns; every binding is written to the trace. */
import type * as ast from '../python/ast.ts';
import { type Span, textOf } from '../python/source.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { deleteAttribute, setAttribute } from './attributes.ts';
import { contentsOf } from './classes.ts';
import type { Machine } from './machine.ts';
import { requireSameKind } from './numpy/index.ts';
import { augmented, binary } from './operators.ts';
import { type Place, placeOf, previousOf, readPlace, recordPlace, writePlace } from './places.ts';
import { bindingScope } from './scopes.ts';
import { deleteSubscript, writeSubscript } from './subscripts.ts';
import { rankConflict } from './sequences.ts';
import { targetHints } from './syntax-walk.ts';
import { PythonError, type Scope, type Value } from './values.ts';

/** Assigns a value to a target. `valueExpression` is the expression that has this very value; null where there is none. */
export function assign(
  machine: Machine,
  target: ast.Expr,
  value: Value,
  scope: Scope,
  valueExpression: ast.Expr | null,
): void {
  switch (target.kind) {
    case 'Name':
      bindName(machine, target, value, scope, valueExpression, null);
      return;
    case 'Tuple':
    case 'List':
      unpack(machine, target, value, scope, valueExpression);
      return;
    case 'Attribute': {
      const place = placeOf(machine, target, scope);
      const previousNode = previousOf(machine, place);
      setAttribute(machine, place.container, target.attr, value, target.span);
      recordPlace(machine, place, value, valueExpression, null, previousNode);
      return;
    }
    case 'Subscript': {
      const place = placeOf(machine, target, scope);
      const previousNode = previousOf(machine, place);
      writeSubscript(machine, place.container, place.key, value, target.span);
      recordPlace(machine, place, value, valueExpression, null, previousNode);
      return;
    }
    case 'Starred':
      assign(machine, target.value, value, scope, valueExpression);
      return;
    default:
      throw new PythonError('SyntaxError', `\`${textOf(target.span)}\` cannot be assigned to`, target.span);
  }
}

/** `target operator= value`; container and key of a target are evaluated once. */
export function assignAugmented(machine: Machine, statement: ast.AugAssign, scope: Scope): void {
  const { target, op, value: expression, span } = statement;
  if (target.kind === 'Name') {
    const current = machine.evaluate(target, scope);
    const previousNode = machine.nodeOf(current);
    const value = machine.evaluate(expression, scope);
    const result = augmented(machine, op, current, value, span);
    bindName(machine, target, result, scope, expression, { operator: op, previousNode });
    return;
  }
  if (target.kind !== 'Attribute' && target.kind !== 'Subscript') {
    throw new PythonError('SyntaxError', `\`${textOf(target.span)}\` cannot be assigned to`, span);
  }
  const place = placeOf(machine, target, scope);
  const previousNode = previousOf(machine, place);
  const current = readPlace(machine, place);
  machine.recordExpression(target, current);
  const value = machine.evaluate(expression, scope);
  const result = augmentedElement(machine, place, op, current, value, span);
  writePlace(machine, place, result);
  recordPlace(machine, place, result, expression, op, previousNode);
}

/** Binds a plain name and notes it. */
export function bindName(
  machine: Machine,
  target: ast.Name,
  value: Value,
  scope: Scope,
  valueExpression: ast.Expr | null,
  change: { readonly operator: ast.BinaryOperator; readonly previousNode: NodeId | null } | null,
  leavesComprehension = false,
): void {
  const holder = bindingScope(scope, target.id, leavesComprehension);
  const previous = holder.names.get(target.id);
  const previousNode = change ? change.previousNode : previous ? machine.nodeOf(previous) : null;
  holder.names.set(target.id, value);
  // Loop variables of comprehensions live for one element only and name nothing that a reader could point at.
  if (holder.kind === 'comprehension') return;
  machine.recordBinding({
    kind: 'name',
    text: target.id,
    name: target.id,
    target,
    valueExpression,
    augmented: change?.operator ?? null,
    value,
    previousNode,
  });
}

/** `del target`. */
export function deleteTarget(machine: Machine, target: ast.Expr, scope: Scope): void {
  switch (target.kind) {
    case 'Name':
      if (!bindingScope(scope, target.id).names.delete(target.id)) {
        throw new PythonError('NameError', `name '${target.id}' is not defined`, target.span);
      }
      return;
    case 'Attribute':
      deleteAttribute(machine, machine.evaluate(target.value, scope), target.attr, target.span);
      return;
    case 'Subscript': {
      const container = machine.evaluate(target.value, scope);
      deleteSubscript(machine, container, machine.evaluate(target.index, scope), target.span);
      return;
    }
    case 'Tuple':
    case 'List':
      for (const element of target.elts) deleteTarget(machine, element, scope);
      return;
    default:
      throw new PythonError('SyntaxError', `\`${textOf(target.span)}\` cannot be deleted`, target.span);
  }
}

/** Spreads a value over the elements of a pattern. Errors: ValueError where the counts differ, TypeError. */
function unpack(
  machine: Machine,
  target: ast.Tuple | ast.List,
  value: Value,
  scope: Scope,
  valueExpression: ast.Expr | null,
): void {
  const { elts } = target;
  const starAt = elts.findIndex((element) => element.kind === 'Starred');
  const length = starAt < 0 ? elts.length : null;
  const source = machine.resolve(
    value,
    { kind: 'sequence', length, hints: targetHints(target) },
    target.span,
  );
  const items = source.type === 'unknown' ? source : machine.iterate(source, target.span);
  if ('type' in items) {
    for (const element of elts) assign(machine, element, items, scope, null);
    return;
  }
  const values = takeItems(
    machine,
    items,
    starAt < 0 ? elts.length + 1 : Number.POSITIVE_INFINITY,
    target.span,
  );
  checkCount(target, values, starAt);
  const expressions = displayedElements(valueExpression, elts.length, starAt);
  const starLength = values.length - (elts.length - 1);
  for (const [position, element] of elts.entries()) {
    if (position === starAt) {
      const rest: Value = { type: 'list', items: values.slice(position, position + starLength) };
      assign(machine, element, rest, scope, null);
    } else {
      const at = starAt >= 0 && position > starAt ? position + starLength - 1 : position;
      assign(machine, element, values[at] as Value, scope, expressions?.[position] ?? null);
    }
  }
}

function takeItems(machine: Machine, items: Iterable<Value>, most: number, span: Span): Value[] {
  const values: Value[] = [];
  for (const item of items) {
    if (values.length >= most) break;
    machine.spend(1, span);
    values.push(item);
  }
  return values;
}

function checkCount({ elts, span }: ast.Tuple | ast.List, values: readonly Value[], starAt: number): void {
  const count = values.length;
  const targets = elts.length;
  const rank =
    starAt < 0
      ? rankConflict(
          values,
          targets,
          elts.map((element) => textOf(element.span)),
        )
      : null;
  const least = starAt < 0 ? targets : targets - 1;
  if (count < least) {
    const expected = starAt < 0 ? `expected ${least}` : `expected at least ${least}`;
    throw new PythonError(
      'ValueError',
      `not enough values to unpack (${expected}, got ${count})`,
      span,
      [],
      null,
      rank,
    );
  }
  if (starAt < 0 && count > targets) {
    throw new PythonError(
      'ValueError',
      `too many values to unpack (expected ${targets})`,
      span,
      [],
      null,
      rank,
    );
  }
}

/** In `a, b = x, y` each element has an expression of its own. */
function displayedElements(
  expression: ast.Expr | null,
  count: number,
  starAt: number,
): readonly ast.Expr[] | null {
  if (starAt >= 0 || (expression?.kind !== 'Tuple' && expression?.kind !== 'List')) return null;
  const { elts } = expression;
  return elts.length === count && !elts.some((element) => element.kind === 'Starred') ? elts : null;
}

/** `a[i] += x` on an array computes `a[i] + x` and writes it back: one edit of `a`, not an edit of a view of it. */
function augmentedElement(
  machine: Machine,
  place: Place,
  operator: ast.BinaryOperator,
  current: Value,
  value: Value,
  span: Span,
): Value {
  const isElement = place.target.kind === 'Subscript' && contentsOf(place.container).type === 'array';
  if (!isElement) return augmented(machine, operator, current, value, span);
  const result = binary(machine, operator, current, value, span);
  if (current.type === 'array' && result.type === 'array')
    requireSameKind(machine, operator, current, result, span);
  return result;
}
