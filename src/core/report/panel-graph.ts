/** The graph that the panel draws: named variables of the forward pass, the parts of the cost, and what leads from one to the other. */
import type { NodeId } from '../autodiff/tape.ts';
import type { NetworkEvaluation, Variable } from '../network/network.ts';
import type { Span } from '../python/source.ts';
import type { GraphEdge, NodeKind } from '../../protocol.ts';
import { operationText, tellApart } from './panel-naming.ts';

/** A node of the panel's graph and its place on the tape. */
export interface NamedNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** The user's name, told apart from others of the same name. */
  readonly label: string;
  /** The user's name as it is written. */
  readonly name: string;
  /** The source text of what made it, on one line. */
  readonly operation: string;
  readonly layer: number | null;
  readonly node: NodeId;
  readonly variable: Variable | null;
  readonly span: Span | null;
}

export interface NamedGraph {
  /** In the order of the tape, so that inputs come before what is made of them. */
  readonly nodes: readonly NamedNode[];
  readonly edges: readonly GraphEdge[];
  /** Ids of the nodes that stand on the penalty's branch: the penalty, and what only it reads. */
  readonly penaltyBranch: ReadonlySet<string>;
}

/** The graph of a network. Operations between two named nodes are left out: an edge runs to the nearest named one. */
export function namedGraph(network: NetworkEvaluation): NamedGraph {
  const nodes = nameNodes(network);
  const byTape = new Map(nodes.map((node) => [node.node, node]));
  const links = nodes.flatMap((node) =>
    nearestNamed(network, node.node, byTape).map((input) => ({ from: input.id, to: node.id })),
  );
  const connected = withoutStrays(nodes, links);
  const known = new Set(connected.map((node) => node.id));
  const inside = links.filter((link) => known.has(link.from) && known.has(link.to));
  const penaltyBranch = branchOfPenalty(connected, inside);
  const edges = inside.map((link) => ({
    ...link,
    onPenaltyBranch: penaltyBranch.has(link.from) || penaltyBranch.has(link.to),
  }));
  return { nodes: connected, edges, penaltyBranch };
}

interface Link {
  readonly from: string;
  readonly to: string;
}

/** Variables under their own kind; the cost, its data part and its penalty replace a variable of the same node. */
function nameNodes(network: NetworkEvaluation): NamedNode[] {
  const targets = network.gradients.flatMap(({ target }) => (target ? [target] : []));
  const variableOf = new Map<NodeId, Variable>();
  for (const variable of [...network.variables, ...targets]) {
    if (variableOf.has(variable.node) || !isDrawn(variable, network, targets)) continue;
    variableOf.set(variable.node, variable);
  }
  const kinds = new Map<NodeId, NodeKind>(
    [...variableOf].map(([node, variable]) => [node, kindOf(variable)]),
  );
  for (const root of dataParts(network)) kinds.set(root, 'loss');
  for (const term of network.penaltyTerms) kinds.set(term.node, 'penalty');
  kinds.set(network.cost.node, 'cost');
  const found = [...kinds]
    .toSorted(([one], [other]) => one - other)
    .map(([node, kind]) => {
      const variable = variableOf.get(node) ?? network.variables.find((named) => named.node === node) ?? null;
      return { node, kind, variable, name: variable?.name ?? partName(kind, network, node) };
    });
  const names = tellApart(found.map(({ name }) => name));
  return found.map(({ node, kind, variable, name }, index) => {
    const { id, label, pass } = names[index] ?? { id: name, label: name, pass: null };
    const span = variable?.span ?? network.tape[node]?.span ?? null;
    const layer = variable?.layer ?? pass;
    return { id, kind, label, name, operation: operationText(span, name), layer, node, variable, span };
  });
}

/**
 * Loose numbers and pieces of the cost would only crowd the picture. λ is there, because the penalty is made with it, and
 * so is whatever the user wrote a gradient of.
 */
function isDrawn(variable: Variable, network: NetworkEvaluation, targets: readonly Variable[]): boolean {
  if (targets.some((target) => target.node === variable.node)) return true;
  if (variable.kind === 'hyperparameter') return network.strengthNodes.includes(variable.node);
  if (variable.kind !== 'other') return true;
  return variable.layer !== null && (network.tape[variable.node]?.value.shape.length ?? 0) > 0;
}

function kindOf(variable: Variable): NodeKind {
  return variable.kind === 'preactivation' || variable.kind === 'other' ? 'layer' : variable.kind;
}

function partName(kind: NodeKind, network: NetworkEvaluation, node: NodeId): string {
  if (kind === 'cost') return network.costName;
  if (kind === 'loss') return 'L';
  const number = network.penaltyTerms.findIndex((term) => term.node === node) + 1;
  return network.penaltyTerms.length > 1 ? `Ω${number}` : 'Ω';
}

/**
 * The roots of the data's part: where the cost's tree parts from the penalty, the branches that hold no penalty and
 * depend on a parameter through data. Empty without a penalty, for then the cost itself is the data part.
 */
function dataParts(network: NetworkEvaluation): NodeId[] {
  const penalties = new Set(network.penaltyTerms.map((term) => term.node));
  const holdsPenalty = new Map<NodeId, boolean>();
  const holds = (node: NodeId): boolean => {
    const known = holdsPenalty.get(node);
    if (known !== undefined) return known;
    const answer = penalties.has(node) || (network.tape[node]?.inputs ?? []).some(holds);
    holdsPenalty.set(node, answer);
    return answer;
  };
  if (penalties.size === 0 || penalties.has(network.cost.node) || !holds(network.cost.node)) return [];
  const roots = new Set<NodeId>();
  const split = (node: NodeId): void => {
    for (const input of network.tape[node]?.inputs ?? []) {
      if (penalties.has(input)) continue;
      if (holds(input)) split(input);
      else if (network.adjoints.get(input)?.data) roots.add(input);
    }
  };
  split(network.cost.node);
  return [...roots];
}

function nearestNamed(
  network: NetworkEvaluation,
  start: NodeId,
  named: ReadonlyMap<NodeId, NamedNode>,
): NamedNode[] {
  const found = new Set<NamedNode>();
  const seen = new Set<NodeId>();
  const open = [...(network.tape[start]?.inputs ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const name = named.get(node);
    if (name) found.add(name);
    else open.push(...(network.tape[node]?.inputs ?? []));
  }
  return [...found].toSorted((one, other) => one.node - other.node);
}

/** Only what leads to the cost is drawn. */
function withoutStrays(nodes: readonly NamedNode[], links: readonly Link[]): NamedNode[] {
  const reached = new Set(nodes.filter((node) => node.kind === 'cost').map((node) => node.id));
  for (const link of links.toReversed()) if (reached.has(link.to)) reached.add(link.from);
  return nodes.filter((node) => reached.has(node.id));
}

function branchOfPenalty(nodes: readonly NamedNode[], links: readonly Link[]): Set<string> {
  const branch = new Set(nodes.filter((node) => node.kind === 'penalty').map((node) => node.id));
  for (const node of nodes.toReversed()) {
    if (node.kind === 'parameter' || node.kind === 'data') continue;
    const readers = links.filter((link) => link.from === node.id);
    if (readers.length > 0 && readers.every((link) => branch.has(link.to))) branch.add(node.id);
  }
  return branch;
}
