/** gradient-of-sum: all gradients carry one common factor against the cost; said once, of the network, not of its lines. */
import type { Judgement } from '../../check/judge.ts';
import type { NetworkEvaluation } from '../../network/network.ts';
import type { Finding } from '../finding.ts';
import type { NetworkRule } from '../network-rules.ts';

export const gradientOfSum: NetworkRule = {
  name: 'gradient-of-sum',
  severity: 'information',
  summary:
    'All gradients are the derivative of the cost times one factor: those of a sum where the cost is a mean, or the reverse.',
  examine: commonFactor,
};

/**
 * One finding where all parameters' gradients are the cost's derivative times one positive factor; none where the factor
 * is negative, which is ascent with both signs turned. It is information: the steps have the right direction.
 */
function commonFactor(judgement: Judgement): Finding[] {
  const scales = judgement.commonScale ?? [];
  const [draw] = judgement.network.draws;
  if (!draw || scales.length === 0 || scales.some((scale) => scale <= 0)) return [];
  const factor = factorText(judgement, scales);
  if (factor === null) return [];
  const line = draw.gradients.find((each) => each.role === 'parameter' && !each.superseded && each.match);
  if (!line) return [];
  return [
    {
      rule: 'gradient-of-sum',
      severity: 'information',
      message:
        `All gradients are ${factor} times the derivative of \`${draw.costName}\`. Steps have the right direction; ` +
        `the learning rate is in effect multiplied by that factor. A gradient check against this cost reports a difference.`,
      elaboration:
        `The gradients are those of a sum while the cost is a mean, or the reverse, or a ½ stands on one side only. Nothing is wrong with ` +
        `training, but λ and the learning rate mean something else than the cost says. Put the same factor on both sides.`,
      span: line.binding.statement.span,
      related: draw.cost.span ? [{ message: `The cost \`${draw.costName}\`.`, span: draw.cost.span }] : [],
      gradient: line.binding.text || line.binding.name,
      gradientId: line.id,
      fix: null,
    },
  ];
}

/** Factors that squares and halves leave behind. */
const constantFactors: readonly (readonly [number, string])[] = [
  [2, '2'],
  [0.5, '½'],
  [3, '3'],
  [1.5, '3/2'],
  [4, '4'],
  [0.25, '¼'],
];

/** m, 1/m, or a constant; null for other factors: a probe with one example in a batch makes sums and means look alike. */
function factorText({ network: { draws } }: Judgement, scales: readonly number[]): string | null {
  const [first = 1] = scales;
  if (draws.every((each, index) => isNumberOfExamples(scales[index] ?? 1, each)))
    return first > 1 ? 'm, the number of examples,' : '1/m, one over the number of examples,';
  const isSame = (factor: number): boolean =>
    draws.length > 1 && scales.every((scale) => Math.abs(scale - factor) < 1e-6 * factor);
  return constantFactors.find(([factor]) => isSame(factor))?.[1] ?? null;
}

/** True where a factor is m or 1/m, of several examples. */
function isNumberOfExamples(scale: number, network: NetworkEvaluation): boolean {
  const count = network.exampleCount ?? 1;
  return count > 1 && [count, 1 / count].some((factor) => Math.abs(scale - factor) < 1e-6 * factor);
}
