/** penalty-on-bias: the gradient of a bias carries a penalty that the cost does not have. */
import { carriesForeignPenalty, foreignPenalty } from '../penalty-where-none-belongs.ts';
import { type Rule, shown } from '../rule.ts';
import { variableName } from '../wording.ts';

export const penaltyOnBias: Rule = {
  name: 'penalty-on-bias',
  severity: 'error',
  summary: 'The gradient of a bias carries a penalty term, and the cost does not penalise the bias.',
  examine(suspect) {
    const { guilt } = shown(suspect);
    if (guilt.line.role !== 'parameter' || !guilt.line.target?.isBias || !carriesForeignPenalty(suspect))
      return null;
    const bias = variableName(guilt);
    return foreignPenalty(
      suspect,
      `the cost's penalty sums over weights only, so its derivative by ${bias} is zero.`,
      `Biases are usually left out of the penalty: they shift an activation and do not make the function steeper. ` +
        `Where you want them in, put them into the cost as well; then this term is right.`,
    );
  },
};
