/** The picture as a file, the links below the heading, and the whole page with everything open under axe. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { derivationOf } from '../../src/core/report/panel-derivation.ts';
import { panelModel } from '../../src/core/report/panel-model.ts';
import { strengthView } from '../../src/core/report/panel-strength.ts';
import { TrainingRuns } from '../../src/editor/training-runs.ts';
import type { PageMessage, PanelModel } from '../../src/protocol.ts';
import { exampleAnalysis } from '../support/example-analysis.ts';
import { violations } from './axe.ts';
import { launchPages, type PageOptions, type PanelPage } from './panel-page.ts';
import { type ThemeKind, themes } from './themes.ts';

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

async function onModel(act: (panel: PanelPage) => Promise<void>, options: PageOptions = {}) {
  const panel = await pages.open(options);
  try {
    await panel.send({ type: 'model', model });
    await panel.page.locator('.graph-drawing').waitFor();
    await act(panel);
    expect(panel.complaints).toEqual([]);
  } finally {
    await panel.close();
  }
}

type Picture = Extract<PageMessage, { type: 'picture' }>;

async function pictureFrom({ send, posted }: PanelPage, format: Picture['format']): Promise<Picture> {
  const found = async () =>
    (await posted()).find((message): message is Picture => message.type === 'picture');
  await send({ type: 'draw', format });
  await expect.poll(found).toBeDefined();
  return (await found()) as Picture;
}

describe('the picture of the network', () => {
  test('as SVG stands alone: every name, its own colours, no class and no script', () =>
    onModel(async (panel) => {
      const { data } = await pictureFrom(panel, 'svg');
      const names = model.networks[0]?.nodes.map(({ label }) => label) ?? [];
      for (const name of names.filter((label) => label.length < 8)) expect(data).toContain(`>${name}<`);
      expect(data).toMatch(/^<svg [^>]*viewBox="/);
      expect(data).not.toMatch(/class=|tabindex=|<script|var\(--|on[a-z]+="/);
      expect(data).toContain('<title');
      expect(data).toMatch(/marker-end="url\(#arrow\)"/);
    }));

  test('as SVG looks on its own as it does on the page', () =>
    onModel(async (panel) => {
      const { data } = await pictureFrom(panel, 'svg');
      const look = await panel.page.evaluate((text) => {
        const file = new DOMParser().parseFromString(text, 'image/svg+xml');
        const box = (root: ParentNode) => root.querySelector('[data-node="W1"] rect');
        const drawn = box(document.querySelector('.graph-drawing') as Element) as Element;
        return {
          errors: file.querySelectorAll('parsererror').length,
          nodes: file.querySelectorAll('[data-node]').length,
          saved: box(file)?.getAttribute('stroke'),
          drawn: getComputedStyle(drawn).stroke,
        };
      }, data);
      expect(look.errors).toBe(0);
      expect(look.nodes).toBe(model.networks[0]?.nodes.length);
      expect(look.saved).toBe(look.drawn);
    }));

  test('as PNG is a picture of twice its size with more than one colour', () =>
    onModel(async (panel) => {
      const { data } = await pictureFrom(panel, 'png');
      expect(Buffer.from(data, 'base64').subarray(1, 4).toString()).toBe('PNG');
      const { colours, width, height } = await panel.page.evaluate(async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.width, image.height];
        const context = canvas.getContext('2d') as CanvasRenderingContext2D;
        context.drawImage(image, 0, 0);
        const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
        return { colours: new Set(pixels).size, width: image.width, height: image.height };
      }, data);
      expect(colours).toBeGreaterThan(10);
      expect(Math.min(width, height)).toBeGreaterThan(300);
    }));
});

test('pin, editor and files are asked for by links', () =>
  onModel(async ({ page, posted, send }) => {
    await page.getByRole('checkbox', { name: 'Stay with this file' }).check();
    await page.getByRole('button', { name: 'Open in editor' }).click();
    await page.getByRole('button', { name: 'Save the picture of the network as SVG or PNG' }).click();
    await page.getByRole('button', { name: 'Save all derivations as Markdown' }).click();
    await page.getByRole('button', { name: 'Save the report as Markdown' }).click();
    await page.getByRole('button', { name: 'Preview the change' }).first().click();
    const [finding] = analysis.findings;
    expect((await posted()).slice(1).filter(({ type }) => type !== 'moveStrengths')).toEqual([
      { type: 'pin', pinned: true },
      { type: 'openInEditor' },
      { type: 'export', what: 'picture' },
      { type: 'export', what: 'derivation' },
      { type: 'export', what: 'report' },
      { type: 'previewFix', gradientId: finding?.gradientId, rule: finding?.rule },
    ]);
    await send({ type: 'subject', key: 'file:///a.py', pinned: true });
    expect(await page.getByRole('checkbox', { name: 'Stay with this file' }).isChecked()).toBe(true);
  }));

test('what is shown and whether it is pinned outlives the page', () =>
  onModel(async ({ send, saved }) => {
    await send({ type: 'subject', key: 'file:///a.py', pinned: true });
    await expect.poll(saved).toMatchObject({ key: 'file:///a.py', pinned: true });
  }));

test.each(Object.keys(themes) as ThemeKind[])('axe finds nothing in %s with every control in use', (theme) =>
  onModel(
    async ({ page, send }) => {
      await page.locator('.gradient-option', { hasText: 'l2-summed-weights' }).click();
      const id = model.networks[0]?.gradients.find(({ findings }) => findings.length > 0)?.id ?? '';
      await page.getByText(/^The derivation of/).click();
      const derivation = derivationOf(analysis, id);
      if (derivation) await send({ type: 'derivation', derivation });
      await page.getByRole('slider').focus();
      await page.keyboard.press('End');
      const view = strengthView(analysis, 0, [4]);
      if (view) await send({ type: 'strengths', network: 0, view });
      await new TrainingRuns().run(analysis, 0, [4], (training) => {
        if (training.state === 'done') void send({ type: 'training', network: 0, training });
      });
      await send({ type: 'told', sentence: 'Saved as network.svg.' });
      await page.locator('.derivation-steps').waitFor();
      await page.locator('.chart').first().waitFor();
      await page.locator('details').evaluateAll((blocks: HTMLDetailsElement[]) => {
        for (const block of blocks) block.open = true;
      });
      expect(await violations(page)).toEqual([]);
    },
    { theme, width: 340 },
  ),
);
