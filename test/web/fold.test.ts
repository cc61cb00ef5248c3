/** Folding: which nodes of a graph become one block, and what of the backward pass a block shows. */
import { describe, expect, test } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import type { GraphEdge, GraphNode } from '../../src/protocol.ts';
import { canFold, foldGraph } from '../../webview/graph/fold.ts';
import { shownNodes, shownProgress } from '../../webview/graph/shown-graph.ts';
import { progressAt } from '../../webview/stepper/stepper-state.ts';
import { threeLayerAnalysis } from '../support/three-layer-network.ts';

const [network] = panelModel(threeLayerAnalysis(), 'regularization.py', 1).networks;
if (!network) throw new Error('the analysis has no network');
const closed = { folded: true, open: new Set<string>() };
const unrolled = { folded: true, open: new Set(['layers:1–3']) };

describe('a network of three layers', () => {
  test('becomes one block with a count, and the penalty stays beside it', () => {
    const folded = foldGraph(network, closed);
    expect(folded.ids).toEqual(['X', 'Y', 'layers:1–3', 'cross_entropy', 'lambd', 'L2_cost', 'cost']);
    expect(folded.blocks.get('layers:1–3')).toMatchObject({ label: 'layers 1–3', count: 3 });
    expect(folded.edges).toContainEqual({ from: 'layers:1–3', to: 'L2_cost', onPenaltyBranch: true });
    expect(folded.edges).toContainEqual({
      from: 'layers:1–3',
      to: 'cross_entropy',
      onPenaltyBranch: false,
    });
  });

  test('unfolds first to its layers and then to their operations', () => {
    const layers = foldGraph(network, unrolled);
    expect([...layers.blocks.keys()]).toEqual(['layer:1', 'layer:2', 'layer:3']);
    expect(layers.blocks.get('layer:2')?.members).toEqual(['W2', 'b2', 'Z2', 'A2']);
    const one = foldGraph(network, { folded: true, open: new Set(['layers:1–3', 'layer:2']) });
    expect(one.ids).toEqual(expect.arrayContaining(['layer:1', 'W2', 'b2', 'Z2', 'A2', 'layer:3']));
    expect(one.edges).toContainEqual({ from: 'layer:1', to: 'Z2', onPenaltyBranch: false });
  });

  test('a block shows the worst verdict of what it holds', () => {
    const verdicts = shownNodes(network, foldGraph(network, unrolled)).flatMap(({ block, gradient }) =>
      block ? [`${block.label} ${gradient?.verdict}`] : [],
    );
    expect(verdicts).toEqual(['layer 1 wrong', 'layer 2 verified', 'layer 3 wrong']);
  });

  test('unfolded, the edges are the very same, so that nothing is laid out again', () => {
    expect(foldGraph(network, { folded: false, open: new Set() }).edges).toBe(network.edges);
  });
});

describe('the backward pass in a folded graph', () => {
  const layers = foldGraph(network, unrolled);
  const at = (stepId: string) => shownProgress(progressAt(network.steps, stepId), network, layers);

  test('is at the block that holds its node', () => {
    expect(at('W2')?.nodeId).toBe('layer:2');
    expect([...(at('A2')?.flowingEdges ?? [])]).toEqual(['layer:2 layer:3']);
  });

  test('has passed a block only when it has passed all of its nodes', () => {
    expect(at('b3')?.passed.has('layer:3')).toBe(false);
    expect(at('A2')?.passed.has('layer:3')).toBe(true);
  });
});

describe('a recurrence', () => {
  const steps = [1, 2, 3, 4];
  const name = (base: string, step: number) => (step === 1 ? base : `${base}#${step}`);
  const nodes = [
    nodeOf('Wh', 'parameter'),
    ...steps.flatMap((step) => [
      nodeOf(name('x', step), 'data'),
      nodeOf(name('z', step), 'layer'),
      nodeOf(name('h', step), 'activation'),
    ]),
    nodeOf('loss', 'cost'),
  ];
  const edges = steps.flatMap((step) => [
    edgeOf('Wh', name('z', step)),
    edgeOf(name('x', step), name('z', step)),
    edgeOf(name('z', step), name('h', step)),
    step === 4 ? edgeOf('h#4', 'loss') : edgeOf(name('h', step), name('z', step + 1)),
  ]);

  test('folds its time steps to one block, and the shared weights stay outside', () => {
    const folded = foldGraph({ nodes, edges }, closed);
    expect(folded.ids).toEqual(['Wh', 'steps:1–4', 'loss']);
    expect(folded.blocks.get('steps:1–4')).toMatchObject({ label: 'steps 1–4', count: 4 });
  });
});

describe('nothing is folded', () => {
  test('where a block would stand before and after another node', () => {
    const nodes = [
      nodeOf('W1', 'parameter', 1),
      nodeOf('Z1', 'layer', 1),
      nodeOf('loss', 'loss'),
      nodeOf('A1', 'activation', 1),
      nodeOf('cost', 'cost'),
    ];
    const edges = [edgeOf('W1', 'Z1'), edgeOf('Z1', 'loss'), edgeOf('loss', 'A1'), edgeOf('A1', 'cost')];
    expect(canFold({ nodes, edges })).toBe(false);
    expect(foldGraph({ nodes, edges }, closed).edges).toBe(edges);
  });

  test('where no layer has two nodes', () => {
    const nodes = [nodeOf('W1', 'parameter', 1), nodeOf('cost', 'cost')];
    expect(canFold({ nodes, edges: [edgeOf('W1', 'cost')] })).toBe(false);
  });
});

function nodeOf(id: string, kind: GraphNode['kind'], layer: number | null = null): GraphNode {
  return {
    id,
    kind,
    label: id,
    operation: id,
    shape: '(2, 3)',
    sizes: '2×3',
    layer,
    onPenaltyBranch: false,
    value: null,
    gradient: null,
    parts: null,
    revealable: false,
    gradientId: null,
  };
}

function edgeOf(from: string, to: string): GraphEdge {
  return { from, to, onPenaltyBranch: false };
}
