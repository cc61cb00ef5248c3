/** Tests in the extension host: diagnostics follow the text, the settings and the life of a document. */
import { deepStrictEqual, ok } from 'node:assert';
import * as vscode from 'vscode';
import { hostTest } from '../../support/extension-host-suite.ts';
import { until } from './until.ts';

const summed = 'np.sum(W1)) / m';

hostTest('a finding carries its range, rule, source and severity', async () => {
  const document = await openExample('regularization.py');
  const [finding, ...others] = await diagnosticsOf(document, 1);
  ok(finding);
  deepStrictEqual(others, []);
  deepStrictEqual(document.getText(finding.range), 'np.sum(W1)');
  deepStrictEqual(finding.severity, vscode.DiagnosticSeverity.Error);
  deepStrictEqual(finding.source, 'Backprop Lens');
  const code = finding.code;
  deepStrictEqual(typeof code === 'object' ? code.value : code, 'l2-summed-weights');
  deepStrictEqual(
    finding.relatedInformation?.map(({ location }) => location.uri.toString()),
    [document.uri.toString()],
  );
});

hostTest(
  'an edit that repairs the gradient takes the finding away, and undoing it brings it back',
  async () => {
    const document = await openExample('regularization.py');
    await diagnosticsOf(document, 1);
    await replace(document, summed, 'W1) / m');
    await diagnosticsOf(document, 0);
    await vscode.commands.executeCommand('undo');
    await diagnosticsOf(document, 1);
  },
);

hostTest('the severity setting changes a finding, or takes it away', async () => {
  const document = await openExample('regularization.py');
  const settings = vscode.workspace.getConfiguration('backpropLens');
  await settings.update('severity', { 'l2-summed-weights': 'hint' }, vscode.ConfigurationTarget.Workspace);
  await until(
    () => vscode.languages.getDiagnostics(document.uri)[0]?.severity === vscode.DiagnosticSeverity.Hint,
    'the finding is a hint',
  );
  await settings.update('severity', { 'l2-summed-weights': 'off' }, vscode.ConfigurationTarget.Workspace);
  await diagnosticsOf(document, 0);
  await settings.update('severity', undefined, vscode.ConfigurationTarget.Workspace);
  await diagnosticsOf(document, 1);
});

hostTest('a right network has no finding', async () => {
  const wrong = await openExample('regularization.py');
  const right = await openExample('all_right.py');
  await diagnosticsOf(wrong, 1);
  await diagnosticsOf(right, 0);
});

async function openExample(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The document's diagnostics once there are this many of them. */
async function diagnosticsOf(document: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  const now = () => vscode.languages.getDiagnostics(document.uri);
  await until(() => now().length === count, `${document.uri.path} has ${count} diagnostics`);
  return now();
}

async function replace(document: vscode.TextDocument, text: string, by: string): Promise<void> {
  const at = document.getText().indexOf(text);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
  edit.replace(document.uri, range, by);
  ok(await vscode.workspace.applyEdit(edit));
}
