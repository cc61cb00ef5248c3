/** The pictures of the panel in the documentation, taken of the built page with the real engine's model of an example. */
import { test } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import { exampleAnalysis } from '../support/example-analysis.ts';
import { launchPages, type PanelPage } from './panel-page.ts';

const example = 'regularization.py';
const folder = 'docs/pictures';

async function onPage(height: number, take: (panel: PanelPage) => Promise<void>): Promise<void> {
  const pages = await launchPages();
  try {
    const panel = await pages.open({ theme: 'vscode-light', width: 380, height });
    await panel.send({ type: 'model', model: panelModel(await exampleAnalysis(example), example, 1) });
    await take(panel);
    await panel.close();
  } finally {
    await pages.close();
  }
}

test('the backward pass, at the step in which the penalty comes in', () =>
  onPage(1240, async ({ page }) => {
    await page.getByRole('button', { name: 'Play the backward pass' }).click();
    await page.keyboard.press('Space');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${folder}/panel-step.png` });
  }));

test('a gradient beside the true one', () =>
  onPage(1250, async ({ page }) => {
    const list = await page.locator('section[aria-labelledby="gradients-heading"]').boundingBox();
    const last = await page.getByText(/^The numbers of/).boundingBox();
    if (!list || !last) throw new Error('the page does not show a gradient');
    await page.waitForTimeout(300);
    const clip = { x: 0, y: list.y, width: 380, height: last.y - list.y };
    await page.screenshot({ path: `${folder}/panel-gradient.png`, fullPage: true, clip });
  }));
