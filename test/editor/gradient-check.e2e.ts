/** The gradient check from the palette: a sentence for the user, a table in the panel. */
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

describe('the command "Check Gradients"', () => {
  const window = useWindow({ workspace: 'examples' });

  test('tells how many gradients match and which one is off', async () => {
    await window().openFile('regularization.py');
    await window().runCommand('Backprop Lens: Check Gradients');
    await expect
      .poll(() => window().toasts(), { timeout: 60_000 })
      .toContainEqual(expect.stringMatching(/^\d+ of \d+ gradients match the cost; dW1 is off by [\d.]+/));
  });

  test('shows its rows in the panel', async () => {
    await window().page.locator('.notification-toast').getByRole('button', { name: 'Show' }).click();
    const rows = window().panel().locator('.check-table tbody tr');
    await rows.first().waitFor({ timeout: 30_000 });
    const names = await rows.locator('th code').allInnerTexts();
    expect(names).toEqual(expect.arrayContaining(['dW1', 'db1', 'dW2', 'db2', 'dW3', 'db3']));
    await expect.poll(() => rows.filter({ hasText: 'dW1' }).first().innerText()).toMatch(/wrong/i);
  });
});
