/** Notebook cells are marked, and their fixes land in the right cell, without a kernel. */
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';
import { boxesOfText } from '../support/vscode-editor-text.ts';
import type { VsCodeWindow } from '../support/vscode-window.ts';

describe('a notebook whose cells make one network', () => {
  const window = useWindow({ workspace: 'examples' });

  test('has its marks in the cell of the backward pass', async () => {
    await window().openFile('regularization.ipynb');
    await scrollTo(window(), 'np.sum(W2)');
    await window().expectSquiggles('error', ['np.sum(W2)', 'dW1 = 1 / m * np.dot(dZ1, X.T)']);
  });

  test('has lenses in that cell', async () => {
    const lenses = window().page.locator('.notebookOverlay .codelens-decoration a');
    await expect
      .poll(() => lenses.allInnerTexts(), { timeout: 20_000 })
      .toContain('✓ dZ3, dW3, db3 match the cost');
  });

  test('loses the mark with the quick fix', async () => {
    await window().applyQuickFix('np.sum(W2)', 'Replace `np.sum(W2)` by `W2`');
    await window().expectSquiggles('error', ['dW1 = 1 / m * np.dot(dZ1, X.T)']);
    expect((await window().lines()).join('\n')).toContain('lambd / m * W2');
  });
});

/** Cells are drawn only near the view, so the notebook is scrolled until the text is well within it. */
async function scrollTo(window: VsCodeWindow, text: string): Promise<void> {
  await window.page.locator('.notebookOverlay:visible .cell-list-container').hover();
  const isInView = async () => {
    const [box] = await window.page.evaluate(boxesOfText, text);
    if (box && box.y > 150 && box.y < 700) return true;
    await window.page.mouse.wheel(0, 300);
    return false;
  };
  await expect.poll(isInView, { timeout: 30_000, interval: 300 }).toBe(true);
}
