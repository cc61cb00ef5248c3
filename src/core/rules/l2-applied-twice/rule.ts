/** l2-applied-twice: the penalty's term is in the gradient, and the update step adds it once more. */
import type { Judgement } from '../../check/judge.ts';
import { isStepProven, type ProofContext } from '../../check/prove.ts';
import { faultOf, type UpdateStep, updateSteps } from '../../check/steps.ts';
import { contains } from '../../python/source.ts';
import { expressionsOf } from '../../python/walk.ts';
import { removeTermRepairs } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import type { NetworkRule } from '../network-rules.ts';
import { number } from '../wording.ts';

export const l2AppliedTwice: NetworkRule = {
  name: 'l2-applied-twice',
  severity: 'error',
  summary: 'The penalty acts in the gradient and once more in the update step.',
  examine(judgement, context) {
    const [first, ...others] = judgement.network.draws;
    if (!first || judgement.commonScale) return [];
    return updateSteps(first)
      .filter(isTwice)
      .filter(({ binding }) =>
        others.every((draw) =>
          updateSteps(draw).some((step) => step.binding.statement === binding.statement && isTwice(step)),
        ),
      )
      .map((step) => findingOf(step, judgement, context));
  },
};

function isTwice(step: UpdateStep): boolean {
  return faultOf(step) === 'decays twice';
}

function findingOf(step: UpdateStep, judgement: Judgement, context: ProofContext): Finding {
  const { binding, line, furtherPenalty } = step;
  const name = binding.text || binding.name;
  const gradient = line.binding.text || line.binding.name;
  return {
    rule: 'l2-applied-twice',
    severity: 'error',
    message:
      `${gradient} has the penalty's term already, and this step lets ${name} decay once more, by ` +
      `${number(furtherPenalty ?? 1)} times that term. Keep one of the two.`,
    elaboration:
      `The gradient of the penalised cost shrinks the weights by itself. A decay in the update is a second penalty, which ` +
      `the cost does not show. Decay in the step alone, with a cost and a gradient without penalty, is a choice; both are not.`,
    span: binding.statement.span,
    related: [{ message: `The term is in ${gradient} here.`, span: line.binding.statement.span }],
    gradient,
    gradientId: line.id,
    fix: fixOf(step, judgement, context),
  };
}

/** The step without one of its terms, where evaluating the edited source shows it without the decay. */
function fixOf({ binding }: UpdateStep, judgement: Judgement, context: ProofContext): Fix | null {
  const { statement } = binding;
  const terms = expressionsOf(statement).filter(
    (part) =>
      part.kind === 'BinOp' && (part.op === '+' || part.op === '-') && contains(statement.span, part.span),
  );
  for (const sum of terms) {
    if (sum.kind !== 'BinOp') continue;
    for (const term of [sum.right, sum.left]) {
      for (const repair of removeTermRepairs(term.span, statement, 'Take the decay out of the step')) {
        if (isStepProven(repair.edits, statement, judgement.network, context)) return repair;
      }
    }
  }
  return null;
}
