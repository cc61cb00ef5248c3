/** l2-wrong-factor: the right matrix with a coefficient that is not the one that the cost's penalty gives. */
import type * as ast from '../../python/ast.ts';
import { textOf } from '../../python/source.ts';
import { coefficientOf, coefficientSymbol } from '../coefficients.ts';
import { expressionsWithin } from '../../check/line-terms.ts';
import { ratio, replaceTermRepairs, trueCoefficient } from '../edits.ts';
import { type Case, type Evidence, inEveryDraw, type Rule, shown } from '../rule.ts';
import { gradientName, number, penaltyPlaces, variableName, worstEntry } from '../wording.ts';

export const l2WrongFactor: Rule = {
  name: 'l2-wrong-factor',
  severity: 'error',
  summary: 'The penalty term has the right matrix and a coefficient that does not fit the cost.',
  examine(suspect) {
    const isScaled = inEveryDraw(suspect, (draw) => {
      const factor = draw.isPenalised && draw.dataPartIsRight ? ratio(draw.residual, draw.penalty) : null;
      return (
        factor !== null &&
        Math.abs(factor) > 1e-4 &&
        Math.abs(factor - 1) > 1e-4 &&
        Math.abs(factor + 1) > 1e-4
      );
    });
    if (!isScaled) return null;
    const evidence = shown(suspect);
    const { guilt } = evidence;
    const mark = coefficientExpression(evidence);
    const span = mark ?? evidence.terms[0]?.span ?? guilt.line.binding.statement.span;
    return {
      message: `${difference(suspect)} ${worstEntry(evidence)}`,
      elaboration:
        `The derivative of c·‖W‖² is 2c·W: the 2 of the square meets whatever factor the cost puts in front of the ` +
        `sum. With λ/(2m) in the cost the halves cancel and λ/m is left; with λ/m in the cost it is 2λ/m.`,
      span,
      related: penaltyPlaces(guilt),
      repairs: replaceTermRepairs(suspect),
    };
  },
};

/** "the coefficient is λ/(2m), the cost's penalty gives λ/m", or the plain ratio where the forms are not known. */
function difference(suspect: Case): string {
  const evidence = shown(suspect);
  const gradient = gradientName(evidence.guilt);
  const weight = variableName(evidence.guilt);
  const user = userCoefficient(suspect);
  const truth = trueCoefficient(suspect);
  if (user && truth) {
    return (
      `In ${gradient} the coefficient of ${weight} is ${coefficientSymbol(user)}, ` +
      `the cost's penalty gives ${coefficientSymbol(truth)}.`
    );
  }
  const factor = ratio(evidence.residual, evidence.penalty) ?? Number.NaN;
  return `The penalty term of ${gradient} is ${number(factor)} times what the cost's penalty gives.`;
}

function userCoefficient(suspect: Case): ReturnType<typeof coefficientOf> {
  const values: number[] = [];
  for (const { guilt, residual } of suspect.draws) {
    const weights = guilt.line.target ? guilt.network.tape[guilt.line.target.node]?.value.data : undefined;
    const value = weights ? ratio(residual, weights) : null;
    if (value === null) return null;
    values.push(value);
  }
  return coefficientOf(
    values,
    suspect.draws.map((draw) => draw.guilt),
  );
}

/** In `lambd / (2 * m) * W1` the coefficient; null where it is a mere name, or not written in one piece beside the matrix. */
function coefficientExpression(evidence: Evidence): ast.Expr['span'] | null {
  const { guilt, terms } = evidence;
  const span = terms[0]?.span;
  if (!span) return null;
  const whole = expressionsWithin(guilt.network, span, null).findLast(
    ({ expression }) => textOf(expression.span) === textOf(span),
  )?.expression;
  if (whole?.kind !== 'BinOp' || whole.op !== '*') return null;
  const isMatrix = (expression: ast.Expr): boolean =>
    (guilt.network.trace.expressions.get(expression) ?? []).some(
      (value) => value.node === guilt.line.target?.node,
    );
  const coefficient = isMatrix(whole.right) ? whole.left : isMatrix(whole.left) ? whole.right : null;
  return coefficient?.kind === 'BinOp' ? coefficient.span : null;
}
