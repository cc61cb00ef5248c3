/** The steps of the backward pass: their order, what each puts together, and what it says of the penalty. */
import { describe, expect, test } from 'vitest';
import { panelModel, panelPlaces } from '../../../src/core/report/panel-model.ts';
import { namedGraph } from '../../../src/core/report/panel-graph.ts';
import { backwardSteps } from '../../../src/core/report/panel-steps.ts';
import { textOf } from '../../../src/core/python/source.ts';
import type { BackwardStep, Matrix, NetworkView } from '../../../src/protocol.ts';
import { numbersOf } from '../../../webview/stepper/step-numbers.ts';
import { testEngine } from '../../support/engine.ts';
import { exampleAnalysis } from '../../support/example-analysis.ts';
import { threeLayerAnalysis } from '../../support/three-layer-network.ts';

const analysis = threeLayerAnalysis();
const network = firstOf(panelModel(analysis, 'regularization.py', 1).networks);

function firstOf(networks: readonly NetworkView[]): NetworkView {
  const [first] = networks;
  if (!first) throw new Error('the analysis has no network');
  return first;
}

function stepOf(id: string, { steps } = network): BackwardStep {
  const found = steps.find((step) => step.id === id);
  if (!found) throw new Error(`there is no step ${id}`);
  return found;
}

test('the penalty comes first, then each layer before its parameters, and the penalty of a weight right after its data part', () => {
  expect(network.steps.map(({ id }) => id).join(' ')).toBe(
    'cost L2_cost cross_entropy A3 Z3 W3 W3+Ω b3 A2 Z2 W2 W2+Ω b2 A1 Z1 W1 W1+Ω b1',
  );
});

test('each step has its line of the textbook’s algorithm', () => {
  const lines = network.steps.map(({ id, line }) => `${id}:${line}`).slice(0, 10);
  expect(lines).toEqual([
    'cost:cost',
    'L2_cost:cost',
    'cross_entropy:cost',
    'A3:output',
    'Z3:activation',
    'W3:weight',
    'W3+Ω:weight',
    'b3:bias',
    'A2:hidden',
    'Z2:activation',
  ]);
});

describe('what a step puts together', () => {
  test.each([
    [
      'Z2',
      String.raw`\frac{\partial L}{\partial Z^{[2]}} = \frac{\partial L}{\partial A^{[2]}} \odot f'(Z^{[2]})`,
    ],
    [
      'W2',
      String.raw`\frac{\partial L}{\partial W^{[2]}} = \frac{\partial L}{\partial Z^{[2]}}\,A^{[1]\top}`,
    ],
    [
      'A1',
      String.raw`\frac{\partial L}{\partial A^{[1]}} = W^{[2]\top}\,\frac{\partial L}{\partial Z^{[2]}}`,
    ],
    [
      'W2+Ω',
      String.raw`\frac{\partial J}{\partial W^{[2]}} = \frac{\partial L}{\partial W^{[2]}} + \frac{\lambda}{m}W^{[2]}`,
    ],
  ])('%s', (id, latex) => {
    expect(stepOf(id).latex).toBe(latex);
  });

  test.each(network.steps.map(({ id }) => [id] as const))('the numbers of %s fit its sign', (id) => {
    expect(mismatch(stepOf(id), network)).toBeLessThan(1e-12);
  });

  test.each([
    'regularization.py',
    'why_only_dw.py',
    'textbook_network.py',
    'softmax_classifier.py',
    'all_right.py',
  ])('the numbers of %s fit in every step with a sign', async (name) => {
    const views = panelModel(await exampleAnalysis(name), name, 1).networks;
    const worst = views.flatMap((view) => view.steps.map((step) => mismatch(step, view)));
    expect(worst.length).toBeGreaterThan(10);
    expect(Math.max(...worst)).toBeLessThan(1e-9);
  });
});

test('a value that several read gets what comes back through each of them', async () => {
  const engine = await testEngine();
  const text = `import numpy as np
def step(X, Y, W):
    Z1 = np.dot(W, X)
    A1 = np.tanh(Z1)
    Z2 = np.dot(W, A1)
    loss = np.sum((Z2 - Y) ** 2)
    dZ2 = 2 * (Z2 - Y)
    dA1 = np.dot(W.T, dZ2)
    dZ1 = dA1 * (1 - A1 * A1)
    dW = np.dot(dZ2, A1.T) + np.dot(dZ1, X.T)
    return loss, dW
W = np.random.randn(4, 4)
X = np.random.randn(4, 5)
Y = np.random.randn(4, 5)
loss, dW = step(X, Y, W)
W = W - 0.1 * dW
`;
  const document = { kind: 'file', uri: 'file:///skip.py', text } as const;
  const found = await engine.analyze(document, async () => null, { cancelled: () => false });
  const view = firstOf(panelModel(found, 'skip.py', 1).networks);
  const step = stepOf('W', view);
  expect(step.operands.map(({ role }) => role)).toEqual(['share', 'share']);
  expect(step.from.toSorted()).toEqual(['Z1', 'Z2']);
  expect(mismatch(step, view)).toBeLessThan(1e-12);
});

