/** Applies proven fixes to the files on disk, round by round, until none is left. */
import type { EditEntry, FixEntry } from '../core/report/json.ts';
import { applyEdits, overlap } from './edits.ts';
import type { FileOutcome } from './file-outcome.ts';
import { reasonOf } from './find-files.ts';
import { editNotebook } from './notebook-source.ts';
import { readTextFile, replaceTextFile } from './text-file.ts';

export interface FixedFiles {
  /** What is left after the fixes, in the order of the paths. */
  readonly outcomes: readonly FileOutcome[];
  /** Files that could not be written, each with the reason. */
  readonly failures: readonly { readonly path: string; readonly message: string }[];
}

/** One fix can uncover another mistake; a fix that keeps coming back must not keep the run going. */
const mostRounds = 10;

/**
 * Applies the fixes of all outcomes and of those that follow from them.
 * `analyze` gives the outcomes of the paths it is asked for; it is asked again for every file that an edit may concern.
 */
export async function fixFiles(
  paths: readonly string[],
  analyze: (paths: readonly string[]) => Promise<readonly FileOutcome[]>,
): Promise<FixedFiles> {
  const outcomes = new Map<string, FileOutcome>();
  const failures = new Map<string, string>();
  const look = async (again: readonly string[]) => {
    const found = await analyze(again);
    for (const [index, path] of again.entries()) {
      const outcome = found[index];
      if (outcome) outcomes.set(path, outcome);
    }
  };

  await look(paths);
  for (let round = 0; round < mostRounds; round += 1) {
    const edits = chooseEdits([...outcomes.values()], failures);
    if (edits.size === 0) break;
    for (const [path, own] of edits) {
      await editFile(path, own).catch((error) => failures.set(path, reasonOf(error)));
    }
    await look(paths.filter((path) => edits.has(path) || holdsGradients(outcomes.get(path))));
  }
  return {
    outcomes: paths.flatMap((path) => outcomes.get(path) ?? []),
    failures: [...failures].map(([path, message]) => ({ path, message })),
  };
}

/** The edits of one round by file: fixes that overlap wait for the next round, and so does a second fix of one line. */
function chooseEdits(
  outcomes: readonly FileOutcome[],
  unwritable: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly EditEntry[]> {
  const chosen: EditEntry[] = [];
  const gradients = new Set<string>();
  for (const { report } of outcomes) {
    for (const { fix, gradient, cell, range } of report.findings) {
      const key = [report.path, cell, range.start.line, gradient].join('\n');
      if (fix === null || gradients.has(key) || !fits(fix, chosen, unwritable)) continue;
      gradients.add(key);
      chosen.push(...fix.edits);
    }
  }
  const byPath = new Map<string, EditEntry[]>();
  for (const edit of chosen) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  return byPath;
}

function fits(fix: FixEntry, chosen: readonly EditEntry[], unwritable: ReadonlyMap<string, string>): boolean {
  return fix.edits.every(
    (edit) => !unwritable.has(edit.path) && !chosen.some((taken) => overlap(edit, taken)),
  );
}

function holdsGradients(outcome: FileOutcome | undefined): boolean {
  return outcome !== undefined && outcome.report.gradients.length + outcome.report.findings.length > 0;
}

async function editFile(path: string, edits: readonly EditEntry[]): Promise<void> {
  const file = await readTextFile(path);
  const inNotebook = edits.some(({ cell }) => cell !== null);
  const text = inNotebook ? editNotebook(file.text, edits) : applyEdits(file.text, edits);
  await replaceTextFile(path, { ...file, text });
}
