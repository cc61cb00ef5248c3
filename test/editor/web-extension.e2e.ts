/** The extension in the browser's own extension host, where there is neither Node nor a file system. */
import { expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

const loaded: string[] = [];
const open = useWindow({
  workspace: 'examples',
  settings: { 'remote.extensionKind': { 'backprop-lens.backprop-lens': ['web'] } },
  prepare: async (page) => {
    page.context().on('request', (request) => loaded.push(request.url()));
  },
});

test('marks the summed weights, from one bundle and its two parser files', async () => {
  const window = open();
  await window.openFile('regularization.py');
  await window.goToText('regularization.py', 'dW1 = ');
  await window.expectSquiggles('error', ['np.sum(W1)']);
  const names = loaded
    .map((url) => /dist%2F([\w.-]+)|dist\/([\w.-]+)/.exec(url))
    .map((m) => m?.[1] ?? m?.[2]);
  expect(names).toContain('extension.web.cjs');
  expect(names).not.toContain('extension.cjs');
  expect(names).not.toContain('engine.cjs');
});