test('a network of more nodes than anyone would step through has no steps', () => {
  const [evaluation] = analysis.networks;
  if (!evaluation) throw new Error('the analysis has no network');
  const graph = namedGraph(evaluation);
  const [node] = graph.nodes;
  const crowd = node ? new Array<typeof node>(500).fill(node) : [];
  expect(backwardSteps(evaluation, graph).length).toBe(18);
  expect(backwardSteps(evaluation, { ...graph, nodes: [...graph.nodes, ...crowd] })).toEqual([]);
});

describe('the penalty', () => {
  test('enters a weight in a step of its own that comes from the penalty alone', () => {
    expect(stepOf('W1+Ω')).toMatchObject({ part: 'penalty', from: ['L2_cost'], sign: '+' });
    expect(stepOf('W1').from).toEqual(['Z1']);
    expect(stepOf('W1').sentence).toContain('the penalty comes in the next step');
  });

  test('enters no bias that the cost does not penalise, and no activation', () => {
    const penalised = network.steps.filter(({ part }) => part === 'penalty').map(({ nodeId }) => nodeId);
    expect(penalised).toEqual(['W3', 'W2', 'W1']);
    expect(stepOf('b1').sentence).toContain('The penalty does not read `b1`');
    expect(stepOf('A3').sentence).toContain('No edge leads from `A3` to the penalty');
  });

  test('enters the biases too where the user penalises them', async () => {
    const view = firstOf(panelModel(await exampleAnalysis('all_right.py'), 'all_right.py', 1).networks);
    expect(stepOf('self.b1+Ω', view)).toMatchObject({ part: 'penalty', line: 'bias' });
  });
});

test('a step lights the gradient line of its node, or else the line of the node', () => {
  const { steps } = panelPlaces(analysis);
  const text = (id: string) => {
    const span = steps.get(`0:${id}`);
    return span && textOf(span);
  };
  expect(text('W1')).toMatch(/^dW1 = /);
  expect(text('cross_entropy')).toMatch(/^cross_entropy = /);
});

/** How far what the operands make by the sign is from the result; 0 where the step has no sign to check. */
function mismatch(step: BackwardStep, view: NetworkView): number {
  const result = numbersOf(step.result, view);
  const operands = step.operands.map((operand) => numbersOf(operand, view));
  const [left, right] = operands;
  if (!result || !left) return step.operands.length === 0 ? 0 : Number.NaN;
  if (step.operands.length < step.from.length) return 0;
  const added = result.values.map((_, at) =>
    operands.reduce((sum, operand) => sum + (operand?.values[at] ?? Number.NaN), 0),
  );
  const made = step.sign === '+' ? added : combined(step.sign, left, right ?? null, result);
  return made === null
    ? 0
    : Math.max(...made.map((value, at) => Math.abs(value - (result.values[at] ?? Number.NaN))));
}

function combined(
  sign: BackwardStep['sign'],
  left: Matrix,
  right: Matrix | null,
  result: Matrix,
): readonly number[] | null {
  if (sign === 'Σ') {
    const byRow = result.columns === 1;
    return result.values.map((_, place) =>
      left.values.reduce((sum, value, at) => {
        const own = byRow ? Math.floor(at / left.columns) : at % left.columns;
        return own === place ? sum + value : sum;
      }, 0),
    );
  }
  if (!right || sign === '=' || sign === '→') return null;
  const single = left.values.length === 1 ? left.values[0] : undefined;
  if (sign === '⊙') return left.values.map((value, at) => value * (right.values[at] ?? Number.NaN));
  if (single !== undefined && right.values.length === result.values.length) {
    return right.values.map((value) => single * value);
  }
  return result.values.map((_, at) => {
    const [row, column] = [Math.floor(at / result.columns), at % result.columns];
    let sum = 0;
    for (let k = 0; k < left.columns; k += 1) {
      sum += (left.values[row * left.columns + k] ?? 0) * (right.values[k * right.columns + column] ?? 0);
    }
    return sum;
  });
}
