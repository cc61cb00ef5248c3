/** Second stage of the graph's layout: the place of each node within its rank, so that the data's way is a straight line. */
import type { GraphEdge } from '../../src/protocol.ts';
import { groupBy, type RankedGraph } from './ranks.ts';

/** A node, or a bend of an edge that passes a rank without stopping there. */
interface Slot {
  readonly id: string;
  readonly rank: number;
  /** How strongly it holds its place: the data's way does, what follows it hardly. */
  readonly weight: number;
  /** −1 above what reads it, +1 below, 0 in line. */
  readonly side: number;
  position: number;
}

export interface Placement {
  /** Place across the ranks, in units of one node's distance; the penalty's lane is above all others (least). */
  readonly across: ReadonlyMap<string, number>;
  /** The bends of each flow edge that passes ranks, in order: rank and place. */
  readonly bends: ReadonlyMap<GraphEdge, readonly { readonly rank: number; readonly across: number }[]>;
}

/** Places every node of the graph; no two nodes of one rank are closer than one unit. */
export function placeNodes(graph: RankedGraph): Placement {
  const slots = new Map<string, Slot>();
  for (const node of graph.nodes) {
    if (graph.lane.has(node.id)) continue;
    const follows = graph.followers.has(node.id);
    slots.set(node.id, {
      id: node.id,
      rank: graph.rank.get(node.id) ?? 0,
      weight: follows ? 0.01 : 1,
      side: follows ? sideOf(graph, node.id) : 0,
      position: 0,
    });
  }
  const { links, chains } = linkSlots(graph, slots);
  const ranks = [...groupBy([...slots.values()], (slot) => slot.rank).values()];
  order(ranks, links);
  align(ranks, links);
  const across = new Map([...slots.values()].map((slot) => [slot.id, slot.position]));
  placeLane(graph, across);
  const bends = new Map(
    [...chains].map(([edge, chain]) => [
      edge,
      chain.map((slot) => ({ rank: slot.rank, across: slot.position })),
    ]),
  );
  return { across, bends };
}

/** What the penalty reads stands above, on the side of its lane; so does a node's first parameter. The rest stands below. */
function sideOf(graph: RankedGraph, id: string): number {
  if (graph.penalty.some((edge) => edge.from === id)) return -1;
  const kind = new Map(graph.nodes.map((node) => [node.id, node.kind]));
  if (kind.get(id) !== 'parameter') return 1;
  const reader = graph.flow.find((edge) => edge.from === id)?.to;
  const first = graph.flow.find((edge) => edge.to === reader && kind.get(edge.from) === 'parameter');
  return first?.from === id ? -1 : 1;
}

type Links = ReadonlyMap<Slot, { readonly before: Slot[]; readonly after: Slot[] }>;

function linkSlots(
  graph: RankedGraph,
  slots: Map<string, Slot>,
): { links: Links; chains: Map<GraphEdge, Slot[]> } {
  const chains = new Map<GraphEdge, Slot[]>();
  const pairs: (readonly [Slot, Slot])[] = [];
  for (const edge of graph.flow) {
    const from = slots.get(edge.from);
    const to = slots.get(edge.to);
    if (!from || !to) continue;
    const chain: Slot[] = [];
    for (let rank = from.rank + 1; rank < to.rank; rank += 1) {
      const bend = { id: `${edge.from}→${edge.to}@${rank}`, rank, weight: 0.2, side: 0, position: 0 };
      slots.set(bend.id, bend);
      chain.push(bend);
    }
    if (chain.length > 0) chains.set(edge, chain);
    const stops = [from, ...chain, to];
    for (let stop = 1; stop < stops.length; stop += 1) {
      const before = stops[stop - 1];
      const after = stops[stop];
      if (before && after) pairs.push([before, after]);
    }
  }
  const links = new Map(
    [...slots.values()].map((slot) => [slot, { before: [] as Slot[], after: [] as Slot[] }]),
  );
  for (const [before, after] of pairs) {
    links.get(before)?.after.push(after);
    links.get(after)?.before.push(before);
  }
  return { links, chains };
}

