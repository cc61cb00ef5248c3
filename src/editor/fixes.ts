/** Proven fixes of an analysis as edits of the workspace. */
import * as vscode from 'vscode';
import type { Finding, Fix } from '../core/report/analysis.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import { shownFindings } from './diagnostics.ts';
import { locationOf, openSubject, type Subject } from './documents.ts';

/** Fixing one gradient may let a further one be judged; more rounds than this would mean that fixes undo each other. */
const mostRounds = 5;

/** The edit that one fix makes. */
export function editOf(subject: Subject, fix: Fix): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  addFix(edit, subject, fix);
  return edit;
}

/**
 * The edit that makes all fixes together, and how many they are; a fix that overlaps an earlier one is left out.
 * With `within` only the fixes that change nothing but this document.
 */
export function editOfAll(
  analysed: Analysed,
  within: vscode.Uri | null,
): { readonly edit: vscode.WorkspaceEdit; readonly count: number } {
  const edit = new vscode.WorkspaceEdit();
  const taken: vscode.Location[] = [];
  let count = 0;
  for (const [{ fix }] of shownFindings(analysed)) {
    if (!fix) continue;
    const places = fix.edits.map(({ span }) => locationOf(analysed.subject, span));
    if (within && places.some(({ uri }) => uri.toString() !== within.toString())) continue;
    if (places.some((place) => taken.some((other) => overlap(place, other)))) continue;
    taken.push(...places);
    addFix(edit, analysed.subject, fix);
    count += 1;
  }
  return { edit, count };
}

/** Applies the fixes until none is left, and returns how many were made. */
export async function applyAllFixes(service: AnalysisService, subject: Subject): Promise<number> {
  let applied = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const now = openSubject(subject.key);
    const outcome = now ? await service.analyzeNow(now) : null;
    if (outcome?.kind !== 'analysed') return applied;
    const { edit, count } = editOfAll(outcome.analysed, null);
    if (count === 0 || !(await vscode.workspace.applyEdit(edit))) return applied;
    applied += count;
  }
  return applied;
}

/** Applies the fix of one finding if the text is still the analysed one; false where nothing was changed. */
export async function applyFix(
  service: AnalysisService,
  subject: Subject,
  finding: Finding,
): Promise<boolean> {
  const now = openSubject(subject.key);
  if (!finding.fix || !now || !service.current(now)) return false;
  return vscode.workspace.applyEdit(editOf(subject, finding.fix));
}

function addFix(edit: vscode.WorkspaceEdit, subject: Subject, fix: Fix): void {
  for (const { span, newText } of fix.edits) {
    const { uri, range } = locationOf(subject, span);
    edit.replace(uri, range, newText);
  }
}

function overlap(one: vscode.Location, other: vscode.Location): boolean {
  return one.uri.toString() === other.uri.toString() && one.range.intersection(other.range) !== undefined;
}
