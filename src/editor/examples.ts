/** The command "Open Examples": the shipped examples as copies in the extension's own storage, so that they can be edited and lost. */
import * as vscode from 'vscode';

export interface ExampleFolders {
  /** Where the examples are shipped. */
  readonly shipped: vscode.Uri;
  /** Where the user's copies live. */
  readonly copies: vscode.Uri;
}

const exampleName = /^\w+\.(py|ipynb)$/;

/** Opens a copy of the named example, or of one that the user chooses, as it was shipped. */
export async function openExample(folders: ExampleFolders, given: unknown): Promise<void> {
  const names = await exampleNames(folders.shipped);
  const name = typeof given === 'string' && names.includes(given) ? given : await choose(names);
  if (name === undefined) return;
  await copyAll(folders, names);
  const copy = vscode.Uri.joinPath(folders.copies, name);
  // The general command opens a notebook as a notebook and a script as text.
  await vscode.commands.executeCommand('vscode.open', copy);
}

async function exampleNames(shipped: vscode.Uri): Promise<string[]> {
  const files = await vscode.workspace.fs.readDirectory(shipped);
  return files
    .map(([name]) => name)
    .filter((name) => exampleName.test(name))
    .sort();
}

function choose(names: readonly string[]): Thenable<string | undefined> {
  const choices = names.filter((name) => name !== 'reg_utils.py');
  return vscode.window.showQuickPick(choices, {
    placeHolder: vscode.l10n.t('Choose an example to open a copy of'),
  });
}

/** All files are copied, for examples import each other; what is being edited stays as it is. */
async function copyAll({ shipped, copies }: ExampleFolders, names: readonly string[]): Promise<void> {
  await vscode.workspace.fs.createDirectory(copies);
  const edited = new Set([
    ...vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.toString()),
    ...vscode.workspace.notebookDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.toString()),
  ]);
  for (const name of names) {
    const copy = vscode.Uri.joinPath(copies, name);
    if (edited.has(copy.toString())) continue;
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(shipped, name), copy, { overwrite: true });
  }
}
