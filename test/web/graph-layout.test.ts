/** Where the panel puts the nodes and edges of a graph. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import type { GraphEdge } from '../../src/protocol.ts';
import { nodeByKey } from '../../webview/graph/keys.ts';
import { type Direction, type GraphLayout, layoutGraph } from '../../webview/graph/layout.ts';
import type { LayoutNode } from '../../webview/graph/ranks.ts';
import { threeLayerAnalysis } from '../support/three-layer-network.ts';

const [network] = panelModel(threeLayerAnalysis(), 'regularization.py', 1).networks;
if (!network) throw new Error('the analysis has no network');
const right = layoutGraph(network.nodes, network.edges, 'right');
const down = layoutGraph(network.nodes, network.edges, 'down');

function at(layout: GraphLayout, id: string) {
  const centre = layout.centres.get(id);
  if (!centre) throw new Error(`${id} has no place`);
  return centre;
}

describe('a three-layer network', () => {
  test('runs from the left to the right, in one straight line from the data to the cost', () => {
    const line = ['X', 'Z1', 'A1', 'Z2', 'A2', 'Z3', 'A3', 'cross_entropy', 'cost'].map((id) =>
      at(right, id),
    );
    line.slice(1).forEach((centre, index) => {
      expect(centre.x).toBeGreaterThan(line[index]?.x ?? Number.NaN);
      expect(Math.abs(centre.y - at(right, 'X').y)).toBeLessThan(4);
    });
  });

  test('runs downwards where there is no room to the right, and is then narrow enough for a side bar', () => {
    expect(at(down, 'cost').y).toBeGreaterThan(at(down, 'X').y);
    expect(down.width).toBeLessThan(400);
    expect(right.width).toBeGreaterThan(1000);
  });

  test('weights stand on the side of the penalty, biases on the other, both right before their layer', () => {
    for (const layer of [1, 2, 3]) {
      const [W, b, Z] = [at(right, `W${layer}`), at(right, `b${layer}`), at(right, `Z${layer}`)];
      expect(W.y).toBeLessThan(Z.y);
      expect(b.y).toBeGreaterThan(Z.y);
      expect(W.x).toBe(b.x);
      expect(Z.x).toBeGreaterThan(W.x);
    }
  });

  test('the penalty has a lane of its own, beyond every node that carries data', () => {
    const others = network.nodes.filter((node) => !node.onPenaltyBranch);
    for (const node of others) {
      expect(at(right, 'L2_cost').y).toBeLessThan(at(right, node.id).y);
      expect(at(down, 'L2_cost').x).toBeLessThan(at(down, node.id).x);
    }
  });

  test('every edge has a path', () => {
    expect(right.edges).toHaveLength(network.edges.length);
    for (const edge of [...right.edges, ...down.edges]) expect(edge.path).toMatch(/^M[-\d. ]+[HVCQ]/);
  });
});

describe('any graph', () => {
  const graphs = fc.integer({ min: 1, max: 30 }).chain((size) =>
    fc.record({
      kinds: fc.array(fc.constantFrom('parameter', 'layer', 'activation', 'data'), {
        minLength: size,
        maxLength: size,
      }),
      pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 60 }),
      penalised: fc.array(fc.nat(size - 1), { maxLength: 3 }),
    }),
  );

  test.each<Direction>(['right', 'down'])(
    'has no two nodes on each other and no edge backwards (%s)',
    (direction) => {
      fc.assert(
        fc.property(graphs, ({ kinds, pairs, penalised }) => {
          const { nodes, edges } = graphOf(kinds, pairs, penalised);
          const layout = layoutGraph(nodes, edges, direction);
          const centres = [...layout.centres.values()];
          expect(centres).toHaveLength(nodes.length);
          centres.forEach((one, index) => {
            expect(one.x - layout.nodeWidth / 2).toBeGreaterThanOrEqual(0);
            expect(one.x + layout.nodeWidth / 2).toBeLessThanOrEqual(layout.width);
            for (const other of centres.slice(index + 1)) {
              const apart =
                Math.abs(one.x - other.x) >= layout.nodeWidth ||
                Math.abs(one.y - other.y) >= layout.nodeHeight;
              expect(apart).toBe(true);
            }
          });
          for (const edge of edges.filter(({ onPenaltyBranch }) => !onPenaltyBranch)) {
            const [from, to] = [at(layout, edge.from), at(layout, edge.to)];
            if (direction === 'right') expect(to.x).toBeGreaterThan(from.x);
            else expect(to.y).toBeGreaterThan(from.y);
          }
        }),
        { numRuns: 60, seed: 3 },
      );
    },
  );

  /** Edges from smaller to larger numbers, so without cycles; all that nothing reads leads to the cost. */
  function graphOf(
    kinds: readonly LayoutNode['kind'][],
    pairs: readonly (readonly [number, number])[],
    penalised: readonly number[],
  ) {
    const nodes: LayoutNode[] = kinds.map((kind, index) => ({
      id: `n${index}`,
      kind,
      onPenaltyBranch: false,
    }));
    nodes.push({ id: 'penalty', kind: 'penalty', onPenaltyBranch: true });
    nodes.push({ id: 'cost', kind: 'cost', onPenaltyBranch: false });
    const edges = new Map<string, GraphEdge>();
    const join = (from: string, to: string, onPenaltyBranch = false) =>
      edges.set(`${from} ${to}`, { from, to, onPenaltyBranch });
    for (const [one, other] of pairs)
      if (one !== other) join(`n${Math.min(one, other)}`, `n${Math.max(one, other)}`);
    const read = new Set([...edges.values()].map((edge) => edge.from));
    for (const { id } of nodes.slice(0, -2)) if (!read.has(id)) join(id, 'cost');
    for (const index of penalised) join(`n${index}`, 'penalty', true);
    join('penalty', 'cost', true);
    return { nodes, edges: [...edges.values()] };
  }
});

