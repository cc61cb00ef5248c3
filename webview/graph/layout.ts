/** Layout of the forward graph for the SVG: where each node stands and along which path each edge runs. */
import type { GraphEdge } from '../../src/protocol.ts';
import { type Placement, placeNodes } from './placement.ts';
import { type LayoutNode, type RankedGraph, rankGraph } from './ranks.ts';

/** Which way the forward pass runs: to the right where there is room, downwards in a narrow side bar. */
export type Direction = 'right' | 'down';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge extends GraphEdge {
  /** SVG path data. */
  readonly path: string;
  /** Where a short text can stand beside it; null where the edge is no straight way to the next rank. */
  readonly label: Point | null;
}

export interface GraphLayout {
  readonly direction: Direction;
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  /** Centres of the nodes. */
  readonly centres: ReadonlyMap<string, Point>;
  readonly edges: readonly PlacedEdge[];
}

interface Metrics {
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  /** Distance of two ranks, and of two nodes of one rank. */
  readonly alongStep: number;
  readonly acrossStep: number;
}

const margin = 10;
const metrics: Readonly<Record<Direction, Metrics>> = {
  right: { nodeWidth: 104, nodeHeight: 48, alongStep: 144, acrossStep: 62 },
  down: { nodeWidth: 78, nodeHeight: 48, alongStep: 70, acrossStep: 88 },
};

/** Lays out a graph of a few to a few hundred nodes. The penalty's lane is above (to the left of) everything else. */
export function layoutGraph(
  nodes: readonly LayoutNode[],
  edges: readonly GraphEdge[],
  direction: Direction,
): GraphLayout {
  const size = metrics[direction];
  if (nodes.length === 0) return { direction, width: 0, height: 0, ...size, centres: new Map(), edges: [] };
  // Downwards there is no room for one more place beside the penalty's lane, so what the penalty alone reads opens it.
  const graph = rankGraph(nodes, edges, direction === 'down');
  const placement = placeNodes(graph);
  const least = Math.min(...placement.across.values());
  const most = Math.max(...placement.across.values());
  const lastRank = Math.max(...graph.rank.values());
  const at = (rank: number, across: number): Point => {
    const along = rank * size.alongStep;
    const beside = (across - least) * size.acrossStep;
    const [x, y] = direction === 'right' ? [along, beside] : [beside, along];
    return { x: round(margin + size.nodeWidth / 2 + x), y: round(margin + size.nodeHeight / 2 + y) };
  };
  const centres = new Map<string, Point>();
  for (const [id, across] of placement.across) {
    const rank = graph.rank.get(id);
    if (rank !== undefined) centres.set(id, at(rank, across));
  }
  const end = at(lastRank, most);
  return {
    direction,
    width: end.x + size.nodeWidth / 2 + margin,
    height: end.y + size.nodeHeight / 2 + margin,
    nodeWidth: size.nodeWidth,
    nodeHeight: size.nodeHeight,
    centres,
    edges: routeEdges({ graph, placement, centres, size, direction, at }),
  };
}

interface Routing {
  readonly graph: RankedGraph;
  readonly placement: Placement;
  readonly centres: ReadonlyMap<string, Point>;
  readonly size: Metrics;
  readonly direction: Direction;
  readonly at: (rank: number, across: number) => Point;
}

function routeEdges(routing: Routing): PlacedEdge[] {
  const { graph, centres, placement, at } = routing;
  const placed: PlacedEdge[] = [];
  for (const edge of [...graph.flow, ...graph.penalty]) {
    const from = centres.get(edge.from);
    const to = centres.get(edge.to);
    if (!from || !to) continue;
    const climbs = edge.onPenaltyBranch && !graph.lane.has(edge.from) && graph.lane.has(edge.to);
    const bends = (placement.bends.get(edge) ?? []).map((bend) => at(bend.rank, bend.across));
    const path = climbs ? climbPath(routing, from, to) : curvePath(routing, [from, ...bends, to]);
    const isStraight = bends.length === 0 && !climbs && !edge.onPenaltyBranch;
    placed.push({ ...edge, path, label: isStraight ? labelPlace(routing, from, to) : null });
  }
  return placed;
}

/** Beside the first half of an edge, where what joins it from the sides is still away: above it, or to its right. */
function labelPlace({ direction, size }: Routing, from: Point, to: Point): Point | null {
  const right = direction === 'right';
  const [along, across] = right ? [to.x - from.x, to.y - from.y] : [to.y - from.y, to.x - from.x];
  if (Math.abs(across) > 4 || along > size.alongStep * 1.01) return null;
  return right
    ? { x: round(from.x + size.nodeWidth / 2 + 3), y: round(from.y - 4) }
    : { x: round(from.x + 5), y: round(from.y + size.nodeHeight / 2 + 7) };
}

/** From the far side of the first stop to the near side of the last, through the bends, leaving and arriving along the ranks. */
function curvePath({ size, direction }: Routing, stops: readonly Point[]): string {
  const half = (direction === 'right' ? size.nodeWidth : size.nodeHeight) / 2;
  const ends = stops.map((stop, index) => {
    const shift = index === 0 ? half : index === stops.length - 1 ? -half - arrowLength : 0;
    return direction === 'right' ? { x: stop.x + shift, y: stop.y } : { x: stop.x, y: stop.y + shift };
  });
  let path = '';
  ends.forEach((end, index) => {
    const before = ends[index - 1];
    if (!before) {
      path = `M${end.x} ${end.y}`;
      return;
    }
    const [midX, midY] = [round((before.x + end.x) / 2), round((before.y + end.y) / 2)];
    path +=
      direction === 'right'
        ? `C${midX} ${before.y} ${midX} ${end.y} ${end.x} ${end.y}`
        : `C${before.x} ${midY} ${end.x} ${midY} ${end.x} ${end.y}`;
  });
  return path;
}

const arrowLength = 5;
const cornerRadius = 8;

/**
 * From a parameter up into the penalty's lane and along it to the penalty, with one rounded corner. Where another node
 * stands in the way up, the way runs through the gap behind the parameter's rank.
 */
function climbPath(routing: Routing, from: Point, to: Point): string {
  const { size, direction, centres } = routing;
  const right = direction === 'right';
  const forwards = right ? to.x - from.x >= size.alongStep : to.y - from.y >= size.alongStep;
  if (!forwards) return curvePath(routing, [from, to]);
  const blocked = [...centres.values()].some((other) =>
    right
      ? other.x === from.x && other.y < from.y && other.y > to.y
      : other.y === from.y && other.x < from.x && other.x > to.x,
  );
  const gap = blocked ? size.alongStep / 2 : 0;
  const [halfWidth, halfHeight] = [size.nodeWidth / 2, size.nodeHeight / 2];
  if (right) {
    const x = from.x + gap;
    const start = blocked ? `M${from.x + halfWidth} ${from.y}H${x}` : `M${x} ${from.y - halfHeight}`;
    const turn = `V${to.y + cornerRadius}Q${x} ${to.y} ${x + cornerRadius} ${to.y}`;
    return `${start}${turn}H${to.x - halfWidth - arrowLength}`;
  }
  const y = from.y + gap;
  const start = blocked ? `M${from.x} ${from.y + halfHeight}V${y}` : `M${from.x - halfWidth} ${y}`;
  const turn = `H${to.x + cornerRadius}Q${to.x} ${y} ${to.x} ${y + cornerRadius}`;
  return `${start}${turn}V${to.y - halfHeight - arrowLength}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
