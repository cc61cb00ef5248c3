/** From one evaluation to the networks in it: cost, parameters, true derivatives, and the gradient lines against them. */
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Binding, Trace } from '../evaluator/trace.ts';
import type { Span } from '../python/source.ts';
import { spreadsRows } from './columns.ts';
import {
  type CostCandidate,
  costCandidates,
  isPenaltyRoot,
  passesAtEnds,
  penaltyRoots,
  splitAdjoints,
} from './cost.ts';
import { ancestors, dependents } from './dependence.ts';
import { elementAdjoints } from './elements.ts';
import { exampleCountOf } from './examples.ts';
import { type GradientCandidate, gradientCandidates } from './gradient-lines.ts';
import { type Assemble, impliedNetworks } from './implied-cost.ts';
import { judgeableLines } from './layer-lines.ts';
import { agreement, isRight } from './match.ts';
import { roleOf } from './name-hints.ts';
import { decayingNames, withNameless } from './nameless-gradients.ts';
import { type NamedNode, namedNodes, sharedLoops } from './names.ts';
import type { GradientLine, NetworkEvaluation } from './network.ts';
import type { OwnLoss } from './own-losses.ts';
import { dataLeaves, labelNodes, parameterNodes } from './parameters.ts';
import { unnamedPreactivations } from './preactivations.ts';
import { tieLines } from './ties.ts';
import { variablesOf } from './variables.ts';

/** A cost that the engine built: of an implied network, or of a layer by itself. */
export interface GivenCost {
  readonly node: NodeId;
  readonly name: string;
  /** What a layer was passed: its backward function owes their gradients as exactly as those of weights. */
  readonly inputs?: ReadonlySet<NodeId>;
  /** A layer's upstream gradients. */
  readonly upstream?: readonly NodeId[];
}

/** What a plan's evaluation left behind. */
export interface EvaluationRecord {
  readonly title: string;
  readonly tape: Recorder;
  readonly trace: Trace;
  readonly pathOfNode: ReadonlyMap<NodeId, string>;
  readonly draw: number;
  readonly basis: NetworkEvaluation['basis'];
  readonly isAssumed: boolean;
  /** Where an exception ended the evaluation; null where it ran through, or ended otherwise. */
  readonly raisedAt: Span | null;
  /** A cost that the engine built itself, where the user's was out of reach. */
  readonly givenCost: GivenCost | null;
  /** The program's own losses, where it calls only their derivatives. */
  readonly ownLosses: readonly OwnLoss[];
}

/** The networks of one evaluation, the one that explains most gradient lines first. */
export function assembleNetworks(record: EvaluationRecord): NetworkEvaluation[] {
  const tape = record.tape.nodes;
  const spoken = namedNodes(record.trace, record.tape, record.pathOfNode);
  const named = [...spoken, ...unnamedPreactivations(spoken, tape)];
  const candidates = withNameless(gradientCandidates(tape, record.trace.bindings, named), record, named);
  if (candidates.length === 0) return [];
  const costs = record.givenCost
    ? [givenCandidate(record.givenCost)]
    : record.basis === 'layer' || record.ownLosses.length > 0
      ? []
      : costCandidates(tape, record.trace, named);
  const assemble: Assemble = (under, each) => networksOf(under, each, named, candidates);
  const networks = assemble(record, costs);
  const isMeant = costs.some(({ isNamed }) => isNamed)
    ? networks.length > 0
    : networks.some(({ gradients }) => gradients.some(confirms));
  if (isMeant || record.givenCost || record.basis === 'layer') return networks;
  const implied = impliedNetworks(record, named, candidates, assemble);
  return implied.length > 0 ? implied : networks;
}

function networksOf(
  record: EvaluationRecord,
  costs: readonly CostCandidate[],
  named: readonly NamedNode[],
  candidates: readonly GradientCandidate[],
): NetworkEvaluation[] {
  const nearest = nearestCandidates(costs, candidates);
  const isKept = firstPasses(costs);
  const networks = costs
    .map((cost, at) => (isKept(cost) ? assembleNetwork(record, cost, named, nearest[at] ?? []) : null))
    .filter((network): network is NetworkEvaluation => network !== null)
    .sort((a, b) => agreeing(b) - agreeing(a));
  return distribute(networks);
}

/** Passes of one loop of which each cost is differentiated; the ones after them say the same. */
const passLimit = 3;

/** Where a cost is computed; the passes of a loop share it. */
function placeOfCost({ name, span }: CostCandidate): string {
  return `${name} ${span?.start}`;
}

/** True for the costs of the first passes: a loop of a hundred passes need not be judged a hundred times. */
function firstPasses(costs: readonly CostCandidate[]): (cost: CostCandidate) => boolean {
  const counts = new Map<string, number>();
  const kept = new Set<CostCandidate>();
  for (const cost of costs) {
    const key = placeOfCost(cost);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= passLimit) kept.add(cost);
  }
  return (cost) => kept.has(cost);
}

