/** l2-extra-term: a weight's gradient carries a penalty that the cost does not have. */
import { carriesForeignPenalty, foreignPenalty } from '../penalty-where-none-belongs.ts';
import { type Rule, shown } from '../rule.ts';
import { variableName } from '../wording.ts';

export const l2ExtraTerm: Rule = {
  name: 'l2-extra-term',
  severity: 'error',
  summary: 'The gradient carries a penalty term, and the cost has no penalty on this weight.',
  examine(suspect) {
    const { guilt } = shown(suspect);
    if (guilt.line.role !== 'parameter' || guilt.line.target?.isBias || !carriesForeignPenalty(suspect))
      return null;
    const weight = variableName(guilt);
    const hasPenalty = guilt.network.penaltyTerms.length > 0;
    return foreignPenalty(
      suspect,
      hasPenalty
        ? `the penalty of the cost leaves ${weight} out.`
        : `the cost \`${guilt.network.costName}\` has no penalty at all.`,
      `Gradient and cost disagree, and only you know which side is meant: take the term out here, or add ${weight} to ` +
        `the penalty of the cost. As it stands, a gradient check fails and the reported cost is not what is minimised.`,
    );
  },
};
