/** The window onto the graph: zooming, moving, fitting, the small map, folding, shapes on the edges, and a large graph's speed. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import type { GraphEdge, GraphNode, PanelModel } from '../../src/protocol.ts';
import { fittingZoom, offsetShowing, zoomedBy } from '../../webview/graph/viewport.ts';
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

async function onGraph(
  act: (panel: PanelPage) => Promise<void>,
  options: PageOptions = {},
  shown = model,
): Promise<void> {
  const panel = await pages.open({ width: 340, ...options });
  try {
    await panel.send({ type: 'model', model: shown });
    await panel.page.locator('.graph-drawing').waitFor();
    await act(panel);
    expect(panel.complaints).toEqual([]);
  } finally {
    await panel.close();
  }
}

const widthOf = ({ page }: PanelPage) =>
  page.locator('.graph-drawing').evaluate((drawing) => drawing.getBoundingClientRect().width);
const offsetOf = ({ page }: PanelPage) =>
  page.locator('.graph-frame').evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop] as const);

describe('the zoom', () => {
  test('goes up and down by the same factor, within limits', () => {
    expect(zoomedBy(zoomedBy(1, 1), -1)).toBeCloseTo(1);
    expect(zoomedBy(1, 100)).toBe(4);
    expect(zoomedBy(1, -100)).toBe(0.1);
  });

  test('that fits shows all of a large graph and does not blow up a small one', () => {
    expect(fittingZoom({ width: 800, height: 1000 }, { width: 400, height: 400 }, 1)).toBeCloseTo(0.4);
    expect(fittingZoom({ width: 800, height: 1000 }, { width: 400, height: 400 }, 0.8)).toBeCloseTo(0.5);
    expect(fittingZoom({ width: 100, height: 50 }, { width: 400, height: 400 }, 1)).toBe(1);
  });

  test('by keys and buttons changes the drawing, and is kept', () =>
    onGraph(async (panel) => {
      const before = await widthOf(panel);
      await panel.page.locator('.node[tabindex="0"]').focus();
      await panel.page.keyboard.press('+');
      expect(await widthOf(panel)).toBeCloseTo(before * 1.25, -1);
      await panel.page.getByRole('button', { name: 'Zoom in' }).click();
      expect(await widthOf(panel)).toBeCloseTo(before * 1.5625, -1);
      expect(await panel.saved()).toMatchObject({ zoom: 1.5625 });
      await panel.send({ type: 'model', model: { ...model, revision: 2 } });
      expect(await widthOf(panel)).toBeCloseTo(before * 1.5625, -1);
      await panel.page.keyboard.press('-');
      await panel.page.locator('.node[tabindex="0"]').focus();
      await panel.page.keyboard.press('0');
      const fitted = await panel.page
        .locator('.graph-frame')
        .evaluate((frame) => [
          frame.scrollWidth <= frame.clientWidth,
          frame.scrollHeight <= frame.clientHeight + 2,
        ]);
      expect(fitted).toEqual([true, true]);
    }));

  test('by the wheel with Ctrl keeps what is under the pointer in its place', () =>
    onGraph(async (panel) => {
      const node = panel.page.locator('[data-node="Z2"]');
      const place = async () => {
        const box = await node.boundingBox();
        return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
      };
      await panel.page.getByRole('button', { name: 'Zoom in' }).click();
      const before = await place();
      const width = await widthOf(panel);
      await panel.page.mouse.move(before.x, before.y);
      await panel.page.keyboard.down('Control');
      await panel.page.mouse.wheel(0, -100);
      await panel.page.keyboard.up('Control');
      await expect.poll(() => widthOf(panel)).toBeGreaterThan(width * 1.2);
      const after = await place();
      expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(12);
    }));
});

describe('moving', () => {
  test('scrolls no further than a node needs to be in sight', () => {
    expect(offsetShowing(100, 300, 150, 200, 20)).toBe(100);
    expect(offsetShowing(0, 300, 500, 600, 20)).toBe(400);
    expect(offsetShowing(400, 300, 0, 50, 20)).toBe(0);
  });

  test('by dragging the background, and by Alt with an arrow', () =>
    onGraph(async (panel) => {
      const { page } = panel;
      for (let press = 0; press < 3; press += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
      await page.locator('.graph-frame').evaluate((frame) => frame.scrollTo(100, 100));
      const frame = await page.locator('.graph-frame').boundingBox();
      if (!frame) throw new Error('the frame is not drawn');
      const start = await page.locator('.graph-frame').evaluate((element) => {
        // A point of the background.
        const box = element.getBoundingClientRect();
        for (let y = box.top + 40; y < box.bottom - 40; y += 5) {
          const found = document.elementFromPoint(box.left + 60, y);
          if (found && !found.closest('.node')) return { x: box.left + 60, y };
        }
        return null;
      });
      if (!start) throw new Error('nodes cover the frame');
      const before = await offsetOf(panel);
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move(start.x - 30, start.y - 20, { steps: 3 });
      await page.mouse.up();
      expect(await offsetOf(panel)).toEqual([before[0] + 30, before[1] + 20]);
      await page.locator('.node[tabindex="0"]').focus();
      const focused = await offsetOf(panel);
      await page.keyboard.press('Alt+ArrowDown');
      expect(await offsetOf(panel)).toEqual([focused[0], focused[1] + 60]);
    }));

  test('follows the step of the backward pass', () =>
    onGraph(
      async ({ page }) => {
        await page.getByRole('button', { name: 'Step through the backward pass' }).click();
        for (const id of ['cost', 'b1']) {
          await page.keyboard.press(id === 'cost' ? 'Home' : 'End');
          await page.locator('.scrubber').fill(id === 'cost' ? '1' : '18');
          await expect
            .poll(() =>
              page.locator(`[data-node="${id}"]`).evaluate((node) => {
                const box = node.getBoundingClientRect();
                const frame = node.closest('.graph-frame')?.getBoundingClientRect();
                return frame !== undefined && box.top >= frame.top && box.bottom <= frame.bottom;
              }),
            )
            .toBe(true);
        }
      },
      { height: 500 },
    ));
});

test('edges carry the shape of what runs along them, with the examples as m', () =>
  onGraph(async ({ page }) => {
    expect(await page.locator('.edge-sizes text').allTextContents()).toEqual(
      expect.arrayContaining(['3×m', '6×m', '4×m', '1×m']),
    );
    expect(await page.locator('.graph-key').textContent()).toContain('m = 5 examples');
  }));

describe('folding', () => {
  test('makes one block of alike layers, which opens by a press, and then its layers', () =>
    onGraph(async ({ page }) => {
      const names = () =>
        page
          .locator('[data-node]')
          .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node')));
      await page.getByRole('button', { name: 'Fold layers and time steps', exact: true }).click();
      expect(await names()).toEqual(['X', 'Y', 'layers:1–3', 'cross_entropy', 'lambd', 'L2_cost', 'cost']);
      expect(await page.locator('.node-block').textContent()).toContain('×3');
      await page.locator('.node-block').focus();
      await page.keyboard.press('Enter');
      expect(await names()).toEqual(expect.arrayContaining(['layer:1', 'layer:2', 'layer:3']));
      await page.locator('[data-node="layer:2"]').click();
      expect(await names()).toEqual(expect.arrayContaining(['layer:1', 'W2', 'b2', 'Z2', 'A2', 'layer:3']));
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-node'))).toBe('W2');
      await page.getByRole('button', { name: 'Unfold layers and time steps' }).click();
      expect(await names()).toHaveLength(18);
    }));

  test('keeps the keyboard’s way through the graph', () =>
    onGraph(async ({ page }) => {
      await page.getByRole('button', { name: 'Fold layers and time steps', exact: true }).click();
      await page.locator('.node[tabindex="0"]').focus();
      await page.keyboard.press('End');
      const seen = new Set<string>();
      for (let press = 0; press < 3; press += 1) {
        seen.add((await page.evaluate(() => document.activeElement?.getAttribute('data-node'))) ?? '');
        await page.keyboard.press('ArrowUp');
      }
      expect([...seen]).toEqual(['cost', 'cross_entropy', 'layers:1–3']);
    }));
});

describe('three hundred nodes', () => {
  const large = largeModel(300);

  test('have a small map, and a press on it goes there', () =>
    onGraph(
      async (panel) => {
        await panel.page.locator('.minimap').click({ position: { x: 12, y: 90 } });
        expect((await offsetOf(panel))[1]).toBeGreaterThan(500);
      },
      {},
      large,
    ));

  test('step and zoom within a few frames', () =>
    onGraph(
      async ({ page }) => {
        await page.getByRole('button', { name: 'Step through the backward pass' }).click();
        const times = await page.evaluate(async () => {
          const scrubber = document.querySelector<HTMLInputElement>('.scrubber');
          const frame = document.querySelector('.graph-frame');
          const timed = async (act: () => void) => {
            await new Promise((resolve) => requestAnimationFrame(resolve));
            const start = performance.now();
            act();
            // The page draws in a microtask; reading the size makes the browser lay it out.
            await Promise.resolve();
            frame?.getBoundingClientRect();
            return performance.now() - start;
          };
          const times: { step: number[]; zoom: number[] } = { step: [], zoom: [] };
          for (let round = 2; round < 14; round += 1) {
            const step = () => {
              if (scrubber) scrubber.value = String(round);
              scrubber?.dispatchEvent(new Event('input', { bubbles: true }));
            };
            const key = round % 2 === 0 ? '+' : '-';
            const zoom = () => frame?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
            times.step.push(await timed(step));
            times.zoom.push(await timed(zoom));
          }
          return times;
        });
        const quartile = (found: number[]) => found.toSorted((one, other) => one - other)[3];
        expect(quartile(times.step)).toBeLessThan(64);
        expect(quartile(times.zoom)).toBeLessThan(64);
        expect(await page.locator('.step h3').first().textContent()).toMatch(/^Step 13 of 18/);
      },
      { width: 1000 },
      large,
    ));
});

/** The three-layer network with a long chain of further nodes between its data and its cost. */
function largeModel(size: number): PanelModel {
  const [network] = model.networks;
  const template = network?.nodes.find(({ id }) => id === 'Z2');
  if (!network || !template) throw new Error('the model has no network');
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (let index = 0; index < size - network.nodes.length; index += 1) {
    const id = `V${String.fromCharCode(97 + (index % 26))}${Math.floor(index / 26)}`;
    const kind = index % 3 === 0 ? 'parameter' : 'layer';
    nodes.push({ ...template, id, label: id, layer: null, kind, gradientId: null });
    edges.push({ from: id, to: nodes[index - 1]?.id ?? 'cost', onPenaltyBranch: false });
  }
  const all = [...nodes.toReversed(), ...network.nodes];
  return {
    ...model,
    networks: [{ ...network, nodes: all, edges: [...edges, ...network.edges] }],
  };
}
