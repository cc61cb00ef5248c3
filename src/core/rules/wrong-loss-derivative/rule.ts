/** wrong-loss-derivative: the first delta is not the derivative of the cost. */
import { slipRule } from '../slip-diagnosis.ts';

export const wrongLossDerivative = slipRule({
  name: 'wrong-loss-derivative',
  summary: 'The first delta is not the derivative of the cost.',
  message: ({ gradient, own, right }) =>
    `${gradient} is not the derivative of the cost. Write \`${right}\` for \`${own}\`.`,
  elaboration: `The backward pass starts with the derivative of the loss by the network's output. For a softmax or a sigmoid with cross-entropy it is ŷ − y, for half the squared error ŷ − y as well, times f′ where the output has an activation. Everything after it is computed from it.`,
});
