/** Update steps: where a parameter goes in the step that uses its gradient, and what else moves it there. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Binding } from '../evaluator/trace.ts';
import { totalOf } from '../network/cost.ts';
import { dependents } from '../network/dependence.ts';
import { agreement, isRight, matchOf } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';

/** The first step that a parameter takes by one of its gradients. */
export interface UpdateStep {
  readonly line: GradientLine;
  readonly binding: Binding;
  /** 'up' where every entry moves along ∂J/∂W, 'down' where every entry moves against it; 'mixed' otherwise. */
  readonly direction: 'up' | 'down' | 'mixed';
  /**
   * c in ΔW = −rate·(∂J/∂W + c·∂Ω/∂W), in units of the penalty's own term: 1 where the penalty acts once more; null where
   * the step is not of this form, or the cost has no penalty on W.
   */
  readonly furtherPenalty: number | null;
}

/** A step goes the wrong way, or lets the weights decay though their gradient does. */
export type StepFault = 'uphill' | 'decays twice';

/** Smaller shares of a penalty are rounding. */
const noticeable = 1e-4;

/** What is the matter with a step by a right gradient; null where nothing is, or where the gradient is to blame. */
export function faultOf({ line, direction, furtherPenalty }: UpdateStep): StepFault | null {
  if (!isRight(line) || line.match?.isTrivial) return null;
  if (direction === 'up') return 'uphill';
  return furtherPenalty !== null && furtherPenalty > noticeable ? 'decays twice' : null;
}

/** The steps of one draw, one for each parameter whose gradient is a line of the network. */
export function updateSteps(network: NetworkEvaluation): readonly UpdateStep[] {
  const found = new Map<NodeId, UpdateStep>();
  for (const line of network.gradients) {
    const target = line.target?.node;
    if (line.role !== 'parameter' || target === undefined || line.superseded || found.has(target)) continue;
    const truth = totalOf(network.adjoints.get(target));
    const after = dependents(network.tape, [line.node]);
    const binding = network.trace.bindings.find(
      ({ node, previousNode, order }) =>
        node !== null && previousNode === target && after[node] === 1 && order > line.binding.order,
    );
    const nested = binding ? null : nestedStep(line, network);
    if (nested) found.set(target, nested);
    const change = binding && truth ? changeOf(binding, network) : null;
    if (!binding || !truth || !change || change.data.length !== truth.data.length) continue;
    const penalty = network.adjoints.get(target)?.penalty ?? null;
    const furtherPenalty = penalty && furtherShare(change, truth, penalty);
    found.set(target, { line, binding, direction: directionOf(change, truth), furtherPenalty });
  }
  return [...found.values()];
}

/** A step whose gradient is a line of its own: one that has no other name, or of an update that is held still. */
function nestedStep(line: GradientLine, { gradients }: NetworkEvaluation): UpdateStep | null {
  const same = gradients.filter(({ target }) => target?.node === line.target?.node);
  const step = same.find(
    ({ binding }) =>
      binding.target === null && binding.kind === 'name' && binding.order >= line.binding.order,
  );
  if (!step?.match || step.match.scaledError > agreement) return null;
  // What the step takes from elsewhere, as from a function that returns it, is the gradient itself.
  const source = same.find((other) => other !== step && isRight(other)) ?? line;
  const direction = step.match.scale < 0 ? 'up' : 'down';
  return { line: source, binding: step.binding, direction, furtherPenalty: null };
}

function changeOf({ node, previousNode }: Binding, { tape }: NetworkEvaluation): Tensor | null {
  const [before, after] = [tape[previousNode ?? -1]?.value, tape[node ?? -1]?.value];
  if (!before || !after || before.data.length !== after.data.length) return null;
  return { ...after, data: after.data.map((entry, at) => entry - (before.data[at] ?? 0)) };
}

function directionOf(change: Tensor, truth: Tensor): UpdateStep['direction'] {
  let up = 0;
  let down = 0;
  for (let at = 0; at < change.data.length; at++) {
    const product = (change.data[at] ?? 0) * (truth.data[at] ?? 0);
    if (product > 0) up += 1;
    if (product < 0) down += 1;
  }
  if (up > 0 && down === 0) return 'up';
  return down > 0 && up === 0 ? 'down' : 'mixed';
}

/** c with change = −rate·(truth + c·penalty), by least squares; null where no rate and c give every entry. */
function furtherShare(change: Tensor, truth: Tensor, penalty: Tensor): number | null {
  const [gg, gp, pp] = [dot(truth, truth), dot(truth, penalty), dot(penalty, penalty)];
  const [cg, cp] = [dot(change, truth), dot(change, penalty)];
  const determinant = gg * pp - gp * gp;
  if (determinant <= 1e-9 * gg * pp) return null;
  const a = (cg * pp - cp * gp) / determinant;
  const b = (cp * gg - cg * gp) / determinant;
  if (a === 0) return null;
  const fitted = { ...truth, data: truth.data.map((entry, at) => a * entry + b * (penalty.data[at] ?? 0)) };
  return matchOf(change, fitted).relativeError <= agreement ? b / a : null;
}

function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((sum, entry, at) => sum + entry * (b.data[at] ?? 0), 0);
}
