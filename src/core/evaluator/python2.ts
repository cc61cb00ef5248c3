/** Code that is clearly Python 2, where whole numbers divide to whole numbers and `zip` gives a list. */
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import type { PythonModule } from '../project/project.ts';
import { walk } from '../python/walk.ts';
import type { Machine } from './machine.ts';
import { moduleScope } from './scopes.ts';

interface Dialect {
  readonly isPython2: boolean;
  /** `from __future__ import division` stands in the module. */
  readonly dividesTruly: boolean;
}

const known = new WeakMap<ast.Module, Dialect>();

/** True where the running code belongs to a module with `print` statements, which only Python 2 reads. */
export function runsAsPython2(machine: Machine): boolean {
  return machine.options.assumesPython2 ?? dialectHere(machine)?.isPython2 ?? false;
}

/** True where `1 / 2` is 0. */
export function dividesToWhole(machine: Machine): boolean {
  const dialect = dialectHere(machine);
  return runsAsPython2(machine) && dialect?.dividesTruly !== true;
}

function dialectHere(machine: Machine): Dialect | null {
  if (!machine.activation) return null;
  const globals = moduleScope(machine.activation.scope);
  for (const loaded of machine.modules.values())
    if (loaded.scope === globals) return dialectOf(loaded.module);
  return null;
}

function dialectOf(module: PythonModule): Dialect {
  const before = known.get(module.tree);
  if (before) return before;
  const mayPrint = /^\s*print[ \t]+[^\s=(]/m.test(module.source.text);
  const dialect = {
    isPython2: mayPrint && hasPrintStatement(module.tree),
    dividesTruly: importsDivision(module.tree),
  };
  known.set(module.tree, dialect);
  return dialect;
}

/** `print x` is lowered as a call; its text has no parenthesis. */
function hasPrintStatement(tree: ast.Module): boolean {
  let found = false;
  walk(tree, (node) => {
    if (found) return false;
    if (node.kind === 'Expr' && node.value.kind === 'Call' && node.value.func.kind === 'Name') {
      found = node.value.func.id === 'print' && /^print[ \t]+[^\s(]/.test(textOf(node.span));
    }
    return undefined;
  });
  return found;
}

function importsDivision(tree: ast.Module): boolean {
  return tree.body.some(
    (statement) =>
      statement.kind === 'ImportFrom' &&
      statement.module === '__future__' &&
      /\bdivision\b/.test(textOf(statement.span)),
  );
}
