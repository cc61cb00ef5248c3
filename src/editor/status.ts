/** The language status item of Python: how many gradients are right, that a check is under way, or that the engine failed. */
import * as vscode from 'vscode';
import type { AnalysisService } from './analysis-service.ts';
import { activeSubject, type Subject } from './documents.ts';
import { onDidChangeSettings } from './settings.ts';

/** Set while the active editor holds gradients; menus ask for it. */
const contextKey = 'backpropLens.hasGradients';

/** Keeps the status item and the context key in step with the active document. */
export function connectStatus(service: AnalysisService): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('backpropLens.status', { language: 'python' });
  item.name = 'Backprop Lens';
  const show = () => {
    const subject = activeSubject();
    describe(item, service, subject);
    const gradients = subject ? (service.last(subject.key)?.analysis.gradients.length ?? 0) : 0;
    void vscode.commands.executeCommand('setContext', contextKey, gradients > 0);
  };
  show();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.window.onDidChangeActiveNotebookEditor(show),
    service.onDidChangeState(show),
    service.onDidAnalyze(show),
    service.onDidForget(show),
    onDidChangeSettings(show),
    new vscode.Disposable(() => void vscode.commands.executeCommand('setContext', contextKey, undefined)),
  );
}

function describe(item: vscode.LanguageStatusItem, service: AnalysisService, subject: Subject | null): void {
  const state = subject ? service.stateOf(subject.key) : 'unknown';
  item.busy = state === 'checking';
  item.severity = vscode.LanguageStatusSeverity.Information;
  item.command = { title: vscode.l10n.t('Show panel'), command: 'backpropLens.showPanel' };
  item.detail = 'Backprop Lens';
  if (state === 'failed') {
    item.severity = vscode.LanguageStatusSeverity.Error;
    item.text = vscode.l10n.t('Gradients could not be analysed');
    item.command = { title: vscode.l10n.t('Show log'), command: 'backpropLens.showLog' };
    return;
  }
  const gradients = subject ? service.last(subject.key)?.analysis.gradients : undefined;
  if (!gradients || gradients.length === 0) {
    item.text =
      state === 'checking' ? vscode.l10n.t('Checking gradients') : vscode.l10n.t('No gradients here');
    return;
  }
  const count = (verdict: string) => gradients.filter((gradient) => gradient.verdict === verdict).length;
  const wrong = count('wrong');
  if (wrong > 0) item.severity = vscode.LanguageStatusSeverity.Warning;
  item.text =
    wrong > 0
      ? vscode.l10n.t('{0} gradients wrong, {1} right', wrong, count('verified'))
      : vscode.l10n.t('{0} gradients right', count('verified'));
  const undecided = count('undecided');
  if (undecided > 0) item.detail = vscode.l10n.t('{0} not checked', undecided);
}
