/** What the constructs of the language share: how blocks end, what runs now, and how constructs reach each other. */
import type { PythonModule } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import type { RunOptions } from './interpreter-contract.ts';
import type { Frame } from './trace.ts';
import type { Machine } from './machine.ts';
import type {
  ClassValue,
  FunctionValue,
  ModuleValue,
  PythonError,
  Scope,
  UnknownValue,
  Value,
} from './values.ts';

/** How a block of statements ended: null where it ran to its end. */
export type Completion = null | 'break' | 'continue' | { readonly returned: Value };

/** A module whose top level runs or has run. */
export interface LoadedModule {
  readonly module: PythonModule;
  readonly value: ModuleValue;
  readonly scope: Scope;
  readonly statements: RunOptions['statements'];
}

/** What runs now: a call, or the top level of a module. */
export interface Activation {
  readonly frame: Frame;
  readonly function: FunctionValue | null;
  readonly scope: Scope;
  /** `self` in a method, for `super()`. */
  readonly firstArgument: Value | null;
  /** What a generator has yielded so far; null elsewhere. */
  readonly yields: Value[] | null;
  /** The statement that runs, and the order of events when it began. */
  statement: ast.Stmt | null;
  startOrder: number;
  /** True where a failing statement is noted and left behind: at the top level of a module, outside `try`. */
  tolerant: boolean;
  /** True inside a `try` that is ready for an import to fail. */
  guardsImports: boolean;
  /** Why it is not known whether the function returned before its end; null where it is known. */
  undecidedReturn: UnknownValue | null;
  /** The exception that an `except` block is handling, for a bare `raise`. */
  handling: PythonError | null;
}

/** The constructs of the language, each in a file of its own; the machine is how they reach each other. */
export interface Language {
  expression(machine: Machine, expression: ast.Expr, scope: Scope): Value;
  block(machine: Machine, statements: readonly ast.Stmt[], scope: Scope): Completion;
  call(
    machine: Machine,
    callee: Value,
    positional: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    span: Span,
  ): Value;
  attribute(machine: Machine, value: Value, name: string, span: Span): Value;
  library(machine: Machine, name: string): Value | null;
  iterate(machine: Machine, value: Value, span: Span): Iterable<Value> | UnknownValue;
  load(machine: Machine, module: PythonModule, statements: RunOptions['statements']): LoadedModule;
  /** The built-in scope and the classes of built-in values by name. */
  builtins(machine: Machine): { readonly scope: Scope; readonly types: ReadonlyMap<string, ClassValue> };
}
