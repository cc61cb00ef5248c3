/** The stepper on the page: keyboard, playing, what each step shows, what it asks of the editor, and how fast it is drawn. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import type { PageMessage } from '../../src/protocol.ts';
import { threeLayerAnalysis } from '../support/three-layer-network.ts';
import { launchPages, type PageOptions, type PanelPage } from './panel-page.ts';

const model = panelModel(threeLayerAnalysis(), 'regularization.py', 1);

vi.setConfig({ testTimeout: 30_000 });

let pages: Awaited<ReturnType<typeof launchPages>>;
beforeAll(async () => {
  pages = await launchPages();
}, 60_000);
afterAll(async () => {
  vi.resetConfig();
  await pages.close();
});

/** Opens the three-layer network with the stepper on its first step. */
async function onStepper(act: (panel: PanelPage) => Promise<void>, options: PageOptions = {}): Promise<void> {
  const panel = await pages.open({ height: 1400, ...options });
  try {
    await panel.send({ type: 'model', model });
    await panel.page.getByRole('button', { name: 'Step through the backward pass' }).click();
    await panel.page.getByRole('heading', { name: /^Step 1 of 18/ }).waitFor();
    await act(panel);
    expect(panel.complaints).toEqual([]);
  } finally {
    await panel.close();
  }
}

const heading = ({ page }: PanelPage) => page.locator('.step h3').first().textContent();

async function goTo({ page }: PanelPage, step: number): Promise<void> {
  await page.getByRole('slider', { name: 'Step of the backward pass' }).fill(String(step));
  await page.getByRole('heading', { name: new RegExp(`^Step ${step} of`) }).waitFor();
}

async function lights({ posted }: PanelPage): Promise<readonly (string | null)[]> {
  return (await posted())
    .filter((message): message is Extract<PageMessage, { type: 'light' }> => message.type === 'light')
    .map(({ nodeId }) => nodeId);
}

describe('by the keyboard', () => {
  test('arrows step, Home and End go to the ends, Escape leaves', () =>
    onStepper(async (panel) => {
      const { page } = panel;
      await page.locator('.scrubber').focus();
      await page.keyboard.press('ArrowRight');
      expect(await heading(panel)).toBe('Step 2 of 18: L2_cost');
      await page.keyboard.press('End');
      expect(await heading(panel)).toBe('Step 18 of 18: b1');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Home');
      expect(await heading(panel)).toBe('Step 1 of 18: cost');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Play the backward pass' }).waitFor();
      expect(await page.locator('.node-passed, .node-current, .flow').count()).toBe(0);
    }));

  test('the same keys work in the graph, and Space plays and pauses', () =>
    onStepper(async (panel) => {
      const { page } = panel;
      await page.locator('.node[tabindex="0"]').focus();
      await page.keyboard.press('ArrowRight');
      expect(await heading(panel)).toBe('Step 2 of 18: L2_cost');
      await page.keyboard.press(' ');
      await page.getByRole('button', { name: 'Pause' }).waitFor();
      await page.keyboard.press(' ');
      await page.getByRole('button', { name: 'Play', exact: false }).first().waitFor();
    }));
});

test('the keyboard stays with the stepper when it begins and when it is left', () =>
  onStepper(async ({ page }) => {
    await page.getByRole('button', { name: 'Leave the backward pass' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()))
      .toBe('Play the backward pass');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('scrubber');
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Play (Space)' }).waitFor();
  }));

test('playing goes on by itself', () =>
  onStepper(async (panel) => {
    await panel.page.getByRole('button', { name: 'Play (Space)' }).click();
    await panel.page.getByRole('heading', { name: 'Step 2 of 18: L2_cost' }).waitFor({ timeout: 10_000 });
    await panel.page.getByRole('button', { name: 'Pause (Space)' }).click();
  }));

