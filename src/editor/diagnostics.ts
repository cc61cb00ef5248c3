/** Findings as marks in the editor and entries of the Problems view. */
import * as vscode from 'vscode';
import type { Finding } from '../core/report/analysis.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import { locationOf, type Subject } from './documents.ts';
import { ruleLink } from './rule-pages.ts';
import { onDidChangeSettings, settingsFor, shownSeverity, type ShownSeverity } from './settings.ts';

export const diagnosticSource = 'Backprop Lens';

/** Keeps one collection of diagnostics in step with the service's analyses. */
export function connectDiagnostics(service: AnalysisService): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('backprop-lens');
  const shown = new Set<string>();
  /** Two documents may lead to findings in one file that both import, so each file shows what all analyses say of it. */
  const show = () => {
    const byUri = diagnosticsByUri(service.all);
    for (const uri of shown) if (!byUri.has(uri)) collection.delete(vscode.Uri.parse(uri));
    shown.clear();
    for (const [uri, diagnostics] of byUri) {
      shown.add(uri);
      collection.set(vscode.Uri.parse(uri), diagnostics);
    }
  };
  return vscode.Disposable.from(
    collection,
    service.onDidAnalyze(show),
    service.onDidForget(show),
    onDidChangeSettings(show),
    vscode.workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
      for (const { removedCells } of contentChanges) {
        for (const cell of removedCells) collection.delete(cell.document.uri);
      }
    }),
  );
}

/** The findings of an analysis that the settings let the user see, with their severity. */
export function shownFindings({
  subject,
  analysis,
}: Analysed): readonly (readonly [Finding, ShownSeverity])[] {
  const settings = settingsFor(subject.uri);
  return analysis.findings
    .map((finding) => [finding, shownSeverity(settings, finding.rule, finding.severity)] as const)
    .filter(([, severity]) => severity !== 'off');
}

function diagnosticsByUri(all: readonly Analysed[]): ReadonlyMap<string, readonly vscode.Diagnostic[]> {
  const byUri = new Map<string, vscode.Diagnostic[]>();
  const seen = new Set<string>();
  for (const analysed of all) {
    for (const [finding, severity] of shownFindings(analysed)) {
      const { uri, range } = locationOf(analysed.subject, finding.span);
      const identity = [uri, finding.rule, range.start.line, range.start.character, finding.message].join(
        '\n',
      );
      if (seen.has(identity)) continue;
      seen.add(identity);
      const diagnostics = byUri.get(uri.toString()) ?? [];
      diagnostics.push(diagnosticOf(analysed.subject, finding, range, severityOf(severity)));
      byUri.set(uri.toString(), diagnostics);
    }
  }
  return byUri;
}

function diagnosticOf(
  subject: Subject,
  finding: Finding,
  range: vscode.Range,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, finding.message, severity);
  diagnostic.source = diagnosticSource;
  diagnostic.code = { value: finding.rule, target: ruleLink(finding.rule) };
  diagnostic.relatedInformation = finding.related.map(
    ({ message, span }) => new vscode.DiagnosticRelatedInformation(locationOf(subject, span), message),
  );
  return diagnostic;
}

function severityOf(severity: ShownSeverity): vscode.DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return vscode.DiagnosticSeverity.Error;
    case 'warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'information':
      return vscode.DiagnosticSeverity.Information;
    default:
      return vscode.DiagnosticSeverity.Hint;
  }
}
