/** What the drawing shows of a network: its nodes, or the blocks that hold them, with the verdicts and the progress that belong to each. */
import type { GradientDetail, GraphNode, NetworkView } from '../../src/protocol.ts';
import type { Progress } from '../stepper/stepper-state.ts';
import type { Block, FoldedGraph } from './fold.ts';

export interface ShownNode {
  readonly node: GraphNode;
  /** The verdict on its gradient; of a block the worst of its nodes. */
  readonly gradient: Pick<GradientDetail, 'name' | 'verdict'> | null;
  readonly block: Block | null;
}

/** Nodes and blocks in the order of the forward pass. */
export function shownNodes(network: NetworkView, { ids, blocks }: FoldedGraph): readonly ShownNode[] {
  const known = new Map(network.nodes.map((node) => [node.id, node]));
  const gradients = new Map(network.gradients.map((gradient) => [gradient.id, gradient]));
  const gradientOf = (node: GraphNode) => gradients.get(node.gradientId ?? '') ?? null;
  return ids.flatMap((id): ShownNode[] => {
    const block = blocks.get(id);
    const node = known.get(id);
    if (!block) return node ? [{ node, gradient: gradientOf(node), block: null }] : [];
    const members = block.members.flatMap((member) => known.get(member) ?? []);
    return [
      {
        node: asNode(block, members),
        gradient: worst(members.flatMap((each) => gradientOf(each) ?? [])),
        block,
      },
    ];
  });
}

/** A block stands in the graph like a layer that gives what its last node gives. */
function asNode(block: Block, members: readonly GraphNode[]): GraphNode {
  const last = members.at(-1);
  return {
    id: block.id,
    kind: 'layer',
    label: block.label,
    operation: members.map(({ label }) => label).join(', '),
    shape: last?.shape ?? '',
    sizes: last?.sizes ?? '',
    layer: last?.layer ?? null,
    onPenaltyBranch: false,
    value: null,
    gradient: null,
    parts: null,
    revealable: false,
    gradientId: null,
  };
}

const badness = { wrong: 2, undecided: 1, verified: 0 } as const;

function worst(gradients: readonly GradientDetail[]): GradientDetail | null {
  return gradients.toSorted((one, other) => badness[other.verdict] - badness[one.verdict])[0] ?? null;
}

/** How far the backward pass has come, in terms of what is drawn: a block is passed when all of its nodes are. */
export function shownProgress(
  progress: Progress | null,
  network: NetworkView,
  graph: FoldedGraph,
): Progress | null {
  if (!progress || graph.blocks.size === 0) return progress;
  const shown = (id: string) => graph.blockOf.get(id) ?? id;
  const edges = (keys: ReadonlySet<string>) =>
    new Set(
      network.edges
        .filter(({ from, to }) => keys.has(`${from} ${to}`))
        .map(({ from, to }) => `${shown(from)} ${shown(to)}`),
    );
  const stepped = new Set(network.steps.map(({ nodeId }) => nodeId));
  const passed = new Set(progress.passed);
  for (const block of graph.blocks.values()) {
    if (block.members.every((id) => !stepped.has(id) || passed.has(id))) passed.add(block.id);
  }
  return {
    nodeId: shown(progress.nodeId),
    passed,
    passedEdges: edges(progress.passedEdges),
    flowingEdges: edges(progress.flowingEdges),
  };
}
