/** Code lenses over gradient lines: right, wrong with the reason, or not checked. */
import * as vscode from 'vscode';
import type { Finding } from '../core/report/analysis.ts';
import type { AnalysisService } from './analysis-service.ts';
import { pythonSelector } from './documents.ts';
import { gradientsIn, showGradientCommand, type PlacedGradient } from './gradient-places.ts';
import { editedLensTitle, lensTitle } from './gradient-text.ts';
import { lensGroups } from './lens-groups.ts';
import { onDidChangeSettings, settingsFor, type LensMode } from './settings.ts';

/** Registers the lenses of Python files and of notebook cells. */
export function registerCodeLenses(service: AnalysisService): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => lensesOf(service, document),
  };
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(pythonSelector, provider),
    service.onDidAnalyze(() => changed.fire()),
    service.onDidForget(() => changed.fire()),
    onDidChangeSettings(() => changed.fire()),
  );
}

function lensesOf(service: AnalysisService, document: vscode.TextDocument): vscode.CodeLens[] {
  const known = gradientsIn(service, document);
  if (!known) return [];
  const { subject, analysis } = known.analysed;
  const mode = settingsFor(subject.uri).codeLens;
  const shown = known.placed.filter((placed) => isShown(mode, placed));
  return lensGroups(shown).map((group) => lensOf(subject.key, group, analysis.findings));
}

function lensOf(
  key: string,
  group: readonly PlacedGradient[],
  findings: readonly Finding[],
): vscode.CodeLens {
  const line = group[0]?.firstLine ?? 0;
  const known = group.filter(({ edited }) => !edited).map(({ gradient }) => gradient);
  const edited = group.filter((placed) => placed.edited).map(({ gradient }) => gradient);
  const { t } = vscode.l10n;
  const parts = [
    known.length > 0 ? lensTitle(t, known, findings) : null,
    edited.length > 0 ? editedLensTitle(t, edited) : null,
  ];
  const first = group.find(({ gradient }) => gradient.verdict === 'wrong') ?? group[0];
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title: parts.filter((part) => part !== null).join(' · '),
    tooltip: vscode.l10n.t('Show it in the Backprop panel'),
    command: showGradientCommand,
    arguments: [key, first?.gradient.id],
  });
}

function isShown(mode: LensMode, { gradient: { verdict } }: PlacedGradient): boolean {
  switch (mode) {
    case 'all':
      return true;
    case 'decided':
      return verdict !== 'undecided';
    case 'wrong':
      return verdict === 'wrong';
    case 'off':
      return false;
  }
}
