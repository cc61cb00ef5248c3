/** What a user sees and does in a Python file: marks, messages, hovers, lenses, fixes, and all of it while typing. */
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

const summed = 'np.sum(W1)';
const file = 'regularization.py';

describe('a file whose backward pass has a summed penalty', () => {
  const window = useWindow({ workspace: 'examples' });

  test('has its mark under the very expression that is wrong', async () => {
    await window().openFile(file);
    await window().goToText(file, summed);
    await window().expectSquiggles('error', [summed]);
  });

  test('lists the finding among the problems, with its rule', async () => {
    const rows = (await window().problems()).join('\n');
    expect(rows).toContain('np.sum(W1)');
    await expect
      .poll(() => window().page.locator('.markers-panel .monaco-link').allInnerTexts())
      .toContain('l2-summed-weights');
    await window().page.keyboard.press('Control+J');
  });

  test('tells verdict, true formula and error in the hover of the line', async () => {
    const hover = await window().hover('dW1 = ');
    expect(hover).toContain('dW1 ✗ is not the gradient of the cost with respect to W1');
    expect(hover).toContain('True gradient:');
    expect(hover).toMatch(/relative error [\d.]+/);
  });

  test('tells in the hover of a right line that it is right', async () => {
    await expect
      .poll(() => window().hover('dW2 = '), { timeout: 20_000 })
      .toContain('dW2 ✓ is the gradient of the cost with respect to W2');
  });

  test('has a lens over the wrong line and over right ones', async () => {
    await expect
      .poll(() => window().codeLenses(), { timeout: 20_000 })
      .toContain('✓ dA2, dZ2, dW2, db2 match the cost');
    expect((await window().codeLenses()).filter((title) => title.startsWith('✗'))).toHaveLength(1);
  });

  test('loses mark and reproach with the quick fix', async () => {
    const offered = await window().openQuickFixes(summed);
    expect(offered.map((title) => title.trim())).toContain('Show the derivation of dW1 in the panel');
    await window().page.keyboard.press('Escape');
    await window().applyQuickFix(summed, 'Replace `np.sum(W1)` by `W1`');
    await window().expectSquiggles('error', []);
    await expect
      .poll(() => window().codeLenses(), { timeout: 20_000 })
      .toContain('✓ dA1, dZ1, dW1, db1 match the cost');
    expect((await window().lines()).join('\n')).toContain(
      'dW1 = 1. / m * np.dot(dZ1, X.T) + (lambd * W1) / m',
    );
  });

  test('gets a mark at a pause in typing when a term is broken', async () => {
    await window().goToText(file, '(lambd * W2) / m');
    for (let left = '(lambd * W2) / m'.length; left > 0; left -= 1)
      await window().page.keyboard.press('Delete');
    await window().type('(lambd * np.sum(W2)) / m');
    await window().expectSquiggles('error', ['np.sum(W2)']);
  });

  test('is mended as a whole by the command that fixes all', async () => {
    await window().runCommand('Backprop Lens: Fix All Gradients in This Document');
    await window().expectSquiggles('error', []);
    await expect
      .poll(() => window().toasts(), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^Fixed one gradient/));
  });
});

describe('a file without NumPy', () => {
  const window = useWindow({ files: { 'hello.py': 'dW1 = 1\nprint(dW1)\n' } });

  test('is told so when its gradients are to be checked', async () => {
    await window().openFile('hello.py');
    await window().runCommand('Backprop Lens: Check Gradients');
    await expect
      .poll(() => window().toasts(), { timeout: 20_000 })
      .toContain('hello.py holds no NumPy code that computes gradients.');
    expect(await window().codeLenses()).toEqual([]);
  });
});
