/** Statements: one function per construct; loops, exceptions, definitions and imports have files of their own. */
import { stored } from './plain-numbers.ts';
import type * as ast from '../python/ast.ts';
import { type Span, textOf } from '../python/source.ts';
import { ownMethod } from './classes.ts';
import { stringKey } from './dictionaries.ts';
import { defineClass, defineFunction } from './definitions.ts';
import { executeAssert, executeRaise, executeTry } from './exceptions.ts';
import { executeImport, executeImportFrom } from './imports.ts';
import { executeFor, executeWhile } from './loops.ts';
import type { Activation, Completion } from './language.ts';
import type { Machine } from './machine.ts';
import { assign, assignAugmented, bindName, deleteTarget } from './targets.ts';
import { truth } from './truth.ts';
import { ENTERED } from './types.ts';
import { failedStatement, forgetArguments, forgetBindings, leaveUndecided } from './undecided.ts';
import { NONE, PythonError, type Scope, str, unknown, type Value } from './values.ts';

/** Runs statements in order, until one of them leaves the block. */
export function executeBlock(machine: Machine, statements: readonly ast.Stmt[], scope: Scope): Completion {
  for (const statement of statements) {
    const completion = executeStatement(machine, statement, scope);
    if (completion) return completion;
  }
  return null;
}

/**
 * Runs one statement. Where failures are tolerated, a Python exception ends the statement alone: it is noted, and what
 * the statement would have bound is unknown.
 */
function executeStatement(machine: Machine, statement: ast.Stmt, scope: Scope): Completion {
  const { activation, recording } = machine;
  if (!activation) throw new Error('a statement runs outside of any activation');
  const { statement: outerStatement, startOrder: outerStart } = activation;
  activation.statement = statement;
  activation.startOrder = recording.order;
  recording.executed.add(statement);
  machine.enter(statement.span);
  try {
    return runStatement(machine, statement, scope);
  } catch (thrown) {
    const error = machine.asPythonError(thrown, statement.span);
    if (!(error instanceof PythonError) || !isTolerated(error, activation)) throw error;
    noteFailure(machine, statement, error, scope);
    return null;
  } finally {
    machine.leave();
    activation.statement = outerStatement;
    activation.startOrder = outerStart;
  }
}

function isTolerated(error: PythonError, activation: Activation): boolean {
  return activation.tolerant && error.exceptionType !== 'SystemExit';
}

function noteFailure(machine: Machine, statement: ast.Stmt, error: PythonError, scope: Scope): void {
  const message = `${error.exceptionType}: ${error.message}`;
  const span = error.span ?? statement.span;
  machine.recording.interruption(message, span, error);
  forgetBindings(machine, [statement], failedStatement(message, span), scope);
}

function runStatement(machine: Machine, statement: ast.Stmt, scope: Scope): Completion {
  switch (statement.kind) {
    case 'Expr': {
      const value = machine.evaluate(statement.value, scope);
      if (value.type === 'unknown' && statement.value.kind === 'Call')
        forgetArguments(machine, statement.value, value, scope);
      return null;
    }
    case 'Assign': {
      const value = machine.evaluate(statement.value, scope);
      for (const target of statement.targets)
        assign(machine, target, stored(machine, value, target, statement.value), scope, statement.value);
      return null;
    }
    case 'AugAssign':
      assignAugmented(machine, statement, scope);
      return null;
    case 'AnnAssign':
      executeAnnotated(machine, statement, scope);
      return null;
    case 'Return': {
      const value = statement.value ? machine.evaluate(statement.value, scope) : NONE;
      if (statement.value) recordReturned(machine, statement.value, value);
      return { returned: value };
    }
    case 'If':
      return executeIf(machine, statement, scope);
    case 'For':
      return executeFor(machine, statement, scope);
    case 'While':
      return executeWhile(machine, statement, scope);
    case 'Break':
      return 'break';
    case 'Continue':
      return 'continue';
    default:
      return runOtherStatement(machine, statement, scope);
  }
}

type OtherStatement = Exclude<
  ast.Stmt,
  {
    kind:
      | 'Expr'
      | 'Assign'
      | 'AugAssign'
      | 'AnnAssign'
      | 'Return'
      | 'If'
      | 'For'
      | 'While'
      | 'Break'
      | 'Continue';
  }
>;

function runOtherStatement(machine: Machine, statement: OtherStatement, scope: Scope): Completion {
  switch (statement.kind) {
    case 'FunctionDef':
      defineFunction(machine, statement, scope);
      return null;
    case 'ClassDef':
      defineClass(machine, statement, scope);
      return null;
    case 'With':
      return executeWith(machine, statement, 0, scope);
    case 'Try':
      return executeTry(machine, statement, scope);
    case 'Raise':
      return executeRaise(machine, statement, scope);
    case 'Assert':
      executeAssert(machine, statement, scope);
      return null;
    case 'Import':
      executeImport(machine, statement, scope);
      return null;
    case 'ImportFrom':
      executeImportFrom(machine, statement, scope);
      return null;
    case 'Delete':
      for (const target of statement.targets) deleteTarget(machine, target, scope);
      return null;
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
      // Declarations took effect when the function's scope was opened.
      return null;
    case 'UnsupportedStmt': {
      const message = `The syntax of this statement (${statement.syntax}) is outside what is evaluated`;
      machine.recording.interruption(message, statement.span);
      return null;
    }
    default:
      return statement satisfies never;
  }
}

