/** wrong-sign: the gradient has the wrong sign. */
import { slipRule } from '../slip-diagnosis.ts';

export const wrongSign = slipRule({
  name: 'wrong-sign',
  summary: 'The gradient has the wrong sign.',
  message: ({ gradient, own, right, isShare }) =>
    `${isShare ? `One share of ${gradient} has the wrong sign` : `${gradient} has the wrong sign: a step against it goes uphill`}. Write \`${right}\` for \`${own}\`.`,
  elaboration: `The update subtracts the gradient, so that the cost falls. With the sign turned, this parameter moves to where the cost grows, while the others move to where it falls.`,
});