/**
 * For each cost the gradient lines that stand closest to it: of several passes of a loop each has its own cost, and of
 * several functions that compute a cost and its gradients each judges its own. A pass whose cost is not looked at has no
 * lines, if another pass of the same statement has. One look at every pair of a cost and a line.
 */
function nearestCandidates(
  costs: readonly CostCandidate[],
  candidates: readonly GradientCandidate[],
): readonly (readonly GradientCandidate[])[] {
  const frames = new Set(costs.flatMap(({ frame }) => (frame?.function ? [frame] : [])));
  const isOthers = (cost: CostCandidate, { binding }: GradientCandidate): boolean =>
    frames.has(binding.frame) && cost.frame !== binding.frame;
  const nearest = candidates.map((candidate) =>
    costs.reduce(
      (most, cost) =>
        isOthers(cost, candidate) ? most : Math.max(most, sharedLoops(cost.loops, candidate.binding.loops)),
      0,
    ),
  );
  const most = new Map<Binding['statement'], number>();
  candidates.forEach(({ binding: { statement } }, at) =>
    most.set(statement, Math.max(most.get(statement) ?? 0, nearest[at] ?? 0)),
  );
  const counts = new Map<string, number>();
  for (const cost of costs) {
    const place = placeOfCost(cost);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const leavesOut = Math.max(0, ...counts.values()) >= 2 * passesAtEnds;
  return costs.map((cost) =>
    candidates.filter(
      (candidate, at) =>
        !isOthers(cost, candidate) &&
        (!leavesOut || nearest[at] === most.get(candidate.binding.statement)) &&
        sharedLoops(cost.loops, candidate.binding.loops) === nearest[at],
    ),
  );
}

function givenCandidate(cost: GivenCost): CostCandidate {
  return {
    node: cost.node,
    name: cost.name,
    span: null,
    loops: [],
    frame: null,
    order: Number.MAX_SAFE_INTEGER,
    isNamed: true,
  };
}

/** How many gradient lines a network's cost confirms, its parameters' lines counting most. */
export function agreeing(network: NetworkEvaluation): number {
  let sum = 0;
  for (const line of network.gradients) {
    if (!line.match || line.superseded || line.match.isTrivial) continue;
    const error = line.role === 'parameter' ? line.match.relativeError : line.match.scaledError;
    if (error <= agreement) sum += line.role === 'parameter' ? 10 : 3 + nearnessToOne(line.match.scale);
    else if (line.match.scaledError <= agreement) sum += 8 + nearnessToOne(line.match.scale);
    else if (line.role === 'parameter' && Number.isFinite(error)) sum += 1;
  }
  return sum;
}

/** 1 for the factors 1 and −1, ½ for 2 and ½, and so on: a slip brings in a 2 rather than a 26, and hardly a 10/9. */
function nearnessToOne(scale: number): number {
  const magnitude = Math.abs(scale) >= 1 ? Math.abs(scale) : 1 / Math.abs(scale);
  const isWhole = Math.abs(magnitude - Math.round(magnitude)) <= agreement * magnitude;
  return isWhole ? 1 / magnitude : 0;
}

/**
 * Gives each gradient line to one network: the one in which it agrees, else the only one that other lines confirm. A
 * line that agrees nowhere and whose variable several confirmed costs reach belongs to none: which is meant is not known.
 */
function distribute(networks: readonly NetworkEvaluation[]): NetworkEvaluation[] {
  const owners = new Map<string, NetworkEvaluation | null>();
  const confirmed = networks.filter((network) => network.gradients.some(confirms));
  for (const network of networks) {
    for (const line of network.gradients) {
      if (confirms(line) && !owners.has(placeOf(line))) owners.set(placeOf(line), network);
    }
  }
  for (const network of [...confirmed, ...networks]) {
    for (const line of network.gradients) {
      const place = placeOf(line);
      if (owners.has(place) || line.target === null) continue;
      const others = confirmed.filter(
        (other) => other !== network && reachesLine(other, place) && !isReportOf(other, network),
      );
      owners.set(place, confirmed.includes(network) && others.length > 0 ? null : network);
    }
  }
  return networks.flatMap((network, index) => {
    const gradients = network.gradients.filter((line) => {
      const place = placeOf(line);
      return owners.has(place) ? owners.get(place) === network : index === 0;
    });
    return gradients.some((line) => line.target) ? [{ ...network, gradients }] : [];
  });
}

/** Which line it is, in every network: the elements of a list of gradients share a binding. */
function placeOf({ binding }: GradientLine): string {
  return `${binding.order} ${binding.node}`;
}

/**
 * True where the other cost is made from the network's and no parameter's gradient is exactly its derivative, as that of
 * the network's is: a running mean of the loss, say.
 */
function isReportOf(other: NetworkEvaluation, network: NetworkEvaluation): boolean {
  const isExact = ({ gradients }: NetworkEvaluation): boolean =>
    gradients.some((line) => line.role === 'parameter' && !line.superseded && confirms(line));
  if (isExact(other) || !isExact(network)) return false;
  return ancestors(other.tape, [other.cost.node])[network.cost.node] === 1;
}

function confirms(line: GradientLine): boolean {
  return isRight(line) && line.match?.isTrivial === false;
}

function reachesLine(network: NetworkEvaluation, place: string): boolean {
  return network.gradients.some((line) => placeOf(line) === place && line.target !== null);
}

function assembleNetwork(
  record: EvaluationRecord,
  cost: CostCandidate,
  named: readonly NamedNode[],
  candidates: readonly GradientCandidate[],
): NetworkEvaluation | null {
  const tape = record.tape.nodes;
  const labels = labelNodes(tape, candidates, named);
  const parameters = parameterNodes(tape, cost.node, candidates, named, labels);
  const targets = new Map<NodeId, readonly number[]>();
  for (const { node, targets: each } of candidates)
    for (const target of each) targets.set(target.node, tape[node]?.value.shape ?? []);
  for (const input of record.givenCost?.inputs ?? []) if (targets.has(input)) parameters.add(input);
  // What only puts others' layers together has no parameters of its own; it owes the gradient of its input.
  if (parameters.size === 0 && record.basis === 'layer')
    for (const input of record.givenCost?.inputs ?? []) parameters.add(input);
  if (parameters.size === 0) return null;
  const data = dependents(
    tape,
    dataLeaves(tape, cost.node, parameters, record.trace.plainNumbers),
    parameters,
  );
  const parameterised = dependents(tape, parameters);
  if (!parameterised[cost.node] || !Number.isFinite(tape[cost.node]?.value.data[0])) return null;
  if (spreadsRows(tape, cost.node)) return null;
  const roots = penaltyRoots(tape, cost.node, data, parameterised, isPenaltyRoot).filter(
    (root) => root !== cost.node,
  );
  const split = splitAdjoints(tape, cost.node, roots, new Set([...parameters, ...labels]));
  const elements = elementAdjoints(tape, targets, split, parameters);
  const adjoints = elements.size === 0 ? split : new Map([...split, ...elements]);
  // Elements are owed as exactly as what they are of; what the program made itself are the whole arrays.
  const exact = new Set([...parameters, ...elements.keys()]);
  const variables = variablesOf(tape, named, adjoints, exact);
  const own = withoutOtherNetworks(record, candidates, named, parameters, cost.node);
  const decaying = decayingNames(record.trace);
  const tied = tieLines(own, { tape, cost: cost.node, adjoints, parameters: exact, variables, decaying });
  const { givenCost: layer, pathOfNode } = record;
  const gradients =
    record.basis === 'layer' && layer ? judgeableLines(tied, { tape, adjoints, layer, pathOfNode }) : tied;
  const pureRoots = ancestors(tape, roots, parameters);
  const strengthNodes = [...pathOfNode]
    .filter(([node, path]) => pureRoots[node] === 1 && roleOf(path) === 'strength')
    .map(([node]) => node)
    .filter((node) => tape[node]?.operation === 'leaf' && tape[node].value.shape.length === 0)
    .sort((a, b) => a - b);
  return {
    title: record.title,
    tape,
    trace: record.trace,
    cost: { node: cost.node, span: cost.span },
    costName: cost.name,
    penaltyTerms: roots.map((node) => ({ node, span: tape[node]?.span ?? null })),
    basis: record.basis,
    isAssumed: record.isAssumed,
    raisedAt: record.raisedAt,
    variables,
    gradients,
    adjoints,
    dependsOnData: data,
    parameterNodes: parameters,
    hyperparameters: hyperparametersOf(record, tape),
    probePaths: record.pathOfNode,
    strengthNodes,
    exampleCount: exampleCountOf(tape, named, parameters, cost.node),
  };
}

/** Candidates that are computed from weights which the cost does not know, and from none of its own, belong to another network. */
function withoutOtherNetworks(
  { tape, basis }: EvaluationRecord,
  candidates: readonly GradientCandidate[],
  named: readonly NamedNode[],
  parameters: ReadonlySet<NodeId>,
  cost: NodeId,
): readonly GradientCandidate[] {
  const parameterised = dependents(tape.nodes, parameters);
  if (basis === 'layer' || candidates.every(({ node }) => parameterised[node] === 1)) return candidates;
  const reached = ancestors(tape.nodes, [cost]);
  // Weights that are held still around an update are there twice, with the same values.
  const isOwn = (value: Tensor): boolean =>
    [...parameters].some((each) => haveSameEntries(tape.value(each).data, value.data));
  const foreign = dependents(
    tape.nodes,
    named
      .filter(({ name, node }) => roleOf(name) === 'weights' && reached[node] !== 1)
      .filter(({ node }) => !isOwn(tape.value(node)))
      .map(({ node }) => node),
  );
  return candidates.filter(({ node }) => parameterised[node] === 1 || foreign[node] !== 1);
}

function haveSameEntries(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((entry, at) => entry === b[at]);
}

function hyperparametersOf(record: EvaluationRecord, tape: readonly TapeNode[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [node, path] of record.pathOfNode) {
    const value = tape[node]?.value;
    if (value?.shape.length === 0) found.set(path, value.data[0] ?? Number.NaN);
  }
  return found;
}
