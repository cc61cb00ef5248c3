/** How gradient lines and findings read in the tool's reports. */
import { type CorpusFinding, type CorpusGradient, placeText } from './run.ts';

/** A gradient line: place, name and function, and its statement on one line. */
export function gradientText(gradient: CorpusGradient): string {
  const { name, of, function: functionName, text } = gradient;
  const variable = of === '' ? '' : ` of ${of}`;
  const where = functionName === null ? '' : ` in ${functionName}`;
  return `${placeText(gradient)} ${name}${variable}${where}: \`${oneLine(text)}\``;
}

/** What is known of a line beyond its verdict: the reason, or how far it is off; '' where there is nothing. */
export function detailText({ verdict, reason, relativeError, assumed }: CorpusGradient): string {
  if (verdict === 'undecided') return reason ?? '';
  if (verdict === 'verified') return '';
  return `relative error ${relativeError?.toExponential(1) ?? 'unknown'}${assumed ? ', network assumed' : ''}`;
}

/** A finding in three lines: rule, place and marked text; message; fix. */
export function findingText(finding: CorpusFinding): readonly string[] {
  const { fix } = finding;
  return [
    `${finding.rule} ${placeText(finding)} «${oneLine(finding.text)}» (${finding.gradient})`,
    `  ${finding.message}`,
    fix === null ? '  no fix' : `  fix: ${fix.title}: ${fix.edits.map((edit) => editText(edit)).join('; ')}`,
  ];
}

function editText({ cell, range, newText }: Pick<CorpusFinding, 'cell' | 'range'> & { newText: string }) {
  const { line, column } = range.end;
  return `${placeText({ cell, range })}–${line}:${column} → «${oneLine(newText)}»`;
}

/** A text on one line of at most 110 characters. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 110 ? line : `${line.slice(0, 109)}…`;
}

/** Rows of cells as lines with columns, the first row their heads: columns of numbers to the right, words to the left. */
export function columns(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, String(cell).length);
    }
  }
  const isNumeric = (index: number) => rows.slice(1).every((row) => typeof row[index] === 'number');
  const padded = (cell: string | number, index: number) =>
    isNumeric(index) ? String(cell).padStart(widths[index] ?? 0) : String(cell).padEnd(widths[index] ?? 0);
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}

/** A share as a percentage with one decimal; a dash where there is none. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}
