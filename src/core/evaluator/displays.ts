/** Displays: list, tuple, set and dict displays, and comprehensions. */
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { emptyDict, setEntry, setOf } from './dictionaries.ts';
import { contentsOf } from './classes.ts';
import type { Machine } from './machine.ts';
import { openScope } from './scopes.ts';
import { gather } from './sequences.ts';
import { targetHints } from './syntax-walk.ts';
import { assign } from './targets.ts';
import { truth } from './truth.ts';
import type { DictValue, Scope, UnknownValue, Value } from './values.ts';

/** The elements of a display, `*items` spread out. */
export function evaluateElements(
  machine: Machine,
  elements: readonly ast.Expr[],
  scope: Scope,
): Value[] | UnknownValue {
  const values: Value[] = [];
  for (const element of elements) {
    if (element.kind !== 'Starred') {
      values.push(machine.evaluate(element, scope));
      continue;
    }
    const items = machine.iterate(machine.evaluate(element.value, scope), element.span);
    if ('type' in items) return items;
    for (const item of gather(machine, items, element.span)) values.push(item);
  }
  return values;
}

/** A dict display. Entries under text keys are noted as bindings: `{"dW1": dW1}` names a gradient. */
export function evaluateDict(machine: Machine, expression: ast.Dict, scope: Scope): Value {
  const dict = emptyDict();
  let undecided: UnknownValue | null = null;
  for (const [position, keyExpression] of expression.keys.entries()) {
    const valueExpression = expression.values[position] as ast.Expr;
    if (keyExpression === null) {
      undecided = mergeEntries(machine, dict, valueExpression, scope) ?? undecided;
      continue;
    }
    const key = machine.resolve(machine.evaluate(keyExpression, scope), { kind: 'any' }, keyExpression.span);
    const value = machine.evaluate(valueExpression, scope);
    if (key.type === 'unknown') {
      undecided ??= key;
      continue;
    }
    setEntry(machine, dict, key, value, keyExpression.span);
    if (key.type === 'str') recordEntry(machine, keyExpression, key.value, valueExpression, value);
  }
  return undecided ?? dict;
}

/** List, set and generator comprehensions; a generator's values are worked out at once. */
export function evaluateComprehension(machine: Machine, expression: ast.ListComp, scope: Scope): Value {
  const values: Value[] = [];
  const undecided = runClauses(machine, expression, scope, (inner) => {
    values.push(machine.evaluate(expression.elt, inner));
  });
  if (undecided) return undecided;
  if (expression.kind === 'SetComp') return setOf(machine, values, expression.span);
  if (expression.kind === 'ListComp') return { type: 'list', items: values };
  let position = 0;
  return {
    type: 'iterator',
    next: () => {
      position += 1;
      return values[position - 1] ?? null;
    },
  };
}

export function evaluateDictComprehension(machine: Machine, expression: ast.DictComp, scope: Scope): Value {
  const dict = emptyDict();
  const undecided = runClauses(machine, expression, scope, (inner) => {
    const key = machine.evaluate(expression.key, inner);
    setEntry(machine, dict, key, machine.evaluate(expression.value, inner), expression.key.span);
  });
  return undecided ?? dict;
}

/** Runs `body` for every element that the `for` and `if` clauses let through; an unknown clause makes the whole unknown. */
function runClauses(
  machine: Machine,
  expression: ast.ListComp | ast.DictComp,
  scope: Scope,
  body: (inner: Scope) => void,
): UnknownValue | null {
  const { recording } = machine;
  const inner = openScope('comprehension', scope, scope.qualifiedName);
  const outerLoops = recording.loops;
  let iteration = 0;
  const run = (depth: number): UnknownValue | null => {
    const clause = expression.generators[depth];
    if (!clause) {
      recording.loops = [...outerLoops, { loop: expression, iteration }];
      iteration += 1;
      body(inner);
      return null;
    }
    // The first iterable belongs to the scope around; it cannot see the comprehension's own names.
    const source = machine.evaluate(clause.iter, depth === 0 ? scope : inner);
    const demand = { kind: 'sequence', length: null, hints: targetHints(clause.target) } as const;
    const items = machine.iterate(machine.resolve(source, demand, clause.iter.span), clause.iter.span);
    if ('type' in items) return items;
    for (const item of items) {
      machine.spend(1, clause.iter.span);
      assign(machine, clause.target, item, inner, null);
      const passed = passesTests(machine, clause.ifs, inner);
      if (typeof passed !== 'boolean') return passed;
      const undecided = passed ? run(depth + 1) : null;
      if (undecided) return undecided;
    }
    return null;
  };
  try {
    return run(0);
  } finally {
    recording.loops = outerLoops;
  }
}

function passesTests(machine: Machine, tests: readonly ast.Expr[], scope: Scope): boolean | UnknownValue {
  for (const test of tests) {
    const answer = truth(machine, machine.evaluate(test, scope), test.span);
    if (answer !== true) return answer;
  }
  return true;
}

/** `**mapping` in a dict display. */
function mergeEntries(
  machine: Machine,
  dict: DictValue,
  expression: ast.Expr,
  scope: Scope,
): UnknownValue | null {
  const value = machine.resolve(machine.evaluate(expression, scope), { kind: 'any' }, expression.span);
  if (value.type === 'unknown') return value;
  const mapping = contentsOf(value);
  if (mapping.type !== 'dict') return null;
  for (const entry of mapping.entries.values())
    setEntry(machine, dict, entry.key, entry.value, expression.span);
  return null;
}

function recordEntry(
  machine: Machine,
  keyExpression: ast.Expr,
  name: string,
  valueExpression: ast.Expr,
  value: Value,
): void {
  const text = textOf(keyExpression.span);
  machine.recordBinding({ kind: 'dictEntry', text, name, valueExpression, value });
}