describe('a step', () => {
  test('of an activation is upstream gradient ⊙ slope = product', () =>
    onStepper(async (panel) => {
      await goTo(panel, 5);
      const { page } = panel;
      expect(await heading(panel)).toBe('Step 5 of 18: Z3');
      expect(await page.locator('.operand-words').allTextContents()).toEqual([
        'upstream gradient g',
        'local derivative',
        'product',
      ]);
      expect(await page.locator('.sign').allTextContents()).toEqual(['⊙', '=']);
      expect(await page.locator('.equation .heat-map').count()).toBe(3);
      expect(await page.locator('.algorithm-current').textContent()).toContain(
        'Before the activation, k = 3',
      );
    }));

  test('of the penalty adds it to the data part, of the weights alone', () =>
    onStepper(async (panel) => {
      await goTo(panel, 16);
      const { page } = panel;
      expect(await heading(panel)).toBe('Step 16 of 18: W1');
      expect(await page.locator('.algorithm-current .algorithm-part.algorithm-penalty').count()).toBe(0);
      await goTo(panel, 17);
      expect(await heading(panel)).toBe('Step 17 of 18: W1, the penalty comes in');
      expect(await page.locator('.step-sentence').textContent()).toBe(
        'Here the penalty comes in: it reads W1 itself, so its own derivative, λ/m times W1, is added to the data part. It stops there: a parameter hands no gradient on.',
      );
      expect(await page.locator('.sign').allTextContents()).toEqual(['+', '=']);
      expect(await page.locator('.algorithm-current .algorithm-part.algorithm-penalty').count()).toBe(1);
      expect(await page.locator('.own-line').textContent()).toContain('(lambd * np.sum(W1)) / m');
      expect(await page.locator('.own-line').textContent()).toContain('✗ wrong');
      expect(await page.locator('.own-line').textContent()).toContain(
        'lambd * np.sum(W1) adds the same number to every entry of dW1.',
      );
    }));

  test('is said aloud in words', () =>
    onStepper(async (panel) => {
      await goTo(panel, 4);
      const said = panel.page.getByRole('status').filter({ hasText: 'No edge leads from A3 to the penalty' });
      await said.waitFor();
    }));

  test('lights its line in the editor, and the light goes out in the end', () =>
    onStepper(async (panel) => {
      await panel.page.locator('.scrubber').focus();
      await panel.page.keyboard.press('ArrowRight');
      await panel.page.keyboard.press('Escape');
      await expect.poll(() => lights(panel)).toEqual(['cost', null, 'L2_cost', null]);
    }));

  test('is what a press on a node of the graph goes to', () =>
    onStepper(async (panel) => {
      await panel.page.locator('[data-node="A2"]').click();
      expect(await heading(panel)).toBe('Step 9 of 18: A2');
      expect((await panel.posted()).some(({ type }) => type === 'revealNode')).toBe(false);
    }));

  test('marks in the graph what is passed, what it is at, and the edge on which the gradient runs', () =>
    onStepper(async (panel) => {
      await goTo(panel, 5);
      const names = (selector: string) =>
        panel.page
          .locator(selector)
          .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node')));
      expect(await names('.node-passed')).toEqual(
        expect.arrayContaining(['cost', 'L2_cost', 'cross_entropy', 'A3']),
      );
      expect(await names('.node-passed')).toHaveLength(4);
      expect(await names('.node-current[aria-current="step"]')).toEqual(['Z3']);
      expect(await panel.page.locator('.graph-drawing .flow').count()).toBe(1);
      expect(await panel.page.locator('.edge-passed').count()).toBe(3);
    }));
});

test('nothing moves for those who want no movement', () =>
  onStepper(async (panel) => {
    await goTo(panel, 5);
    const animation = (name: string) =>
      panel.page
        .locator('.graph-drawing .flow')
        .evaluate((flow, key) => getComputedStyle(flow).getPropertyValue(key), name);
    expect(await animation('animation-name')).toBe('none');
    await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await animation('animation-name')).toBe('flow-back');
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
  }));

test('the step outlives an edit and a new life of the page', () =>
  onStepper(async (panel) => {
    await goTo(panel, 9);
    await panel.send({ type: 'stale' });
    await panel.send({ type: 'model', model: { ...model, revision: 2 } });
    expect(await heading(panel)).toBe('Step 9 of 18: A2');
    const saved = await panel.saved();
    const again = await pages.open({ saved });
    await again.send({ type: 'model', model });
    await again.page.getByRole('heading', { name: 'Step 9 of 18: A2' }).waitFor();
    await again.close();
  }));

test('a step is drawn within a frame, and neither the layout nor the table below is made again', () =>
  onStepper(async ({ page }) => {
    const times = await page.evaluate(async () => {
      const scrubber = document.querySelector<HTMLInputElement>('.scrubber');
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const table = document.querySelector('.parts math');
      const path = document.querySelector('.edge')?.getAttribute('d');
      const found: number[] = [];
      for (let step = 2; step <= 18; step += 1) {
        if (!scrubber) break;
        performance.clearMarks();
        scrubber.value = String(step);
        const start = performance.now();
        scrubber.dispatchEvent(new Event('input', { bubbles: true }));
        await frame();
        await frame();
        const mark = performance.getEntriesByName('step drawn')[0];
        found.push((mark?.startTime ?? Number.NaN) - start);
      }
      const kept = table === document.querySelector('.parts math');
      return { found, kept: kept && path === document.querySelector('.edge')?.getAttribute('d') };
    });
    expect(times.kept).toBe(true);
    expect(times.found).toHaveLength(17);
    // Other work on the machine only adds, so the quicker steps say what a step takes.
    const sorted = times.found.toSorted((one, other) => one - other);
    expect(sorted[4]).toBeLessThan(16);
    expect(sorted.at(-1)).toBeLessThan(250);
  }));
