/** Places: attributes and elements that are assigned to, with container and key evaluated once. */
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { readAttribute, setAttribute } from './attributes.ts';
import { contentsOf } from './classes.ts';
import { hashKey } from './dictionaries.ts';
import type { Machine } from './machine.ts';
import { readSubscript, writeSubscript } from './subscripts.ts';
import { type Scope, unknown, type Value } from './values.ts';

/** An attribute or element with its container and key evaluated. */
export interface Place {
  readonly target: ast.Attribute | ast.Subscript;
  readonly container: Value;
  /** The key of a subscript; Unknown and unused for an attribute. */
  readonly key: Value;
}

export function placeOf(machine: Machine, target: ast.Attribute | ast.Subscript, scope: Scope): Place {
  const value = machine.evaluate(target.value, scope);
  if (target.kind === 'Attribute') {
    const container = machine.resolve(value, { kind: 'attribute', name: target.attr }, target.span);
    return { target, container, key: unknown('An attribute has no key', null) };
  }
  const key = machine.evaluate(target.index, scope);
  const container = machine.resolve(value, { kind: 'subscript', key: machine.settled(key) }, target.span);
  return { target, container, key };
}

export function readPlace(machine: Machine, { target, container, key }: Place): Value {
  return target.kind === 'Attribute'
    ? readAttribute(machine, container, target.attr, target.span)
    : readSubscript(machine, container, key, target.span);
}

export function writePlace(machine: Machine, { target, container, key }: Place, value: Value): void {
  if (target.kind === 'Attribute') setAttribute(machine, container, target.attr, value, target.span);
  else writeSubscript(machine, container, key, value, target.span);
}

export function previousOf(machine: Machine, { target, container, key }: Place): NodeId | null {
  const contents = contentsOf(container);
  if (target.kind === 'Subscript') {
    if (contents.type === 'array') return machine.nodeOf(contents);
    if (contents.type === 'dict' && key.type === 'str') {
      const entry = contents.entries.get(hashKey(machine, key, target.span));
      return entry ? machine.nodeOf(entry.value) : null;
    }
    if (contents.type !== 'list' || key.type !== 'int') return null;
    const item = contents.items.at(key.value);
    return item ? machine.nodeOf(item) : null;
  }
  if (container.type !== 'instance') return null;
  const held = container.attributes.get(target.attr);
  return held ? machine.nodeOf(held) : null;
}

export function recordPlace(
  machine: Machine,
  place: Place,
  value: Value,
  valueExpression: ast.Expr | null,
  operator: ast.BinaryOperator | null,
  previousNode: NodeId | null,
): void {
  const { target, key } = place;
  const contents = contentsOf(place.container);
  const isEdit = target.kind === 'Subscript' && contents.type === 'array';
  machine.recordBinding({
    kind: target.kind === 'Attribute' ? 'attribute' : isEdit ? 'edit' : 'subscript',
    text: textOf(target.span),
    name: placeName(place),
    container: textOf(target.value.span),
    key: target.kind === 'Attribute' ? null : machine.settled(key),
    target,
    valueExpression,
    augmented: operator,
    value: isEdit ? contents : value,
    previousNode,
  });
}

function placeName({ target, key }: Place): string {
  if (target.kind === 'Attribute') return target.attr;
  return key.type === 'str' ? key.value : containerName(target.value);
}

/** The last name in what holds an element: `nabla_w[-l]` → nabla_w, `self.weights[0]` → weights, `p["W"][0]` → W. */
function containerName(expression: ast.Expr): string {
  switch (expression.kind) {
    case 'Name':
      return expression.id;
    case 'Attribute':
      return expression.attr;
    case 'Subscript': {
      const { index } = expression;
      const isText = index.kind === 'Constant' && index.value.type === 'str';
      return isText ? index.value.value : containerName(expression.value);
    }
    default:
      return '';
  }
}
