/** Costs that get no name of their own: what is appended to a list of losses or printed. */
import type { NodeId } from '../autodiff/tape.ts';
import type { LoopPosition, Trace } from '../evaluator/trace.ts';
import type * as ast from '../python/ast.ts';
import { contains, type Span, textOf } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';
import { lastName } from './gradient-names.ts';

/** A number that the program keeps or shows as its cost. */
export interface KeptCost {
  readonly node: NodeId;
  readonly expression: ast.Expr;
  readonly order: number;
  /** The loops around it, outermost first. */
  readonly loops: readonly LoopPosition[];
}

const costList = /^(?:\w+_)?(?:loss|cost|err(?:or)?|objective|mse|nll|J)(?:e?s)?(?:_\w+)?$/i;

/**
 * The expression that a statement keeps as a cost: `x` of `losses.append(x)` and of `history["loss"].append(x)`; null for
 * any other statement.
 */
export function keptCost(node: { readonly kind: string }): ast.Expr | null {
  const call = callOf(node);
  if (call?.func.kind !== 'Attribute' || call.func.attr !== 'append') return null;
  return costList.test(listName(call.func.value)) ? (call.args[0] ?? null) : null;
}

/** What an evaluation kept as its cost, else what it printed: every traced value of such an expression, in order. */
export function keptCosts(trace: Trace): KeptCost[] {
  const statements = [...trace.executed];
  const kept = statements.flatMap((statement) => keptCost(statement) ?? []);
  const expressions = kept.length > 0 ? kept : statements.flatMap(printed);
  return expressions.flatMap((expression) => valuesOf(expression, trace)).sort((a, b) => a.order - b.order);
}

function callOf(node: { readonly kind: string }): ast.Call | null {
  if (node.kind !== 'Expr') return null;
  const { value } = node as ast.ExprStmt;
  return value.kind === 'Call' ? value : null;
}

/** `losses` of `self.losses`, `loss` of `history["loss"]`. */
function listName(list: ast.Expr): string {
  if (list.kind === 'Subscript' && list.index.kind === 'Constant' && list.index.value.type === 'str')
    return list.index.value.value;
  return lastName(textOf(list.span));
}

/** What a call of `print` computes. */
function printed(statement: ast.Stmt): readonly ast.Expr[] {
  const call = callOf(statement);
  if (call?.func.kind !== 'Name' || call.func.id !== 'print') return [];
  return call.args
    .flatMap((argument) => expressionsOf(argument))
    .filter(({ kind }) => kind === 'Call' || kind === 'BinOp');
}

function valuesOf(expression: ast.Expr, trace: Trace): KeptCost[] {
  const values = trace.expressions.get(expression) ?? [];
  return values.map(({ node, order }) => ({
    node,
    order,
    expression,
    loops: loopsAt(expression, order, trace),
  }));
}

/** The loops around an expression at a moment: those of the last binding before it in its function, as far as they hold it. */
function loopsAt({ span }: ast.Expr, order: number, { bindings }: Trace): readonly LoopPosition[] {
  const near = bindings.findLast(
    (binding) =>
      binding.order < order &&
      binding.statement.span.source === span.source &&
      isIn(binding.frame.function?.definition.span ?? null, span),
  );
  if (!near) return [];
  const within = near.frame.function?.definition.span ?? null;
  return near.loops.filter(
    ({ loop }) => contains(loop.span, span) || (within !== null && !contains(within, loop.span)),
  );
}

function isIn(definition: Span | null, span: Span): boolean {
  return definition === null || contains(definition, span);
}
