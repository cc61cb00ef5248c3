/** Compares what the evaluator made of a program with what Python made of it. */
import { evaluate } from '../support/evaluate.ts';
import { tagged } from '../support/tagged-value.ts';
import type { Outcome, Tagged } from '../support/real-python.ts';

export type Comparison =
  | { readonly kind: 'same' }
  /** Nothing contradicts Python, but this many values are unknown; `reason` is the first one's. */
  | { readonly kind: 'unknown'; readonly count: number; readonly reason: string }
  | { readonly kind: 'different'; readonly place: string };

/**
 * Largest difference between two floats, relative to the larger one, and to 1 below that: sums that cancel keep the
 * rounding errors of their parts.
 */
const tolerance = 1e-12;

/** Runs the program in the evaluator and compares every value of `result`: type, dtype, shape, entries, exceptions. */
export async function compareWithPython(program: string, outcome: Outcome): Promise<Comparison> {
  const run = await evaluate(program, { budget: { loopPasses: 1000 } });
  const [stopped] = run.trace.interruptions;
  if ('raised' in outcome) {
    const message = stopped?.message ?? 'nothing';
    const same = message.startsWith(`${outcome.raised}:`);
    return same
      ? { kind: 'same' }
      : { kind: 'different', place: `Python raises ${outcome.raised}, here ${message}` };
  }
  const mine = tagged(run, run.names.get('result'));
  const place = differenceOf(mine, outcome.result, 'result');
  const unknowns = [...unknownIn(mine), ...run.trace.interruptions.map(({ message }) => message)];
  const [reason] = unknowns;
  if (reason !== undefined) return { kind: 'unknown', count: unknowns.length, reason };
  return place === null ? { kind: 'same' } : { kind: 'different', place };
}

/** The reasons of everything unknown in the value. */
function unknownIn(value: Tagged): readonly string[] {
  if (value.type === 'other') {
    return value.name.startsWith(unknownMark) ? [value.name.slice(unknownMark.length)] : [];
  }
  return 'items' in value ? value.items.flat().flatMap(unknownIn) : [];
}

const unknownMark = 'unknown: ';

/** Where the two values differ and how; null where they agree. What is unknown agrees with anything. */
function differenceOf(mine: Tagged, theirs: Tagged, place: string): string | null {
  if (mine.type === 'other' && mine.name.startsWith(unknownMark)) return null;
  const told = `${place}: ${brief(mine)} here, ${brief(theirs)} in Python`;
  if (mine.type === 'other' && theirs.type === 'other') return null;
  if ('items' in mine && 'items' in theirs) {
    if (mine.type !== theirs.type || mine.items.length !== theirs.items.length) return told;
    for (const [at, item] of mine.items.entries()) {
      const other = theirs.items[at];
      const found =
        Array.isArray(item) && Array.isArray(other)
          ? (differenceOf(item[0] as Tagged, other[0] as Tagged, `${place} key ${at}`) ??
            differenceOf(item[1] as Tagged, other[1] as Tagged, `${place}[${JSON.stringify(item[0])}]`))
          : differenceOf(item as Tagged, other as Tagged, `${place}[${at}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (mine.type === 'array' && theirs.type === 'array') {
    const same =
      mine.kind === theirs.kind &&
      mine.shape.join() === theirs.shape.join() &&
      mine.data.every((entry, at) => close(entry, theirs.data[at]));
    return same ? null : told;
  }
  if (mine.type === 'other' || theirs.type === 'other' || mine.type !== theirs.type) return told;
  if (!('value' in mine) || !('value' in theirs)) return null;
  return close(mine.value, theirs.value) ? null : told;
}

function close(mine: number | string | boolean, theirs: number | string | boolean | undefined): boolean {
  if (typeof mine !== 'number' || typeof theirs !== 'number') return mine === theirs;
  return Math.abs(mine - theirs) <= tolerance * Math.max(Math.abs(mine), Math.abs(theirs), 1);
}

function brief(value: Tagged): string {
  return JSON.stringify(value).slice(0, 400);
}
