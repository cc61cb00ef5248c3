/** The rows of the panel's table "∂L/∂· and ∂Ω/∂·": for every variable of the network both parts, with the zeros and the reasons. */
import { largestMagnitude } from '../autodiff/tensor.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type { DerivationRoute, PartsRow } from '../../protocol.ts';
import { dataPart, partial } from './panel-data-part.ts';
import type { NamedGraph, NamedNode } from './panel-graph.ts';
import { penaltyForm, penaltyLatex, penaltyReason, squaresRoutes } from './panel-penalty-part.ts';

/** One row per parameter, Z and A, layer by layer in the order W, b, Z, A. */
export function partsRows(network: NetworkEvaluation, graph: NamedGraph): readonly PartsRow[] {
  const penalised = penalisedParameters(network, graph);
  return graph.nodes
    .filter((node) => rowKind(node) !== null)
    .toSorted((one, other) => rowOrder(one) - rowOrder(other))
    .map((node) => partsRow(node, network, graph, penalised));
}

/** The derivations of the first weight matrix whose penalty is a sum of squares; empty where there is none. */
export function penaltyRoutes(network: NetworkEvaluation, graph: NamedGraph): readonly DerivationRoute[] {
  const penalised = penalisedParameters(network, graph);
  for (const node of penalised) {
    const gradient = network.adjoints.get(node.node)?.penalty;
    const value = network.tape[node.node]?.value;
    if (!gradient || !value || value.shape.length < 2) continue;
    const form = penaltyForm(gradient, value, network);
    if (form.kind === 'squares') return squaresRoutes(node, form.coefficient, value, penalised);
  }
  return [];
}

function penalisedParameters(network: NetworkEvaluation, graph: NamedGraph): NamedNode[] {
  return graph.nodes.filter((node) => node.kind === 'parameter' && network.adjoints.get(node.node)?.penalty);
}

function partsRow(
  node: NamedNode,
  network: NetworkEvaluation,
  graph: NamedGraph,
  penalised: readonly NamedNode[],
): PartsRow {
  const adjoint = network.adjoints.get(node.node);
  const value = network.tape[node.node]?.value;
  const penalty = adjoint?.penalty ?? null;
  const form = penalty && value ? penaltyForm(penalty, value, network) : null;
  return {
    nodeId: node.id,
    variable: node.label,
    kind: rowKind(node) ?? 'other',
    layer: node.layer,
    latex: partial('J', node),
    data: {
      latex: adjoint?.data ? dataPart(node, network, graph).latex : '0',
      largest: adjoint?.data ? largestMagnitude(adjoint.data) : 0,
    },
    penalty: {
      latex: form ? penaltyLatex(form, node) : '0',
      largest: penalty ? largestMagnitude(penalty) : 0,
      isZero: penalty === null,
    },
    reason: form ? penaltyReason(form, node) : zeroReason(node, network, penalised),
  };
}

function zeroReason(node: NamedNode, network: NetworkEvaluation, penalised: readonly NamedNode[]): string {
  if (network.penaltyTerms.length === 0) return 'The cost has no penalty.';
  const name = `\`${node.label}\``;
  if (node.kind === 'parameter') return `The penalty does not read ${name}.`;
  const read = listed(penalised.map((parameter) => `\`${parameter.label}\``));
  return `No path leads from ${name} to the penalty, which reads ${read} alone.`;
}

function rowKind(node: NamedNode): PartsRow['kind'] | null {
  if (node.kind === 'parameter') return node.variable?.isBias ? 'b' : 'W';
  if (node.kind === 'layer') return node.variable?.kind === 'preactivation' ? 'Z' : 'other';
  return node.kind === 'activation' ? 'A' : null;
}

/** Without a number, a variable stays where the tape has it: the sort is stable. */
function rowOrder(node: NamedNode): number {
  const within = { W: 0, b: 1, Z: 2, A: 3, other: 4 }[rowKind(node) ?? 'other'];
  return node.layer === null ? Number.MAX_SAFE_INTEGER : node.layer * 5 + within;
}

const longestList = 4;

function listed(names: readonly string[]): string {
  if (names.length > longestList) return 'parameters';
  return names.length < 2
    ? (names[0] ?? 'parameters')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
