/** The command "Check Gradients": every parameter's gradient against reverse mode and central differences. */
import * as vscode from 'vscode';
import type { GradientCheck } from '../core/engine.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import type { CheckRuns } from './check-runs.ts';
import { checkSummary } from './check-summary.ts';
import { activeSubject, type Subject } from './documents.ts';
import { showGradientCommand } from './gradient-places.ts';

/** Checks the given subject, or the active one, and tells the result; it explains itself where there is nothing to check. */
export async function checkGradients(
  service: AnalysisService,
  checks: CheckRuns,
  log: vscode.LogOutputChannel,
  given: Subject | null = activeSubject(),
): Promise<void> {
  if (!given) {
    tell(
      vscode.l10n.t('Open a Python file or a notebook first: gradients are checked in the active editor.'),
    );
    return;
  }
  const analysed = await analysedOrTold(service, log, given);
  if (!analysed) return;
  try {
    const results = await withProgress(checks, analysed);
    await tellResult(analysed, results);
  } catch (cause) {
    log.error(`The gradients of ${given.name} could not be checked.`, cause);
    await tellFailure(log, cause instanceof Error ? cause.message : String(cause));
  }
}

/** The newest analysis with a network in it; null after having told why there is none. */
async function analysedOrTold(
  service: AnalysisService,
  log: vscode.LogOutputChannel,
  subject: Subject,
): Promise<Analysed | null> {
  const outcome = await service.analyzeNow(subject);
  switch (outcome.kind) {
    case 'analysed':
      if (outcome.analysed.analysis.networks.length > 0) return outcome.analysed;
      tell(noNetworkReason(outcome.analysed));
      return null;
    case 'nothing':
      tell(vscode.l10n.t('{0} holds no NumPy code that computes gradients.', subject.name));
      return null;
    case 'superseded':
      tell(vscode.l10n.t('{0} changed while it was read. Check again when you pause.', subject.name));
      return null;
    case 'failed':
      await tellFailure(log, outcome.message);
      return null;
  }
}

function withProgress(checks: CheckRuns, analysed: Analysed): Thenable<readonly GradientCheck[]> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Checking the gradients of {0}', analysed.subject.name),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, token) => {
    let done = 0;
    return checks.run(analysed, token, (share, name) => {
      progress.report({ message: name, increment: (share - done) * 100 });
      done = share;
    });
  });
}

async function tellResult({ subject }: Analysed, results: readonly GradientCheck[]): Promise<void> {
  const { sentence, gradientId, allRight } = checkSummary(vscode.l10n.t, results);
  const show = vscode.l10n.t('Show');
  const message = allRight ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if ((await message(sentence, show)) === show) {
    await vscode.commands.executeCommand(showGradientCommand, subject.key, gradientId);
  }
}

async function tellFailure(log: vscode.LogOutputChannel, cause: string): Promise<void> {
  const show = vscode.l10n.t('Show log');
  const message = vscode.l10n.t('The gradients could not be checked: {0}', cause);
  if ((await vscode.window.showErrorMessage(message, show)) === show) log.show();
}

function noNetworkReason({ subject, analysis }: Analysed): string {
  const undecided = analysis.gradients.find(({ reason }) => reason !== null);
  if (undecided) {
    return vscode.l10n.t(
      'Nothing to check in {0}: {1} ({2})',
      subject.name,
      undecided.reason ?? '',
      undecided.name,
    );
  }
  const [problem] = analysis.problems;
  if (problem) return vscode.l10n.t('Nothing to check in {0}: {1}', subject.name, problem.message);
  return vscode.l10n.t(
    'Nothing to check in {0}: no line of it computes the gradient of a cost.',
    subject.name,
  );
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
