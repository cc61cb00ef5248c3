/** What a run over a corpus knows of each file: what is counted, printed, stored as JSON and compared with another run. */
import type { FileReport, FindingEntry, GradientEntry } from '../../src/core/report/json.ts';

/** A gradient line with its statement as it stands in the file. */
export interface CorpusGradient extends GradientEntry {
  readonly text: string;
}

/** A finding with the text that it marks. */
export interface CorpusFinding extends FindingEntry {
  readonly text: string;
}

export interface CorpusFile extends FileReport {
  /** Below the run's root, with forward slashes, so that two checkouts of one corpus can be compared. */
  readonly path: string;
  /** As the file list has it; null for a file that stands in no list. */
  readonly group: string | null;
  /** What is known of the file, such as a mistake that it holds; null where the list says nothing. */
  readonly note: string | null;
  readonly gradients: readonly CorpusGradient[];
  readonly findings: readonly CorpusFinding[];
  /** True where the engine's text test lets the file through to the analysis. */
  readonly passesTextTest: boolean;
  /** How long the file's thread computed; wall clock where the system does not tell. */
  readonly milliseconds: number;
  /** True where the analysis was ended by the cap, so that what is known of the file is a part. */
  readonly capReached: boolean;
  /** Why the file could not be looked at, with the stack of a defect; null where it could. */
  readonly failure: string | null;
}

export interface CorpusRun {
  /** Milliseconds that each file may take. */
  readonly cap: number;
  readonly files: readonly CorpusFile[];
}

/** Where an entry stands in its file: line:column, in a notebook with the cell before. */
export function placeText({ cell, range }: Pick<GradientEntry, 'cell' | 'range'>): string {
  const { line, column } = range.start;
  return cell === null ? `${line}:${column}` : `cell ${cell}:${line}:${column}`;
}
