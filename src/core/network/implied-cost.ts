/**
 * The cost that a derivative of the loss implies: a backward pass that starts from `a - y`, with no cost in reach, is that
 * of half the squared error, or of a cross-entropy, whichever its parameters' gradients agree with.
 */
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { TapeBudgetExceeded } from '../autodiff/new-tape.ts';
import { scalar, type Tensor } from '../autodiff/tensor.ts';
import type { Binding, LoopPosition } from '../evaluator/trace.ts';
import type * as ast from '../python/ast.ts';
import type { EvaluationRecord } from './assemble.ts';
import type { CostCandidate } from './cost.ts';
import { computesCost } from './cost-trouble.ts';
import { ancestors, dependents } from './dependence.ts';
import type { GradientCandidate } from './gradient-lines.ts';
import { readGradientName } from './gradient-names.ts';
import { impliedLoss, type Output } from './implied-layers.ts';
import { addsPenalty, untied } from './layer-lines.ts';
import { agreement, isRight } from './match.ts';
import { roleOf } from './name-hints.ts';
import { isDifferentiable, type NamedNode } from './names.ts';
import type { GradientLine, NetworkEvaluation } from './network.ts';
import type { OwnLoss } from './own-losses.ts';

/** Makes networks of given costs, as `assembleNetworks` does of the program's own. */
export type Assemble = (record: EvaluationRecord, costs: readonly CostCandidate[]) => NetworkEvaluation[];

/** A prediction and the labels that the program takes from it, in one pass of the loops around. */
interface Residual {
  readonly prediction: NodeId;
  readonly labels: NodeId;
  /** Where the two meet. */
  readonly node: NodeId;
  readonly loops: readonly LoopPosition[];
}

/** A larger evaluation is not swept again and again. */
const tapeLimit = 30_000;
/** Places where a prediction meets labels, and passes of a loop, that are looked at: each by itself, and all together. */
const placeLimit = 4;
const passLimit = 3;
const summedPasses = 40;

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
        order: Number.MAX_SAFE_INTEGER,
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

/** By the place in the text, the residuals of its passes, those of the last places first: what comes last is the network's output. */
function residualsByPlace(
  record: EvaluationRecord,
  named: readonly NamedNode[],
  candidates: readonly GradientCandidate[],
): Residual[][] {
  const places = new Map<string, Residual[]>();
  for (const residual of residualsOf(record, named, candidates)) {
    const span = record.tape.nodes[residual.node]?.span;
    const key = span ? `${span.source.uri}:${span.start}` : String(residual.node);
    const known = places.get(key) ?? [];
    if (known.length < summedPasses) places.set(key, [...known, residual]);
  }
  return [...places.values()].slice(-placeLimit);
}

function residualsOf(
  { tape, trace }: EvaluationRecord,
  named: readonly NamedNode[],
  candidates: readonly GradientCandidate[],
): Residual[] {
  const { nodes } = tape;
  const weights = new Set([
    ...named.filter(({ name }) => isParameterName(name)).map(({ node }) => node),
    ...candidates.flatMap(({ targets }) =>
      targets.flatMap(({ name, node }) => (isDataName(name) ? [] : [node])),
    ),
  ]);
  const trained = dependents(nodes, weights);
  const computed = dependents(
    nodes,
    nodes.filter((node) => isData(node, weights)).map(({ id }) => id),
  );
  // What a gradient from elsewhere is a part of are no labels.
  const handed = dependents(
    nodes,
    named.filter(({ name }) => readGradientName(name) !== null).map(({ node }) => node),
  );
  const used = ancestors(
    nodes,
    candidates.map(({ node }) => node),
  );
  const found: Residual[] = [];
  const isLabels = (node: TapeNode | undefined, prediction: TapeNode): boolean =>
    node !== undefined &&
    !trained[node.id] &&
    !handed[node.id] &&
    haveSameSizes(node, prediction) &&
    !isFilledWith(node.value);
  const isPrediction = (node: TapeNode | undefined): node is TapeNode =>
    isDifferentiable(node) && trained[node.id] === 1 && computed[node.id] === 1;
  for (const node of nodes) {
    if (used[node.id] !== 1 || (node.operation !== 'subtract' && node.operation !== 'divide')) continue;
    const [left, right] = node.inputs.map((input) => nodes[input]);
    for (const [prediction, labels] of [
      [left, right],
      [right, left],
    ]) {
      if (!isPrediction(prediction) || !labels || !isLabels(labels, prediction)) continue;
      const loops = loopsAt(node.id, trace.bindings);
      found.push({ prediction: prediction.id, labels: labels.id, node: node.id, loops });
    }
  }
  for (const binding of trace.bindings) {
    const residual = selectedResidual(binding, tape, isPrediction);
    if (residual && used[residual.node] === 1) found.push(residual);
  }
  return found;
}

