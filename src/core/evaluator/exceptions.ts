/** Exceptions: `try`, `raise` and `assert`, and how Python's exceptions and the evaluator's meet. */
import type * as ast from '../python/ast.ts';
import { isSubclass } from './classes.ts';
import type { Completion } from './language.ts';
import { claimOf } from './assertions.ts';
import type { Machine } from './machine.ts';
import { textOfValue } from './text.ts';
import { truth } from './truth.ts';
import { lineOf } from './types.ts';
import { type ClassValue, type InstanceValue, PythonError, type Scope, str, type Value } from './values.ts';

/** `try … except … else … finally`. An end of the evaluation itself passes through without `finally`. */
export function executeTry(machine: Machine, statement: ast.Try, scope: Scope): Completion {
  let completion: Completion;
  try {
    completion = runGuarded(machine, statement, scope);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const overriding = machine.execute(statement.finalbody, scope);
    if (overriding) return overriding;
    throw error;
  }
  return machine.execute(statement.finalbody, scope) ?? completion;
}

/** `raise`, `raise Type`, `raise Type(…)`. */
export function executeRaise(machine: Machine, statement: ast.Raise, scope: Scope): never {
  const { exc, span } = statement;
  if (!exc) {
    throw (
      machine.activation?.handling ?? new PythonError('RuntimeError', 'No active exception to reraise', span)
    );
  }
  const value = machine.evaluate(exc, scope);
  const raised = value.type === 'class' ? machine.call(value, [], new Map(), span) : value;
  if (raised.type === 'unknown') throw new PythonError('Exception', raised.reason, span, [], raised);
  if (raised.type !== 'instance') {
    throw new PythonError('TypeError', 'exceptions must derive from BaseException', span);
  }
  const text = textOfValue(machine, raised, span);
  throw new PythonError(raised.class.name, typeof text === 'string' ? text : text.reason, span, [], raised);
}

/** `assert`: a test that is not known is taken to hold. */
export function executeAssert(machine: Machine, statement: ast.Assert, scope: Scope): void {
  const holds = truth(machine, machine.evaluate(statement.test, scope), statement.test.span);
  if (holds !== false || machine.options.skipsAssertions) return;
  const claim = claimOf(machine, statement.test, scope);
  const text = statement.msg && textOfValue(machine, machine.evaluate(statement.msg, scope), statement.span);
  throw new PythonError(
    'AssertionError',
    typeof text === 'string' ? text : 'the assertion is false',
    statement.span,
    claim.conflicts,
    null,
    claim.rank,
  );
}

/** The exception as the program's own code sees it: what it raised, or a new instance of the built-in class. */
export function exceptionInstance(machine: Machine, error: PythonError): InstanceValue {
  if (error.value?.type === 'instance') return error.value;
  const type = exceptionClass(machine, error);
  const args: Value = { type: 'tuple', items: [str(error.message)] };
  return { type: 'instance', class: type, attributes: new Map([['args', args]]) };
}

function exceptionClass(machine: Machine, error: PythonError): ClassValue {
  if (error.value?.type === 'instance') return error.value.class;
  return machine.types.get(error.exceptionType) ?? machine.type('Exception');
}

function runGuarded(machine: Machine, statement: ast.Try, scope: Scope): Completion {
  const { activation } = machine;
  const { tolerant = false, guardsImports = false } = activation ?? {};
  const leave = (): void => void (activation && Object.assign(activation, { tolerant, guardsImports }));
  try {
    if (activation && statement.handlers.length > 0) {
      activation.tolerant = false;
      activation.guardsImports ||= statement.handlers.some(catchesImports);
    }
    const completion = machine.execute(statement.body, scope);
    if (completion) return completion;
  } catch (error) {
    leave();
    if (!(error instanceof PythonError)) throw error;
    return handle(machine, statement, error, scope);
  } finally {
    leave();
  }
  return machine.execute(statement.orelse, scope);
}

/** True for a handler that a failing import would end in, by the name that it is written with. */
function catchesImports({ type }: ast.ExceptHandler): boolean {
  const names = type?.kind === 'Tuple' ? type.elts : type ? [type] : [];
  const importErrors = ['ImportError', 'ModuleNotFoundError', 'Exception'];
  return type === null || names.some((name) => name.kind === 'Name' && importErrors.includes(name.id));
}

function handle(machine: Machine, statement: ast.Try, error: PythonError, scope: Scope): Completion {
  const type = exceptionClass(machine, error);
  const handler = statement.handlers.find((candidate) => {
    return candidate.type === null || matches(type, machine.evaluate(candidate.type, scope));
  });
  if (!handler) throw error;
  const { activation } = machine;
  const outer = activation?.handling ?? null;
  if (activation) activation.handling = error;
  if (handler.name) scope.names.set(handler.name, exceptionInstance(machine, error));
  try {
    return machine.execute(handler.body, scope);
  } finally {
    if (activation) activation.handling = outer;
  }
}

/** True where a handler for `wanted` takes exceptions of this class; a handler for something unknown takes all. */
function matches(type: ClassValue, wanted: Value): boolean {
  if (wanted.type === 'tuple') return wanted.items.some((item) => matches(type, item));
  if (wanted.type !== 'class') return true;
  return isSubclass(type, wanted) !== false || lineOf(type).includes(wanted);
}
