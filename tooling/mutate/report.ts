/** The tables of a run: by operator, by rule (the first that an operator allows), by family, and the mutants that were missed. */
import type { Outcome, ProgramRun } from './run.ts';

interface Row {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
}

export function reportText(runs: readonly ProgramRun[], isVerbose: boolean): string {
  const outcomes = runs.flatMap((run) => run.outcomes);
  const slips = outcomes.filter(({ family }) => family !== 'equivalent');
  const equivalents = outcomes.filter(({ family }) => family === 'equivalent');
  const falseOnes = equivalents.filter(({ caught }) => caught);
  const lines = [
    `${runs.length} programs, ${runs.reduce((sum, run) => sum + run.lines, 0)} right lines, ${slips.length} slips, ` +
      `${runs.reduce((sum, run) => sum + run.dropped, 0)} that change nothing or do not run left out`,
    ...runs.flatMap(({ program, failure }) => (failure === null ? [] : [`FAILED ${program}: ${failure}`])),
    '',
    ...table([
      ...grouped(slips, ({ family, operator }) => `${family}: ${operator}`),
      ...grouped(slips, ({ rules }) => `rule ${rules[0] ?? 'any'}`),
      ...grouped(slips, ({ family }) => `family ${family}`),
    ]),
    '',
    `Equivalents: ${equivalents.length}, with a finding ${falseOnes.length}, no longer verified ` +
      `${equivalents.filter(({ calledRight, caught }) => !calledRight && !caught).length}`,
  ];
  const shown = isVerbose
    ? [...slips.filter(isMiss), ...equivalents.filter(({ calledRight }) => !calledRight)]
    : falseOnes;
  return `${[...lines, ...shown.map(missText)].join('\n')}\n`;
}

/** Caught at the line by a right name, with a fix: that is what is wanted. */
function isMiss({ onLine, named, fixed }: Outcome): boolean {
  return !onLine || !named || fixed !== 'right';
}

function missText(outcome: Outcome): string {
  const { program, line, operator, before, after, said, proof, caught, onLine, named, fixed, calledRight } =
    outcome;
  const kind = calledRight
    ? 'CALLED RIGHT'
    : !caught
      ? 'missed'
      : !onLine
        ? 'elsewhere'
        : !named
          ? 'misnamed'
          : fixed === 'wrong'
            ? 'WRONG FIX'
            : 'no fix';
  return `${kind} ${program.split('/').at(-1)}:${line} [${operator}] «${before}» → «${after}» ${proof} | ${said.join(', ')}`;
}

function grouped(outcomes: readonly Outcome[], keyOf: (outcome: Outcome) => string): Row[] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = keyOf(outcome);
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return [...groups]
    .map(([name, each]) => ({ name, outcomes: each }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

const columns: readonly (readonly [string, (outcome: Outcome) => boolean])[] = [
  ['proven wrong', ({ proof }) => proof === 'differences'],
  ['in NumPy', ({ numpy }) => numpy === 'wrong'],
  ['caught', ({ caught }) => caught],
  ['on the line', ({ onLine }) => onLine],
  ['exact range', ({ exact }) => exact],
  ['right rule', ({ named }) => named],
  ['fix', ({ fixed }) => fixed !== 'none'],
  ['fix wrong', ({ fixed }) => fixed === 'wrong'],
  ['called right', ({ calledRight }) => calledRight],
];

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(({ name }) => name.length), 8);
  const head = `${'slip'.padEnd(width)}  mutants  ${columns.map(([title]) => title).join('  ')}`;
  return [
    head,
    ...rows.map(({ name, outcomes }) => {
      const cells = columns.map(([title, isCounted]) =>
        share(outcomes.filter(isCounted).length, outcomes.length).padStart(title.length),
      );
      return `${name.padEnd(width)}  ${String(outcomes.length).padStart(7)}  ${cells.join('  ')}`;
    }),
  ];
}

function share(count: number, all: number): string {
  return all === 0 ? '–' : ((100 * count) / all).toFixed(1);
}
