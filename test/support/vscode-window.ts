/** What a test does and sees in one VS Code window: files, marks, problems, hovers, lenses, fixes, commands, the panel's page, notebook cells. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Box, boxesOfText, drawnLines, textUnder } from './vscode-editor-text.ts';

const extensionId = 'backprop-lens.backprop-lens';
const patience = 30_000;

export type SquiggleSeverity = 'error' | 'warning' | 'info' | 'hint';

export class VsCodeWindow {
  readonly page: Page;
  /** Absolute path of the opened folder. */
  readonly folder: string;

  constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
  }

  /** Opens a file of the workspace by its path in the folder and waits until its editor or notebook is drawn. */
  async openFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    await this.pick('Control+P', path, (row) => row.filter({ hasText: name }).first());
    await this.page.locator('.tab.active', { hasText: name }).waitFor({ timeout: patience });
    await this.page
      .locator('.part.editor .view-line:visible, .notebookOverlay .code-cell-row:visible')
      .first()
      .waitFor({ timeout: patience });
  }

  /** Runs a command from the palette by its full title, such as `Backprop Lens: Check Gradients`. */
  async runCommand(title: string): Promise<void> {
    await this.pick('F1', `>${title}`, (row) =>
      row.filter({ has: this.page.getByText(title, { exact: true }) }).first(),
    );
  }

  /** Titles that the palette offers for a text; the palette is closed again. */
  async paletteTitles(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickInput().fill(`>${text}`);
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor({ timeout: patience });
    const titles = await rows.locator('.label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** Puts the cursor at a line and column (1-based) of the active editor and scrolls there. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.quickInput().fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** Puts the cursor in front of a text of a saved file that is open in the active editor. */
  async goToText(path: string, text: string): Promise<void> {
    const before = (await readFile(join(this.folder, path), 'utf8')).split(text)[0]?.split('\n') ?? [];
    await this.goTo(before.length, (before.at(-1)?.length ?? 0) + 1);
  }

  /** Types at the cursor. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 10 });
  }

  /** The drawn lines of the visible editors. */
  lines(): Promise<string[]> {
    return this.page.evaluate(drawnLines);
  }

  /** The texts under the squiggles of one severity that are in view, from top to bottom. */
  squiggles(severity: SquiggleSeverity): Promise<string[]> {
    return this.page.evaluate(textUnder, `.squiggly-${severity}`);
  }

  /** The lines that the extension lights as a whole, from top to bottom. */
  litLines(): Promise<string[]> {
    return this.page.evaluate(textUnder, '.view-overlays [class*="TextEditorDecorationType"]');
  }

  /** Waits until exactly these texts, from top to bottom, are underlined with one severity. */
  async expectSquiggles(severity: SquiggleSeverity, texts: readonly string[]): Promise<void> {
    await expect.poll(() => this.squiggles(severity), { timeout: patience }).toEqual(texts);
  }

  /** The rows of the Problems panel as a screen reader hears them, files and markers; waits for one row at least. */
  async problems(): Promise<string[]> {
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    if (!(await this.page.locator('.markers-panel').isVisible()))
      await this.page.keyboard.press('Control+Shift+M');
    await rows.first().waitFor({ timeout: patience });
    return rows.evaluateAll((found) => found.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** The text that appears when the mouse rests on the nth drawn occurrence of a text; an older hover is gone by then. */
  async hover(text: string, occurrence = 0): Promise<string> {
    const rows = this.page.locator('.monaco-hover:visible .hover-row');
    await this.page.mouse.move(0, 0);
    await expect.poll(() => rows.count(), { timeout: patience }).toBe(0);
    const box = await this.boxOf(text, occurrence);
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    await rows.first().waitFor({ timeout: patience });
    return (await rows.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** The titles of the code lenses in view, from top to bottom of the file; they come some time after the marks, so poll. */
  codeLenses(): Promise<string[]> {
    return this.page.locator('.part.editor .codelens-decoration a').allInnerTexts();
  }

  /** Presses the first code lens whose title holds a text. */
  async pressCodeLens(text: string): Promise<void> {
    await this.page.locator('.part.editor .codelens-decoration a', { hasText: text }).first().click();
  }

  /** The quick fixes offered at the end of the nth drawn occurrence of a text; the list stays open. */
  async openQuickFixes(text: string, occurrence = 0): Promise<string[]> {
    const box = await this.boxOf(text, occurrence);
    await this.page.mouse.click(box.x + box.width - 1, box.y + box.height / 2);
    await this.page.keyboard.press('Control+.');
    const rows = this.quickFixRows();
    await rows.first().waitFor({ timeout: patience });
    return rows.allInnerTexts();
  }

  /** Applies the quick fix with this title at the end of the nth drawn occurrence of a text. */
  async applyQuickFix(text: string, title: string, occurrence = 0): Promise<void> {
    const offered = await this.openQuickFixes(text, occurrence);
    const index = offered.findIndex((row) => row.trim() === title);
    if (index < 0) throw new Error(`No quick fix "${title}" is offered, but: ${offered.join(' | ')}`);
    for (let step = 0; step < index; step++) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
    await this.quickFixRows().first().waitFor({ state: 'hidden' });
  }

  /** The texts of the notifications on screen. */
  toasts(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** The texts of the status bar's items. */
  statusBar(): Promise<string[]> {
    return this.page.locator('.part.statusbar .statusbar-item').allInnerTexts();
  }

  /** The extension's own page inside its webview. */
  panel(): FrameLocator {
    return this.page
      .frameLocator(`iframe.webview.ready[src*="extensionId=${extensionId}"]`)
      .frameLocator('iframe#active-frame');
  }

  /** The code cell of the open notebook with this 0-based index among the drawn code cells. */
  notebookCell(index: number): Locator {
    return this.page.locator('.notebookOverlay:visible .code-cell-row').nth(index);
  }

  /** Saves a picture of the window as test-results/<name>.png. */
  async screenshot(name: string): Promise<void> {
    await mkdir('test-results', { recursive: true });
    const file = `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 100)}.png`;
    await this.page.screenshot({ path: join('test-results', file) });
  }

  /** Place of the nth drawn occurrence of a text, once it is drawn. */
  async boxOf(text: string, occurrence = 0): Promise<Box> {
    let box: Box | undefined;
    await expect
      .poll(
        async () => {
          box = (await this.page.evaluate(boxesOfText, text))[occurrence];
          return box;
        },
        { timeout: patience, message: `"${text}" is not drawn` },
      )
      .toBeDefined();
    if (!box) throw new Error(`"${text}" is not drawn`);
    return box;
  }

  private async pick(key: string, text: string, choose: (rows: Locator) => Locator): Promise<void> {
    await this.page.keyboard.press(key);
    await this.quickInput().fill(text);
    const row = choose(this.page.locator('.quick-input-list .monaco-list-row'));
    await row.waitFor({ timeout: patience });
    await this.settled('.quick-input-list .monaco-list-row');
    await row.click();
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** Waits until a list shows the same twice: results still come in after the first, and rows are used again for others. */
  private async settled(rows: string): Promise<void> {
    let before: readonly string[] = [];
    for (let look = 0; look < 20; look++) {
      const now = await this.page.locator(rows).allInnerTexts();
      if (look > 0 && now.join('\n') === before.join('\n')) return;
      before = now;
      await this.page.waitForTimeout(150);
    }
  }

  private quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  private quickFixRows(): Locator {
    return this.page.locator('.action-widget .monaco-list-row.action');
  }
}
