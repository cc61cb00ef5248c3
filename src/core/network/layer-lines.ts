/**
 * The gradient lines of a layer by itself, as far as they can be judged without the rest of the network: a mean over
 * examples may be taken in the layer or outside of it, and a penalty that the layer adds belongs to a cost elsewhere.
 */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { GivenCost } from './assemble.ts';
import { totalOf } from './cost.ts';
import { ancestors } from './dependence.ts';
import { agreement, bestScale, relativeError } from './match.ts';
import { roleOf } from './name-hints.ts';
import type { Adjoint, GradientLine, Match } from './network.ts';

/** The tape of a network whose cost is not the program's own, with its true derivatives and the names of its probes. */
export interface LineContext {
  readonly tape: readonly TapeNode[];
  readonly adjoints: ReadonlyMap<NodeId, Adjoint>;
  readonly pathOfNode: ReadonlyMap<NodeId, string>;
}

interface LayerContext extends LineContext {
  readonly layer: GivenCost;
}

/** The lines, those that cannot be judged here without their target. */
export function judgeableLines(lines: readonly GradientLine[], context: LayerContext): GradientLine[] {
  const scale = sharedScale(lines, context);
  return lines.map((line) => {
    if (line.role !== 'parameter' || !line.match || !line.target) return line;
    if (line.match.relativeError <= agreement) {
      return scale === null || isInput(line, context) ? line : untied(line);
    }
    if (scale !== null && hasScale(line.match, scale)) {
      return { ...line, match: { ...line.match, relativeError: line.match.scaledError } };
    }
    const isOpen = scale !== null || isScaledByCount(line.match, context) || addsPenalty(line, context);
    return isOpen ? untied(line) : line;
  });
}

/** The line without a verdict: what it is the gradient of is left open. */
export function untied(line: GradientLine): GradientLine {
  return { ...line, role: 'intermediate', target: null, match: null };
}

function hasScale(match: Match, scale: number): boolean {
  return match.scaledError <= agreement && Math.abs(match.scale - scale) <= 1e-6 * Math.abs(scale);
}

/** The factor m or 1/m that all gradients of the layer's own parameters share; null where it is 1 or they share none. */
function sharedScale(lines: readonly GradientLine[], context: LayerContext): number | null {
  const judged = lines.filter((line) => line.role === 'parameter' && line.match && !line.match.isTrivial);
  const own = judged.filter((line) => !isInput(line, context));
  const proportional = (own.length > 0 ? own : judged).filter(
    (line) => line.match && line.match.scaledError <= agreement && !line.superseded,
  );
  const [first] = proportional;
  if (!first?.match || !isScaledByCount(first.match, context)) return null;
  const { scale } = first.match;
  return proportional.every((line) => line.match && hasScale(line.match, scale)) ? scale : null;
}

function isInput(line: GradientLine, { layer }: LayerContext): boolean {
  const { target } = line;
  if (!target || !layer.inputs?.has(target.node)) return false;
  const role = roleOf(target.name);
  return role !== 'weights' && role !== 'bias';
}

/** True for a factor m or 1/m, where m is a number of examples, or of examples and positions, of what flows through. */
function isScaledByCount(match: Match, { tape, layer }: LayerContext): boolean {
  const through = [...(layer.upstream ?? []), ...(layer.inputs ?? [])];
  const counts = new Set<number>();
  for (const node of through) {
    const shape = tape[node]?.value.shape ?? [];
    for (const size of shape) counts.add(size);
    counts.add((shape[0] ?? 1) * (shape[1] ?? 1));
  }
  const { scale, scaledError } = match;
  if (scaledError > agreement || Math.abs(scale - 1) < 1e-6) return false;
  return [...counts].some((count) =>
    [count, 1 / count].some((factor) => Math.abs(scale - factor) < 1e-6 * factor),
  );
}

/** True where the line has a multiple of its own variable beside the truth, or reads a regularisation strength. */
export function addsPenalty(line: GradientLine, { tape, adjoints, pathOfNode }: LineContext): boolean {
  const user = tape[line.node]?.value;
  const variable = line.target ? tape[line.target.node]?.value : undefined;
  const truth = line.target ? totalOf(adjoints.get(line.target.node)) : null;
  if (!user || !variable || !truth) return false;
  if (isMultipleBeside(user, truth, variable)) return true;
  const below = ancestors(tape, [line.node]);
  return [...pathOfNode].some(([node, path]) => below[node] === 1 && roleOf(path) === 'strength');
}

function isMultipleBeside(user: Tensor, truth: Tensor, variable: Tensor): boolean {
  if (user.data.length !== truth.data.length || user.data.length !== variable.data.length) return false;
  const residual = user.data.map((value, at) => value - (truth.data[at] ?? 0));
  return relativeError(residual, variable.data, bestScale(residual, variable.data)) <= agreement;
}
