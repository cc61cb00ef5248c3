/** What the analysis of one file gives, in a form that can be sent between threads. */
import { type FileReport, unreadableReport } from '../core/report/json.ts';
import type { QuotableReport, SourcePart } from '../core/report/text.ts';

export interface FileOutcome extends QuotableReport {
  readonly report: FileReport;
  /** The text that the findings stand in; empty where there are none to quote. */
  readonly parts: readonly SourcePart[];
  /** Why the file could not be looked at; null where it could. */
  readonly failure: string | null;
}

/** Reads a file and reports on it. It never rejects: what goes wrong is the outcome's `failure`. */
export type AnalyzeFile = (path: string) => Promise<FileOutcome>;

/** The outcome of a file that could not be looked at. */
export function failedOutcome(path: string, failure: string): FileOutcome {
  return { report: unreadableReport(path, `Could not be checked: ${failure}.`), parts: [], failure };
}
