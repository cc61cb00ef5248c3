/** What is not known after a branch that could not be decided, or a statement that failed: everything it would have bound. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { spoil } from './arrays.ts';
import { contentsOf } from './classes.ts';
import { hashKey } from './dictionaries.ts';
import type { Machine } from './machine.ts';
import { bindingScope } from './scopes.ts';
import { assignedTargets, boundNames, mayReturn, mutatedContainers } from './syntax-walk.ts';
import { EvaluationStopped, type Scope, type UnknownValue, unknown, type Value } from './values.ts';

/** Leaves out statements because it is not known whether they run: notes it, and makes what they bind unknown. */
export function leaveUndecided(
  machine: Machine,
  statements: readonly ast.Stmt[],
  condition: UnknownValue,
  span: Span,
  scope: Scope,
): void {
  machine.recording.interruption(
    `Not followed, because ${lowerFirst(condition.reason)}`,
    condition.span ?? span,
  );
  forgetBindings(machine, statements, condition, scope);
  const activation = machine.activation;
  if (activation && mayReturn(statements)) activation.undecidedReturn ??= condition;
}

/** Makes everything that these statements bind or change unknown, for this reason. */
export function forgetBindings(
  machine: Machine,
  statements: readonly ast.Stmt[],
  reason: UnknownValue,
  scope: Scope,
): void {
  for (const name of boundNames(statements)) bindingScope(scope, name).names.set(name, reason);
  for (const target of assignedTargets(statements)) forgetTarget(machine, target, reason, scope);
  for (const container of mutatedContainers(statements)) forgetTarget(machine, container, reason, scope);
}

/**
 * After a call that stands alone and is not known: where it is a function or method of arrays, its only purpose is to change
 * the arrays that it gets, so they are not known from then on.
 */
export function forgetArguments(machine: Machine, call: ast.Call, reason: UnknownValue, scope: Scope): void {
  if (call.func.kind !== 'Attribute') return;
  const owner = quietly(machine, call.func.value, scope);
  const isOfArrays = owner?.type === 'module' && /^(np|numpy|scipy|torch)\b/.test(owner.name);
  if (owner?.type === 'array') spoil(owner, reason);
  if (!isOfArrays) return;
  for (const argument of call.args) {
    const value = quietly(machine, argument, scope);
    if (value?.type === 'array') spoil(value, reason);
  }
}

/** The reason that stands for the bindings of a statement that failed. */
export function failedStatement(message: string, span: Span | null): UnknownValue {
  return unknown(`The statement that assigns it fails: ${message}`, span);
}

/** "Net is …" → "net is …" inside a sentence; code in backquotes stays as it is. */
function lowerFirst(sentence: string): string {
  return /^[A-Z][a-z ]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}

function forgetTarget(machine: Machine, target: ast.Expr, reason: UnknownValue, scope: Scope): void {
  if (target.kind === 'Name') {
    bindingScope(scope, target.id).names.set(target.id, reason);
    return;
  }
  if (target.kind !== 'Attribute' && target.kind !== 'Subscript') return;
  const container = quietly(machine, target.value, scope);
  if (!container || container.type === 'unknown') return;
  if (target.kind === 'Attribute') {
    if (container.type === 'instance' || container.type === 'class')
      container.attributes.set(target.attr, reason);
    return;
  }
  const contents = contentsOf(container);
  if (contents.type === 'dict') {
    forgetEntry(machine, contents, quietly(machine, target.index, scope), reason);
  } else if (contents.type === 'list') {
    contents.items = contents.items.map(() => reason);
  } else if (contents.type === 'array') {
    // The elements of an array cannot be unknown one by one, so all of it is.
    spoil(contents, reason);
  }
}

function forgetEntry(
  machine: Machine,
  dict: Value & { readonly type: 'dict' },
  key: Value | null,
  reason: UnknownValue,
): void {
  if (!key || key.type === 'unknown' || key.type === 'list' || key.type === 'array') {
    for (const entry of dict.entries.values()) entry.value = reason;
    return;
  }
  dict.entries.set(hashKey(machine, key, null), { key, value: reason });
}

/** The value of an expression that has no effects; null where it has some, or fails. */
function quietly(machine: Machine, expression: ast.Expr, scope: Scope): Value | null {
  if (!isPure(expression)) return null;
  try {
    return machine.settled(machine.evaluate(expression, scope));
  } catch (error) {
    if (error instanceof EvaluationStopped) throw error;
    return null;
  }
}

function isPure(expression: ast.Expr): boolean {
  switch (expression.kind) {
    case 'Name':
    case 'Constant':
      return true;
    case 'Attribute':
      return isPure(expression.value);
    case 'Subscript':
      return isPure(expression.value) && isPure(expression.index);
    case 'BinOp':
      return isPure(expression.left) && isPure(expression.right);
    case 'Tuple':
      return expression.elts.every(isPure);
    case 'JoinedStr':
      return expression.values.every((part) => part.kind !== 'FormattedValue' || isPure(part.value));
    case 'Call':
      return expression.func.kind === 'Name' && expression.func.id === 'str' && expression.args.every(isPure);
    default:
      return false;
  }
}
