/** Where lines of an analysed text stand after later edits, so that lenses and hovers keep their places while one types. */

/** One edit: the lines that it replaced, 0-based and inclusive, and the number of line breaks that it put there. */
export interface LineEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly insertedBreaks: number;
}

export interface ShiftedLine {
  readonly line: number;
  /** True where an edit changed the line itself, so that what was known of it no longer holds. */
  readonly touched: boolean;
}

/** The place of a line after the edits, in the order in which they were made; null where the line was removed. */
export function shiftLine(line: number, edits: readonly LineEdit[]): ShiftedLine | null {
  let current = line;
  let touched = false;
  for (const { startLine, endLine, insertedBreaks } of edits) {
    if (current < startLine) continue;
    if (current > endLine) {
      current += insertedBreaks - (endLine - startLine);
    } else if (current === startLine) {
      touched = true;
    } else {
      return null;
    }
  }
  return { line: current, touched };
}
