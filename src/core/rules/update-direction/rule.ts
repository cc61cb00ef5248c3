/** update-direction: a step that goes uphill, said of the update and not of the gradient. */
import { isStepProven, type ProofContext } from '../../check/prove.ts';
import type { Judgement } from '../../check/judge.ts';
import { faultOf, type UpdateStep, updateSteps } from '../../check/steps.ts';
import type { GradientLine } from '../../network/network.ts';
import { textOf } from '../../python/source.ts';
import { replace } from '../edits.ts';
import type { Finding, Fix } from '../finding.ts';
import type { NetworkRule } from '../network-rules.ts';

/** Names of what is made as large as possible: there a step uphill is meant. */
const risingName =
  /(?:likelihood|reward|score|objective|utility|gain|elbo|evidence|log_?prob|return|margin|fitness|ll)/i;

export const updateDirection: NetworkRule = {
  name: 'update-direction',
  severity: 'error',
  summary: 'The update step goes uphill: the gradient is added where it must be subtracted.',
  examine(judgement, context) {
    const [first] = judgement.network.draws;
    if (first?.basis !== 'cost' || risingName.test(first.costName) || judgement.commonScale) return [];
    return updateSteps(first)
      .filter((step) => isUphill(step, judgement))
      .map((step) => findingOf(step, judgement, context));
  },
};

/** True where the step goes uphill in every draw. */
function isUphill({ binding }: UpdateStep, { network }: Judgement): boolean {
  return network.draws.every((draw) =>
    updateSteps(draw).some(
      (other) => other.binding.statement === binding.statement && faultOf(other) === 'uphill',
    ),
  );
}

function findingOf(step: UpdateStep, judgement: Judgement, context: ProofContext): Finding {
  const { binding, line } = step;
  const name = binding.target === null ? (line.target?.name ?? 'the parameter') : binding.text;
  const gradient = line.binding.target === null ? expressionText(line) : line.binding.text;
  return {
    rule: 'update-direction',
    severity: 'error',
    message:
      `This step moves ${name} uphill: every entry goes the way in which the cost grows. Subtract the gradient ` +
      `${gradient}, which is right.`,
    elaboration:
      `The gradient points to where the cost grows fastest, so descent subtracts it. The gradient is verified here; it is ` +
      `the sign of the step that is turned.`,
    span: binding.statement.span,
    related: [{ message: `The gradient ${gradient}.`, span: line.binding.statement.span }],
    gradient,
    gradientId: line.id,
    fix: fixOf(step, judgement, context),
  };
}

/** A gradient without a name, as the line has it. */
function expressionText({ binding: { name } }: GradientLine): string {
  return name.length > 40 ? 'of this line' : `\`${name}\``;
}

/** The step with its sign turned, where evaluating the edited source shows it downhill. */
function fixOf(
  { binding: { statement } }: UpdateStep,
  judgement: Judgement,
  context: ProofContext,
): Fix | null {
  if (statement.kind !== 'AugAssign' && statement.kind !== 'Assign') return null;
  const { value } = statement;
  const between =
    statement.kind === 'AugAssign'
      ? { ...statement.span, start: statement.target.span.end, end: value.span.start }
      : value.kind === 'BinOp'
        ? { ...value.span, start: value.left.span.end, end: value.right.span.start }
        : null;
  if (!between) return null;
  const text = textOf(between);
  const turned = text.includes('+') ? text.replace('+', '-') : text.replace('-', '+');
  const fix = { title: 'Turn the sign of the step', edits: [replace(between, turned)] };
  return turned !== text && isStepProven(fix.edits, statement, judgement.network, context) ? fix : null;
}
