/** wrong-factor: the gradient is the right one times a constant. */
import { slipRule } from '../slip-diagnosis.ts';

export const wrongFactor = slipRule({
  name: 'wrong-factor',
  summary: 'The gradient is the right one times a constant.',
  message: ({ gradient, own, right, isShare }) =>
    `${isShare ? `One share of ${gradient} is off by a constant` : `${gradient} is the true gradient times a constant`}. Write \`${right}\` for \`${own}\`.`,
  elaboration: `The gradient, or one term of it, is off by the same factor in every entry. Such a factor changes the length of the step for this parameter alone, so training may still go down and the mistake stays unseen.`,
});