const orderingSweeps = 6;
const aligningSweeps = 12;

/** Sorts each rank by the mean place of its neighbours, back and forth, which removes most crossings (Sugiyama's barycentres). */
function order(ranks: readonly Slot[][], links: Links): void {
  for (const rank of ranks) settleOrder(rank);
  for (let sweep = 0; sweep < orderingSweeps; sweep += 1) {
    for (const rank of sweep % 2 === 0 ? ranks : ranks.toReversed()) {
      const wanted = new Map(rank.map((slot) => [slot, wish(slot, links)]));
      rank.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      settleOrder(rank);
    }
  }
}

function settleOrder(rank: readonly Slot[]): void {
  rank.forEach((slot, index) => {
    slot.position = index - (rank.length - 1) / 2;
  });
}

/** Moves nodes towards their neighbours as far as the order and the distance of one unit allow. */
function align(ranks: readonly Slot[][], links: Links): void {
  for (let sweep = 0; sweep < aligningSweeps; sweep += 1) {
    for (const rank of sweep % 2 === 0 ? ranks : ranks.toReversed()) {
      const places = spread(
        rank.map((slot) => wish(slot, links)),
        rank.map((slot) => slot.weight),
      );
      rank.forEach((slot, index) => {
        slot.position = places[index] ?? slot.position;
      });
    }
  }
}

/** Where a slot would like to be: followers beside their reader, the others at the weighted mean of their neighbours. */
function wish(slot: Slot, links: Links): number {
  const { before = [], after = [] } = links.get(slot) ?? {};
  const neighbours = slot.side === 0 ? [...before, ...after] : after;
  let sum = 0;
  let weight = 0;
  for (const neighbour of neighbours) {
    sum += neighbour.weight * neighbour.position;
    weight += neighbour.weight;
  }
  return (weight === 0 ? slot.position : sum / weight) + slot.side * 0.9;
}

/**
 * The places nearest to the wished ones (least weighted squares) that keep the order and a distance of one unit.
 * Subtracting the index makes it a monotone regression, solved by pooling adjacent violators.
 */
function spread(wished: readonly number[], weights: readonly number[]): number[] {
  const pools: { sum: number; weight: number; size: number }[] = [];
  wished.forEach((value, index) => {
    const weight = weights[index] ?? 1;
    pools.push({ sum: (value - index) * weight, weight, size: 1 });
    for (
      let last = pools.at(-1), prior = pools.at(-2);
      last && prior;
      last = pools.at(-1), prior = pools.at(-2)
    ) {
      if (prior.sum / prior.weight <= last.sum / last.weight) break;
      prior.sum += last.sum;
      prior.weight += last.weight;
      prior.size += last.size;
      pools.pop();
    }
  });
  const shifted = pools.flatMap((pool) => new Array<number>(pool.size).fill(pool.sum / pool.weight));
  return shifted.map((value, index) => value + index);
}

/**
 * The lane runs above everything else. What joins the cost, and what opens the lane before all other ranks, stands in its
 * lowest row; the rest stands above, one per place.
 */
function placeLane(graph: RankedGraph, across: Map<string, number>): void {
  const top = Math.min(0, ...across.values());
  const taken = new Set<string>();
  const joins = new Set(graph.penalty.filter((edge) => !graph.lane.has(edge.to)).map((edge) => edge.from));
  const firstOfRest = Math.min(
    ...[...across.keys()].map((id) => graph.rank.get(id) ?? Number.POSITIVE_INFINITY),
  );
  const isLow = (id: string) => joins.has(id) || (graph.rank.get(id) ?? 0) < firstOfRest;
  for (const id of [...graph.lane].toSorted((one, other) => Number(isLow(other)) - Number(isLow(one)))) {
    const rank = graph.rank.get(id) ?? 0;
    let row = isLow(id) ? 1 : 2;
    while (taken.has(`${rank},${row}`)) row += 1;
    taken.add(`${rank},${row}`);
    across.set(id, top - row);
  }
}