/** A chain of `elif` is walked in a loop, however long it is. */
function executeIf(machine: Machine, first: ast.If, scope: Scope): Completion {
  let statement = first;
  for (;;) {
    const test = truth(machine, machine.evaluate(statement.test, scope), statement.test.span);
    if (typeof test !== 'boolean') {
      const branches = [...statement.body, ...statement.orelse];
      leaveUndecided(machine, branches, test, statement.test.span, scope);
      return null;
    }
    if (test) return machine.execute(statement.body, scope);
    const [only] = statement.orelse;
    if (statement.orelse.length !== 1 || only?.kind !== 'If') return machine.execute(statement.orelse, scope);
    statement = only;
    machine.recording.executed.add(statement);
  }
}

/** `x: int = 1`; in a class body the annotation is kept for dataclasses, as text. */
function executeAnnotated(machine: Machine, statement: ast.AnnAssign, scope: Scope): void {
  const { target, annotation, value: expression } = statement;
  if (scope.kind === 'class' && target.kind === 'Name') {
    const known = scope.names.get('__annotations__');
    const annotations: Value =
      known?.type === 'dict' ? known : { type: 'dict', entries: new Map(), defaultFactory: null };
    annotations.entries.set(stringKey(target.id), {
      key: str(target.id),
      value: str(textOf(annotation.span)),
    });
    scope.names.set('__annotations__', annotations);
  }
  if (expression) assign(machine, target, machine.evaluate(expression, scope), scope, expression);
}

/** Elements of a returned tuple, and a returned expression, that have no name of their own. */
function recordReturned(machine: Machine, expression: ast.Expr, value: Value): void {
  const pairs: (readonly [ast.Expr, Value])[] =
    expression.kind === 'Tuple' && value.type === 'tuple' && expression.elts.length === value.items.length
      ? expression.elts.map((element, position) => [element, value.items[position] as Value])
      : [[expression, value]];
  for (const [element, item] of pairs) {
    if (element.kind === 'Name' || element.kind === 'Starred') continue;
    machine.recordBinding({ kind: 'returned', text: '', name: '', valueExpression: element, value: item });
  }
}

/** `with a as x, b as y:` opens one context after the other; contexts that are not known let their body run. */
function executeWith(machine: Machine, statement: ast.With, position: number, scope: Scope): Completion {
  const item = statement.items[position];
  if (!item) return machine.execute(statement.body, scope);
  const { span } = item.context;
  const context = machine.resolve(machine.evaluate(item.context, scope), { kind: 'any' }, span);
  const enter = ownMethod(machine, context, '__enter__', span);
  const leave = ownMethod(machine, context, '__exit__', span);
  const ready = contextValue(context);
  const entered = ready
    ? ready
    : enter
      ? machine.call(enter, [], new Map(), span)
      : unknownContext(context, span);
  if (item.target?.kind === 'Name') bindName(machine, item.target, entered, scope, null, null);
  else if (item.target) assign(machine, item.target, entered, scope, null);
  if (!leave) return executeWith(machine, statement, position + 1, scope);
  return closing(machine, leave, span, () => executeWith(machine, statement, position + 1, scope));
}

/** What a context of the evaluator's own gives; progress bars and array iterators give themselves. */
function contextValue(value: Value): Value | null {
  if (value.type === 'module') return value.name === 'np.nditer()' ? value : null;
  if (value.type === 'builtin') return value.attributes?.get(ENTERED) ?? null;
  if (value.type !== 'instance') return null;
  return value.class.name === 'tqdm' ? value : (value.attributes.get(ENTERED) ?? null);
}

function unknownContext(context: Value, span: Span): Value {
  return context.type === 'unknown' ? context : unknown(`What \`${textOf(span)}\` opens is not known`, span);
}

/** Calls `__exit__` after the body, with the exception where there is one; a true answer swallows it. */
function closing(machine: Machine, leave: Value, span: Span, body: () => Completion): Completion {
  const activation = machine.activation;
  const wasTolerant = activation?.tolerant ?? false;
  if (activation) activation.tolerant = false;
  let completion: Completion;
  try {
    completion = body();
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const args = [str(error.exceptionType), error.value ?? str(error.message), NONE];
    const swallowed = truth(machine, machine.call(leave, args, new Map(), span), span);
    if (swallowed !== true) throw error;
    return null;
  } finally {
    if (activation) activation.tolerant = wasTolerant;
  }
  machine.call(leave, [NONE, NONE, NONE], new Map(), span);
  return completion;
}
