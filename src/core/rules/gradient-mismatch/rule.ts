/** gradient-mismatch: the line is wrong, and no known slip explains it. */
import { type Rule, shown } from '../rule.ts';
import { costPlaces, gradientName, worstEntry } from '../wording.ts';

export const gradientMismatch: Rule = {
  name: 'gradient-mismatch',
  severity: 'error',
  summary: 'The gradient is not the derivative of the cost, and no known slip explains the difference.',
  examine(suspect) {
    const evidence = shown(suspect);
    const { guilt } = evidence;
    return {
      message:
        `${gradientName(guilt)} is not the derivative of the cost \`${guilt.network.costName}\`. ` +
        `${worstEntry(evidence)} Compare the line with the derivation.`,
      elaboration:
        `The line was evaluated with true values for the gradients that it reads, and is off even then, so the ` +
        `mistake is on this line. None of the known slips gives this difference.`,
      span: guilt.line.binding.valueExpression?.span ?? guilt.line.binding.statement.span,
      related: costPlaces(guilt),
      repairs: [],
    };
  },
};
