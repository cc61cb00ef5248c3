/** wrong-factor: the gradient is the right one times a constant. */
import { slipRule } from '../slip-diagnosis.ts';

export const wrongFactor = slipRule({
  name: 'wrong-factor',
  summary: 'The gradient is the right one times a constant.',
  message: ({ gradient, own, right }) =>
    `${gradient} is the true gradient times a constant. Write \`${right}\` for \`${own}\`.`,
  elaboration: `All entries are off by one and the same factor. Such a factor changes the length of the step for this parameter alone, so training may still go down and the mistake stays unseen.`,
});
