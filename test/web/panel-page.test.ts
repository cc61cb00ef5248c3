/** The page as the editor shows it, in a real browser under the extension's own content policy. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import type { CheckView, PanelModel } from '../../src/protocol.ts';
import { threeLayerAnalysis } from '../support/three-layer-network.ts';
import { violations } from './axe.ts';
import { bundle, launchPages, type PageOptions, type PanelPage } from './panel-page.ts';
import { type ThemeKind, themes } from './themes.ts';

const model = panelModel(threeLayerAnalysis(), 'regularization.py', 1);

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

let pages: Awaited<ReturnType<typeof launchPages>>;
beforeAll(async () => {
  pages = await launchPages();
}, 60_000);
afterAll(async () => {
  vi.resetConfig();
  await pages.close();
});

/** Opens a page, does something with it, and sees that nothing was refused and nothing failed. */
async function onPage(act: (panel: PanelPage) => Promise<void>, options: PageOptions = {}): Promise<void> {
  const panel = await pages.open(options);
  try {
    await act(panel);
    expect(panel.complaints).toEqual([]);
  } finally {
    await panel.close();
  }
}

/** The same with the three-layer network on show. */
function onModel(act: (panel: PanelPage) => Promise<void>, options: PageOptions = {}, shown = model) {
  return onPage(async (panel) => {
    await panel.send({ type: 'model', model: shown });
    await panel.page.locator('.graph-drawing').waitFor();
    await act(panel);
  }, options);
}

test('the script is at most 250 KB over the wire', async () => {
  const script = (await bundle()).get('panel.js');
  expect(script && gzipSync(script).length).toBeLessThan(250 * 1024);
});

describe('before there is anything to show', () => {
  test('the page asks for the model once', () =>
    onPage(async ({ posted }) => expect(await posted()).toEqual([{ type: 'ready' }])));

  test('without a document it says what it is for, and opens the example', () =>
    onPage(async ({ page, send, posted }) => {
      await send({ type: 'empty' });
      await page.getByRole('heading', { name: 'Backpropagation of your own code' }).waitFor();
      await page.getByRole('button', { name: 'Open the example' }).click();
      expect((await posted()).at(-1)).toEqual({ type: 'openExample' });
    }));
});

describe('the graph', () => {
  test('choosing a node marks it and reveals its line', () =>
    onModel(async ({ page, posted }) => {
      const node = page.getByRole('button', { name: /^Z2, layer/ });
      await node.click();
      expect(await node.getAttribute('aria-pressed')).toBe('true');
      expect((await posted()).at(-1)).toEqual({ type: 'revealNode', network: 0, nodeId: 'Z2' });
    }));

  test('is one stop for the Tab key; arrows move, Enter reveals', () =>
    onModel(async ({ page, posted }) => {
      expect(await page.locator('.node[tabindex="0"]').count()).toBe(1);
      await page.locator('.node[tabindex="0"]').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      expect(await focusedLabel(page)).toMatch(/^cost, cost/);
      expect((await posted()).at(-1)).toEqual({ type: 'revealNode', network: 0, nodeId: 'cost' });
    }));

  test('a verdict is a sign and a word', () =>
    onModel(async ({ page }) => {
      expect(await page.locator('[data-node="W1"]').textContent()).toContain('✗ wrong');
      expect(await page.locator('[data-node="W2"]').textContent()).toContain('✓ right');
    }));

  test('runs downwards in a side bar and to the right in a wide panel', async () => {
    const steps = async ({ page }: PanelPage) => {
      const box = async (id: string) => page.locator(`[data-node="${id}"]`).boundingBox();
      const [first, last] = [await box('X'), await box('cost')];
      return { x: (last?.x ?? 0) - (first?.x ?? 0), y: (last?.y ?? 0) - (first?.y ?? 0) };
    };
    await onModel(async (panel) => expect((await steps(panel)).y).toBeGreaterThan(400), { width: 340 });
    await onModel(async (panel) => expect((await steps(panel)).x).toBeGreaterThan(800), { width: 1200 });
  });
});

describe('the table of the two parts', () => {
  test('asks the question, and shows zero for every variable that the penalty does not read', () =>
    onModel(async ({ page }) => {
      await page.getByRole('heading', { name: 'Why does the penalty change only dW?' }).waitFor();
      const zeros = await page
        .locator('.parts-row:has(.zero)')
        .evaluateAll((rows) =>
          rows.map(
            (row) => `${row.querySelector('th')?.textContent} ${row.querySelector('.zero')?.textContent}`,
          ),
        );
      expect(zeros).toEqual(['b1 0', 'Z1 0', 'A1 0', 'b2 0', 'Z2 0', 'A2 0', 'b3 0', 'Z3 0', 'A3 0']);
    }));

  test('explains the same in two ways and in both notations', () =>
    onModel(async ({ page }) => {
      await page.getByText('Why the weight matrix, and not the sum of its entries?').click();
      await page.getByText('Entry by entry, that is the matrix.').waitFor();
      await page.getByText("The same in the textbook's notation").click();
      await page.getByText('no edge leads from ŷ to Ω').waitFor();
      expect(await page.locator('.both-notations math').count()).toBe(10);
    }));

  test('its formulas are MathML', () =>
    onModel(async ({ page }) => {
      const formulas = page.locator('.parts math');
      expect(await formulas.count()).toBeGreaterThan(36);
      expect(await page.locator('.formula .temml-error, .formula:not(:has(math))').count()).toBe(0);
    }));
});

