/** Updates before the cost: programs that change the parameters and then report the cost of the changed ones. */
import type { NodeId } from '../autodiff/tape.ts';
import type { EvaluationRecord } from './assemble.ts';
import { costCandidates } from './cost.ts';
import { ancestors, dependents } from './dependence.ts';
import { gradientCandidates } from './gradient-lines.ts';
import { roleOf } from './name-hints.ts';
import { withNameless } from './nameless-gradients.ts';
import { isDifferentiable, nameOfBinding, namedNodes } from './names.ts';
import type { NetworkEvaluation } from './network.ts';

/** A parameter's version after an update step, and the one before it. */
export interface Update {
  readonly before: NodeId;
  readonly after: NodeId;
}

/**
 * The updates whose result a cost depends on. The gradients of such a program belong to the parameters before the step
 * and its cost to those after it; where both hold the same values, the cost's derivative is what the gradients should be.
 */
export function updatesBeforeCost(record: EvaluationRecord): Update[] {
  const tape = record.tape.nodes;
  const named = namedNodes(record.trace, record.tape, record.pathOfNode);
  const gradients = withNameless(gradientCandidates(tape, record.trace.bindings, named), record, named);
  const costs = costCandidates(tape, record.trace, named);
  if (gradients.length === 0 || costs.length === 0) return [];
  const afterGradients = dependents(
    tape,
    gradients.map((candidate) => candidate.binding.node ?? candidate.node),
  );
  const reached = ancestors(
    tape,
    costs.map((cost) => cost.node),
  );
  const targets = new Set(gradients.flatMap((candidate) => candidate.targets.map((target) => target.node)));
  const updates: Update[] = [];
  for (const binding of record.trace.bindings) {
    const { node: after, previousNode: before } = binding;
    if (after === null || before === null || after === before || !reached[after] || !afterGradients[after])
      continue;
    const role = roleOf(nameOfBinding(binding));
    if (role !== 'weights' && role !== 'bias' && !targets.has(before)) continue;
    const [old, fresh] = [tape[before], tape[after]];
    if (!isDifferentiable(old) || !isDifferentiable(fresh) || !sameShape(old.value.shape, fresh.value.shape))
      continue;
    if (dependents(tape, [before])[after] === 1) updates.push({ before, after });
  }
  return updates;
}

/**
 * True where a cost takes its data part from a parameter before an update and its penalty from it after the update, as where
 * a prediction is kept and the penalty is computed when the cost is reported.
 */
export function mixesVersions(networks: readonly NetworkEvaluation[], updates: readonly Update[]): boolean {
  return networks.some(({ tape, penaltyTerms, adjoints }) => {
    const ofPenalty = ancestors(
      tape,
      penaltyTerms.map(({ node }) => node),
    );
    return updates.some(({ before, after }) => ofPenalty[after] === 1 && adjoints.get(before)?.data);
  });
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
