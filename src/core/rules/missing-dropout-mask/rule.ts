/** missing-dropout-mask: the mask of the dropout, or its scale, is missing in the backward pass. */
import { slipRule } from '../slip-diagnosis.ts';

export const missingDropoutMask = slipRule({
  name: 'missing-dropout-mask',
  summary: 'The mask of the dropout, or its scale, is missing in the backward pass.',
  message: ({ gradient, own, right }) =>
    `${gradient} goes past the dropout. Write \`${right}\` for \`${own}\`.`,
  elaboration: `Dropout multiplies the activations by a mask and, where it is inverted, divides by the probability to keep a unit. Both are constants of this pass, so the gradient takes the same two factors on its way back: units that were dropped get none.`,
});
