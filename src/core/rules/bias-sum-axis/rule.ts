/** bias-sum-axis: the bias gradient is summed over the wrong axis, or not at all. */
import { slipRule } from '../slip-diagnosis.ts';

export const biasSumAxis = slipRule({
  name: 'bias-sum-axis',
  summary: 'The bias gradient is summed over the wrong axis, or not at all.',
  message: ({ gradient, own, right }) =>
    `${gradient} is not summed as its bias was spread. Write \`${right}\` for \`${own}\`.`,
  elaboration: `A bias is added to every example, so each of its entries collects the delta of all examples: the gradient is the sum over the examples' axis and nothing else, and it keeps the shape of the bias.`,
});
