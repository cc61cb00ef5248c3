/** gradient-of-sum: all gradients carry one common factor against the cost; said once, of the network, not of its lines. */
import type { Judgement } from '../../check/judge.ts';
import type { Finding } from '../finding.ts';
import { number } from '../wording.ts';

export const gradientOfSumName = 'gradient-of-sum';
export const gradientOfSumSummary =
  'All gradients are the derivative of the cost times one factor: those of a sum where the cost is a mean, or the reverse.';

/**
 * One finding where all parameters' gradients are the cost's derivative times one positive factor; none where the factor
 * is negative, which is ascent with both signs turned. It is information: the steps have the right direction.
 */
export function gradientOfSum(judgement: Judgement): Finding[] {
  const scales = judgement.commonScale ?? [];
  const [draw] = judgement.network.draws;
  if (!draw || scales.length === 0 || scales.some((scale) => scale <= 0)) return [];
  // With one example, or an unknown number of them, sums and means look alike.
  if (judgement.network.draws.some((each) => (each.exampleCount ?? 1) < 2)) return [];
  const line = draw.gradients.find((each) => each.role === 'parameter' && !each.superseded && each.match);
  if (!line) return [];
  const isCount = judgement.network.draws.every(
    (each, index) => each.exampleCount !== null && Math.abs((scales[index] ?? 0) - each.exampleCount) < 1e-6,
  );
  const factor = isCount ? 'm, the number of examples,' : number(scales[0] ?? 1);
  return [
    {
      rule: gradientOfSumName,
      severity: 'information',
      message:
        `All gradients are ${factor} times the derivative of \`${draw.costName}\`. Steps have the right direction; ` +
        `the learning rate is in effect multiplied by that factor. A gradient check against this cost reports a difference.`,
      elaboration:
        `The gradients are those of the summed cost while the cost is a mean, or the reverse. Nothing is wrong with ` +
        `training, but λ and the learning rate mean something else than the cost says. Put the same factor on both sides.`,
      span: line.binding.statement.span,
      related: draw.cost.span ? [{ message: `The cost \`${draw.costName}\`.`, span: draw.cost.span }] : [],
      gradient: line.binding.text || line.binding.name,
      gradientId: line.id,
      fix: null,
    },
  ];
}
