/** The panel's answer to a moved λ: a network's numbers with other regularisation strengths, computed again on its tape. */
import { prepareChange } from '../autodiff/changed-tape.ts';
import { reverseSweep } from '../autodiff/sweep.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { largestMagnitude, scalar, type Tensor } from '../autodiff/tensor.ts';
import { totalOf } from '../network/cost.ts';
import { elementAdjoints } from '../network/elements.ts';
import type { Adjoint, NetworkEvaluation } from '../network/network.ts';
import type { Strength, StrengthView } from '../../protocol.ts';
import type { Analysis } from './analysis.ts';
import { comparison } from './panel-gradients.ts';
import { namedGraph, type NamedGraph } from './panel-graph.ts';
import { matrixOf, partsOf } from './panel-matrix.ts';

/** Three times the probe's value shows what a strong penalty does. */
const widestRange = 3;

/**
 * The strengths of a network's penalty that can be moved; empty where there is none, and where the data part of the cost
 * depends on one, for then it is no mere strength.
 */
export function strengthsOf(network: NetworkEvaluation): readonly Strength[] {
  return groupsOf(network).map(({ name, value }) => ({
    name,
    value,
    most: rounded(widestRange * Math.abs(value)),
  }));
}

/**
 * What changes in the view of one of the analysis's networks under these strengths, in the order of `strengthsOf`; null
 * where there is no such network, the strengths are not as many, or one is not a number.
 */
export function strengthView(
  analysis: Analysis,
  index: number,
  values: readonly number[],
): StrengthView | null {
  const network = analysis.networks[index];
  if (!network) return null;
  const { groups, graph, change, limits } = preparedOf(analysis, network);
  if (groups.length === 0 || values.length !== groups.length || !values.every(Number.isFinite)) return null;
  const moved = change(values);
  return {
    values,
    nodes: graph.nodes.map(({ id, node }) => {
      const gradient = totalOf(moved.adjoints.get(node));
      return {
        id,
        value: matrixOf(valueAt(moved.tape, node)),
        gradient: gradient ? matrixOf(gradient) : null,
        parts: partsOf(moved.adjoints.get(node)),
      };
    }),
    parts: graph.nodes.map(({ id, node }) => {
      const penalty = moved.adjoints.get(node)?.penalty;
      return { nodeId: id, largest: penalty ? largestMagnitude(penalty) : 0 };
    }),
    gradients: comparisonsOf(analysis, network, moved).map(({ id, maps, relativeError }) => ({
      id,
      maps,
      relativeError,
      limit: limits.get(id) ?? 0,
    })),
  };
}

/** The network as it would have been evaluated with these strengths, as far as cost, adjoints and gradient lines go. */
export function networkAt(network: NetworkEvaluation, values: readonly number[]): NetworkEvaluation {
  return changeOf(network, groupsOf(network), namedGraph(network))(values);
}

interface Prepared {
  readonly groups: readonly Group[];
  readonly graph: NamedGraph;
  readonly change: (values: readonly number[]) => NetworkEvaluation;
  /** By gradient: the largest number that its maps show between strength 0 and the strongest. */
  readonly limits: ReadonlyMap<string, number>;
}

const known = new WeakMap<NetworkEvaluation, Prepared>();

/** While λ is dragged the same network is asked for many times a second. */
function preparedOf(analysis: Analysis, network: NetworkEvaluation): Prepared {
  const before = known.get(network);
  if (before) return before;
  const groups = groupsOf(network);
  const graph = namedGraph(network);
  const change = changeOf(network, groups, graph);
  const strongest = change(strengthsOf(network).map(({ most }) => most));
  const limits = new Map<string, number>();
  // Every entry grows or falls steadily with λ, so that the ends of its range have the largest ones.
  for (const end of [change(groups.map(() => 0)), strongest]) {
    for (const { id, largest } of comparisonsOf(analysis, network, end)) {
      limits.set(id, Math.max(limits.get(id) ?? 0, largest));
    }
  }
  const prepared = { groups, graph, change, limits };
  known.set(network, prepared);
  return prepared;
}

