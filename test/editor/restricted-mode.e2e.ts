/** Nothing of the workspace is run, so everything works in a folder that the user does not trust. */
import { describe, expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

describe('a folder in Restricted Mode', () => {
  // VS Code asks at the start whether to trust the folder; this answers no.
  const settings = { 'security.workspace.trust.startupPrompt': 'never' };
  const window = useWindow({ workspace: 'examples', trusted: false, settings });

  test('is not trusted, and yet its wrong gradient is marked', async () => {
    await window().openFile('regularization.py');
    await window().goToText('regularization.py', 'np.sum(W1)');
    await window().expectSquiggles('error', ['np.sum(W1)']);
    expect((await window().statusBar()).join('\n')).toContain('Restricted Mode');
  });
});
