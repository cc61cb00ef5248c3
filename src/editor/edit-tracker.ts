/** Remembers what was edited in each document since its last analysis. */
import type * as vscode from 'vscode';
import type { LineEdit } from './line-shift.ts';

export class EditTracker {
  readonly #edits = new Map<vscode.TextDocument, LineEdit[]>();

  /** The edits since the last analysis, in the order in which they can be applied to line numbers. */
  since(document: vscode.TextDocument): readonly LineEdit[] {
    return this.#edits.get(document) ?? [];
  }

  note({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const edits = this.#edits.get(document) ?? [];
    // The changes of one event speak of the text before all of them; from the last to the first none moves the next.
    const fromTheEnd = [...contentChanges].sort((one, other) => other.rangeOffset - one.rangeOffset);
    for (const { range, text } of fromTheEnd) {
      const insertedBreaks = text.split(/\r\n|\r|\n/).length - 1;
      edits.push({ startLine: range.start.line, endLine: range.end.line, insertedBreaks });
    }
    this.#edits.set(document, edits);
  }

  forget(documents: readonly vscode.TextDocument[]): void {
    for (const document of documents) this.#edits.delete(document);
  }
}
