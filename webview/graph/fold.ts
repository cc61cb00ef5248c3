/** Folding of the graph: the operations of a layer or of a time step become one block, and alike layers in a row one block with a count. */
import type { GraphEdge, GraphNode, NetworkView } from '../../src/protocol.ts';
import { groupBy } from './ranks.ts';

export interface Block {
  readonly id: string;
  /** "layer 2", "layers 2–9", "step 3". */
  readonly label: string;
  /** Ids of the nodes that it holds, inputs first. */
  readonly members: readonly string[];
  /** How many layers or steps it stands for. */
  readonly count: number;
}

export interface FoldedGraph {
  /** Ids of what is drawn, nodes and blocks, in the order of the forward pass. */
  readonly ids: readonly string[];
  readonly blocks: ReadonlyMap<string, Block>;
  /** By node: the block on show that holds it. */
  readonly blockOf: ReadonlyMap<string, string>;
  readonly edges: readonly GraphEdge[];
}

/** What the user has folded. */
export interface Folding {
  readonly folded: boolean;
  /** Blocks that have been unfolded one by one. */
  readonly open: ReadonlySet<string>;
}

/** From this size on a graph opens folded: it could not be taken in otherwise. */
export const openAt = 30;

/** The graph with its blocks. Where a block would have to stand before and after another node, nothing is folded. */
export function foldGraph(
  { nodes, edges }: Pick<NetworkView, 'nodes' | 'edges'>,
  folding: Folding,
): FoldedGraph {
  const blocks = folding.folded ? blocksOf(nodes, edges, folding.open) : [];
  const blockOf = new Map(blocks.flatMap((block) => block.members.map((member) => [member, block.id])));
  const folded = contracted(nodes, edges, blocks, blockOf);
  return isAcyclic(folded) ? folded : contracted(nodes, edges, [], new Map());
}

/** True where folding would change something. */
export function canFold({ nodes, edges }: Pick<NetworkView, 'nodes' | 'edges'>): boolean {
  return foldGraph({ nodes, edges }, { folded: true, open: new Set() }).blocks.size > 0;
}

function contracted(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  blocks: readonly Block[],
  blockOf: ReadonlyMap<string, string>,
): FoldedGraph {
  const shown = (id: string) => blockOf.get(id) ?? id;
  const joined = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const [from, to] = [shown(edge.from), shown(edge.to)];
    if (from === to) continue;
    const key = `${from} ${to} ${edge.onPenaltyBranch}`;
    if (!joined.has(key)) joined.set(key, { ...edge, from, to });
  }
  return {
    ids: [...new Set(nodes.map(({ id }) => shown(id)))],
    blocks: new Map(blocks.map((block) => [block.id, block])),
    blockOf,
    edges: blocks.length === 0 ? edges : [...joined.values()],
  };
}

function blocksOf(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  open: ReadonlySet<string>,
): readonly Block[] {
  const layers = layersOf(nodes, edges);
  return runsOf(layers).flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return [];
    const id = `${first.word}s:${first.number}–${last.number}`;
    if (run.length < shortestRun || open.has(id)) {
      return run.map((layer) => blockOfLayer(layer)).filter((block) => !open.has(block.id));
    }
    const label = `${first.word}s ${first.number}–${last.number}`;
    return [{ id, label, members: run.flatMap(({ members }) => members), count: run.length }];
  });
}

/** As many alike layers in a row as are worth one block. */
const shortestRun = 3;

interface Layer {
  readonly number: number;
  readonly word: 'layer' | 'step';
  readonly members: readonly string[];
  /** The kinds of its nodes: layers with the same are alike. */
  readonly signature: string;
}

function blockOfLayer({ number, word, members }: Layer): Block {
  return { id: `${word}:${number}`, label: `${word} ${number}`, members, count: 1 };
}

/** Nodes by the number of their layer, at least two each. Without parameters of their own they are steps of a recurrence. */
function layersOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly Layer[] {
  const numbers = numbersOf(nodes, edges);
  const known = new Map(nodes.map((node) => [node.id, node]));
  return [...groupBy([...numbers.keys()], (id) => numbers.get(id) ?? 0)]
    .filter(([, members]) => members.length > 1)
    .toSorted(([one], [other]) => one - other)
    .map(([number, members]) => {
      const kinds = members.map((id) => known.get(id)?.kind ?? '');
      const word = kinds.includes('parameter') ? 'layer' : 'step';
      return { number, word, members, signature: kinds.toSorted().join() };
    });
}

function runsOf(layers: readonly Layer[]): readonly (readonly Layer[])[] {
  const runs: Layer[][] = [];
  for (const layer of layers) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const goesOn = before?.number === layer.number - 1 && before.signature === layer.signature;
    if (run && goesOn) run.push(layer);
    else runs.push([layer]);
  }
  return runs;
}

/** The layer's number that a node has, or that it takes over from what it is made of. */
function numbersOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
  const inputs = groupBy(edges, (edge) => edge.to);
  const versions = groupBy(nodes, ({ id }) => id.replace(/#\d+$/, ''));
  const numbers = new Map<string, number>();
  for (const { id, kind, layer, onPenaltyBranch } of nodes) {
    if (onPenaltyBranch || !foldable.has(kind)) continue;
    const taken = (inputs.get(id) ?? []).flatMap(({ from }) => numbers.get(from) ?? []);
    const number = layer ?? versionOf(id, versions) ?? (taken.length > 0 ? Math.max(...taken) : null);
    if (number !== null) numbers.set(id, number);
  }
  return numbers;
}

const foldable: ReadonlySet<GraphNode['kind']> = new Set(['data', 'parameter', 'layer', 'activation']);

/** The value of a recurrence that is bound to one name again and again: h, h#2, h#3 are its steps. */
function versionOf(id: string, versions: ReadonlyMap<string, readonly GraphNode[]>): number | null {
  const [base = id, number = '1'] = id.split('#');
  return (versions.get(base)?.length ?? 0) >= shortestRun ? Number(number) : null;
}

function isAcyclic({ ids, edges }: Pick<FoldedGraph, 'ids' | 'edges'>): boolean {
  const waiting = new Map(ids.map((id) => [id, 0]));
  for (const { to } of edges) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const readers = groupBy(edges, (edge) => edge.from);
  const ready = ids.filter((id) => waiting.get(id) === 0);
  for (const id of ready) {
    for (const { to } of readers.get(id) ?? []) {
      const left = (waiting.get(to) ?? 1) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return ready.length === ids.length;
}
