/** How the engine reads the files that a document imports: unsaved text first, then the workspace's file system. */
import * as vscode from 'vscode';
import type { ReadWorkspaceFile } from '../core/engine.ts';

/** Larger files are data or generated, and are treated as absent. */
const largestFile = 2_000_000;

/** A reader that notes in `asked` every URI that was asked for, found or not, so that a later change of it can be noticed. */
export function workspaceReader(asked: Set<string>): ReadWorkspaceFile {
  return async (text) => {
    const uri = vscode.Uri.parse(text);
    asked.add(uri.toString());
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (open) return open.getText();
    return uri.scheme === 'untitled' ? null : readSaved(uri);
  };
}

async function readSaved(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (!(type & vscode.FileType.File) || size > largestFile) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // The engine asks for every place where an import could live; most of them do not exist.
    return null;
  }
}
