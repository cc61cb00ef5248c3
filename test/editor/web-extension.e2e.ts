/** The extension in the browser's own extension host, where there is neither Node nor a file system. */
import { expect, test } from 'vitest';
import { useWindow } from '../support/vscode-session.ts';

const addresses: string[] = [];
const open = useWindow({
  workspace: 'examples',
  settings: { 'remote.extensionKind': { 'backprop-lens.backprop-lens': ['web'] } },
  prepare: async (page) => {
    page.context().on('request', (request) => addresses.push(decodeURIComponent(request.url())));
  },
});

test('marks the summed weights there too, from one bundle', async () => {
  const window = open();
  await window.openFile('regularization.py');
  await window.goToText('regularization.py', 'dW1 = ');
  await window.expectSquiggles('error', ['np.sum(W1)']);
  const scripts = addresses.flatMap((address) => /\/dist\/([\w.]+js)\b/.exec(address)?.[1] ?? []);
  expect(new Set(scripts)).toEqual(new Set(['extension.web.js']));
});
