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
    frame: recording.frame(machine.activation?.frame ?? null, null, null),
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
  const body = statements === 'all' ? module.tree.body : module.tree.body.flatMap(definitionsIn);
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

/** The statement where it defines something without computing: imports, functions, classes, literals. */
export function definitionsIn(statement: ast.Stmt): readonly ast.Stmt[] {
  switch (statement.kind) {
    case 'Import':
    case 'ImportFrom':
    case 'FunctionDef':
    case 'ClassDef':
      return [statement];
    case 'Assign':
    case 'AnnAssign':
      return statement.value && isLiteral(statement.value) ? [statement] : [];
    case 'Try':
      // `try: import cupy as np` with an import to fall back on.
      return statement.body.every((inner) => definitionsIn(inner).length > 0) ? [statement] : [];
    default:
      return [];
  }
}

function isLiteral(expression: ast.Expr): boolean {
  switch (expression.kind) {
    case 'Constant':
    case 'Lambda':
      return true;
    case 'UnaryOp':
      return isLiteral(expression.operand);
    case 'BinOp':
      return isLiteral(expression.left) && isLiteral(expression.right);
    case 'List':
    case 'Tuple':
    case 'Set':
      return expression.elts.every(isLiteral);
    case 'Dict':
      return (
        expression.keys.every((key) => key !== null && isLiteral(key)) && expression.values.every(isLiteral)
      );
    default:
      return false;
  }
}
