/** missing-activation-derivative: the derivative of the activation is missing. */
import { slipRule } from '../slip-diagnosis.ts';

export const missingActivationDerivative = slipRule({
  name: 'missing-activation-derivative',
  summary: 'The derivative of the activation is missing.',
  message: ({ gradient, own, right }) =>
    `${gradient} lacks the derivative of the activation. Write \`${right}\` for \`${own}\`.`,
  elaboration: `From A = f(Z) follows ∂J/∂Z = ∂J/∂A ⊙ f′(Z), entry by entry. Without f′ the gradient is that by A, and every gradient of the layers below is computed from it.`,
});
