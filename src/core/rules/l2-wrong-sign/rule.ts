/** l2-wrong-sign: the penalty's term is subtracted. */
import type * as ast from '../../python/ast.ts';
import { contains, type Span, textOf } from '../../python/source.ts';
import { expressionsOf } from '../../python/walk.ts';
import { ratio, replace, replaceTermRepairs } from '../edits.ts';
import { inEveryDraw, type Repair, type Rule, shown } from '../rule.ts';
import { gradientName, penaltyPlaces, variableName, worstEntry } from '../wording.ts';

export const l2WrongSign: Rule = {
  name: 'l2-wrong-sign',
  severity: 'error',
  summary: 'The penalty term has the wrong sign: it makes weights grow.',
  examine(suspect) {
    const isNegated = inEveryDraw(suspect, (draw) => {
      const factor = draw.isPenalised && draw.dataPartIsRight ? ratio(draw.residual, draw.penalty) : null;
      return factor !== null && Math.abs(factor + 1) < 1e-4;
    });
    if (!isNegated) return null;
    const evidence = shown(suspect);
    const { guilt, terms } = evidence;
    const span = terms[0]?.span ?? guilt.line.binding.statement.span;
    return {
      message:
        `${gradientName(guilt)} subtracts \`${textOf(span)}\`, and the cost's penalty gives it with a plus sign. ` +
        `${worstEntry(evidence)} With this sign every step makes ${variableName(guilt)} larger.`,
      elaboration:
        `The penalty grows with the weights, so its derivative points the way in which they grow. Gradient descent ` +
        `subtracts the gradient: with a plus in the gradient, the step shrinks the weights.`,
      span,
      related: penaltyPlaces(guilt),
      repairs: [...signRepairs(guilt.line.binding.statement, span), ...replaceTermRepairs(suspect)],
    };
  },
};

/** Turns the `-` before the term into `+`, in a difference, an augmented assignment or a unary minus within the term. */
function signRepairs(statement: ast.Stmt, term: Span): Repair[] {
  const repairs: Repair[] = [];
  const title = `Add \`${textOf(term)}\` instead of subtracting it`;
  const { source } = term;
  if (statement.kind === 'AugAssign' && statement.op === '-' && contains(statement.value.span, term)) {
    const at = source.text.indexOf('-=', statement.target.span.end);
    repairs.push({ title, edits: [replace({ source, start: at, end: at + 2 }, '+=')] });
  }
  for (const expression of expressionsOf(statement)) {
    if (expression.kind === 'BinOp' && expression.op === '-' && contains(expression.right.span, term)) {
      const at = source.text.indexOf('-', expression.left.span.end);
      if (at < expression.right.span.start)
        repairs.push({ title, edits: [replace({ source, start: at, end: at + 1 }, '+')] });
    }
    if (expression.kind === 'UnaryOp' && expression.op === '-' && contains(term, expression.span)) {
      const { start } = expression.span;
      repairs.push({ title, edits: [replace({ source, start, end: start + 1 }, '')] });
    }
  }
  return repairs;
}
