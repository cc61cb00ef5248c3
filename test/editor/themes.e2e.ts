/** Panel and editor in each kind of theme: nothing is lost, and a picture of each is kept for people to look at. */
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

const themes = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'];

describe.each(themes)('in the theme %s', (theme) => {
  const window = useWindow({ workspace: 'examples', settings: { 'workbench.colorTheme': theme } });

  test('the panel shows graph and verdicts in colours of the theme', async () => {
    await window().openFile('why_only_dw.py');
    await window().runCommand('Backprop Lens: Show Backprop Panel');
    const panel = window().panel();
    await panel.locator('[data-node]').first().waitFor({ timeout: 60_000 });
    const colours = await panel.locator('body').evaluate((body) => {
      const { color, backgroundColor } = getComputedStyle(body);
      return { color, backgroundColor, kind: body.dataset.vscodeThemeKind };
    });
    expect(colours.color).not.toBe(colours.backgroundColor);
    expect(colours.kind).toBe(kindOf(theme));
    await window().screenshot(`panel in ${theme}`);
  });
});

function kindOf(theme: string): string {
  if (theme.includes('High Contrast')) return 'vscode-high-contrast';
  return theme.includes('Light') ? 'vscode-light' : 'vscode-dark';
}
