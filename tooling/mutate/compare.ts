/** Which mutants of a run are judged otherwise than in an earlier one. */
import type { Outcome, ProgramRun } from './run.ts';

/** A line for each mutant of both runs whose outcome has changed, with what it was and what it is; then how many there are. */
export function comparisonText(runs: readonly ProgramRun[], earlier: readonly ProgramRun[]): string {
  const before = keyed(earlier);
  const after = keyed(runs);
  const common = [...after].flatMap(([key, now]) => {
    const past = before.get(key);
    return past ? [{ now, past }] : [];
  });
  const changed = common.filter(({ now, past }) => standing(now) !== standing(past));
  const better = changed.filter(({ now, past }) => rank(now) > rank(past)).length;
  const lines = changed.map(({ now, past }) => `${placeOf(now)}: ${standing(past)} → ${standing(now)}`);
  const { length: kept } = common;
  const total =
    `${kept} mutants in both runs, ${changed.length} with another outcome (${better} better), ` +
    `${after.size - kept} new, ${before.size - kept} gone\n`;
  return [...lines, total].join('\n');
}

/** By program, slip, line and edit; where one line has the same edit in several places, by its number as well. */
function keyed(runs: readonly ProgramRun[]): ReadonlyMap<string, Outcome> {
  const found = new Map<string, Outcome>();
  for (const outcome of runs.flatMap((run) => run.outcomes)) {
    const { program, operator, line, before, after } = outcome;
    const keyOf = (number: number): string =>
      JSON.stringify([program.split('/').at(-1), operator, line, before, after, number]);
    let number = 0;
    while (found.has(keyOf(number))) number += 1;
    found.set(keyOf(number), outcome);
  }
  return found;
}

function placeOf({ program, line, operator, before, after }: Outcome): string {
  return `${program.split('/').at(-1)}:${line} [${operator}] «${before}» → «${after}»`;
}

/** From called right, the worst, to caught on the line by a right name with a fix. */
function rank({ caught, onLine, named, fixed, calledRight, family }: Outcome): number {
  if (family === 'equivalent') return caught ? 0 : calledRight ? 2 : 1;
  if (fixed === 'wrong') return 0;
  return [!calledRight, caught, onLine, named, fixed === 'right'].filter(Boolean).length;
}

function standing({ caught, onLine, named, fixed, calledRight, family }: Outcome): string {
  if (family === 'equivalent') return caught ? 'marked' : calledRight ? 'verified' : 'undecided';
  if (calledRight) return 'called right';
  if (!caught) return 'missed';
  const words = [onLine ? (named ? 'named' : 'misnamed') : 'elsewhere'];
  if (fixed !== 'none') words.push(fixed === 'right' ? 'mended' : 'wrongly mended');
  return words.join(', ');
}
