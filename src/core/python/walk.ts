/** Walking over syntax trees: every node below a node, in source order. */
import type * as ast from './ast.ts';

/** Any node of the tree: statements, expressions, and the clauses between them, which have no `kind`. */
export type SyntaxNode = ast.Module | ast.Stmt | ast.Expr;

/** Calls `visit` for every statement and expression below `node`, itself first; where it answers false, not for those below. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => boolean | undefined): void {
  const pending: unknown[] = [node];
  while (pending.length > 0) {
    const at = pending.pop();
    if (Array.isArray(at)) {
      for (let index = at.length - 1; index >= 0; index--) pending.push(at[index]);
      continue;
    }
    if (!isObject(at)) continue;
    if (isNode(at) && visit(at) === false) continue;
    const below = Object.entries(at).filter(([field]) => field !== 'span' && field !== 'nameSpan');
    for (let index = below.length - 1; index >= 0; index--) pending.push(below[index]?.[1]);
  }
}

/** All expressions of a statement or expression, outermost first. */
export function expressionsOf(node: SyntaxNode): ast.Expr[] {
  const found: ast.Expr[] = [];
  walk(node, (at) => {
    if (isExpression(at)) found.push(at);
    return undefined;
  });
  return found;
}

const statementKinds = new Set(
  (
    'Module FunctionDef ClassDef Return Delete Assign AugAssign AnnAssign For While If With Raise Try Assert Import ' +
    'ImportFrom Global Nonlocal Expr Pass Break Continue UnsupportedStmt'
  ).split(' '),
);

function isExpression(node: SyntaxNode): node is ast.Expr {
  return !statementKinds.has(node.kind);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNode(value: Record<string, unknown>): value is Record<string, unknown> & SyntaxNode {
  return typeof value['kind'] === 'string' && 'span' in value;
}
