/** Modules: running a module's top level once, in whole or only its definitions. */
import type * as ast from '../python/ast.ts';
import type { PythonModule } from '../project/project.ts';
import type { RunOptions } from './interpreter-contract.ts';
import type { Activation, LoadedModule } from './language.ts';
import type { Machine } from './machine.ts';
import { openScope } from './scopes.ts';
import { PythonError, str, type Value } from './values.ts';

/**
 * A module after its top level has run. Failing statements are noted in the trace and left behind. A module that is
 * imported while it runs is given as far as it has come, as in Python.
 */
export function loadModule(
  machine: Machine,
  module: PythonModule,
  statements: RunOptions['statements'],
): LoadedModule {
  const known = machine.modules.get(module);
  if (known) return known;
  const isMain = module === machine.options.project.main;
  const name = isMain ? '__main__' : module.name;
  const names = new Map<string, Value>([
    ['__name__', str(name)],
    ['__file__', str(module.uri)],
  ]);
  const scope = openScope('module', machine.builtins, null, names);
  const value = { type: 'module', name: module.name, attributes: names, missing: null } as const;
  const loaded: LoadedModule = { module, value, scope, statements };
  machine.modules.set(module, loaded);
  run(machine, loaded);
  return loaded;
}

function run(machine: Machine, { module, scope, statements }: LoadedModule): void {
  const { recording } = machine;
  const outerLoops = recording.loops;
  const activation: Activation = {
    frame: recording.frame(machine.activation?.frame ?? null, null, null, scope),
    function: null,
    scope,
    firstArgument: null,
    yields: null,
    statement: null,
    startOrder: recording.order,
    tolerant: true,
    guardsImports: false,
    undecidedReturn: null,
    handling: null,
  };
  const body = statements === 'all' ? module.tree.body : definitionsOf(module.tree.body);
  recording.loops = [];
  try {
    machine.within(activation, module.tree.span, () => machine.execute(body, scope));
  } catch (error) {
    // `sys.exit()` ends a script; what it computed until then stands.
    if (!(error instanceof PythonError)) throw error;
    recording.interruption(`The script ends here (${error.exceptionType})`, error.span);
  } finally {
    recording.loops = outerLoops;
  }
}

/** The statements of a module's top level that define something without computing: imports, functions, classes, literals. */
export function definitionsOf(body: readonly ast.Stmt[]): readonly ast.Stmt[] {
  const named = definedNames(body);
  return body.flatMap((statement) => definitionsIn(statement, named));
}

/** The names of functions and classes that statements define, and of what they import. */
function definedNames(body: readonly ast.Stmt[]): ReadonlySet<string> {
  return new Set(
    body.flatMap((statement) => {
      if (statement.kind === 'FunctionDef' || statement.kind === 'ClassDef') return [statement.name];
      if (statement.kind !== 'Import' && statement.kind !== 'ImportFrom') return [];
      return statement.names.map(({ name, asname }) => asname ?? name);
    }),
  );
}

/**
 * The statement where it defines something without computing: imports, functions, classes, literals, and displays of these,
 * `{'relu': ReLU}`. `named` are functions, classes and imports.
 */
function definitionsIn(statement: ast.Stmt, named: ReadonlySet<string>): readonly ast.Stmt[] {
  switch (statement.kind) {
    case 'Import':
    case 'ImportFrom':
    case 'FunctionDef':
    case 'ClassDef':
      return [statement];
    case 'Assign':
    case 'AnnAssign':
      return statement.value && isLiteral(statement.value, named) ? [statement] : [];
    case 'Try':
      // `try: import cupy as np` with an import to fall back on.
      return statement.body.every((inner) => definitionsIn(inner, named).length > 0) ? [statement] : [];
    default:
      return [];
  }
}

function isLiteral(expression: ast.Expr, named: ReadonlySet<string>): boolean {
  const isPart = (part: ast.Expr): boolean =>
    isLiteral(part, named) || (part.kind === 'Name' && named.has(part.id));
  switch (expression.kind) {
    case 'Constant':
    case 'Lambda':
      return true;
    case 'UnaryOp':
      return isLiteral(expression.operand, named);
    case 'BinOp':
      return isLiteral(expression.left, named) && isLiteral(expression.right, named);
    case 'List':
    case 'Tuple':
    case 'Set':
      return expression.elts.every(isPart);
    case 'Dict':
      return (
        expression.keys.every((key) => key !== null && isLiteral(key, named)) &&
        expression.values.every(isPart)
      );
    default:
      return false;
  }
}
