/** The sums of a run: lines and verdicts, in all and by group, and how the time spreads over the files. */
import { type Summary, summarize } from '../../src/core/report/json.ts';
import type { CorpusFile } from './run.ts';

export interface Sums extends Summary {
  /** Files that the engine's text test lets through. */
  readonly gradientLike: number;
  /** Files in which at least one gradient line was found. */
  readonly withLines: number;
  readonly capReached: number;
  readonly failures: number;
}

/** The sums over these files. */
export function sumsOf(files: readonly CorpusFile[]): Sums {
  const count = (holds: (file: CorpusFile) => boolean) => files.filter(holds).length;
  return {
    ...summarize(files),
    gradientLike: count((file) => file.passesTextTest),
    withLines: count((file) => file.gradients.length > 0),
    capReached: count((file) => file.capReached),
    failures: count((file) => file.failure !== null),
  };
}

/** The sums of each group in the order of the alphabet; files without a group are left out. */
export function sumsByGroup(files: readonly CorpusFile[]): ReadonlyMap<string, Sums> {
  const groups = [...new Set(files.flatMap(({ group }) => group ?? []))].sort();
  return new Map(groups.map((name) => [name, sumsOf(files.filter(({ group }) => group === name))]));
}

/** The share of gradient lines that are verified or wrong, 0 to 1; null where there is no line. */
export function judgedShare({ gradients, undecided }: Summary): number | null {
  return gradients === 0 ? null : (gradients - undecided) / gradients;
}

/** Milliseconds of each file that was analysed; those that the text test keeps out take next to none and would hide them. */
export function timesOf(files: readonly CorpusFile[]): readonly number[] {
  return files.filter(({ passesTextTest }) => passesTextTest).map(({ milliseconds }) => milliseconds);
}

export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  readonly total: number;
}

/** How numbers spread: percentiles by nearest rank, so that each is one of the numbers; zeros where there is none. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  const total = sorted.reduce((sum, number) => sum + number, 0);
  return { median: rank(0.5), p95: rank(0.95), max: rank(1), total };
}
