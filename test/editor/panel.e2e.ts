/** The side panel draws the user's own network and follows the cursor, and the cursor follows it. */
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

describe('the panel beside a regularised network', () => {
  const window = useWindow({ workspace: 'examples' });
  const file = 'regularization.py';

  test('draws the graph with the penalty as a branch of its own', async () => {
    await window().openFile(file);
    await window().runCommand('Backprop Lens: Show Backprop Panel');
    const nodes = window().panel().locator('[data-node]');
    await nodes.first().waitFor({ timeout: 60_000 });
    const names = await nodes.evaluateAll((found) => found.map((node) => node.getAttribute('data-node')));
    expect(names).toEqual(expect.arrayContaining(['X', 'W1', 'Z1', 'A1', 'W3', 'A3']));
    const onPenaltyBranch = await window().panel().locator('.node-penalty').allTextContents();
    expect(onPenaltyBranch.join('\n')).toContain('penalty Ω');
  });

  test('gives both parts of every derivative, with zeros for activations', async () => {
    const rows = await window().panel().locator('table.parts tbody').allInnerTexts();
    expect(rows.join('\n')).toMatch(/A1/);
    expect(rows.join('\n')).toMatch(/W1/);
  });

  test('lists the gradients with their verdicts', async () => {
    const options = await window().panel().locator('.gradient-option').allInnerTexts();
    expect(options.filter((option) => option.includes('l2-summed-weights'))).toEqual([
      expect.stringContaining('dW1'),
    ]);
  });

  test('selects the gradient of the line that holds the cursor', async () => {
    await window().goToText(file, 'dW1 = 1. / m * np.dot(dZ1, X.T) + (lambd * np');
    const selected = window().panel().locator('.gradient-option[aria-selected="true"] .gradient-name');
    await expect.poll(() => selected.allInnerTexts(), { timeout: 15_000 }).toEqual(['dW1']);
  });

  test('moves the cursor to the line of a gradient that is pressed, and leaves the keyboard to the panel', async () => {
    await window().panel().locator('.gradient-option', { hasText: 'dW3' }).first().click();
    const position = window().page.locator('.statusbar-item', { hasText: /^Ln \d+/ });
    await expect.poll(() => position.innerText(), { timeout: 15_000 }).toMatch(/^Ln 67, /);
  });

  test('plays the backward pass, with the line of each step lit in the editor and the cursor left alone', async () => {
    const position = window().page.locator('.statusbar-item', { hasText: /^Ln \d+/ });
    const before = await position.innerText();
    await window().panel().getByRole('button', { name: 'Play the backward pass' }).click();
    const heading = window().panel().locator('.step h3').first();
    await expect.poll(() => heading.innerText(), { timeout: 15_000 }).toMatch(/^Step 2 of/);
    await window().panel().getByRole('button', { name: 'Pause' }).click();
    const steps = window().panel().getByRole('slider', { name: 'Step of the backward pass' });
    await steps.fill('6');
    const lit = async () => (await window().litLines()).map((line) => line.trim());
    await expect
      .poll(lit, { timeout: 15_000 })
      .toEqual(['dW3 = 1. / m * np.dot(dZ3, A2.T) + (lambd * W3) / m']);
    await steps.press('ArrowRight');
    await expect.poll(() => heading.innerText()).toMatch(/^Step 7 of 18: W3, the penalty comes in/);
    await steps.press('ArrowRight');
    await expect.poll(lit, { timeout: 15_000 }).toEqual([expect.stringMatching(/^db3 = /)]);
    expect(await position.innerText()).toBe(before);
    await steps.press('Escape');
    await expect.poll(lit, { timeout: 15_000 }).toEqual([]);
  });

  test('opens the imported file at the line of a node that is pressed, and keeps the network', async () => {
    await window().panel().locator('[data-node="A1"]').click();
    const position = window().page.locator('.statusbar-item', { hasText: /^Ln \d+/ });
    await expect.poll(() => position.innerText(), { timeout: 15_000 }).toMatch(/^Ln 43, /);
    await window().page.locator('.tab.active', { hasText: 'reg_utils.py' }).waitFor();
    expect(await window().panel().locator('h1').innerText()).toBe(file);
  });

  test('shows the gradient whose lens is pressed', async () => {
    await window().openFile(file);
    await window().goToText(file, 'np.sum(W1)');
    await window().pressCodeLens('✗');
    const selected = window().panel().locator('.gradient-option[aria-selected="true"] .gradient-name');
    await expect.poll(() => selected.allInnerTexts(), { timeout: 15_000 }).toEqual(['dW1']);
  });

  test('repairs the gradient with the fix that it offers', async () => {
    await window().panel().getByRole('button', { name: 'Replace' }).first().click();
    await window().expectSquiggles('error', []);
    expect((await window().lines()).join('\n')).toContain('(lambd * W1) / m');
  });
});
