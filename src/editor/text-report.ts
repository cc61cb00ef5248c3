/** The command "Describe Gradients as Text": everything that lenses and panel show, as a plain document for any reader. */
import * as vscode from 'vscode';
import { rangeOf } from '../core/python/source.ts';
import type { GradientReport } from '../core/report/analysis.ts';
import { panelModel } from '../core/report/panel-model.ts';
import { networkText } from '../core/report/panel-text.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import { activeSubject } from './documents.ts';
import { hoverMarkdown } from './gradient-text.ts';

const scheme = 'backprop-lens';

/** Registers the document's text; it is made anew with every analysis. */
export function registerTextReport(service: AnalysisService): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ query }) => textReport(service.last(query)),
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    service.onDidAnalyze(({ subject }) => changed.fire(reportUri(subject))),
  );
}

/** Opens the report of the active document beside it, once the document is analysed. */
export async function showTextReport(service: AnalysisService): Promise<void> {
  const subject = activeSubject();
  const outcome = subject ? await service.analyzeNow(subject) : null;
  if (!subject || outcome?.kind !== 'analysed') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The active editor holds no gradients to describe.'),
    );
    return;
  }
  const document = await vscode.workspace.openTextDocument(reportUri(subject));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

function reportUri({ key, name }: { readonly key: string; readonly name: string }): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/Gradients of ${name}.md`, query: key });
}

/** The report as Markdown: every gradient with its verdict, then what the panel's pictures show, in words. */
export function textReport(analysed: Analysed | undefined): string {
  if (!analysed) return vscode.l10n.t('This document is closed or holds no gradients any more.');
  const { subject, analysis, revision } = analysed;
  const title = `# ${vscode.l10n.t('Gradients of {0}', subject.name)}`;
  const gradients = analysis.gradients.map(
    (gradient) => `## ${heading(gradient)}\n\n${hoverMarkdown(vscode.l10n.t, gradient, analysis, [])}`,
  );
  const networks = panelModel(analysis, subject.name, revision).networks.map(networkText);
  const problems = analysis.problems.map(({ message }) => `- ${message}`);
  const endings = problems.length > 0 ? [`## ${vscode.l10n.t('Problems')}`, problems.join('\n')] : [];
  return `${[title, ...gradients, ...networks, ...endings].join('\n\n')}\n`;
}

function heading({ name, functionName, span }: GradientReport): string {
  const { cell, start } = rangeOf(span);
  const line =
    cell === null
      ? vscode.l10n.t('line {0}', start.line)
      : vscode.l10n.t('cell {0}, line {1}', cell + 1, start.line);
  return functionName ? `${name}, ${functionName}, ${line}` : `${name}, ${line}`;
}
