/** The panel's view model: everything the page shows for one document, made from its analysis. */
import { mapPairs } from '../autodiff/broadcasting.ts';
import type { Adjoint, GradientLine, NetworkEvaluation } from '../network/network.ts';
import type { Span } from '../python/source.ts';
import type { GraphNode, NetworkView, PanelModel } from '../../protocol.ts';
import type { Analysis, GradientReport } from './analysis.ts';
import { gradientDetail } from './panel-gradients.ts';
import { type NamedGraph, type NamedNode, namedGraph } from './panel-graph.ts';
import { matrixOf, partsOf, shapeOf, sizesOf } from './panel-matrix.ts';
import { partsRows, penaltyRoutes } from './panel-parts.ts';
import { backwardSteps } from './panel-steps.ts';
import { strengthsOf } from './panel-strength.ts';

/** What the page shows of an analysis. `revision` has to grow with every analysis of the document. */
export function panelModel(analysis: Analysis, documentName: string, revision: number): PanelModel {
  return {
    document: documentName,
    revision,
    networks: withOwnTitles(analysis.networks.map((network, index) => networkView(network, index, analysis))),
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
  /** By the keys of `nodes`: the user's gradient line of the node, or where there is none the node's own line. */
  readonly steps: ReadonlyMap<string, Span>;
}

/** The source places of all nodes and gradients of an analysis's panel. */
export function panelPlaces(analysis: Analysis): PanelPlaces {
  const nodes = new Map<string, Span>();
  const steps = new Map<string, Span>();
  const gradients = new Map(analysis.gradients.map((gradient) => [gradient.id, gradient.span]));
  analysis.networks.forEach((network, index) => {
    const graph = namedGraph(network);
    const reports = analysis.gradients.filter((gradient) => gradient.network === index);
    const gradientOfNode = gradientsOfNodes(network, graph, reports);
    for (const { id, span } of graph.nodes) {
      if (span) nodes.set(`${index}:${id}`, span);
      const lit = gradients.get(gradientOfNode.get(id) ?? '') ?? span;
      if (lit) steps.set(`${index}:${id}`, lit);
    }
  });
  return { nodes, gradients, steps };
}

function networkView(network: NetworkEvaluation, index: number, analysis: Analysis): NetworkView {
  const graph = namedGraph(network);
  const reports = analysis.gradients.filter((gradient) => gradient.network === index);
  const gradientOfNode = gradientsOfNodes(network, graph, reports);
  const idOf = new Map(graph.nodes.map((node) => [node.node, node.id]));
  const parts = partsRows(network, graph);
  const detailOf = (report: GradientReport) => {
    const target = network.gradients.find((line) => line.id === report.id)?.target;
    const nodeId = (target && idOf.get(target.node)) ?? null;
    const row = parts.find((candidate) => candidate.nodeId === nodeId) ?? null;
    return gradientDetail(report, analysis, network, { nodeId, parts: row });
  };
  return {
    title: network.title,
    costName: network.costName,
    assumed: network.isAssumed,
    hasPenalty: network.penaltyTerms.length > 0,
    nodes: graph.nodes.map((node) =>
      graphNode(node, network, graph.penaltyBranch, gradientOfNode.get(node.id) ?? null),
    ),
    edges: graph.edges,
    steps: backwardSteps(network, graph),
    parts,
    penaltyRoutes: penaltyRoutes(network, graph),
    gradients: reports.map((report) => detailOf(report)),
    probe: probeOf(network),
    strengths: strengthsOf(network),
  };
}

/** One function may be evaluated in several ways; the hyper-parameters in play tell them apart. */
function withOwnTitles(views: readonly NetworkView[]): NetworkView[] {
  const count = (title: string) => views.filter((view) => view.title === title).length;
  const titles = views.map((view) => {
    const names = view.probe.filter(({ name }) => name !== exampleCountName).map(({ name }) => name);
    return count(view.title) > 1 && names.length > 0 ? `${view.title} with ${names.join(', ')}` : view.title;
  });
  return views.map((view, index) => {
    const title = titles[index] ?? view.title;
    const number = titles.slice(0, index + 1).filter((other) => other === title).length;
    return { ...view, title: number === 1 ? title : `${title} (${number})` };
  });
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
    sizes: value ? sizesOf(value.shape, node.kind === 'parameter' ? null : network.exampleCount) : '',
    layer: node.layer,
    onPenaltyBranch: penaltyBranch.has(node.id),
    value: value ? matrixOf(value) : null,
    gradient: gradient ? matrixOf(gradient) : null,
    parts: partsOf(network.adjoints.get(node.node)),
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

/**
 * The report that speaks of each node's gradient. In a loop one statement gives several gradients, and its report speaks
 * of all of them.
 */
function gradientsOfNodes(
  network: NetworkEvaluation,
  graph: NamedGraph,
  reports: readonly GradientReport[],
): Map<string, string> {
  const idOf = new Map(graph.nodes.map((node) => [node.node, node.id]));
  const gradients = new Map<string, string>();
  for (const line of network.gradients) {
    const node = line.target && idOf.get(line.target.node);
    const report = reports.find((candidate) => candidate.id === line.id) ?? reports.find(speaksOf(line));
    if (node !== null && node !== undefined && report) gradients.set(node, report.id);
  }
  return gradients;
}

function speaksOf(line: GradientLine): (report: GradientReport) => boolean {
  const { span } = line.binding.statement;
  return (report) =>
    !line.superseded && report.span.source === span.source && report.span.start === span.start;
}

function probeOf(network: NetworkEvaluation): NetworkView['probe'] {
  const values = [...network.hyperparameters].map(([name, value]) => ({
    name,
    value: String(Number(value.toPrecision(4))),
  }));
  const examples = network.exampleCount;
  return examples === null ? values : [...values, { name: exampleCountName, value: String(examples) }];
}

const exampleCountName = 'examples';
