/** Walking over syntax trees: every node below a node, in source order. */
import type * as ast from './ast.ts';
import { pushChildren, type SyntaxNode } from './children.ts';

export type { SyntaxNode } from './children.ts';

/** Calls `visit` for every statement and expression below `node`, itself first; where it answers false, not for those below. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => boolean | undefined): void {
  const pending: SyntaxNode[] = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (visit(at) !== false) pushChildren(at, pending);
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
