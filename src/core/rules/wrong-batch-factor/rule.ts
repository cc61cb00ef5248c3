/** wrong-batch-factor: the gradient lacks the factor 1/m, or has it twice. */
import { slipRule } from '../slip-diagnosis.ts';

export const wrongBatchFactor = slipRule({
  name: 'wrong-batch-factor',
  summary: 'The gradient lacks the factor 1/m, or has it twice.',
  message: ({ gradient, own, right, isShare }) =>
    `${isShare ? `One share of ${gradient}` : gradient} is off by the number of examples: the cost averages over them once. Write \`${right}\` for \`${own}\`.`,
  elaboration: `A cost that is a mean over m examples has the factor 1/m once, and so has each of its gradients. The factor may stand in the first delta, in the products, or in the learning rate of the update, but only once on the way from the cost to each gradient.`,
});
