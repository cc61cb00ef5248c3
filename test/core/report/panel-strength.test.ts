/** What the panel shows while λ is moved: the engine's numbers, not guesses of the page. */
import { beforeAll, describe, expect, test } from 'vitest';
import { centralDifference } from '../../../src/core/autodiff/central-difference.ts';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { panelModel } from '../../../src/core/report/panel-model.ts';
import { networkAt, strengthsOf, strengthView } from '../../../src/core/report/panel-strength.ts';
import type { Matrix, NetworkView, StrengthView } from '../../../src/protocol.ts';
import { exampleAnalysis } from '../../support/example-analysis.ts';

let analysis: Analysis;
let shown: NetworkView;
beforeAll(async () => {
  analysis = await exampleAnalysis('regularization.py');
  shown = panelModel(analysis, 'regularization.py', 1).networks[0] as NetworkView;
});

const at = (...values: number[]): StrengthView => strengthView(analysis, 0, values) as StrengthView;
const mapsOf = (view: StrengthView, name: string) => {
  const id = shown.gradients.find((gradient) => gradient.name === name)?.id;
  return view.gradients.find((gradient) => gradient.id === id) as StrengthView['gradients'][number];
};
const times = (matrix: Matrix, factor: number) => matrix.values.map((value) => value * factor);
const close = (given: readonly number[], wanted: readonly number[]) => {
  expect(given.length).toBe(wanted.length);
  for (const [index, value] of given.entries()) expect(value).toBeCloseTo(wanted[index] ?? Number.NaN, 9);
};

describe('a moved strength', () => {
  test('has the name and the value that the probe has', () => {
    expect(shown.strengths).toEqual([{ name: 'lambd', value: expect.closeTo(1.2646, 3), most: 4 }]);
  });

  test('at the probe’s value changes nothing', () => {
    const view = at(shown.strengths[0]?.value ?? 0);
    for (const gradient of shown.gradients) {
      const moved = view.gradients.find(({ id }) => id === gradient.id);
      expect(moved?.maps).toEqual(gradient.maps);
    }
    for (const node of shown.nodes) {
      expect(view.nodes.find(({ id }) => id === node.id)).toEqual({
        id: node.id,
        value: node.value,
        gradient: node.gradient,
        parts: node.parts,
      });
    }
  });

  test('doubles the penalty part and leaves the data part when it is doubled', () => {
    const [strength] = shown.strengths;
    const [once, twice] = [at(strength?.value ?? 0), at(2 * (strength?.value ?? 0))];
    for (const name of ['dW1', 'dW2', 'dW3']) {
      const [before, after] = [mapsOf(once, name).maps, mapsOf(twice, name).maps];
      close(after.data.values, before.data.values);
      close(after.penalty.values, times(before.penalty, 2));
    }
    expect(mapsOf(twice, 'db1').maps.penalty.values.every((value) => value === 0)).toBe(true);
  });

  test('of zero hides the summed weights, and moved on the offset grows with it', () => {
    const hidden = mapsOf(at(0), 'dW1');
    expect(Math.max(...hidden.maps.difference.values.map(Math.abs))).toBeLessThan(1e-12);
    expect(hidden.relativeError).toBeLessThan(1e-9);
    const [one, three] = [mapsOf(at(1), 'dW1'), mapsOf(at(3), 'dW1')];
    expect(one.relativeError).toBeGreaterThan(0.1);
    const user = (view: typeof one) =>
      view.maps.user.values.map((v, i) => v - (view.maps.data.values[i] ?? 0));
    close(
      user(three),
      user(one).map((value) => 3 * value),
    );
    expect(new Set(user(one).map((value) => value.toFixed(9))).size).toBe(1);
  });

  test('moves the cost and the penalty, and neither an activation nor the data’s loss', () => {
    const value = (view: StrengthView, id: string) =>
      view.nodes.find((node) => node.id === id)?.value?.values;
    for (const id of ['A1', 'Z2', 'cross_entropy_cost']) expect(value(at(0), id)).toEqual(value(at(5), id));
    expect(value(at(0), 'cost')).toEqual(value(at(0), 'cross_entropy_cost'));
    expect(value(at(5), 'cost')?.[0]).toBeGreaterThan(value(at(0), 'cost')?.[0] ?? Number.NaN);
  });

  test('keeps one colour scale over its whole range', () => {
    const limits = [0, 2, 4].map((value) => mapsOf(at(value), 'dW1').limit);
    expect(new Set(limits).size).toBe(1);
    for (const value of [0, 1, 3, 4]) {
      const { maps } = mapsOf(at(value), 'dW1');
      const largest = Math.max(...Object.values(maps).flatMap(({ values }) => values.map(Math.abs)));
      expect(largest).toBeLessThanOrEqual(limits[0] ?? 0);
    }
  });
});

test('the truth under a moved strength is what central differences of the moved cost say', () => {
  const [network] = analysis.networks;
  if (!network) throw new Error('no network');
  const moved = networkAt(network, [4.5]);
  const parameters = network.variables.filter(({ node }) => network.parameterNodes.has(node));
  expect(parameters.length).toBe(6);
  for (const { node } of parameters) {
    const central = centralDifference(moved.tape, moved.cost.node, node, { richardson: true });
    const { data, penalty } = moved.adjoints.get(node) ?? { data: null, penalty: null };
    const truth = data?.data.map((value, index) => value + (penalty?.data[index] ?? 0)) ?? [];
    for (const [index, value] of truth.entries())
      expect(value).toBeCloseTo(central?.data[index] ?? Number.NaN, 7);
  }
});

test('questions that do not fit the network have no answer', () => {
  expect(strengthView(analysis, 9, [1])).toBeNull();
  expect(strengthView(analysis, 0, [1, 2])).toBeNull();
  expect(strengthView(analysis, 0, [Number.NaN])).toBeNull();
  expect(analysis.networks.slice(1).flatMap(strengthsOf)).toEqual([]);
});

test.each([
  'regularization.py',
  'softmax_classifier.py',
  'textbook_network.py',
  'why_only_dw.py',
  'all_right.py',
])('a move of %s is answered between two frames', async (name) => {
  const example = await exampleAnalysis(name);
  const values = example.networks[0] ? strengthsOf(example.networks[0]).map(({ value }) => value) : [];
  expect(values.length).toBe(1);
  expect(strengthView(example, 0, values)).not.toBeNull();
  const times = Array.from({ length: 15 }, (_, step) => {
    const start = performance.now();
    strengthView(example, 0, [step / 4]);
    return performance.now() - start;
  });
  expect(times.toSorted((a, b) => a - b)[7]).toBeLessThan(16);
});
