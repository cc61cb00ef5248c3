/** Learning with a right gradient and with a wrong one. */
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { networkAt } from '../../../src/core/report/panel-strength.ts';
import { training, trainingSteps } from '../../../src/core/report/panel-training.ts';
import type { TrainingRun, TrainingView } from '../../../src/protocol.ts';
import { analyzePython } from '../../support/engine.ts';
import { exampleAnalysis } from '../../support/example-analysis.ts';
import { readMarked, withStatements } from '../../support/marked-python.ts';
import { courseNetwork, layeredNetwork, softmaxClass } from '../../support/sample-networks.ts';

function trained({ networks }: Analysis, strength?: number): TrainingView {
  const [network] = networks;
  if (!network) throw new Error('no network');
  const work = training(strength === undefined ? network : networkAt(network, [strength]));
  for (let before = 0; ; ) {
    const step = work.next();
    if (!step.done) {
      expect(step.value).toBeGreaterThanOrEqual(0);
      expect(step.value).toBeLessThanOrEqual(1);
      before = step.value;
      continue;
    }
    expect(before).toBeCloseTo(1, 1);
    if (!step.value) throw new Error('no training');
    return step.value;
  }
}

function runOf({ runs }: TrainingView, kind: TrainingRun['kind']): TrainingRun {
  const run = runs.find((candidate) => candidate.kind === kind);
  if (!run) throw new Error(`no run of kind ${kind}`);
  return run;
}

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
const last = (numbers: readonly number[]): number => numbers.at(-1) ?? Number.NaN;

const ridge = (penalty: string) => `
import numpy as np

def step(X, y, w, lam):
    m = X.shape[0]
    r = X @ w - y
    cost = np.sum(r ** 2) / (2 * m) + lam / (2 * m) * np.sum(w ** 2)
    dw = X.T @ r / m + ${penalty}
    return cost, dw
`;

describe('a linear model', () => {
  test.each([
    ['lam / m * w', 'none'],
    ['lam / m * np.sum(w)', 'summed'],
    ['0 * w', 'missing'],
  ])('with %s learns as gradient descent written out does', async (penalty, slip) => {
    const analysis = await analyzePython(ridge(penalty));
    const view = trained(analysis);
    const [network] = analysis.networks;
    const value = (name: string) => {
      const node = network?.variables.find((variable) => variable.name === name)?.node;
      return network?.tape[node ?? -1]?.value ?? { shape: [], data: new Float64Array() };
    };
    const [X, y, lam] = [value('X'), value('y').data, value('lam').data[0] ?? Number.NaN];
    const [[m = 0, n = 0], k] = [X.shape, value('y').shape[1] ?? 1];
    const times = range(n).map((j) => (row: number) => X.data[row * n + j] ?? Number.NaN);
    const squares = (numbers: readonly number[]) => numbers.reduce((total, x) => total + x * x, 0);
    const run = runOf(view, 'yours');
    let w = [...value('w').data];
    for (const cost of run.cost) {
      const at = w;
      const entry = (j: number, c: number) => at[j * k + c] ?? Number.NaN;
      const residuals = range(m * k).map((place) => {
        const [i, c] = [Math.floor(place / k), place % k];
        return times.reduce((total, x, j) => total + x(i) * entry(j, c), 0) - (y[place] ?? Number.NaN);
      });
      const wanted = (squares(residuals) + lam * squares(at)) / (2 * m);
      expect(Math.abs(cost - wanted)).toBeLessThan(1e-9 * wanted);
      const sum = at.reduce((total, weight) => total + weight, 0);
      const share = { none: (x: number) => x, summed: () => sum }[slip] ?? (() => 0);
      w = at.map((weight, place) => {
        const [j, c] = [Math.floor(place / k), place % k];
        const data = range(m).reduce(
          (total, i) => total + (times[j]?.(i) ?? Number.NaN) * (residuals[i * k + c] ?? Number.NaN),
          0,
        );
        return weight - view.rate * ((data + lam * share(weight)) / m);
      });
    }
    expect(run.cost.length).toBe(run.lostAt ?? trainingSteps + 1);
    expect(run.cost.length).toBeGreaterThan(5);
  });
});

