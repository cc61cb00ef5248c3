/** wrong-operand: the gradient is computed from the wrong matrix, element, or order of factors. */
import { slipRule } from '../slip-diagnosis.ts';

export const wrongOperand = slipRule({
  name: 'wrong-operand',
  summary: 'The gradient is computed from the wrong matrix, element, or order of factors.',
  message: ({ gradient, own, right }) =>
    `\`${own}\` does not belong into ${gradient}: with \`${right}\` the gradient is right.`,
  elaboration: `By the chain rule the gradient of a layer's weights is its delta times the activation that went into the layer, and the delta of the layer below is this delta times the layer's weights. Where shapes happen to fit, another matrix in that place raises no error.`,
});
