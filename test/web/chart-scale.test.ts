/** Where the lines of a chart stand, and the sentences about runs. */
import { describe, expect, test } from 'vitest';
import type { TrainingRun, TrainingView } from '../../src/protocol.ts';
import { chartScale, linePath, markedSteps } from '../../webview/training/chart-scale.ts';
import { penaltySentence, stepSentence, trainingSentence } from '../../webview/training/run-words.ts';

const size = { width: 200, height: 100, steps: 10 };

describe('the scale of a chart', () => {
  test('holds every value of tame runs, from top to bottom', () => {
    const scale = chartScale(
      [
        [3, 2, 1],
        [3, 2.5, 2],
      ],
      size,
    );
    for (const value of [1, 2, 2.5, 3]) {
      expect(scale.y(value)).toBeGreaterThanOrEqual(0);
      expect(scale.y(value)).toBeLessThanOrEqual(100);
    }
    expect(scale.y(3)).toBeLessThan(scale.y(1));
    expect([scale.x(0), scale.x(10)]).toEqual([0, 200]);
  });

  test('does not let a run that runs away flatten the others', () => {
    const scale = chartScale(
      [
        [3, 2, 1],
        [3, 300, 3e5],
      ],
      size,
    );
    expect(scale.top).toBeLessThan(10);
    expect(scale.y(3e5)).toBeLessThan(0);
  });

  test('of one flat run has a height', () => {
    const scale = chartScale([[2, 2, 2]], size);
    expect(Number.isFinite(scale.y(2))).toBe(true);
  });

  test('ends at numbers with two digits', () => {
    const { top, bottom } = chartScale([[0.7341, 0.6912]], size);
    expect([top, bottom]).toEqual([expect.closeTo(0.74, 9), expect.closeTo(0.69, 9)]);
  });
});

test('a line goes through every value', () => {
  const scale = chartScale([[2, 1, 0]], { ...size, steps: 2 });
  expect(linePath([2, 1, 0], scale)).toBe('M0.0 0.0L100.0 50.0L200.0 100.0');
});

const run = (
  kind: TrainingRun['kind'],
  cost: number[],
  norm: number[],
  lostAt: number | null = null,
): TrainingRun => ({
  kind,
  cost,
  norm,
  lostAt,
});
const view = (...runs: TrainingRun[]): TrainingView => ({
  state: 'done',
  progress: 1,
  rate: 0.1,
  runs,
  lent: [],
  strengths: [],
});
const truth = run('true', [3, 2, 1], [4, 3, 2]);

test('signs stand apart on a line, and none at its ends', () => {
  expect(
    markedSteps(
      run(
        'true',
        Array.from({ length: 121 }, () => 1),
        [],
      ),
      40,
    ),
  ).toEqual([20, 60, 100]);
});

describe('the sentence of a training', () => {
  test('says that a right gradient goes the true way', () => {
    expect(trainingSentence(view(truth, run('yours', [3, 2, 1], [4, 3, 2])))).toBe(
      'Your gradient goes the way of the true one: after 2 steps the cost is 1.',
    );
  });

  test('compares where both end', () => {
    expect(trainingSentence(view(truth, run('yours', [3, 2.5, 1.5], [4, 4, 4])))).toBe(
      'After 2 steps the cost has fallen to 1.5 with your gradient, to 1 with the true one.',
    );
    expect(trainingSentence(view(truth, run('yours', [3, 4, 5], [4, 4, 4])))).toBe(
      'After 2 steps the cost has grown to 5 with your gradient, to 1 with the true one.',
    );
  });

  test('names the step at which a cost runs away', () => {
    expect(trainingSentence(view(truth, run('yours', [3, 9e5], [4, 900], 2)))).toBe(
      'With your gradient the cost runs away at step 2. With the true one it falls to 1.',
    );
    expect(stepSentence([truth, run('yours', [3, 9e5], [4, 900], 2)], 'cost', 2)).toBe(
      'step 2: true gradient 1, your gradient has run away',
    );
  });

  test('says what the penalty is for, where there is one', () => {
    expect(penaltySentence(view(truth, run('unpenalised', [3, 2.8, 2.6], [4, 4.5, 5])))).toBe(
      'The penalty holds ‖W‖ at 2; without it ‖W‖ is 5.',
    );
    expect(penaltySentence(view(truth))).toBe('');
  });
});