describe('a gradient', () => {
  test('shows the line, the finding, and what the line adds to the data part', () =>
    onModel(async ({ page, send }) => {
      await send({ type: 'select', network: 0, nodeId: null, gradientId: 'dW1' });
      const detail = page.getByRole('article', { name: 'dW1' });
      await detail.waitFor();
      expect(await detail.locator('.code-block').first().textContent()).toContain('(lambd * np.sum(W1)) / m');
      expect(await detail.locator('.difference-sentence').textContent()).toMatch(
        /^To the data part the line adds one number, 0\.4728, in every entry\./,
      );
    }));

  test('the fix and the rule are asked for by name', () =>
    onModel(async ({ page, posted }) => {
      await page.getByRole('button', { name: 'Add lambd / m * W3' }).click();
      await page.getByRole('button', { name: 'About l2-term-missing' }).click();
      expect((await posted()).slice(-2)).toEqual([
        { type: 'applyFix', gradientId: 'dW3', rule: 'l2-term-missing' },
        { type: 'openRule', rule: 'l2-term-missing' },
      ]);
    }));

  test('is chosen by arrow keys without moving the editor, and revealed by Enter', () =>
    onModel(async ({ page, posted }) => {
      await page.locator('[role="option"][aria-selected="true"]').focus();
      await page.keyboard.press('ArrowDown');
      expect(await posted()).toEqual([{ type: 'ready' }]);
      await page.keyboard.press('Enter');
      expect((await posted()).at(-1)).toEqual({ type: 'revealGradient', gradientId: 'db3' });
    }));

  test('arrow keys read its heat maps entry by entry', () =>
    onModel(async ({ page }) => {
      await page.locator('.maps').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.read-out').textContent()).toMatch(
        /^dW3\[0,2\]: data −?0\.\d+ \+ penalty 0\.126 = −?0\.\d+; your line −?0\.\d+, off by −0\.126$/,
      );
    }));

  test('its numbers are there as tables', () =>
    onModel(async ({ page }) => {
      await page.getByText('The numbers of dW3').click();
      const table = page.getByRole('table', { name: 'penalty part' });
      expect(await table.getByRole('cell').allTextContents()).toEqual([
        '',
        '−0.05534',
        '−0.07822',
        '0.126',
        '0.05708',
      ]);
    }));

  test('that is not decided says why', () =>
    onModel(async ({ page, send }) => {
      await send({ type: 'select', network: 0, nodeId: null, gradientId: 'dX' });
      await page.getByText('Not decided: lookup is not defined in this workspace').waitFor();
    }));
});

describe('the gradient check', () => {
  const row = {
    gradientId: 'dW1',
    name: 'dW1',
    of: 'W1',
    shape: '(6, 3)',
    userAgainstReverse: 0.62,
    reverseAgainstCentral: 3.1e-9,
    worst: '[2, 0]',
    user: 1.87,
    reverse: 0.0413,
    central: 0.0413,
    verdict: 'wrong' as const,
  };
  const done: CheckView = { state: 'done', progress: 1, rows: [row], undecided: [], epsilon: 1e-6 };

  test('is run and cancelled by buttons', () =>
    onModel(async ({ page, send, posted }) => {
      await page.getByRole('button', { name: 'Check gradients' }).click();
      await send({
        type: 'check',
        network: 0,
        check: { ...done, state: 'running', progress: 0.4, rows: [] },
      });
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect((await posted()).slice(-2)).toEqual([{ type: 'check' }, { type: 'cancelCheck' }]);
      expect(await page.getByRole('progressbar', { name: 'Gradient check' }).getAttribute('value')).toBe(
        '0.4',
      );
    }));

  test('tells its result aloud and shows the worst entry', () =>
    onModel(async ({ page, send }) => {
      await send({ type: 'check', network: 0, check: done });
      const said = page.getByRole('status').filter({ hasText: '1 gradient checked, 1 wrong (ε = 1.0e−6).' });
      await said.waitFor();
      expect(await page.locator('.check-table tbody tr td').allTextContents()).toEqual([
        '✗ wrong',
        '0.62',
        '3.1e−9',
        '[2, 0]',
        '1.87',
        '0.0413',
        '0.0413',
      ]);
    }));

  test('of an earlier version of the file says so', () =>
    onModel(async ({ page, send }) => {
      await send({ type: 'check', network: 0, check: done });
      await send({ type: 'model', model: { ...model, revision: 2 } });
      await page.getByText('The file has changed since.').waitFor();
    }));
});

