/** Augmented assignments as expressions: `d[rows, y] -= 1` is searched for slips as `d[rows, y] - 1`. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type * as ast from '../python/ast.ts';
import { contains, textOf } from '../python/source.ts';
import type { Execution } from './executions.ts';
import type { Piece } from './pieces.ts';

const wholes = new WeakMap<ast.AugAssign, ast.BinOp>();
const statements = new WeakMap<ast.Expr, ast.AugAssign>();

/** `target op value` for `target op= value`, the same tree whenever it is asked for; its span is the statement's. */
export function inFull(statement: ast.AugAssign): ast.BinOp {
  const known = wholes.get(statement);
  if (known) return known;
  const { target, op, value, span } = statement;
  const whole: ast.BinOp = { kind: 'BinOp', left: target, op, right: value, span };
  wholes.set(statement, whole);
  statements.set(whole, statement);
  return whole;
}

/** The statement that an expression stands for; null for one that stands in the source itself. */
export function statementInFull(expression: ast.Expr): ast.AugAssign | null {
  return statements.get(expression) ?? null;
}

/** The runs of an augmented assignment whose results are on the tape, in order. */
export function augmentedRuns(
  statement: ast.AugAssign,
  { trace, tape }: NetworkEvaluation,
): readonly Execution[] {
  return trace.bindings.flatMap((binding) => {
    if (binding.statement !== statement || binding.node === null) return [];
    const node = resultNode(binding.node, statement.target, tape);
    const { startOrder: from, order, frame } = binding;
    return node === null ? [] : [{ node, from, order, frame }];
  });
}

/** What the operator gave: the new value of a name, or what is put into the place of elements. */
function resultNode(bound: NodeId, target: ast.Expr, tape: readonly TapeNode[]): NodeId | null {
  if (target.kind === 'Name') return bound;
  const { operation, inputs } = tape[bound] ?? {};
  return operation === 'indexAssign' ? (inputs?.[1] ?? null) : null;
}

/** False for an edit of what the statement changes: that would change something else. */
export function keepsTarget(site: ast.Expr, root: ast.Expr): boolean {
  const target = statementInFull(root)?.target;
  return !target || site === root || !contains(target.span, site.span);
}

/** The statement's text with another expression for the whole. */
export function statementText({ expression, text }: Piece, { target }: ast.AugAssign): string {
  const own = textOf(target.span);
  if (expression.kind !== 'BinOp' || expression.left !== target) return `${own} = ${text}`;
  const rest = text.slice(own.length).trimStart();
  return `${own} ${expression.op}= ${rest.slice(expression.op.length).trimStart()}`;
}
