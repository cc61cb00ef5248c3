/** The panel's controls in a real editor: the engine answers the slider, trains, derives; the host writes files and keeps panels. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

const patience = { timeout: 20_000 };

describe('the controls of the panel', () => {
  const window = useWindow({ workspace: 'examples' });
  const file = 'regularization.py';

  /** Answers the dialog that asks where to save, as it stands in the browser. */
  async function saveAs(name: string): Promise<string> {
    const path = join(window().folder, name);
    const input = window().page.locator('.quick-input-widget:visible input');
    // The dialog writes a name of its own first.
    await expect.poll(() => input.inputValue(), patience).toMatch(/\w\.\w+$/);
    await input.fill(path);
    await window()
      .page.locator('.quick-input-widget:visible .monaco-list-row, .quick-input-header')
      .first()
      .waitFor();
    await expect.poll(() => input.inputValue(), patience).toBe(path);
    await window().page.keyboard.press('Enter');
    // The file is there before it is whole; the panel says when it is.
    const told = window().panel().locator('.told');
    await expect.poll(() => told.textContent(), patience).toBe(`Saved as ${name}.`);
    return path;
  }

  test('a moved strength changes the numbers of the penalty, and zero hides the mistake', async () => {
    await window().openFile(file);
    await window().runCommand('Backprop Lens: Show Backprop Panel');
    const panel = window().panel();
    await panel.locator('.gradient-option', { hasText: 'l2-summed-weights' }).click({ timeout: 60_000 });
    const sentence = panel.locator('.difference-sentence');
    await expect.poll(() => sentence.textContent(), patience).toContain('the line adds one number');
    const before = await sentence.textContent();
    await panel.getByRole('slider', { name: 'Regularisation strength lambd' }).focus();
    await window().page.keyboard.press('End');
    await expect.poll(() => sentence.textContent(), patience).not.toBe(before);
    expect(await sentence.textContent()).toContain('the line adds one number');
    await window().page.keyboard.press('Home');
    await expect.poll(() => sentence.textContent(), patience).toContain('A check with λ = 0 would pass it.');
    await panel.getByRole('button', { name: /^Back to/ }).click();
    await expect.poll(() => sentence.textContent(), patience).toBe(before);
  });

  test('a training shows where the mistake leads', async () => {
    const panel = window().panel();
    await panel.getByRole('button', { name: /^Train 200 steps with lambd/ }).click();
    const sentence = panel.locator('.training-sentence');
    await expect.poll(() => sentence.count(), patience).toBe(1);
    const [, yours = '', truth = ''] =
      /to ([\d.]+) with your gradient, to ([\d.]+) with the true one/.exec(
        (await sentence.textContent()) ?? '',
      ) ?? [];
    expect(Number(yours)).toBeGreaterThan(2 * Number(truth));
    expect(await panel.locator('.chart .run-line').count()).toBe(6);
  });

  test('a derivation is tied to the lines of the code', async () => {
    const panel = window().panel();
    await panel.getByText('The derivation of dW1, step by step').click();
    const steps = panel.locator('.derivation-steps > li');
    await expect.poll(() => steps.count(), patience).toBe(7);
    await steps
      .nth(1)
      .getByRole('button', { name: /^dZ3 = A3 - Y, your line/ })
      .click();
    const position = window().page.locator('.statusbar-item', { hasText: /^Ln \d+/ });
    await expect.poll(() => position.innerText(), patience).toMatch(/^Ln 66, /);
    await panel.locator('.gradient-option', { hasText: 'l2-summed-weights' }).click();
  });

  test('the picture is saved as SVG and as PNG, by the name that is given', async () => {
    const panel = window().panel();
    await panel.getByRole('button', { name: 'Save the picture of the network as SVG or PNG' }).click();
    const drawing = await readFile(await saveAs('network.svg'), 'utf8');
    expect(drawing).toMatch(/^<svg [^>]*viewBox=/);
    expect(drawing).toContain('>W1<');
    await panel.getByRole('button', { name: 'Save the picture of the network as SVG or PNG' }).click();
    const painting = await readFile(await saveAs('network.png'));
    expect(painting.subarray(1, 4).toString()).toBe('PNG');
    expect(painting.length).toBeGreaterThan(5000);
  });

  test('derivations and report are saved as Markdown', async () => {
    await window().panel().getByRole('button', { name: 'Save all derivations as Markdown' }).click();
    const derivations = await readFile(await saveAs('derivations.md'), 'utf8');
    expect(derivations).toContain('# Derivations of regularization.py');
    expect(derivations).toContain('\\frac{\\partial J}{\\partial W^{[1]}} = ');
    await window().panel().getByRole('button', { name: 'Save the report as Markdown' }).click();
    const report = await readFile(await saveAs('report.md'), 'utf8');
    expect(report).toContain('**dW1** ✗ is not the gradient of the cost');
    expect(report).toContain('straight to the cost and touches no activation');
  });

  test('the change of a fix is shown before it is made', async () => {
    await window().panel().getByRole('button', { name: 'Preview the change' }).first().click();
    await window().page.locator('.tab.active', { hasText: 'Replace np.sum(W1) by W1' }).waitFor(patience);
    const line = async () =>
      (await window().lines()).filter((text) => text.includes('dW1 = 1. / m * np.dot(dZ1, X.T)'));
    await expect
      .poll(async () => (await line()).join('\n'), patience)
      .toMatch(/np\.sum\(W1\)[^]*lambd \* W1/);
    expect(await window().panel().locator('.difference-sentence').textContent()).toContain(
      'the line adds one number',
    );
    await window().runCommand('View: Close Editor');
    await window().openFile(file);
    await window().expectSquiggles('error', ['np.sum(W1)']);
  });

  test('the text twin says in words what the picture shows', async () => {
    await window().runCommand('Backprop Lens: Describe Gradients as Text');
    await window()
      .page.locator('.tab.active', { hasText: 'Gradients of regularization.py' })
      .waitFor(patience);
    await window()
      .page.locator('.editor-instance.focused, .part.editor .monaco-editor.focused')
      .first()
      .click();
    await window().page.keyboard.press('Control+F');
    await window().page.keyboard.type('touches no activation');
    await expect
      .poll(() => window().page.locator('.find-widget.visible .matchesCount').first().innerText(), patience)
      .toMatch(/of [1-9]/);
    await window().page.keyboard.press('Escape');
    await window().runCommand('View: Close Editor');
  });

  /** The page of the panel that stands among the editors. */
  const inEditor = (): FrameLocator =>
    window()
      .page.locator('iframe.webview.ready[src*="backprop-lens"]:not([src*="purpose=webviewView"])')
      .contentFrame()
      .frameLocator('iframe#active-frame');

  test('a pinned panel stays with its file', async () => {
    await window().openFile(file);
    await window().panel().getByRole('checkbox', { name: 'Stay with this file' }).check();
    await window().openFile('softmax_classifier.py');
    await window().expectSquiggles('error', await window().squiggles('error'));
    expect(await window().panel().locator('h1').innerText()).toBe(file);
    await window().panel().getByRole('checkbox', { name: 'Stay with this file' }).uncheck();
    await expect
      .poll(() => window().panel().locator('h1').innerText(), patience)
      .toBe('softmax_classifier.py');
  });

  test('a panel among the editors shows its own file, and is there again after the window is loaded anew', async () => {
    await window().openFile(file);
    await window().runCommand('Backprop Lens: Open Backprop Panel in Editor');
    await window().page.locator('.tab', { hasText: 'Backprop' }).waitFor(patience);
    await expect.poll(() => inEditor().locator('h1').innerText(), patience).toBe(file);
    await inEditor().locator('.gradient-option', { hasText: 'dW3' }).first().click();
    await window().page.locator('.active-line-number', { hasText: /^67$/ }).waitFor(patience);
    // Only so the editor saves what is open; a plain reload of the page comes too early for it.
    await window().runCommand('Developer: Reload Window');
    await window()
      .page.locator('.tab')
      .first()
      .waitFor({ state: 'detached', ...patience });
    await window().page.locator('.tab', { hasText: 'Backprop' }).waitFor({ timeout: 60_000 });
    await expect.poll(() => inEditor().locator('h1').innerText(), { timeout: 60_000 }).toBe(file);
    expect(await inEditor().getByRole('checkbox', { name: 'Stay with this file' }).isChecked()).toBe(true);
    const selected = inEditor().locator('.gradient-option[aria-selected="true"] .gradient-name');
    await expect.poll(() => selected.allInnerTexts(), patience).toEqual(['dW3']);
  });
});