function isParameterName(name: string): boolean {
  const role = roleOf(name);
  return role === 'weights' || role === 'bias';
}

function isData({ id, operation, value }: TapeNode, weights: ReadonlySet<NodeId>): boolean {
  return operation === 'leaf' && value.data.length > 1 && !weights.has(id) && !isFilledWith(value);
}

function isDataName(name: string): boolean {
  const role = roleOf(name);
  return role === 'data' || role === 'labels';
}

/** `probs[range(m), y] -= 1`: labels that select entries of the prediction. */
function selectedResidual(
  { kind, node, previousNode, loops }: Binding,
  tape: Recorder,
  isPrediction: (node: TapeNode | undefined) => node is TapeNode,
): Residual | null {
  if (kind !== 'edit' || node === null || previousNode === null) return null;
  const before = tape.nodes[previousNode];
  const after = tape.nodes[node];
  if (!isPrediction(before) || !after) return null;
  const data = before.value.data.map((value, at) => value - (after.value.data[at] ?? 0));
  const isSelection = data.every((value) => Math.abs(value) < 1e-12 || Math.abs(value - 1) < 1e-12);
  if (!isSelection || !data.some((value) => value > 0.5)) return null;
  const labels = tape.leaf({ dtype: 'float64', shape: before.value.shape, data: data.map(Math.round) }, null);
  return { prediction: previousNode, labels, node, loops };
}

function haveSameSizes(a: TapeNode, b: TapeNode): boolean {
  const long = ({ value }: TapeNode): string => value.shape.filter((size) => size !== 1).join();
  return long(a) === long(b);
}

function isFilledWith({ data }: Tensor): boolean {
  return data.length > 1 && data.every((value) => value === data[0]);
}

/** The loops around a node: those of the first binding that was made with it or after it. */
function loopsAt(node: NodeId, bindings: readonly Binding[]): readonly LoopPosition[] {
  return bindings.find((binding) => binding.node !== null && binding.node >= node)?.loops ?? [];
}

/** The outputs that a prediction may be of: any number; a probability; probabilities that sum to 1. */
function outputsOf([first]: readonly Residual[], tape: Recorder): readonly Output[] {
  if (!first) return [];
  const { data, shape } = tape.value(first.prediction);
  const labels = tape.value(first.labels).data;
  const areProbabilities =
    data.every((value) => value > 0 && value < 1) && labels.every((value) => value >= 0 && value <= 1);
  if (!areProbabilities) return ['identity'];
  return sumsToOne(data, shape) ? ['softmax', 'identity'] : ['sigmoid', 'identity'];
}

function sumsToOne(data: ArrayLike<number>, shape: readonly number[]): boolean {
  const columns = shape.at(-1) ?? 1;
  const rows = data.length / columns;
  const sum = (count: number, at: (index: number) => number): number =>
    Array.from({ length: count }, (_, index) => data[at(index)] ?? 0).reduce(
      (left, right) => left + right,
      0,
    );
  const areRows = Array.from({ length: rows }, (_, row) => sum(columns, (at) => row * columns + at));
  const areColumns = Array.from({ length: columns }, (_, column) => sum(rows, (at) => at * columns + column));
  return [areRows, areColumns].some((sums) => sums.every((value) => Math.abs(value - 1) < 1e-9));
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
