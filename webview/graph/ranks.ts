/** First stage of the graph's layout: how far along the forward pass each node stands, and which nodes form the penalty's lane. */
import type { GraphEdge, GraphNode } from '../../src/protocol.ts';

export type LayoutNode = Pick<GraphNode, 'id' | 'kind' | 'onPenaltyBranch'>;

export interface RankedGraph {
  readonly nodes: readonly LayoutNode[];
  /** Edges of the data's way, and of the penalty's; an edge with an end that is not a node is in neither. */
  readonly flow: readonly GraphEdge[];
  readonly penalty: readonly GraphEdge[];
  /** The column (or row) of each node, from 0. */
  readonly rank: ReadonlyMap<string, number>;
  /** Nodes that stand in the penalty's lane, away from the data. */
  readonly lane: ReadonlySet<string>;
  /** Nodes without inputs that keep beside the node that reads them: parameters, labels. */
  readonly followers: ReadonlySet<string>;
}

/**
 * The graph with a rank for every node. Each flow edge leads to a higher rank; a parameter stands right before its first
 * reader. What only the penalty reads (λ) stands right before it, or before everything else where `laneFirst`.
 */
export function rankGraph(
  nodes: readonly LayoutNode[],
  edges: readonly GraphEdge[],
  laneFirst = false,
): RankedGraph {
  const known = new Set(nodes.map((node) => node.id));
  const inside = edges.filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  const flow = inside.filter((edge) => !edge.onPenaltyBranch);
  const penalty = inside.filter((edge) => edge.onPenaltyBranch);
  const inFlow = new Set(flow.flatMap((edge) => [edge.from, edge.to]));
  const lane = new Set(nodes.filter((node) => isOfLane(node, inFlow, penalty)).map((node) => node.id));
  const rank = longestPaths(nodes, flow);
  pullSources(rank, flow);
  rankLane(rank, lane, penalty);
  if (laneFirst) openLane(rank, lane, penalty);
  return { nodes, flow, penalty, rank: fromZero(rank), lane, followers: followersOf(nodes, flow, lane) };
}

function isOfLane(node: LayoutNode, inFlow: ReadonlySet<string>, penalty: readonly GraphEdge[]): boolean {
  if (node.onPenaltyBranch && node.kind !== 'parameter') return true;
  return !inFlow.has(node.id) && penalty.some((edge) => edge.from === node.id);
}

/** Kahn's algorithm; a node of a cycle (there is none on a tape) would keep rank 0. */
function longestPaths(nodes: readonly LayoutNode[], flow: readonly GraphEdge[]): Map<string, number> {
  const rank = new Map(nodes.map((node) => [node.id, 0]));
  const readers = groupBy(flow, (edge) => edge.from);
  const waiting = new Map(nodes.map((node) => [node.id, 0]));
  for (const edge of flow) waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1);
  const ready = nodes.filter((node) => waiting.get(node.id) === 0).map((node) => node.id);
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    for (const { to } of readers.get(next) ?? []) {
      rank.set(to, Math.max(rank.get(to) ?? 0, (rank.get(next) ?? 0) + 1));
      const left = (waiting.get(to) ?? 1) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return rank;
}

/** A source would stand at the far start; it is pulled to the rank before its first reader. */
function pullSources(rank: Map<string, number>, flow: readonly GraphEdge[]): void {
  const written = new Set(flow.map((edge) => edge.to));
  for (const [source, edges] of groupBy(flow, (edge) => edge.from)) {
    if (written.has(source)) continue;
    rank.set(source, Math.min(...edges.map((edge) => rank.get(edge.to) ?? 1)) - 1);
  }
}

/** The lane is ranked backwards from where it joins the cost. */
function rankLane(rank: Map<string, number>, lane: ReadonlySet<string>, penalty: readonly GraphEdge[]): void {
  const readers = groupBy(penalty, (edge) => edge.from);
  const settled = new Set<string>();
  const settle = (id: string): number => {
    if (!lane.has(id) || settled.has(id)) return rank.get(id) ?? 0;
    settled.add(id);
    const next = (readers.get(id) ?? []).map((edge) => settle(edge.to));
    const own = next.length === 0 ? Math.max(...rank.values()) : Math.min(...next) - 1;
    rank.set(id, own);
    return own;
  };
  for (const id of lane) settle(id);
}

/** Sources of the lane before rank 0, one rank each: their way to the penalty is then the lane itself. */
function openLane(rank: Map<string, number>, lane: ReadonlySet<string>, penalty: readonly GraphEdge[]): void {
  const written = new Set(penalty.map((edge) => edge.to));
  let first = Math.min(...rank.values());
  for (const id of lane) {
    if (written.has(id)) continue;
    first -= 1;
    rank.set(id, first);
  }
}

function fromZero(rank: ReadonlyMap<string, number>): Map<string, number> {
  const least = Math.min(...rank.values());
  return new Map([...rank].map(([id, value]) => [id, value - least]));
}

/** Where nothing else leads to a node, its first data source is the start of the line and follows nobody. */
function followersOf(
  nodes: readonly LayoutNode[],
  flow: readonly GraphEdge[],
  lane: ReadonlySet<string>,
): Set<string> {
  const written = new Set(flow.map((edge) => edge.to));
  const followers = new Set(
    nodes.filter((node) => !written.has(node.id) && !lane.has(node.id)).map((node) => node.id),
  );
  const kind = new Map(nodes.map((node) => [node.id, node.kind]));
  for (const inputs of groupBy(flow, (edge) => edge.to).values()) {
    if (inputs.some((edge) => written.has(edge.from))) continue;
    const start = inputs.find((edge) => kind.get(edge.from) === 'data') ?? inputs[0];
    if (start) followers.delete(start.from);
  }
  return followers;
}

/** The items in groups by key, in order of first appearance. */
export function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
