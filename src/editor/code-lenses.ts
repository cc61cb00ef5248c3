/** Code lenses over gradient lines: right, wrong with the reason, or not checked. */
import * as vscode from 'vscode';
import type { AnalysisService } from './analysis-service.ts';
import { pythonSelector } from './documents.ts';
import { gradientsIn, showGradientCommand, type PlacedGradient } from './gradient-places.ts';
import { editedLensTitle, lensTitle } from './gradient-text.ts';
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
  const { subject } = known.analysed;
  const mode = settingsFor(subject.uri).codeLens;
  const byLine = new Map<number, PlacedGradient[]>();
  for (const placed of known.placed) {
    if (!isShown(mode, placed)) continue;
    byLine.set(placed.firstLine, [...(byLine.get(placed.firstLine) ?? []), placed]);
  }
  return [...byLine].map(([line, placed]) => lensOf(subject.key, line, placed));
}

function lensOf(key: string, line: number, placed: readonly PlacedGradient[]): vscode.CodeLens {
  const gradients = placed.map(({ gradient }) => gradient);
  const findings = placed.flatMap((one) => one.findings);
  const title = placed.some(({ edited }) => edited)
    ? editedLensTitle(vscode.l10n.t, gradients)
    : lensTitle(vscode.l10n.t, gradients, findings);
  const first = gradients.find(({ verdict }) => verdict === 'wrong') ?? gradients[0];
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title,
    tooltip: vscode.l10n.t('Show it in the Backprop panel'),
    command: showGradientCommand,
    arguments: [key, first?.id],
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
