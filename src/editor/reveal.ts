/** Brings a place of a file or of a notebook cell into view. */
import * as vscode from 'vscode';

export interface RevealOptions {
  /** False leaves the keyboard where it is, as for a click in the panel. */
  readonly takeFocus: boolean;
}

/** Shows the document in the column where it is open, selects the start of the place and scrolls there. */
export async function reveal({ uri, range }: vscode.Location, { takeFocus }: RevealOptions): Promise<void> {
  const cell = cellWith(uri);
  if (cell) await revealCell(cell, takeFocus);
  const document = cell?.document ?? (await vscode.workspace.openTextDocument(uri));
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  if (!cell) await showText(document, visible, range, takeFocus);
  else if (visible) placeCursor(visible, range);
}

function placeCursor(editor: vscode.TextEditor, range: vscode.Range): void {
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function showText(
  document: vscode.TextDocument,
  visible: vscode.TextEditor | undefined,
  range: vscode.Range,
  takeFocus: boolean,
): Thenable<vscode.TextEditor> {
  return vscode.window.showTextDocument(document, {
    selection: new vscode.Range(range.start, range.start),
    viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus: !takeFocus,
  });
}

async function revealCell(cell: vscode.NotebookCell, takeFocus: boolean): Promise<void> {
  const cells = new vscode.NotebookRange(cell.index, cell.index + 1);
  const shown = vscode.window.visibleNotebookEditors.find(({ notebook }) => notebook === cell.notebook);
  const editor = await vscode.window.showNotebookDocument(cell.notebook, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus: !takeFocus,
    selections: [cells],
  });
  editor.revealRange(cells, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}

function cellWith(uri: vscode.Uri): vscode.NotebookCell | undefined {
  return vscode.workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find((cell) => cell.document.uri.toString() === uri.toString());
}