describe('several networks', () => {
  const [first] = model.networks;
  const two: PanelModel = {
    ...model,
    networks: first ? [first, { ...first, title: 'second', assumed: true }] : [],
    undecided: [{ name: 'dgamma', reason: 'the cost calls `load_loss()`', gradientId: 'g' }],
    problems: ['Line 3 could not be read'],
  };

  test('are chosen from a dropdown, and an assumed one says that it is', () =>
    onModel(
      async ({ page, send }) => {
        expect(await page.getByText(/^Assumed:/).count()).toBe(0);
        await page.getByRole('combobox', { name: 'Network' }).click();
        await page.getByRole('option', { name: 'second' }).click();
        await page.getByText(/^Assumed: the cost or the forward pass of second/).waitFor();
        await send({ type: 'select', network: 0, nodeId: 'W1', gradientId: null });
        await page.getByText(/^Assumed:/).waitFor({ state: 'detached' });
      },
      {},
      two,
    ));

  test('what could not be read or decided is listed with its reason', () =>
    onModel(
      async ({ page }) => {
        expect(await page.locator('.troubles li').allTextContents()).toEqual([
          'Line 3 could not be read',
          'dgamma not decided: the cost calls load_loss()',
        ]);
      },
      {},
      two,
    ));
});

describe('the page lives in the editor', () => {
  test('a selection outlives the page', () =>
    onModel(async ({ page, saved }) => {
      await page.getByRole('button', { name: /^A1, activation/ }).click();
      const kept = await saved();
      expect(kept).toEqual({
        document: 'regularization.py',
        network: 0,
        nodeId: 'A1',
        gradientId: 'dA1',
        stepId: null,
        zoom: 1,
        key: null,
        pinned: false,
      });
      await onModel(
        async (again) => {
          const node = again.page.getByRole('button', { name: /^A1, activation/ });
          expect(await node.getAttribute('aria-pressed')).toBe('true');
        },
        { saved: kept },
      );
    }));

  test('while the file is analysed again, the last picture stays and says so', () =>
    onModel(async ({ page, send }) => {
      await send({ type: 'stale' });
      await page.getByText('The file has changed. Looking again…').waitFor();
      expect(await page.locator('.graph-drawing').count()).toBe(1);
    }));

  test('heat maps are painted again in the colours of a new theme', () =>
    onModel(async ({ page, changeTheme }) => {
      const pixels = () =>
        page
          .locator('.heat-map')
          .first()
          .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
      const before = await pixels();
      await changeTheme('vscode-light');
      await expect.poll(pixels).not.toBe(before);
    }));

  test('names from the code are text, whatever is in them', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const renamed = JSON.parse(
      JSON.stringify(model).replaceAll('"W1"', JSON.stringify(hostile)),
    ) as PanelModel;
    return onModel(
      async ({ page }) => {
        expect(await page.locator('img').count()).toBe(0);
        expect(await page.locator('.parts code').first().textContent()).toBe(hostile);
      },
      {},
      { ...renamed, document: hostile },
    );
  });

  test('messages of other scripts are not ours', () =>
    onModel(async ({ page }) => {
      await page.evaluate(() => {
        for (const data of [null, 7, 'model', { type: 'other' }, {}]) window.postMessage(data, '*');
      });
      await page.getByText('12 gradients: 2 wrong, 9 right, 1 not decided').waitFor();
    }));
});

describe('accessibility', () => {
  test.each(Object.keys(themes) as ThemeKind[])(
    'axe finds nothing in %s, with everything unfolded',
    (theme) =>
      onModel(
        async ({ page, send }) => {
          await send({ type: 'select', network: 0, nodeId: null, gradientId: 'dW1' });
          await page.locator('details').evaluateAll((blocks: HTMLDetailsElement[]) => {
            for (const block of blocks) block.open = true;
          });
          await page.getByRole('table', { name: 'difference' }).waitFor();
          expect(await violations(page)).toEqual([]);
          await page.getByRole('button', { name: 'Step through the backward pass' }).click();
          await page.getByRole('slider', { name: 'Step of the backward pass' }).fill('17');
          await page.getByRole('heading', { name: /the penalty comes in$/ }).waitFor();
          expect(await violations(page)).toEqual([]);
        },
        { theme },
      ),
  );

  test('axe finds nothing in the empty page', () =>
    onPage(async ({ page, send }) => {
      await send({ type: 'empty' });
      await page.locator('.empty').waitFor();
      expect(await violations(page)).toEqual([]);
    }));
});

function focusedLabel(page: PanelPage['page']): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.querySelector('title')?.textContent ?? null);
}
