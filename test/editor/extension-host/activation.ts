/** Tests in the extension host: when the extension wakes, and what it then offers. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { hostTest } from '../../support/extension-host-suite.ts';
import { until } from './until.ts';

const extension = vscode.extensions.getExtension('backprop-lens.backprop-lens');

hostTest('the extension sleeps until a Python document opens', async () => {
  ok(extension, 'the extension is there');
  strictEqual(extension.isActive, false);
  await vscode.workspace.openTextDocument({ language: 'markdown', content: 'No network here.' });
  strictEqual(extension.isActive, false);
  await vscode.workspace.openTextDocument({ language: 'python', content: 'print(1)' });
  await until(() => extension.isActive, 'the extension is active');
});

hostTest('every command of the manifest is registered', async () => {
  const contributed: readonly { command: string }[] = extension?.packageJSON.contributes.commands ?? [];
  ok(contributed.length > 0);
  const registered = new Set(await vscode.commands.getCommands(true));
  const missing = contributed.map(({ command }) => command).filter((command) => !registered.has(command));
  deepStrictEqual(missing, []);
});
