/** Residuals: the places of an evaluation where a prediction meets its labels, `a - y`, from which gradients are computed. */
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Binding, LoopPosition } from '../evaluator/trace.ts';
import type { EvaluationRecord } from './assemble.ts';
import { ancestors, dependents } from './dependence.ts';
import type { GradientCandidate } from './gradient-lines.ts';
import { readGradientName } from './gradient-names.ts';
import type { Output } from './implied-layers.ts';
import { roleOf } from './name-hints.ts';
import { isDifferentiable, type NamedNode } from './names.ts';

/** A prediction and the labels that the program takes from it, in one pass of the loops around. */
export interface Residual {
  readonly prediction: NodeId;
  readonly labels: NodeId;
  /** Where the two meet. */
  readonly node: NodeId;
  readonly loops: readonly LoopPosition[];
}

/** Places that are looked at, and passes of the loops around them. */
const placeLimit = 4;
const passLimit = 40;

/** By the place in the text, the residuals of its passes, those of the last places first: what comes last is the network's output. */
export function residualsByPlace(
  record: EvaluationRecord,
  named: readonly NamedNode[],
  candidates: readonly GradientCandidate[],
): Residual[][] {
  const places = new Map<string, Residual[]>();
  for (const residual of residualsOf(record, named, candidates)) {
    const span = record.tape.nodes[residual.node]?.span;
    const key = span ? `${span.source.uri}:${span.start}` : String(residual.node);
    const known = places.get(key) ?? [];
    if (known.length < passLimit) places.set(key, [...known, residual]);
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
export function outputsOf([first]: readonly Residual[], tape: Recorder): readonly Output[] {
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
