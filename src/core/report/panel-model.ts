/** The panel's view model: everything the page shows for one document, made from its analysis. */
import { mapPairs } from '../autodiff/broadcasting.ts';
import type { Adjoint, NetworkEvaluation } from '../network/network.ts';
import type { Span } from '../python/source.ts';
import type { GraphNode, NetworkView, PanelModel } from '../../protocol.ts';
import type { Analysis } from './analysis.ts';
import { gradientDetail } from './panel-gradients.ts';
import { type NamedGraph, type NamedNode, namedGraph } from './panel-graph.ts';
import { matrixOf, shapeOf } from './panel-matrix.ts';
import { partsRows, penaltyRoutes } from './panel-parts.ts';

/** What the page shows of an analysis. `revision` has to grow with every analysis of the document. */
export function panelModel(analysis: Analysis, documentName: string, revision: number): PanelModel {
  return {
    document: documentName,
    revision,
    networks: analysis.networks.map((network, index) => networkView(network, index, analysis)),
    undecided: analysis.gradients
      .filter((gradient) => gradient.network === null)
      .map(({ name, reason, id }) => ({
        name,
        reason: reason ?? 'no network was found for it',
        gradientId: id,
      })),
    problems: analysis.problems.map((problem) => problem.message),
  };
}

/** Where what the page speaks of stands in the source. */
export interface PanelPlaces {
  /** Keys: the network's index and the node's id, "0:W1". */
  readonly nodes: ReadonlyMap<string, Span>;
  readonly gradients: ReadonlyMap<string, Span>;
}

/** The source places of all nodes and gradients of an analysis's panel. */
export function panelPlaces(analysis: Analysis): PanelPlaces {
  const nodes = new Map<string, Span>();
  analysis.networks.forEach((network, index) => {
    for (const { id, span } of namedGraph(network).nodes) if (span) nodes.set(`${index}:${id}`, span);
  });
  return { nodes, gradients: new Map(analysis.gradients.map((gradient) => [gradient.id, gradient.span])) };
}

function networkView(network: NetworkEvaluation, index: number, analysis: Analysis): NetworkView {
  const graph = namedGraph(network);
  const reports = analysis.gradients.filter((gradient) => gradient.network === index);
  const nodeOfGradient = targetNodes(network, graph);
  const known = new Set(reports.map((report) => report.id));
  const gradientOfNode = new Map(
    [...nodeOfGradient]
      .filter(([gradientId]) => known.has(gradientId))
      .map(([gradientId, id]) => [id, gradientId]),
  );
  return {
    title: network.title,
    costName: network.costName,
    assumed: network.assumed,
    hasPenalty: network.penaltyTerms.length > 0,
    nodes: graph.nodes.map((node) =>
      graphNode(node, network, graph.penaltyBranch, gradientOfNode.get(node.id) ?? null),
    ),
    edges: graph.edges,
    parts: partsRows(network, graph),
    penaltyRoutes: penaltyRoutes(network, graph),
    gradients: reports.map((report) =>
      gradientDetail(report, analysis, network, nodeOfGradient.get(report.id) ?? null),
    ),
    probe: probeOf(network),
  };
}

function graphNode(
  node: NamedNode,
  network: NetworkEvaluation,
  penaltyBranch: ReadonlySet<string>,
  gradientId: string | null,
): GraphNode {
  const value = network.tape[node.node]?.value;
  const gradient = wholeGradient(network.adjoints.get(node.node));
  return {
    id: node.id,
    kind: node.kind,
    label: node.label,
    operation: node.operation,
    shape: value ? shapeOf(value.shape) : '',
    layer: node.layer,
    onPenaltyBranch: penaltyBranch.has(node.id),
    value: value ? matrixOf(value) : null,
    gradient: gradient ? matrixOf(gradient) : null,
    revealable: node.span !== null,
    gradientId,
  };
}

/** ∂J/∂node, the sum of its two parts; null where the cost does not depend on the node. */
function wholeGradient(adjoint: Adjoint | undefined) {
  if (!adjoint) return null;
  const { data, penalty } = adjoint;
  return data && penalty
    ? mapPairs(data, penalty, 'float64', (one, other) => one + other)
    : (data ?? penalty);
}

/** The graph's node for each gradient line, by the gradient's id. */
function targetNodes(network: NetworkEvaluation, graph: NamedGraph): Map<string, string> {
  const idOf = new Map(graph.nodes.map((node) => [node.node, node.id]));
  const targets = new Map<string, string>();
  for (const { id, target } of network.gradients) {
    const node = target && idOf.get(target.node);
    if (node !== null && node !== undefined) targets.set(id, node);
  }
  return targets;
}

function probeOf(network: NetworkEvaluation): NetworkView['probe'] {
  const values = [...network.hyperparameters].map(([name, value]) => ({
    name,
    value: String(Number(value.toPrecision(4))),
  }));
  const examples = network.exampleCount;
  return examples === null ? values : [...values, { name: 'examples', value: String(examples) }];
}
