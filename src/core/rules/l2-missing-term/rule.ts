/** l2-missing-term: the cost has the penalty, this gradient lacks its share. */
import type * as ast from '../../python/ast.ts';
import { namelessExpression } from '../../network/nameless-gradients.ts';
import { replace, rightTerms } from '../edits.ts';
import { agreement } from '../../network/match.ts';
import { type Case, inEveryDraw, type Repair, type Rule, shown } from '../rule.ts';
import { gradientName, penaltyPlaces, variableName, worstEntry } from '../wording.ts';

export const l2MissingTerm: Rule = {
  name: 'l2-missing-term',
  severity: 'error',
  summary: 'The cost has a penalty on this weight, and the gradient has no term for it.',
  examine(suspect) {
    const isMissing = inEveryDraw(
      suspect,
      (draw) => draw.isPenalised && draw.dataPartIsRight && isNothing(draw),
    );
    if (!isMissing) return null;
    const evidence = shown(suspect);
    const { guilt } = evidence;
    const gradient = gradientName(guilt);
    const weight = variableName(guilt);
    return {
      message:
        `${gradient} lacks the penalty's term: the cost adds a penalty on ${weight}, and its derivative belongs to ` +
        `${gradient}. ${worstEntry(evidence)} Add the term that the penalty gives.`,
      elaboration:
        `The cost is J = L + Ω. ${gradient} is ∂J/∂${weight} = ∂L/∂${weight} + ∂Ω/∂${weight}; the line has the first ` +
        `part exactly and nothing of the second. Only gradients of weights get a term from Ω: it has no path through ` +
        `activations.`,
      span: (namelessExpression(guilt.line.binding) ?? guilt.line.binding.statement).span,
      related: penaltyPlaces(guilt),
      repairs: additions(suspect),
    };
  },
};

function isNothing(draw: { residual: Float64Array; penalty: Float64Array }): boolean {
  const largest = draw.penalty.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return draw.residual.every((value) => Math.abs(value) <= agreement * largest * 10);
}

/** The statement with a right term appended to its value. */
function additions(suspect: Case): Repair[] {
  const { guilt } = shown(suspect);
  const nameless = namelessExpression(guilt.line.binding);
  if (nameless) return additionsIn(nameless, suspect);
  const { statement, valueExpression, augmented } = guilt.line.binding;
  if (!valueExpression || looserThanSum.has(valueExpression.kind) || (augmented && augmented !== '+'))
    return [];
  const end = { ...statement.span, start: statement.span.end };
  return rightTerms(suspect).map((term) => ({
    title: `Add \`${term}\` to ${gradientName(guilt)}`,
    edits: [replace(end, ` + ${term}`)],
  }));
}

/** A gradient without a name is a part of its statement: the term goes in beside it, with either sign; the proof tells which. */
function additionsIn({ span, kind }: ast.Expr, suspect: Case): Repair[] {
  if (looserThanSum.has(kind)) return [];
  const { text } = span.source;
  const isEnclosed = text[span.start - 1] === '(' && text[span.end] === ')';
  const isWhole = shown(suspect).guilt.line.binding.kind === 'returned';
  const before = { ...span, end: span.start };
  const after = { ...span, start: span.end };
  return rightTerms(suspect).flatMap((term) =>
    ['+', '-'].map((sign) => ({
      title: `Add \`${sign === '-' ? '-' : ''}${term}\` to ${gradientName(shown(suspect).guilt)}`,
      edits:
        isEnclosed || isWhole
          ? [replace(after, ` ${sign} ${term}`)]
          : [replace(before, '('), replace(after, ` ${sign} ${term})`)],
    })),
  );
}

/** Expressions that bind more loosely than `+`: appending to them would change their last part only. */
const looserThanSum = new Set(['IfExp', 'Lambda', 'Compare', 'BoolOp', 'Tuple', 'NamedExpr']);
