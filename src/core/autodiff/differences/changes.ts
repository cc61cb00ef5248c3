/** What a moved entry changes of an array: for many moved entries side by side, the changed places with their values. */
import type { Arena } from './arena.ts';

/** Values with the moved entry raised and lowered, one for each of a row of places. */
export interface Column {
  readonly above: Float64Array;
  readonly below: Float64Array;
  /** above − below. Linear operations carry it by itself, so that it keeps its digits beside large values. */
  readonly difference: Float64Array;
}

/** Room that is made at first, so that memory is not taken again and again. */
export const leastEntries = 256;

/**
 * Changes of one array in a row of cases: in each case, one entry of the moved array is raised, and lowered.
 * The entries of case c stand at starts[c] ≤ at < starts[c + 1], each place at most once, in no particular order.
 * The arrays may be longer than what is used of them, and may be shared with the changes of another array.
 */
export class Changes implements Column {
  cases = 0;
  starts: Int32Array = new Int32Array(1);
  /** Flat places in the array. */
  positions: Int32Array = new Int32Array(0);
  above: Float64Array = new Float64Array(0);
  below: Float64Array = new Float64Array(0);
  difference: Float64Array = new Float64Array(0);
  /** Number of entries of all cases, the one being written among them. */
  end = 0;
  private ownStarts: Int32Array = this.starts;
  private ownPositions: Int32Array = this.positions;

  constructor(private readonly arena: Arena) {}

  /** Forgets all cases and makes room for so many. */
  reset(cases: number): void {
    if (this.ownStarts.length <= cases) this.ownStarts = this.arena.integers(2 * cases + 1);
    this.starts = this.ownStarts;
    this.positions = this.ownPositions;
    this.cases = 0;
    this.end = 0;
  }

  /** Makes room for so many more entries. Afterwards the arrays may be other ones. */
  reserve(entries: number): void {
    const wanted = this.end + entries;
    if (wanted <= this.positions.length && wanted <= this.above.length) return;
    const size = Math.max(wanted, 2 * this.positions.length, this.above.length, leastEntries);
    const positions = this.arena.integers(size);
    positions.set(this.positions.subarray(0, this.end));
    this.positions = positions;
    this.ownPositions = positions;
    this.above = this.grown(this.above, size);
    this.below = this.grown(this.below, size);
    this.difference = this.grown(this.difference, size);
  }

  private grown(from: Float64Array, size: number): Float64Array {
    const into = this.arena.floats(size);
    into.set(from);
    return into;
  }

  /** Ends the case being written. */
  endCase(): void {
    this.cases += 1;
    this.starts[this.cases] = this.end;
  }

  /** Takes over the cases and places of other changes, with room for values of its own. */
  sharePlaces(from: Changes): void {
    this.cases = from.cases;
    this.starts = from.starts;
    this.positions = from.positions;
    this.end = from.end;
    if (this.above.length >= from.end) return;
    const size = Math.max(from.end, 2 * this.above.length, leastEntries);
    this.above = this.arena.floats(size);
    this.below = this.arena.floats(size);
    this.difference = this.arena.floats(size);
  }

  /** Leaves out the entries whose value is what it is without any change. */
  dropUnchanged(base: Float64Array): void {
    const { cases, starts, positions, above, below, difference, end } = this;
    let kept = 0;
    while (kept < end && (above[kept] !== below[kept] || above[kept] !== base[positions[kept] as number]))
      kept++;
    if (kept === end) return;
    // What is shared stays as it is: the places that remain are written to this array's own memory.
    this.reset(cases);
    if (this.positions.length < end) {
      this.ownPositions = this.arena.integers(above.length);
      this.positions = this.ownPositions;
    }
    let to = 0;
    let at = 0;
    for (let c = 0; c < cases; c++) {
      // Where the places were not shared, the starts before this case are new ones already.
      const last = starts[c + 1] as number;
      for (; at < last; at++) {
        if (above[at] === below[at] && above[at] === base[positions[at] as number]) continue;
        this.positions[to] = positions[at] as number;
        above[to] = above[at] as number;
        below[to] = below[at] as number;
        difference[to] = difference[at] as number;
        to += 1;
      }
      this.end = to;
      this.endCase();
    }
  }
}

/** Computes an operation's changes from those of its inputs; null stands for an input that does not change. */
export type Spread = (inputs: readonly (Changes | null)[], output: Changes) => void;

/** Finds the number kept for a place in the current case; made once, and emptied at no cost before each case. */
export class PlaceIndex {
  private readonly kept: Int32Array;
  private readonly writtenIn: Int32Array;
  private current = 0;

  constructor(places: number, arena: Arena) {
    this.kept = arena.integers(places);
    this.writtenIn = arena.integers(places);
  }

  /** Forgets all places. */
  clear(): void {
    this.current += 1;
  }

  /** The number kept for a place, or -1. */
  find(place: number): number {
    return this.writtenIn[place] === this.current ? (this.kept[place] as number) : -1;
  }

  keep(place: number, number: number): void {
    this.writtenIn[place] = this.current;
    this.kept[place] = number;
  }
}
