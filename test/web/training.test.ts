/** The training view on the page: asked for, cancelled, and drawn with what the engine answers. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import { TrainingRuns } from '../../src/editor/training-runs.ts';
import type { PanelModel, TrainingView } from '../../src/protocol.ts';
import { exampleAnalysis } from '../support/example-analysis.ts';
import { launchPages, type PanelPage } from './panel-page.ts';

vi.setConfig({ testTimeout: 30_000 });

let pages: Awaited<ReturnType<typeof launchPages>>;
let model: PanelModel;
let done: TrainingView;
beforeAll(async () => {
  const analysis = await exampleAnalysis('regularization.py');
  model = panelModel(analysis, 'regularization.py', 1);
  pages = await launchPages();
  await new TrainingRuns().run(analysis, 0, [0.5], (view) => {
    done = view;
  });
}, 60_000);
afterAll(async () => {
  vi.resetConfig();
  await pages.close();
});

async function onModel(act: (panel: PanelPage) => Promise<void>) {
  const panel = await pages.open();
  try {
    await panel.send({ type: 'model', model });
    await act(panel);
    expect(panel.complaints).toEqual([]);
  } finally {
    await panel.close();
  }
}

test('is asked for with the strength as it stands, shows how far it is, and can be cancelled', () =>
  onModel(async ({ page, send, posted }) => {
    await page.getByRole('button', { name: 'Train 200 steps with lambd = 1.265' }).click();
    const value = model.networks[0]?.strengths[0]?.value;
    expect((await posted()).at(-1)).toEqual({ type: 'train', network: 0, values: [value] });
    await send({
      type: 'training',
      network: 0,
      training: { ...done, state: 'running', progress: 0.4, runs: [] },
    });
    expect(await page.getByRole('progressbar', { name: 'Training' }).getAttribute('value')).toBe('0.4');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect((await posted()).at(-1)).toEqual({ type: 'cancelTraining' });
  }));

test('says in words, signs and lines how the runs differ', () =>
  onModel(async ({ page, send }) => {
    await send({ type: 'training', network: 0, training: done });
    await page.locator('.training-sentence').waitFor();
    expect(await page.locator('.training-sentence').textContent()).toMatch(
      /with your gradient|your gradient the cost/i,
    );
    expect(await page.locator('.run-legend li').allTextContents()).toEqual([
      'true gradient',
      'your gradient',
      'true, without penalty',
    ]);
    const dashes = await page
      .locator('.chart .run-line')
      .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).strokeDasharray));
    expect(new Set(dashes).size).toBe(3);
    await page.getByText('λ has been moved since.').waitFor();
  }));

test('reads every step by arrow keys, and holds the numbers as a table', () =>
  onModel(async ({ page, send }) => {
    await send({ type: 'training', network: 0, training: done });
    await page.getByRole('group', { name: /^Cost J over 200 steps/ }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.chart-read-out').first().textContent()).toMatch(
      /^step 199: true gradient 0?\.?\d/,
    );
    await page.getByText('The numbers of the training').click();
    const rows = page.locator('.training table tbody tr');
    expect(await rows.count()).toBe(11);
    expect(await rows.first().locator('td').first().textContent()).toBe(
      await rows.first().locator('td').nth(2).textContent(),
    );
  }));

test('of an earlier version of the file says so', () =>
  onModel(async ({ page, send }) => {
    await send({ type: 'training', network: 0, training: done });
    await send({ type: 'model', model: { ...model, revision: 2 } });
    await page.locator('.training').getByText('The file has changed since.').waitFor();
  }));