function changeOf(
  network: NetworkEvaluation,
  groups: readonly Group[],
  graph: NamedGraph,
): (values: readonly number[]) => NetworkEvaluation {
  const shown = [
    network.cost.node,
    ...graph.nodes.map(({ node }) => node),
    ...network.gradients.map(({ node }) => node),
    ...network.penaltyTerms.map(({ node }) => node),
  ];
  const change = prepareChange(
    network.tape,
    groups.flatMap(({ nodes }) => nodes),
    shown,
  );
  return (values) => {
    const given = groups.flatMap(({ nodes }, at) => {
      const value = scalar(values[at] ?? 0);
      return nodes.map((node) => [node, value] as const);
    });
    const tape = change(new Map(given));
    return { ...network, tape, adjoints: adjointsOn(tape, network) };
  };
}

/** The network's adjoints with the penalty's share differentiated on another tape; the data's share does not know λ. */
function adjointsOn(tape: readonly TapeNode[], network: NetworkEvaluation): ReadonlyMap<NodeId, Adjoint> {
  const penalty = new Map<NodeId, Tensor>();
  for (const { node: root } of network.penaltyTerms) {
    const seed = network.adjoints.get(root)?.penalty;
    if (!seed) continue;
    for (const [node, adjoint] of reverseSweep(tape, root, { seed, stopAt: network.parameterNodes })) {
      const before = penalty.get(node);
      penalty.set(node, before ? plus(before, adjoint) : adjoint);
    }
  }
  const changed = new Map<NodeId, Adjoint>();
  for (const [node, { data, penalty: before }] of network.adjoints) {
    changed.set(node, { data, penalty: before && (penalty.get(node) ?? before) });
  }
  for (const [node, adjoint] of elementAdjoints(tape, shapesOwed(network), changed, network.parameterNodes)) {
    changed.set(node, adjoint);
  }
  return changed;
}

/** By target: the shape of the gradient that is written for it. */
function shapesOwed({ gradients, tape }: NetworkEvaluation): ReadonlyMap<NodeId, readonly number[]> {
  return new Map(
    gradients.flatMap(({ target, node }) => (target ? [[target.node, valueAt(tape, node).shape]] : [])),
  );
}

interface Compared extends Pick<NonNullable<ReturnType<typeof comparison>>, 'maps' | 'relativeError'> {
  readonly id: string;
  readonly largest: number;
}

function comparisonsOf(
  analysis: Analysis,
  network: NetworkEvaluation,
  moved: NetworkEvaluation,
): readonly Compared[] {
  return analysis.gradients
    .filter((report) => report.network !== null && analysis.networks[report.network] === network)
    .flatMap((report) => {
      const line = network.gradients.find(({ id }) => id === report.id);
      const found = line && comparison(line, report, moved);
      return found ? [{ id: report.id, ...found }] : [];
    });
}

/** One strength, which a program may read in several places. */
interface Group {
  readonly name: string;
  readonly value: number;
  readonly nodes: readonly NodeId[];
}

/** The strengths by name; where the cost's data part depends on one, none. */
function groupsOf(network: NetworkEvaluation): readonly Group[] {
  const { strengthNodes, adjoints, tape } = network;
  if (strengthNodes.some((node) => adjoints.get(node)?.data)) return [];
  const groups = new Map<string, Group>();
  for (const node of strengthNodes) {
    const name = nameOf(node, network);
    const before = groups.get(name);
    const value = before?.value ?? valueAt(tape, node).data[0] ?? 0;
    groups.set(name, { name, value, nodes: [...(before?.nodes ?? []), node] });
  }
  return [...groups.values()];
}

function nameOf(node: NodeId, network: NetworkEvaluation): string {
  const variable = network.variables.find((each) => each.node === node)?.name;
  return variable ?? network.probePaths.get(node) ?? 'λ';
}

/** One digit, upwards: 5.06 → 6. */
function rounded(value: number): number {
  if (value === 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / unit) * unit;
}

function valueAt(tape: readonly TapeNode[], node: NodeId): Tensor {
  const found = tape[node];
  if (!found) throw new Error(`The tape has no node ${node}`);
  return found.value;
}

function plus(a: Tensor, b: Tensor): Tensor {
  return { ...a, data: a.data.map((entry, at) => entry + (b.data[at] ?? 0)) };
}
