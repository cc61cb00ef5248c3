/** What a fix would change, as a difference between the document and its fixed text. */
import * as vscode from 'vscode';
import type { Finding } from '../core/report/analysis.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import { fixedTextScheme, locationOf, openSubject } from './documents.ts';

/** Fixed texts by the address under which the difference reads them. */
const fixedTexts = new Map<string, string>();

/** Registers the right sides of the differences. */
export function registerFixPreviews(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(fixedTextScheme, {
      provideTextDocumentContent: (uri) => fixedTexts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => fixedTexts.delete(uri.toString())),
  );
}

/** Opens the difference that a finding's fix makes; false where the text is not the analysed one any more. */
export async function showFixPreview(
  service: AnalysisService,
  { subject }: Analysed,
  { fix, rule }: Finding,
): Promise<boolean> {
  const now = openSubject(subject.key);
  const [first] = fix?.edits ?? [];
  if (!fix || !first || !now || !service.current(now)) return false;
  const { uri } = locationOf(subject, first.span);
  const document = await vscode.workspace.openTextDocument(uri);
  const edits = fix.edits
    .map(({ span, newText }) => ({ ...locationOf(subject, span), newText }))
    .filter((edit) => edit.uri.toString() === uri.toString());
  const fixed = vscode.Uri.from({
    scheme: fixedTextScheme,
    path: uri.path,
    query: `${uri.toString()} ${rule}`,
  });
  fixedTexts.set(fixed.toString(), withEdits(document, edits));
  const title = vscode.l10n.t('{0}: {1}', subject.name, fix.title.replaceAll('`', ''));
  await vscode.commands.executeCommand('vscode.diff', uri, fixed, title, { preview: true });
  return true;
}

function withEdits(
  document: vscode.TextDocument,
  edits: readonly { readonly range: vscode.Range; readonly newText: string }[],
): string {
  // From the last to the first, so that no edit moves the place of another.
  return edits
    .toSorted((one, other) => other.range.start.compareTo(one.range.start))
    .reduce((text, { range, newText }) => {
      const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      return text.slice(0, start) + newText + text.slice(end);
    }, document.getText());
}
