/** Python files and notebooks as subjects of an analysis, and the way back from spans to places in the editor. */
import * as vscode from 'vscode';
import type { DocumentInput } from '../core/project/project.ts';
import { rangeOf, type Span } from '../core/python/source.ts';

/** A Python file, or a notebook with Python cells, as it stands at one moment. */
export interface Subject {
  /** The URI of the file or of the notebook as text: one analysis per key. */
  readonly key: string;
  readonly uri: vscode.Uri;
  /** The file's name without its folders. */
  readonly name: string;
  readonly kind: DocumentInput['kind'];
  /** Differs whenever the text that the engine would see differs. */
  readonly stamp: string;
  /** The file itself, or the documents of all cells by cell index; they keep their identity when cells move. */
  readonly documents: readonly vscode.TextDocument[];
}

/** Texts that a fix would make; the preview of the fix shows them. */
export const fixedTextScheme = 'backprop-lens-fixed';

/** Documents that show another revision of a file, which nobody edits. */
const schemesOfOtherRevisions = new Set([
  'git',
  'gitfs',
  'vscode-local-history',
  'pr',
  'review',
  fixedTextScheme,
]);
const cellScheme = 'vscode-notebook-cell';

export const pythonSelector: vscode.DocumentSelector = { language: 'python' };

/** The subject that a text document belongs to: itself, or its notebook; null where it is no Python. */
export function subjectOf(document: vscode.TextDocument): Subject | null {
  if (document.uri.scheme === cellScheme) {
    const notebook = notebookOf(document);
    return notebook ? subjectOfNotebook(notebook) : null;
  }
  if (document.languageId !== 'python' || schemesOfOtherRevisions.has(document.uri.scheme)) return null;
  return {
    key: document.uri.toString(),
    uri: document.uri,
    name: nameOf(document.uri),
    kind: 'file',
    stamp: String(document.version),
    documents: [document],
  };
}

/** The subject that a notebook is; null where it has no Python cell. */
export function subjectOfNotebook(notebook: vscode.NotebookDocument): Subject | null {
  if (schemesOfOtherRevisions.has(notebook.uri.scheme)) return null;
  const documents = notebook.getCells().map((cell) => cell.document);
  if (!documents.some((document) => document.languageId === 'python')) return null;
  return {
    key: notebook.uri.toString(),
    uri: notebook.uri,
    name: nameOf(notebook.uri),
    kind: 'notebook',
    stamp: documents.map((cell) => `${cell.uri.fragment}:${cell.languageId}:${cell.version}`).join(' '),
    documents,
  };
}

/** The subject with this key as it stands now; null where it is no longer open. */
export function openSubject(key: string): Subject | null {
  const document = vscode.workspace.textDocuments.find(
    (open) => open.uri.toString() === key && !open.isClosed,
  );
  if (document) return subjectOf(document);
  const notebook = vscode.workspace.notebookDocuments.find(
    (open) => open.uri.toString() === key && !open.isClosed,
  );
  return notebook ? subjectOfNotebook(notebook) : null;
}

/** What the user works on: the active Python editor or notebook; null where another kind of editor is active. */
export function activeSubject(): Subject | null {
  const editor = vscode.window.activeTextEditor;
  const fromText = editor ? subjectOf(editor.document) : null;
  if (fromText) return fromText;
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  return notebook ? subjectOfNotebook(notebook) : null;
}

/** Every subject that an editor shows at the moment, each once, the active one first. */
export function visibleSubjects(): readonly Subject[] {
  const subjects = [
    activeSubject(),
    ...vscode.window.visibleTextEditors.map((editor) => subjectOf(editor.document)),
    ...vscode.window.visibleNotebookEditors.map((editor) => subjectOfNotebook(editor.notebook)),
  ];
  const byKey = new Map<string, Subject>();
  for (const subject of subjects) if (subject && !byKey.has(subject.key)) byKey.set(subject.key, subject);
  return [...byKey.values()];
}

/** The texts of a subject as the engine wants them. */
export function inputOf(subject: Subject): DocumentInput {
  if (subject.kind === 'file') {
    return { kind: 'file', uri: subject.key, text: subject.documents[0]?.getText() ?? '' };
  }
  const cells = subject.documents.map((cell, index) => ({
    index,
    language: cell.languageId,
    text: cell.getText(),
  }));
  return { kind: 'notebook', uri: subject.key, cells };
}

/** Where a span of an analysis of this subject stands: in the file, in one of its cells, or in a file that it imports. */
export function locationOf(subject: Subject, span: Span): vscode.Location {
  const { cell, start, end } = rangeOf(span);
  const range = new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
  if (span.source.uri !== subject.key) return new vscode.Location(vscode.Uri.parse(span.source.uri), range);
  const document = subject.documents[cell ?? 0];
  return new vscode.Location(document?.uri ?? subject.uri, range);
}

/** The notebook that a cell's document belongs to; undefined where it was removed from it. */
function notebookOf(cell: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((candidate) => candidate.document === cell),
  );
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
