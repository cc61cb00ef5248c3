/**
 * The cost that a derivative of the loss implies: a backward pass that starts from `a - y`, with no cost in reach, is that
 * of half the squared error, or of a cross-entropy, whichever its parameters' gradients agree with.
 */
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { TapeBudgetExceeded } from '../autodiff/new-tape.ts';
import { scalar } from '../autodiff/tensor.ts';
import type * as ast from '../python/ast.ts';
import type { EvaluationRecord } from './assemble.ts';
import type { CostCandidate } from './cost.ts';
import { computesCost } from './cost-trouble.ts';
import { ancestors } from './dependence.ts';
import type { GradientCandidate } from './gradient-lines.ts';
import { impliedLoss } from './implied-layers.ts';
import { addsPenalty, untied } from './layer-lines.ts';
import { agreement, isRight } from './match.ts';
import { roleOf } from './name-hints.ts';
import type { NamedNode } from './names.ts';
import type { GradientLine, NetworkEvaluation } from './network.ts';
import type { OwnLoss } from './own-losses.ts';
import { outputsOf, type Residual, residualsByPlace } from './residuals.ts';

/** Makes networks of given costs, as `assembleNetworks` does of the program's own. */
export type Assemble = (record: EvaluationRecord, costs: readonly CostCandidate[]) => NetworkEvaluation[];

/** A larger evaluation is not swept again and again. */
const tapeLimit = 30_000;
/** Passes of a loop that are looked at by themselves; what follows says the same. */
const passLimit = 3;

/**
 * The networks under the loss that most gradients of parameters agree with, up to one factor that they share; empty where the
 * program computes a cost, no prediction meets labels, none agrees, or two factors are as good as one another.
 */
export function impliedNetworks(
  record: EvaluationRecord,
  named: readonly NamedNode[],
  candidates: readonly GradientCandidate[],
  assemble: Assemble,
): NetworkEvaluation[] {
  const isOwn = record.ownLosses.length > 0;
  if (record.tape.nodes.length > tapeLimit || (!isOwn && computesCost(record))) return [];
  const assumed: EvaluationRecord = { ...record, basis: 'implied', isAssumed: true };
  let best: NetworkEvaluation[] = [];
  try {
    for (const losses of lossesOf(record, named, candidates)) {
      // Programs that add up over examples owe the gradient of the sum.
      for (const isSum of losses.passes.length > 1 ? [true, false] : [false]) {
        const networks = underLosses(losses, isSum, assumed, named, assemble);
        if (countRight(networks) > countRight(best)) best = networks;
      }
    }
  } catch (error) {
    if (!(error instanceof TapeBudgetExceeded)) throw error;
  }
  return best.map((network) => withoutPenaltyLines(network, record));
}

/** One loss that a program may mean, in the passes of its loops. */
interface Losses {
  readonly passes: readonly OwnLoss[];
  /** Sizes that it may be a mean over. */
  readonly sizes: readonly number[];
  /** Numbers that gradients may be multiples by beside a mean: 1 where the loss is the program's own. */
  readonly factors: readonly number[];
}

/** The program's own losses; where there are none, those that the places say where a prediction meets labels. */
function lossesOf(
  record: EvaluationRecord,
  named: readonly NamedNode[],
  candidates: readonly GradientCandidate[],
): Losses[] {
  const { tape, ownLosses } = record;
  const places = residualsByPlace(record, named, candidates);
  const sizesOf = ([first]: readonly Residual[]): readonly number[] => {
    const { shape, data } = first ? tape.value(first.prediction) : scalar(1);
    return [...shape, data.length];
  };
  if (ownLosses.length > 0) return [{ passes: ownLosses, sizes: sizesOf(places.at(-1) ?? []), factors: [1] }];
  return places.flatMap((passes) =>
    outputsOf(passes, tape).map((output) => ({
      passes: passes.map(({ prediction, labels, loops }) => ({
        node: impliedLoss(tape, prediction, labels, output, false, 1),
        loops,
      })),
      sizes: sizesOf(passes),
      factors: [0.5, 1, 2],
    })),
  );
}

