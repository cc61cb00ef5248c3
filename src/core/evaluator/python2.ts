/** Code that is clearly Python 2, where whole numbers divide to whole numbers and `zip` gives a list. */
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import type { PythonModule } from '../project/project.ts';
import { walk } from '../python/walk.ts';
import type { Machine } from './machine.ts';
import { moduleScope } from './scopes.ts';

interface Dialect {
  readonly isPython2: boolean;
  /** Something stands in the module that Python 2 cannot read. */
  readonly isPython3: boolean;
  /** `from __future__ import division` stands in the module. */
  readonly dividesTruly: boolean;
}

const PYTHON_3 = /\bf['"]|print\(.*\bend=|\bnonlocal\b|\bsuper\(\)|^\s*def .*->/m;

const known = new WeakMap<ast.Module, Dialect>();

/** True where the running code belongs to a module that only Python 2 runs: with `print` statements, `xrange`, `iteritems`. */
export function runsAsPython2(machine: Machine): boolean {
  return machine.options.assumesPython2 ?? speaksPython2(machine);
}

/** One program has one Python: a module without signs of its own follows the modules that it works with. */
function speaksPython2(machine: Machine): boolean {
  const here = dialectHere(machine);
  if (here === null || here.isPython2 || here.isPython3) return here?.isPython2 ?? false;
  return machine.options.project.modules.some((module) => dialectOf(module).isPython2);
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
  const { text } = module.source;
  const mayPrint = /^\s*print[ \t]+[^\s=(]/m.test(text);
  const dialect = {
    isPython3: PYTHON_3.test(text),
    isPython2: !PYTHON_3.test(text) && ((mayPrint && hasPrintStatement(module.tree)) || callsOldNames(text)),
    dividesTruly: importsDivision(module.tree),
  };
  known.set(module.tree, dialect);
  return dialect;
}

/** `xrange(…)` without an import or definition of that name, `raw_input(…)`, `.iteritems()`. */
function callsOldNames(text: string): boolean {
  if (!/^[^#\n]*(\bxrange\(|\braw_input\(|\.iteritems\(\))/m.test(text)) return false;
  // Older data frames had `iteritems` in Python 3 too.
  return !/import[^\n]*\b(xrange|raw_input|six|past|builtins|pandas)\b|\b(xrange|raw_input)\s*=/.test(text);
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
