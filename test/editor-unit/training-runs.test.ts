/** Trainings of the panel: told in slices, ended when asked, one at a time. */
import { beforeAll, expect, test } from 'vitest';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { TrainingRuns } from '../../src/editor/training-runs.ts';
import type { TrainingView } from '../../src/protocol.ts';
import { exampleAnalysis } from '../support/example-analysis.ts';

let analysis: Analysis;
beforeAll(async () => {
  analysis = await exampleAnalysis('regularization.py');
});

test('a training tells how far it is and ends with its runs, under the strengths that it was given', async () => {
  const told: TrainingView[] = [];
  await new TrainingRuns().run(analysis, 0, [0.5], (view) => told.push(view));
  expect(told[0]).toMatchObject({ state: 'running', progress: 0 });
  expect(told.at(-1)).toMatchObject({ state: 'done', strengths: [0.5] });
  expect(told.at(-1)?.runs.map(({ kind }) => kind)).toEqual(['true', 'yours', 'unpenalised']);
  expect(told.filter(({ state }) => state === 'done').length).toBe(1);
});

test('the host gets its turn while a training is under way, and can end it', async () => {
  const told: TrainingView[] = [];
  const runs = new TrainingRuns();
  const ended = runs.run(analysis, 0, [1], (view) => told.push(view));
  await new Promise((resolve) => setTimeout(resolve, 0));
  runs.cancel();
  await ended;
  expect(told.at(-1)?.state).toBe('cancelled');
});

test('a second training ends the first, which says nothing more', async () => {
  const [first, second]: TrainingView[][] = [[], []];
  const runs = new TrainingRuns();
  const one = runs.run(analysis, 0, [1], (view) => first?.push(view));
  const other = runs.run(analysis, 0, [2], (view) => second?.push(view));
  await Promise.all([one, other]);
  expect(first?.every(({ state }) => state === 'running')).toBe(true);
  expect(second?.at(-1)?.state).toBe('done');
});

test('questions about no network, or with strengths that it has not, are passed over', async () => {
  const told: TrainingView[] = [];
  await new TrainingRuns().run(analysis, 7, [], (view) => told.push(view));
  await new TrainingRuns().run(analysis, 0, [1, 2], (view) => told.push(view));
  expect(told).toEqual([]);
});
