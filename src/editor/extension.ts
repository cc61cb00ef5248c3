/** The extension's entry: wires documents, analysis and surfaces together, and tells the user if that fails. */
import * as vscode from 'vscode';
import { AnalysisService } from './analysis-service.ts';
import { connectTriggers } from './analysis-triggers.ts';
import { checkGradients } from './check-command.ts';
import { CheckRuns } from './check-runs.ts';
import { registerCodeActions } from './code-actions.ts';
import { registerCodeLenses } from './code-lenses.ts';
import { connectDiagnostics } from './diagnostics.ts';
import { activeSubject, openSubject } from './documents.ts';
import { engineLoader } from './engine-loader.ts';
import { openExample } from './examples.ts';
import { exportCommands } from './export-commands.ts';
import { exportDerivations, exportPicture, exportReport } from './exports.ts';
import { registerFixPreviews } from './fix-preview.ts';
import { applyAllFixes } from './fixes.ts';
import { showGradientCommand } from './gradient-places.ts';
import { registerHovers } from './hovers.ts';
import { panelViewId } from './panel.ts';
import { Panels } from './panels.ts';
import { openRuleCommand, openRulePage } from './rule-pages.ts';
import { connectStatus } from './status.ts';
import { registerTextReport, showTextReport } from './text-report.ts';

/** Called by VS Code once. It shows nothing when activation throws, so a failure is logged and told here. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Backprop Lens', { log: true });
  context.subscriptions.push(log);
  try {
    start(context, log);
  } catch (cause) {
    log.error('Backprop Lens could not start.', cause);
    const message = cause instanceof Error ? cause.message : String(cause);
    void vscode.window.showErrorMessage(vscode.l10n.t('Backprop Lens could not start: {0}', message));
  }
}

function start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): void {
  const service = new AnalysisService(engineLoader(context.extensionUri, log), log);
  // First, so that the surfaces find a document's state changed when they hear of the same event.
  const triggers = connectTriggers(service);
  const checks = new CheckRuns(service);
  const exampleFolders = {
    shipped: vscode.Uri.joinPath(context.extensionUri, 'examples'),
    copies: vscode.Uri.joinPath(context.globalStorageUri, 'examples'),
  };
  const panels = new Panels(context.extensionUri, service, checks, {
    check: (key) => void checkGradients(service, checks, log, openSubject(key)),
    openExample: () => void openExample(exampleFolders, 'regularization.py'),
  });
  const commands: Readonly<Record<string, (...given: unknown[]) => unknown>> = {
    'backpropLens.check': () => checkGradients(service, checks, log),
    'backpropLens.showPanel': () => vscode.commands.executeCommand(`${panelViewId}.focus`),
    'backpropLens.openPanelInEditor': () => panels.openInEditor(),
    'backpropLens.pinPanel': () => panels.togglePin(),
    [exportCommands.picture]: () => exportPicture(panels.current),
    [exportCommands.derivation]: () => exportDerivations(service, panels.current),
    [exportCommands.report]: () => exportReport(service, panels.current),
    'backpropLens.fixAll': () => fixAll(service),
    'backpropLens.openExamples': (name) => openExample(exampleFolders, name),
    'backpropLens.describe': () => showTextReport(service),
    'backpropLens.showLog': () => log.show(),
    [openRuleCommand]: (rule) => openRulePage(context.extensionUri, rule),
    [showGradientCommand]: (key, gradientId) =>
      typeof key === 'string'
        ? panels.side.showGradient(key, typeof gradientId === 'string' ? gradientId : null)
        : null,
  };
  context.subscriptions.push(
    service,
    triggers,
    checks,
    panels,
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    connectDiagnostics(service),
    registerCodeActions(service),
    registerHovers(service),
    registerCodeLenses(service),
    registerTextReport(service),
    registerFixPreviews(),
    connectStatus(service),
  );
}

async function fixAll(service: AnalysisService): Promise<void> {
  const subject = activeSubject();
  const count = subject ? await applyAllFixes(service, subject) : 0;
  const message =
    count === 0
      ? vscode.l10n.t('There is no gradient here with a proven fix.')
      : count === 1
        ? vscode.l10n.t('Fixed one gradient.')
        : vscode.l10n.t('Fixed {0} gradients.', count);
  void vscode.window.showInformationMessage(message);
}
