/** Edits given in lines and columns, chosen and applied to texts. */
import type { EditEntry } from '../core/report/json.ts';

/** True where two edits of one text part cannot both be made: they share a character or an insertion point. */
export function overlap(a: EditEntry, b: EditEntry): boolean {
  if (a.path !== b.path || a.cell !== b.cell) return false;
  const [first, second] = before(a.range.start, b.range.start) ? [a, b] : [b, a];
  const sameStart = !before(first.range.start, second.range.start);
  return sameStart || before(second.range.start, first.range.end);
}

/** The text with the edits made. They must not overlap and must lie within the text. */
export function applyEdits(text: string, edits: readonly EditEntry[]): string {
  const starts = lineStarts(text);
  const offset = ({ line, column }: Position) => (starts[line - 1] ?? text.length) + column - 1;
  const pieces = edits
    .map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText }))
    .sort((a, b) => b.start - a.start);
  return pieces.reduce(
    (done, { start, end, newText }) => done.slice(0, start) + newText + done.slice(end),
    text,
  );
}

type Position = EditEntry['range']['start'];

function before(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
