/** l2-summed-weights: the term is a sum over W, one number that broadcasts, where the matrix W belongs. */
import { expressionsWithin, type ValuedExpression } from '../../check/line-terms.ts';
import { dependents } from '../../network/dependence.ts';
import type * as ast from '../../python/ast.ts';
import { type Span, textOf } from '../../python/source.ts';
import { expressionsOf } from '../../python/walk.ts';
import { replace, replaceTermRepairs, variableText } from '../edits.ts';
import { type Evidence, inEveryDraw, type Repair, type Rule, shown } from '../rule.ts';
import { gradientName, number, penaltyPlaces, variableName, worstEntry } from '../wording.ts';

export const l2SummedWeights: Rule = {
  name: 'l2-summed-weights',
  severity: 'error',
  summary:
    'The penalty term is a sum over the weights, one number for all entries, where the matrix belongs.',
  examine(suspect) {
    const isSummed = inEveryDraw(
      suspect,
      (draw) => draw.isPenalised && draw.dataPartIsRight && isOneNumber(draw),
    );
    if (!isSummed) return null;
    const evidence = shown(suspect);
    const { guilt } = evidence;
    const sum = summedExpression(evidence);
    const term = evidence.terms[0]?.span ?? guilt.line.binding.statement.span;
    const span = sum?.span ?? term;
    const weight = variableName(guilt);
    return {
      message:
        `\`${textOf(term)}\` adds the same number, ${number(evidence.residual[evidence.penalty.findIndex((value) => value !== 0)] ?? 0)}, to every entry of ` +
        `${gradientName(guilt)}. The penalty's derivative is the matrix ${weight}, scaled entry by entry. ` +
        worstEntry(evidence),
      elaboration:
        `Entry by entry: ∂/∂w_ij of Σ w² is 2·w_ij, all other terms vanish. By the trace: ‖W‖² = tr(WᵀW), so ` +
        `∂‖W‖²/∂W = 2W. Either way the result has the shape of ${weight}. A sum has no shape, so NumPy broadcasts it ` +
        `and nothing crashes: all entries are shifted alike.`,
      span,
      related: penaltyPlaces(guilt),
      repairs: sum
        ? [...matrixRepairs(sum, evidence), ...replaceTermRepairs(suspect)]
        : replaceTermRepairs(suspect),
    };
  },
};

/** What the user has for the penalty is one number in every entry that the penalty reaches, and the truth is not. */
function isOneNumber({ residual, penalty }: Evidence): boolean {
  const reached = [...penalty.keys()].filter((at) => penalty[at] !== 0);
  const [first = 0] = reached.map((at) => residual[at] ?? 0);
  const isSame = (values: Float64Array): boolean => {
    const start = values[reached[0] ?? 0] ?? 0;
    return reached.every((at) => Math.abs((values[at] ?? 0) - start) <= 1e-7 * Math.abs(start));
  };
  const isElsewhere = (value: number, at: number): boolean =>
    penalty[at] !== 0 ||
    Math.abs(value) <= 1e-7 * Math.abs(first) ||
    Math.abs(value - first) <= 1e-7 * Math.abs(first);
  return (
    first !== 0 && reached.length > 1 && isSame(residual) && !isSame(penalty) && residual.every(isElsewhere)
  );
}

/** The expression that turns the weights into one number: the shortest one with a single entry made from the variable. */
function summedExpression(evidence: Evidence): ast.Expr | null {
  const { guilt, terms } = evidence;
  const span = terms[0]?.span;
  const target = guilt.line.target;
  if (!span || !target) return null;
  const fromWeights = dependents(guilt.network.tape, guilt.network.parameterNodes);
  const isSum = ({ node, expression }: ValuedExpression): boolean =>
    expression.kind === 'Call' &&
    fromWeights[node] === 1 &&
    guilt.network.tape[node]?.value.data.length === 1;
  return expressionsWithin(guilt.network, span, null).find(isSum)?.expression ?? null;
}

/** Puts the matrix in place of its sum: the text that reads the variable inside the sum. */
function matrixRepairs(sum: ast.Expr, evidence: Evidence): Repair[] {
  const { guilt } = evidence;
  const inside = matrixInside(sum, evidence);
  const texts = new Set([inside ? textOf(inside) : variableText(guilt), variableText(guilt)]);
  return [...texts].map((text) => ({
    title: `Replace \`${textOf(sum.span)}\` by \`${text}\``,
    edits: [replace(sum.span, text)],
  }));
}

function matrixInside(sum: ast.Expr, { guilt: { network } }: Evidence): Span | null {
  const fromWeights = dependents(network.tape, network.parameterNodes);
  const isMatrix = (expression: ast.Expr): boolean =>
    (expression.kind === 'Name' || expression.kind === 'Attribute' || expression.kind === 'Subscript') &&
    (network.trace.expressions.get(expression) ?? []).some(
      ({ node }) => fromWeights[node] === 1 && (network.tape[node]?.value.data.length ?? 0) > 1,
    );
  return expressionsOf(sum).find(isMatrix)?.span ?? null;
}
