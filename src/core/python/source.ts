/** Source texts, spans and positions: how every part of the core says where something stands. */

/** One code cell inside the joined text of a notebook. Offsets count UTF-16 units in the joined text, `end` is exclusive. */
export interface CellRange {
  /** Index among all cells of the notebook, 0-based. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** The text of one module as it is parsed: a file, or the code cells of a notebook joined with newlines. */
export interface SourceText {
  /** The document's identity: a path or a URI, as the host gave it. */
  readonly uri: string;
  /** The text that is parsed. It has the same length and line breaks as the user's text: what is not Python is blanked, never removed. */
  readonly text: string;
  /** The cells of a notebook in the order of the text; null for a plain file. */
  readonly cells: readonly CellRange[] | null;
}

/** A piece of a source text; offsets count UTF-16 units, `end` is exclusive. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** A position for people and editors: line and column are 1-based, columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A span as positions. In a notebook `cell` is the cell's index and lines count within the cell; elsewhere it is null. */
export interface Range {
  readonly cell: number | null;
  readonly start: Position;
  readonly end: Position;
}

/** The text that a span covers. */
export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** The same characters for whoever keeps them: JavaScript engines hold a piece of a text as a view of the whole text. */
export function unsliced(text: string): string {
  return ` ${text}`.slice(1);
}

/** Where a span stands, in lines and columns of its file or of its notebook cell. */
export function rangeOf(span: Span): Range {
  const cell = cellAt(span.source, span.start);
  const origin = cell?.start ?? 0;
  return {
    cell: cell?.index ?? null,
    start: positionAt(span.source.text, span.start, origin),
    end: positionAt(span.source.text, span.end, origin),
  };
}

/** The notebook cell that holds an offset of the joined text, or null. */
export function cellAt(source: SourceText, offset: number): CellRange | null {
  return source.cells?.find((cell) => cell.start <= offset && offset <= cell.end) ?? null;
}

/** True where `inner` lies within `outer`, in the same source text. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.source === inner.source && outer.start <= inner.start && inner.end <= outer.end;
}

const lineStartsOfText = new Map<string, readonly number[]>();
const rememberedTexts = 16;

function positionAt(text: string, offset: number, origin: number): Position {
  const starts = lineStarts(text);
  const line = lastAtMost(starts, offset);
  const firstLine = lastAtMost(starts, origin);
  const lineStart = Math.max(starts[line] ?? 0, line === firstLine ? origin : 0);
  return { line: line - firstLine + 1, column: offset - lineStart + 1 };
}

/** Line starts are asked for many times about few texts, so the last few answers are kept, by content. */
function lineStarts(text: string): readonly number[] {
  const known = lineStartsOfText.get(text);
  if (known) return known;
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  if (lineStartsOfText.size >= rememberedTexts) lineStartsOfText.clear();
  lineStartsOfText.set(text, starts);
  return starts;
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
