/** Quick fixes on findings, and "fix all" for a document or a notebook. */
import * as vscode from 'vscode';
import type { Finding } from '../core/report/analysis.ts';
import { silencingEdit } from '../core/rules/suppressions.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import { diagnosticSource, shownFindings } from './diagnostics.ts';
import { locationOf, pythonSelector, subjectOf, type Subject } from './documents.ts';
import { editOf, editOfAll } from './fixes.ts';
import { showGradientCommand } from './gradient-places.ts';
import { openRuleCommand } from './rule-pages.ts';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('backpropLens');
const notebookFixAllKind = vscode.CodeActionKind.Notebook.append('source.fixAll.backpropLens');

/** Registers the code actions of Python files and of notebook cells. */
export function registerCodeActions(service: AnalysisService): vscode.Disposable {
  const providedCodeActionKinds = [vscode.CodeActionKind.QuickFix, fixAllKind, notebookFixAllKind];
  return vscode.languages.registerCodeActionsProvider(
    pythonSelector,
    { provideCodeActions: (document, range, context) => codeActions(service, document, range, context) },
    { providedCodeActionKinds },
  );
}

async function codeActions(
  service: AnalysisService,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): Promise<vscode.CodeAction[]> {
  const subject = subjectOf(document);
  if (!subject) return [];
  const { only } = context;
  if (only?.contains(fixAllKind)) return fixAllOnRequest(service, subject, fixAllKind, document);
  if (only?.contains(notebookFixAllKind))
    return fixAllOnRequest(service, subject, notebookFixAllKind, document);
  // Edits are tied to the analysed text: on a newer one they would land in the wrong place.
  const analysed = service.current(subject);
  if (!analysed || (only && !only.contains(vscode.CodeActionKind.QuickFix))) return [];
  const here = shownFindings(analysed)
    .map(([finding]) => finding)
    .filter(({ span }) => isAt(locationOf(analysed.subject, span), document, range));
  const forFindings = here.flatMap((finding) => actionsFor(analysed, finding, context.diagnostics));
  return here.length > 0 ? [...forFindings, ...fixAllBeside(analysed)] : [];
}

/** "Fix all" on save or from the source menu waits for the analysis of the newest text. */
async function fixAllOnRequest(
  service: AnalysisService,
  subject: Subject,
  kind: vscode.CodeActionKind,
  document: vscode.TextDocument,
): Promise<vscode.CodeAction[]> {
  const outcome = await service.analyzeNow(subject);
  if (outcome.kind !== 'analysed') return [];
  const onlyThisCell = subject.kind === 'notebook' && kind === fixAllKind;
  const within = onlyThisCell ? document.uri : null;
  const { edit, count } = editOfAll(outcome.analysed, within);
  if (count === 0) return [];
  const action = new vscode.CodeAction(fixAllTitle(subject), kind);
  action.edit = edit;
  return [action];
}

function actionsFor(
  analysed: Analysed,
  finding: Finding,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const { subject } = analysed;
  const own = diagnostics.filter(
    ({ source, message }) => source === diagnosticSource && message === finding.message,
  );
  const actions: vscode.CodeAction[] = [];
  if (finding.fix) {
    const fix = new vscode.CodeAction(finding.fix.title, vscode.CodeActionKind.QuickFix);
    fix.edit = editOf(subject, finding.fix);
    fix.diagnostics = own;
    fix.isPreferred = true;
    actions.push(fix);
  }
  const silence = new vscode.CodeAction(
    vscode.l10n.t('Ignore {0} on this line', finding.rule),
    vscode.CodeActionKind.QuickFix,
  );
  silence.edit = editOf(subject, { title: silence.title, edits: [silencingEdit(finding)] });
  silence.diagnostics = own;
  const show = vscode.l10n.t('Show the derivation of {0} in the panel', finding.gradient);
  const open = vscode.l10n.t('Read about {0}', finding.rule);
  actions.push(
    commandAction(
      show,
      { title: show, command: showGradientCommand, arguments: [subject.key, finding.gradientId] },
      own,
    ),
    commandAction(open, { title: open, command: openRuleCommand, arguments: [finding.rule] }, own),
    silence,
  );
  return actions;
}

function commandAction(title: string, command: vscode.Command, own: vscode.Diagnostic[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = command;
  action.diagnostics = own;
  return action;
}

function fixAllBeside(analysed: Analysed): vscode.CodeAction[] {
  const { edit, count } = editOfAll(analysed, null);
  if (count < 2) return [];
  const action = new vscode.CodeAction(fixAllTitle(analysed.subject), vscode.CodeActionKind.QuickFix);
  action.edit = edit;
  return [action];
}

function fixAllTitle({ kind }: Subject): string {
  return kind === 'notebook'
    ? vscode.l10n.t('Fix all gradients in this notebook')
    : vscode.l10n.t('Fix all gradients in this document');
}

function isAt(location: vscode.Location, document: vscode.TextDocument, range: vscode.Range): boolean {
  return (
    location.uri.toString() === document.uri.toString() && location.range.intersection(range) !== undefined
  );
}
