/** A text with some of its lines replaced, and the way back from its offsets to the user's text. */
import type { LogicalLine } from './logical-lines.ts';
import type { ParsedText } from './lowering.ts';
import type { SourceText } from './source.ts';

/** What is read in place of a line. */
export interface Replacement {
  readonly text: string;
  /** Offset within `text` of the stand-in for what could not be read, null where the text was only completed. */
  readonly standIn: number | null;
}

interface Edit {
  /** Where the replaced piece starts and ends in the user's text. */
  readonly sourceStart: number;
  readonly sourceEnd: number;
  /** Where its replacement starts and ends in the repaired text. */
  readonly start: number;
  readonly end: number;
}

/** A line that is read otherwise than it is written: with another text, at another indent, or both. */
export interface RepairedLine {
  readonly line: LogicalLine;
  readonly replacement: Replacement | null;
  /** The indent in columns, null where it stays as written. */
  readonly indent: number | null;
}

/** Puts repaired lines, in their order, into a text. What a line shares with its replacement stays, so its spans stay exact. */
export function repairedText(source: SourceText, repairedLines: readonly RepairedLine[]): ParsedText {
  const edits: Edit[] = [];
  const standIns = new Set<number>();
  let text = '';
  let copied = 0;
  const replace = (sourceStart: number, sourceEnd: number, replacement: string) => {
    text += source.text.slice(copied, sourceStart);
    const start = text.length;
    text += replacement;
    edits.push({ sourceStart, sourceEnd, start, end: text.length });
    copied = sourceEnd;
  };
  for (const { line, replacement, indent } of repairedLines) {
    if (indent !== null) replace(lineStart(source.text, line.start), line.start, ' '.repeat(indent));
    if (replacement === null) continue;
    const shared = sharedLength(source.text, line, replacement.text);
    replace(line.start + shared, line.end, replacement.text.slice(shared));
    const lineOffset = text.length - replacement.text.length;
    if (replacement.standIn !== null) standIns.add(lineOffset + replacement.standIn);
  }
  text += source.text.slice(copied);
  return {
    source,
    text,
    toSource: (offset) => toSource(edits, offset),
    isStandIn: (offset) => standIns.has(offset),
  };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function sharedLength(text: string, line: LogicalLine, replacement: string): number {
  const longest = Math.min(line.end - line.start, replacement.length);
  let shared = 0;
  while (shared < longest && text[line.start + shared] === replacement[shared]) shared += 1;
  return shared;
}

/** Offsets inside a replacement stay inside the piece that it replaces. */
function toSource(edits: readonly Edit[], offset: number): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle] as Edit).start <= offset) low = middle + 1;
    else high = middle;
  }
  const edit = edits[low - 1];
  if (!edit) return offset;
  if (offset >= edit.end) return offset - edit.end + edit.sourceEnd;
  return Math.min(offset - edit.start + edit.sourceStart, edit.sourceEnd);
}
