/** The rows of the benchmark: what is measured against which peer, and what the ratio should be. */
import { median } from './statistics.ts';

/** One side of a row: measures once and returns milliseconds. */
export type Measure = () => Promise<number>;

export interface Row {
  /** The name by which the command line asks for the row. */
  readonly id: string;
  readonly what: string;
  readonly peer: string;
  /** The ratio ours / peer that is aimed at. */
  readonly target: number;
  readonly repeats: number;
  /** Makes both sides ready; what is missing on this machine comes back as a sentence. */
  readonly prepare: () => Promise<PreparedRow | Missing>;
}

export interface PreparedRow {
  readonly ours: Measure;
  readonly theirs: Measure;
  /** Said of the row after its figures: what the figures leave open. */
  readonly note?: () => string;
  readonly end?: () => Promise<void>;
}

export interface Missing {
  readonly missing: string;
}

export interface RowResult {
  readonly id: string;
  readonly what: string;
  readonly peer: string;
  readonly target: number;
  /** Medians in milliseconds; null where the row was skipped. */
  readonly ours: number | null;
  readonly theirs: number | null;
  readonly note: string;
}

/** Measures a row: each repeat runs ours and then the peer, so that both meet the same machine. */
export async function measureRow({ id, what, peer, target, repeats, prepare }: Row): Promise<RowResult> {
  const skipped = (note: string): RowResult => ({ id, what, peer, target, ours: null, theirs: null, note });
  const prepared = await prepare();
  if ('missing' in prepared) return skipped(prepared.missing);
  try {
    // The first round warms both sides up and is not counted.
    await prepared.ours();
    await prepared.theirs();
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let repeat = 0; repeat < repeats; repeat++) {
      ours.push(await prepared.ours());
      theirs.push(await prepared.theirs());
    }
    return {
      id,
      what,
      peer,
      target,
      ours: median(ours),
      theirs: median(theirs),
      note: prepared.note?.() ?? '',
    };
  } finally {
    await prepared.end?.();
  }
}

/** ours / theirs; null where the row was skipped. */
export function ratioOf({ ours, theirs }: RowResult): number | null {
  return ours === null || theirs === null ? null : ours / theirs;
}

/** True, false, or null where nothing was measured. */
export function isMet(result: RowResult): boolean | null {
  const ratio = ratioOf(result);
  return ratio === null ? null : ratio <= result.target;
}