describe('the true gradient', () => {
  test.each([
    'regularization.py',
    'softmax_classifier.py',
    'textbook_network.py',
    'why_only_dw.py',
    'all_right.py',
  ])('of %s makes the cost smaller at every step', async (name) => {
    const { cost, norm, lostAt } = runOf(trained(await exampleAnalysis(name)), 'true');
    expect(cost.length).toBe(trainingSteps + 1);
    expect(norm.length).toBe(trainingSteps + 1);
    expect(lostAt).toBeNull();
    for (let step = 1; step < cost.length; step++) {
      expect(cost[step]).toBeLessThanOrEqual((cost[step - 1] ?? 0) * (1 + 1e-9));
    }
    expect(last(cost)).toBeLessThan(0.95 * (cost[0] ?? 0));
  });

  test('keeps the weights smaller than descent without the penalty, at a smaller cost', async () => {
    const view = trained(await exampleAnalysis('regularization.py'));
    const [truth, plain] = [runOf(view, 'true'), runOf(view, 'unpenalised')];
    expect(last(truth.norm)).toBeLessThan(0.8 * last(plain.norm));
    expect(last(truth.cost)).toBeLessThan(last(plain.cost));
  });
});

describe('the user’s gradient', () => {
  test.each([
    ['a column layout', courseNetwork],
    ['masks written by subscript, and gradients continued by +=', softmaxClass],
    ['layers in a loop', layeredNetwork],
  ])('that is right goes the true way: %s', async (_, program) => {
    const view = trained(await analyzePython(readMarked(program).text));
    const [yours, truth] = [runOf(view, 'yours'), runOf(view, 'true')];
    expect(yours.cost).toEqual(truth.cost);
    expect(view.lent).toEqual([]);
  });

  test('with the sum of the weights ends at a higher cost', async () => {
    const dW1 = 'dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m';
    const view = trained(await analyzePython(readMarked(withStatements(courseNetwork, dW1)).text));
    const [yours, truth] = [runOf(view, 'yours'), runOf(view, 'true')];
    expect(yours.cost[0]).toBe(truth.cost[0]);
    const worst = yours.lostAt === null ? last(yours.cost) : Number.POSITIVE_INFINITY;
    expect(worst).toBeGreaterThan(1.01 * last(truth.cost));
  });

  test('with the wrong sign runs away, and the run ends there', async () => {
    const view = trained(await analyzePython(ridge('lam / m * w').replace('X.T @ r', '-X.T @ r')));
    const { lostAt, cost } = runOf(view, 'yours');
    expect(lostAt).not.toBeNull();
    expect(cost.length).toBe(lostAt);
    expect(cost.every(Number.isFinite)).toBe(true);
  });

  test('of a parameter that has none is the true one, which is said', async () => {
    const program = courseNetwork.replace(/ *db1 = .*\n/, '').replace(', "db1": db1', '');
    const view = trained(await analyzePython(readMarked(program).text));
    expect(view.lent).toEqual(['b1']);
  });
});

test('without a penalty in the cost there is no run without it', async () => {
  const view = trained(await analyzePython(ridge('0').replace(/ \+ lam .*/, '')));
  expect(view.runs.map(({ kind }) => kind)).toEqual(['true', 'yours']);
});

test('with a strength of zero the mistake does nothing', async () => {
  const view = trained(await exampleAnalysis('regularization.py'), 0);
  const [yours, truth] = [runOf(view, 'yours').cost, runOf(view, 'true').cost];
  for (const [step, cost] of yours.entries()) expect(cost).toBeCloseTo(truth[step] ?? Number.NaN, 9);
});
