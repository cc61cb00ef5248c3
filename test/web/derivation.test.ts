/** The derivation on the page: asked for when it is opened, in three notations, tied to the code, copied by the editor. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { derivationOf } from '../../src/core/report/panel-derivation.ts';
import { panelModel } from '../../src/core/report/panel-model.ts';
import type { Derivation, PanelModel } from '../../src/protocol.ts';
import { exampleAnalysis } from '../support/example-analysis.ts';
import { launchPages, type PanelPage } from './panel-page.ts';

vi.setConfig({ testTimeout: 30_000 });

let pages: Awaited<ReturnType<typeof launchPages>>;
let analysis: Analysis;
let model: PanelModel;
beforeAll(async () => {
  [pages, analysis] = await Promise.all([launchPages(), exampleAnalysis('regularization.py')]);
  model = panelModel(analysis, 'regularization.py', 1);
}, 60_000);
afterAll(async () => {
  vi.resetConfig();
  await pages.close();
});

/** Opens the derivation of the gradient with the summed weights, with an editor that answers as ours does. */
async function onDerivation(act: (panel: PanelPage, shown: Derivation) => Promise<void>) {
  const panel = await pages.open();
  try {
    await panel.send({ type: 'model', model });
    await panel.page.locator('.gradient-option', { hasText: 'l2-summed-weights' }).click();
    await panel.page.getByText('The derivation of dW1, step by step').click();
    await expect.poll(async () => (await panel.posted()).at(-1)?.type).toBe('derive');
    const question = (await panel.posted()).at(-1);
    const derivation = question?.type === 'derive' ? derivationOf(analysis, question.gradientId) : null;
    if (!derivation) throw new Error('no derivation');
    await panel.send({ type: 'derivation', derivation });
    await panel.page.locator('.derivation-steps').waitFor();
    await act(panel, derivation);
    expect(panel.complaints).toEqual([]);
  } finally {
    await panel.close();
  }
}

test('shows a formula, a reason and the lines for every step', () =>
  onDerivation(async ({ page, posted }, { steps }) => {
    const items = page.locator('.derivation-steps > li');
    expect(await items.count()).toBe(7);
    expect(await items.locator('math').count()).toBe(7);
    expect(await page.locator('.derivation .temml-error').count()).toBe(0);
    expect(await items.last().textContent()).toContain(
      'Here the penalty comes in, because it reads W1 itself',
    );
    expect(await items.last().textContent()).toContain('✗ wrong');
    await items.last().getByRole('button', { name: 'Where W1 is made' }).click();
    expect((await posted()).at(-1)).toEqual({ type: 'revealNode', network: 0, nodeId: 'W1' });
    await items
      .nth(1)
      .getByRole('button', { name: /^dZ3 = A3 - Y, your line in backward/ })
      .click();
    expect((await posted()).at(-1)).toEqual({
      type: 'revealGradient',
      gradientId: steps[1]?.written?.gradientId,
    });
  }));

test('is switched between notations by the keyboard', () =>
  onDerivation(async ({ page }) => {
    await page.getByRole('radio', { name: 'Course' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Textbook' }).isChecked()).toBe(true);
    expect(await page.locator('.derivation-steps math').last().textContent()).toContain('∇');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.derivation-steps .code-block').last().textContent()).toBe(
      'dW1 = dZ1 @ X.T / m + (lambd / m) * W1',
    );
    await page.getByText(/dZ3 holds m times the derivative/).waitFor();
  }));

test('is copied by the editor, which tells that it did', () =>
  onDerivation(async ({ page, posted, send }, { gradientId }) => {
    await page.getByRole('radio', { name: 'Textbook' }).check({ force: true });
    await page.getByRole('button', { name: 'Copy the derivation as LaTeX' }).click();
    expect((await posted()).at(-1)).toEqual({
      type: 'copyDerivation',
      gradientId,
      notation: 'textbook',
      format: 'latex',
    });
    await send({ type: 'told', sentence: 'The derivation of dW1 is on the clipboard.' });
    await page
      .getByRole('status')
      .filter({ hasText: 'The derivation of dW1 is on the clipboard.' })
      .waitFor();
  }));

test('is asked for again when the file was analysed again or another gradient is chosen', () =>
  onDerivation(async (panel) => {
    const asked = async () => (await panel.posted()).filter(({ type }) => type === 'derive').length;
    await panel.send({ type: 'model', model: { ...model, revision: 2 } });
    await expect.poll(asked).toBe(2);
    await panel.page.locator('.gradient-option', { hasText: 'db2' }).click();
    await expect.poll(asked).toBe(3);
  }));