test('a graph without nodes has no size', () => {
  expect(layoutGraph([], [], 'right')).toMatchObject({ width: 0, height: 0, edges: [] });
});

test('three hundred nodes and their edges all find a place', () => {
  const nodes = Array.from(
    { length: 300 },
    (_, index): LayoutNode => ({
      id: `n${index}`,
      kind: index % 3 === 0 ? 'parameter' : 'layer',
      onPenaltyBranch: false,
    }),
  );
  const edges = nodes.slice(1).flatMap((node, index) =>
    [1, 2, 7].flatMap((step) => {
      const from = nodes[index + 1 - step];
      return from ? [{ from: from.id, to: node.id, onPenaltyBranch: false }] : [];
    }),
  );
  const layout = layoutGraph(nodes, edges, 'right');
  expect(layout.centres.size).toBe(300);
  expect(layout.edges).toHaveLength(edges.length);
});

describe('arrow keys', () => {
  test.each([
    ['X', 'ArrowRight', 'Z1'],
    ['Z1', 'ArrowRight', 'A1'],
    ['A1', 'ArrowUp', 'W2'],
    ['A1', 'ArrowDown', 'b2'],
    ['cost', 'ArrowLeft', 'cross_entropy'],
    ['A2', 'End', 'cost'],
  ])('from %s, %s leads to %s', (from, key, to) => {
    expect(nodeByKey(right, from, key)).toBe(to);
  });

  test('lead nowhere beyond the last node, and other keys are left alone', () => {
    expect(nodeByKey(right, 'cost', 'ArrowRight')).toBeNull();
    expect(nodeByKey(right, 'X', 'a')).toBeNull();
  });

  test('reach every node from the first', () => {
    const seen = new Set(['X']);
    for (const id of seen) {
      for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown']) {
        const next = nodeByKey(right, id, key);
        if (next !== null) seen.add(next);
      }
    }
    expect(seen).toEqual(new Set(network.nodes.map((node) => node.id)));
  });
});
