/** Which functions read variables of their module that its top level computes: by themselves they lack them. */
import { definitionsOf } from '../evaluator/modules.ts';
import { boundNames, functionSyntax } from '../evaluator/syntax-walk.ts';
import type * as ast from '../python/ast.ts';
import { walk } from '../python/walk.ts';
import type { FunctionUnit, ProjectScan } from './scan.ts';

/** The names that the document's top level binds to what it computes; imports, definitions and literals are left out. */
export function computedGlobals({ functions }: ProjectScan): ReadonlySet<string> {
  const main = functions.find(({ isInMain }) => isInMain)?.module;
  const statements = main?.tree.body ?? [];
  const definitions = new Set(definitionsOf(statements));
  return boundNames(statements.filter((statement) => !definitions.has(statement)));
}

/** True where one of the functions reads such a name from its module. */
export function readsGlobals(units: Iterable<FunctionUnit>, globals: ReadonlySet<string>): boolean {
  for (const { definition, isInMain } of units) {
    if (!isInMain) continue;
    const { localNames } = functionSyntax(definition);
    if (readNames(definition).some((name) => globals.has(name) && !localNames.has(name))) return true;
  }
  return false;
}

function readNames(definition: ast.FunctionDef): string[] {
  const found: string[] = [];
  walk(definition, (node) => {
    if (node.kind === 'Name') found.push(node.id);
    return undefined;
  });
  return found;
}
