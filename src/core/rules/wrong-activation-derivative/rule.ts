/** wrong-activation-derivative: the derivative is that of another activation, or taken at another value. */
import { slipRule } from '../slip-diagnosis.ts';

export const wrongActivationDerivative = slipRule({
  name: 'wrong-activation-derivative',
  summary: 'The derivative is that of another activation, or taken at another value.',
  message: ({ gradient, own, right }) =>
    `\`${own}\` is not the derivative of the activation in the forward pass. Write \`${right}\` for ${gradient}.`,
  elaboration: `Each activation has its own derivative, and many are written with the activation's output: a·(1 − a) for the sigmoid, 1 − a² for tanh. Whether a function expects z or a is its own convention; what counts is that it gives f′ at the place where the forward pass was.`,
});
