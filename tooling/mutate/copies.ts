/** Copies of arrays, for operators that leave them out or take another one. */
import type * as ast from '../../src/core/python/ast.ts';
import { textOf } from '../../src/core/python/source.ts';

/** What a call copies: `x` of `x.copy()`, `np.copy(x)` and `np.array(x)`; null for anything else. */
export function copied(node: ast.Stmt | ast.Expr): ast.Expr | null {
  if (node.kind !== 'Call' || node.func.kind !== 'Attribute') return null;
  const { attr, value } = node.func;
  if (attr === 'copy' && node.args.length === 0) return value;
  const [argument] = node.args;
  const isArray =
    argument?.kind === 'Name' || argument?.kind === 'Attribute' || argument?.kind === 'Subscript';
  return (attr === 'copy' || attr === 'array') && textOf(value.span) === 'np' && isArray ? argument : null;
}
