/** The commands around the analysis: examples to try, pages of the rules, and everything as plain text. */
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

describe('the commands', () => {
  const window = useWindow({ workspace: 'examples' });

  test('open an example as a copy that finds the files that it imports', async () => {
    await window().openFile('reg_utils.py');
    await window().runCommand('Backprop Lens: Open Examples');
    await window()
      .page.locator('.quick-input-list .monaco-list-row', { hasText: 'regularization.py' })
      .click();
    await window().page.locator('.tab.active', { hasText: 'regularization.py' }).waitFor();
    await window().goToText('regularization.py', 'np.sum(W1)');
    await window().expectSquiggles('error', ['np.sum(W1)']);
  });

  test('describe all gradients as text', async () => {
    await window().runCommand('Backprop Lens: Describe Gradients as Text');
    await window().page.locator('.tab.active', { hasText: 'Gradients of regularization.py' }).waitFor();
    const lines = async () => (await window().lines()).map((line) => line.trim());
    await expect.poll(lines, { timeout: 20_000 }).toContain('# Gradients of regularization.py');
    expect((await lines()).filter((line) => line.startsWith('**dZ3** ✓ is the gradient'))).toHaveLength(1);
  });

  test('open the page of a rule from its link among the problems', async () => {
    await window().problems();
    await window()
      .page.locator('.markers-panel .monaco-link', { hasText: 'l2-summed-weights' })
      .first()
      .click();
    await window().page.locator('.tab.active', { hasText: 'l2-summed-weights' }).waitFor({ timeout: 20_000 });
  });
});