/** The networks of one loss, scaled as the gradients are, and with the penalty that makes more of them agree. */
function underLosses(
  { passes, sizes, factors }: Losses,
  isSum: boolean,
  record: EvaluationRecord,
  named: readonly NamedNode[],
  assemble: Assemble,
): NetworkEvaluation[] {
  const each = (isSum ? passes : passes.slice(0, passLimit)).map(({ node }) => node);
  const sum = (left: NodeId, right: NodeId): NodeId => record.tape.apply('add', [left, right], {}, null);
  const losses = isSum ? [each.reduce(sum)] : each;
  const under = (costs: readonly NodeId[]): NetworkEvaluation[] =>
    assemble(
      record,
      costs.map((node, at) => ({
        node,
        name: 'the implied cost',
        span: null,
        loops: isSum ? [] : (passes[at]?.loops ?? []),
        frame: null,
        order: Number.MAX_SAFE_INTEGER,
        isNamed: true,
      })),
    );
  const unscaled = under(losses);
  const plausible = [1, ...sizes, passes.length].flatMap((count) => factors.map((factor) => factor / count));
  const factor = sharedFactor(unscaled, plausible, factors.length > 1);
  if (factor === null) return [];
  const scaled = factor === 1 ? losses : losses.map((node) => times(record.tape, node, factor));
  let best = factor === 1 ? unscaled : under(scaled);
  for (const scale of penaltyScales(sizes)) {
    const penalty = penaltyNode(best, scale, record, named);
    if (penalty === null) break;
    const networks = under(scaled.map((node) => record.tape.apply('add', [node, penalty], {}, null)));
    if (countRight(networks) > countRight(best)) best = networks;
  }
  return best;
}

function times(tape: Recorder, node: NodeId, factor: number): NodeId {
  return tape.apply('multiply', [node, tape.leaf(scalar(factor), null)], {}, null);
}

/** Statements that give parameters' gradients and agree in every pass. */
function countRight(networks: readonly NetworkEvaluation[]): number {
  const areRight = new Map<ast.Stmt, boolean>();
  for (const line of parameterLines(networks)) {
    const { statement } = line.binding;
    areRight.set(statement, isRight(line) && areRight.get(statement) !== false);
  }
  return [...areRight.values()].filter(Boolean).length;
}

/** Gradients of parameters that say something. */
function parameterLines(networks: readonly NetworkEvaluation[]): GradientLine[] {
  return networks
    .flatMap(({ gradients }) => gradients)
    .filter((line) => line.role === 'parameter' && !line.superseded && line.match?.isTrivial === false);
}

/**
 * The factor that most parameters' gradients have against the loss; null where none is a multiple of it or two are as
 * frequent. One gradient alone, or the program's own loss, says it only with a factor that is plausible.
 */
function sharedFactor(
  networks: readonly NetworkEvaluation[],
  plausible: readonly number[],
  mayBeAny: boolean,
): number | null {
  const counts: { readonly factor: number; count: number }[] = [];
  for (const { match } of parameterLines(networks)) {
    if (!match || match.scaledError > agreement || match.scale === 0) continue;
    const known = counts.find(({ factor }) => Math.abs(factor - match.scale) <= 1e-6 * Math.abs(factor));
    if (known) known.count++;
    else counts.push({ factor: match.scale, count: 1 });
  }
  counts.sort((a, b) => b.count - a.count);
  const [first, second] = counts;
  if (!first || second?.count === first.count) return null;
  const { factor, count } = first;
  const isPlausible = plausible.some((usual) => Math.abs(Math.abs(factor) - usual) <= 1e-6 * usual);
  if (!isPlausible && !(mayBeAny && count > 1)) return null;
  return Math.abs(factor - 1) <= 1e-6 ? 1 : factor;
}

/** k in Ω = k·λ·Σ‖W‖²: with or without the ½, for a sum and for a mean over examples. */
function penaltyScales(sizes: readonly number[]): readonly number[] {
  return [0.5, 1, ...sizes.filter((size) => size > 1).flatMap((size) => [0.5 / size, 1 / size])];
}

/** k·λ·Σ‖W‖² over the weights, where gradients of parameters read a strength λ; null where none does. */
function penaltyNode(
  networks: readonly NetworkEvaluation[],
  scale: number,
  { tape }: EvaluationRecord,
  named: readonly NamedNode[],
): NodeId | null {
  const [network] = networks;
  const lines = parameterLines(networks).filter((line) => !isRight(line));
  const read = ancestors(
    tape.nodes,
    lines.map(({ node }) => node),
  );
  const strength = named.find(
    ({ name, node }) => read[node] === 1 && roleOf(name) === 'strength' && tape.value(node).data.length === 1,
  );
  const weights = network?.variables.filter(({ kind, isBias }) => kind === 'parameter' && !isBias) ?? [];
  if (!strength || weights.length === 0) return null;
  const squares = weights.map(({ node }) =>
    tape.apply('sum', [tape.apply('square', [node], {}, null)], {}, null),
  );
  const sum = squares.reduce((left, right) => tape.apply('add', [left, right], {}, null));
  return tape.apply('multiply', [strength.node, times(tape, sum, scale)], {}, null);
}

/** A line that adds a penalty of which the cost knows nothing cannot be judged by it. */
function withoutPenaltyLines(
  network: NetworkEvaluation,
  { pathOfNode }: EvaluationRecord,
): NetworkEvaluation {
  const { tape, adjoints, penaltyTerms } = network;
  if (penaltyTerms.length > 0) return network;
  const gradients = network.gradients.map((line) =>
    line.role === 'parameter' && !isRight(line) && addsPenalty(line, { tape, adjoints, pathOfNode })
      ? untied(line)
      : line,
  );
  return { ...network, gradients };
}
