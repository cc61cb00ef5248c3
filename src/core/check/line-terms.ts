/** The penalty's share of a gradient line: the terms in it that depend on parameters alone. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { penaltyRoots } from '../network/cost.ts';
import { dependents } from '../network/dependence.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type * as ast from '../python/ast.ts';
import { contains, type Span } from '../python/source.ts';
import type { Guilt } from './blame.ts';
import { valueWith } from './line-truth.ts';

/** A term of a gradient line that depends on parameters and on no data. */
export interface PenaltyTerm {
  readonly node: NodeId;
  readonly value: Tensor;
  /** The expression that makes it; null where no expression does. */
  readonly span: Span | null;
}

/** The terms of the line that depend on parameters alone, wherever they are written. */
export function penaltyTermsOf(guilt: Guilt): PenaltyTerm[] {
  return termsAt(guilt.network, guilt.line.node);
}

/** The same for any node. */
export function termsAt(network: NetworkEvaluation, node: NodeId): PenaltyTerm[] {
  const parameterised = dependents(network.tape, network.parameterNodes);
  return penaltyRoots(network.tape, node, network.dependsOnData, parameterised).flatMap((root) => {
    const found = network.tape[root];
    return found ? [{ node: root, value: found.value, span: found.span }] : [];
  });
}

/** What the line gives without its penalty terms, true values put in for what it reads; null where that cannot be told. */
export function withoutTerms(guilt: Guilt, terms: readonly PenaltyTerm[]): Tensor | null {
  if (terms.length === 0) return guilt.user;
  const zeros = new Map<NodeId, Tensor>();
  for (const term of terms)
    zeros.set(term.node, { ...term.value, data: new Float64Array(term.value.data.length) });
  for (const [node, value] of guilt.truths) zeros.set(node, value);
  return valueWith(guilt.line, guilt.network, zeros);
}

/** A sub-expression with the node that it evaluated to. */
export interface ValuedExpression {
  readonly expression: ast.Expr;
  readonly node: NodeId;
}

/** The traced sub-expressions within a span, the shortest first. In a loop, the evaluations that lie in `orders`. */
export function expressionsWithin(
  network: NetworkEvaluation,
  span: Span,
  orders: { readonly from: number; readonly to: number } | null,
): ValuedExpression[] {
  const found: ValuedExpression[] = [];
  for (const [expression, values] of network.trace.expressions) {
    if (!contains(span, expression.span)) continue;
    for (const { order, node } of values) {
      if (orders === null || (orders.from <= order && order <= orders.to)) found.push({ expression, node });
    }
  }
  return found.sort(
    (a, b) =>
      a.expression.span.end - a.expression.span.start - (b.expression.span.end - b.expression.span.start),
  );
}
