/** penalty-on-activation: the gradient of an activation or pre-activation carries a penalty term. */
import { carriesForeignPenalty, foreignPenalty } from '../penalty-where-none-belongs.ts';
import { type Rule, shown } from '../rule.ts';
import { variableName } from '../wording.ts';

export const penaltyOnActivation: Rule = {
  name: 'penalty-on-activation',
  severity: 'error',
  summary: 'The gradient of an activation carries a penalty term; the penalty depends on weights alone.',
  examine(suspect) {
    const { guilt } = shown(suspect);
    if (guilt.line.role !== 'intermediate' || !carriesForeignPenalty(suspect)) return null;
    const variable = variableName(guilt);
    return foreignPenalty(
      suspect,
      `the penalty is a function of the weights alone, so its derivative by ${variable} is zero.`,
      `J = L + Ω, and Ω has no edge from any activation: ∂Ω/∂A = ∂Ω/∂Z = 0 and ∂Ω/∂W = (λ/m)·W. A partial derivative ` +
        `along the graph holds W fixed. The two parts are differentiated apart and added, at dW only; what is put into ` +
        `${variable}'s gradient is carried into every layer below.`,
    );
  },
};
