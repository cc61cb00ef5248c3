/** One gradient line of one draw against the truth: its value, its true value in two parts, and what it reads. */
import { replay } from '../autodiff/replay.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { totalOf } from '../network/cost.ts';
import { agreement, isRight, matchOf } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';

/** The gradient lines whose values a line reads, the nearest ones on every way; steps towards the same gradient are passed. */
export function linesRead(line: GradientLine, network: NetworkEvaluation): GradientLine[] {
  const byNode = new Map<NodeId, GradientLine>();
  for (const other of network.gradients) {
    if (other !== line && other.node !== line.node && !isStepOf(other, line)) byNode.set(other.node, other);
  }
  const found = new Set<GradientLine>();
  const seen = new Set<NodeId>();
  const pending = [...(network.tape[line.node]?.inputs ?? [])];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const read = byNode.get(at);
    if (read) found.add(read);
    else pending.push(...(network.tape[at]?.inputs ?? []));
  }
  return [...found];
}

function isStepOf(other: GradientLine, line: GradientLine): boolean {
  const isSame = other.target?.node === line.target?.node || other.binding.text === line.binding.text;
  return other.superseded && other.target !== null && isSame;
}

/** The line's value when other nodes held other values; null where the program cannot be replayed with them. */
export function valueWith(
  line: GradientLine,
  network: NetworkEvaluation,
  substitutions: ReadonlyMap<NodeId, Tensor>,
): Tensor | null {
  try {
    return replay(network.tape, substitutions, [line.node]).get(line.node) ?? null;
  } catch {
    // A replay fails where the true value has another shape than the user's; then nothing is put in.
    return null;
  }
}

/** The true gradient that belongs on the line, times a factor; null where the line's variable is not known. */
export function truthOf(line: GradientLine, network: NetworkEvaluation, scale: number): Tensor | null {
  const total = line.target ? totalOf(network.adjoints.get(line.target.node)) : null;
  return total ? scaled(total, scale) : null;
}

export function scaled(tensor: Tensor, factor: number): Tensor {
  return factor === 1 ? tensor : { ...tensor, data: tensor.data.map((value) => value * factor) };
}

/** The constant factors that intermediate gradients of the network may carry: those of right ones, 1, and m. */
export function scalesIn(network: NetworkEvaluation): number[] {
  const found = network.exampleCount === null ? [1] : [1, network.exampleCount];
  for (const line of network.gradients) {
    if (line.role !== 'intermediate' || !line.match || !isRight(line)) continue;
    const { scale } = line.match;
    if (Math.abs(scale) > 1e-12 && !found.some((known) => Math.abs(known - scale) < 1e-6 * Math.abs(scale))) {
      found.push(scale);
    }
  }
  return found;
}

/** True where a value agrees with the line's truth, times any factor for an intermediate. */
export function agreesWithTruth(value: Tensor, line: GradientLine, network: NetworkEvaluation): boolean {
  const truth = truthOf(line, network, 1);
  if (!truth) return false;
  const match = matchOf(value, truth);
  return (line.role === 'parameter' ? match.relativeError : match.scaledError) <= agreement;
}
