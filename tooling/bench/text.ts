/** The benchmark's report as Markdown tables, for the terminal and for docs/benchmarks.md. */
import { isMet, ratioOf, type RowResult } from './rows.ts';
import { type GrowthPoint, growthExponent } from './statistics.ts';

/** A time with three digits and its unit. */
export function timeText(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(3)} s`;
  if (milliseconds >= 1) return `${milliseconds.toPrecision(3)} ms`;
  return `${(milliseconds * 1000).toPrecision(3)} µs`;
}

/** A Markdown table. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [
    line(head),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...rows.map(line),
    '',
  ].join('\n');
}

/** Every row with ours, the peer, their ratio, its target, and whether it is met. */
export function resultsText(results: readonly RowResult[]): string {
  const notes = results.filter(({ note }) => note !== '').map(({ id, note }) => `- ${id}: ${note}`);
  const table = tableText(
    ['row', 'what', 'peer', 'ours', 'peer took', 'ratio', 'target', 'met'],
    results.map((result) => {
      const ratio = ratioOf(result);
      return [
        result.id,
        result.what,
        result.peer,
        result.ours === null ? 'skipped' : timeText(result.ours),
        result.theirs === null ? '' : timeText(result.theirs),
        ratio === null ? '' : ratio.toPrecision(2),
        `≤ ${result.target}`,
        { true: 'yes', false: 'no', null: '' }[String(isMet(result)) as 'true' | 'false' | 'null'],
      ];
    }),
  );
  return notes.length === 0 ? table : `${table}\n${notes.join('\n')}\n`;
}

export interface Growth {
  readonly what: string;
  readonly unit: string;
  readonly points: readonly GrowthPoint[];
}

/** How time grows: the measured points, and the exponent that fits them. */
export function growthText(growths: readonly Growth[]): string {
  return tableText(
    ['time of', 'with', 'measured', 'exponent'],
    growths.map(({ what, unit, points }) => [
      what,
      unit,
      points.map(({ size, milliseconds }) => `${size}: ${timeText(milliseconds)}`).join(', '),
      growthExponent(points).toFixed(2),
    ]),
  );
}

/** Shares of a whole, largest first. */
export function sharesText(shares: ReadonlyMap<string, number>): string {
  const total = [...shares.values()].reduce((sum, part) => sum + part, 0);
  return tableText(
    ['stage', 'share'],
    [...shares]
      .sort(([, a], [, b]) => b - a)
      .map(([stage, part]) => [stage, `${((100 * part) / total).toFixed(1)} %`]),
  );
}
