/** Hovers on gradient lines: the verdict, the true formula, the shape and the numbers. */
import * as vscode from 'vscode';
import type { AnalysisService } from './analysis-service.ts';
import { locationOf, pythonSelector } from './documents.ts';
import { gradientsIn } from './gradient-places.ts';
import { hoverMarkdown } from './gradient-text.ts';
import { settingsFor } from './settings.ts';

/** Registers the hovers of Python files and of notebook cells. */
export function registerHovers(service: AnalysisService): vscode.Disposable {
  return vscode.languages.registerHoverProvider(pythonSelector, {
    provideHover: (document, position) => hoverAt(service, document, position),
  });
}

function hoverAt(
  service: AnalysisService,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | null {
  const known = gradientsIn(service, document);
  if (!known || !settingsFor(known.analysed.subject.uri).hover) return null;
  const here = known.placed.filter(
    ({ firstLine, lastLine, edited }) => !edited && firstLine <= position.line && position.line <= lastLine,
  );
  if (here.length === 0) return null;
  const { subject, analysis } = known.analysed;
  const told = analysis.findings.filter(({ span }) => {
    const { uri, range } = locationOf(subject, span);
    return uri.toString() === document.uri.toString() && range.contains(position);
  });
  const contents = here.map(({ gradient }) =>
    safeMarkdown(hoverMarkdown(vscode.l10n.t, gradient, analysis, told)),
  );
  return new vscode.Hover(contents);
}

/** Names and messages come from the user's text, so neither HTML nor command links may come to life in them. */
function safeMarkdown(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}
