/** Joins the code cells of a notebook to one text that parses as Python, with a map back to the cells. */
import { endOfLine, nextLogicalLine } from '../python/logical-lines.ts';
import type { CellRange, SourceText } from '../python/source.ts';
import type { CellInput, DocumentInput } from './project.ts';

/** The text of a document as it is parsed: a file's own, or a notebook's cells joined. */
export function sourceOf(document: DocumentInput): SourceText {
  if (document.kind === 'notebook') return joinCells(document.uri, document.cells);
  return { uri: document.uri, text: document.text, cells: null };
}

/**
 * The Python cells of a notebook, joined with newlines. Cells of other languages are left out; IPython's magics, shell lines
 * and help lines are blanked in their place, so that every offset within a cell stays what it was.
 */
export function joinCells(uri: string, cells: readonly CellInput[]): SourceText {
  const ranges: CellRange[] = [];
  const texts: string[] = [];
  let start = 0;
  for (const cell of cells) {
    if (!/^i?python[23]?$/i.test(cell.language)) continue;
    texts.push(withoutMagics(cell.text));
    ranges.push({ index: cell.index, start, end: start + cell.text.length });
    start += cell.text.length + 1;
  }
  return { uri, text: texts.join('\n'), cells: ranges };
}

/** Cell magics below which the cell's text is Python that runs in the notebook. */
const pythonCellMagics = new Set(['time', 'timeit', 'capture', 'prun', 'memit', 'mprun', 'pypy', 'debug']);

/** A cell's text with everything blanked that only IPython knows; it has the same length and line breaks. */
export function withoutMagics(text: string): string {
  const cellMagic = /^\s*%%(\w+)/.exec(text);
  if (cellMagic && !pythonCellMagics.has(cellMagic[1] ?? '')) return blank(text);
  let result = '';
  let copied = 0;
  for (let line = nextLogicalLine(text, 0); line; ) {
    const end = endOfShellLine(text, line.start);
    const plain = plainLine(text.slice(line.start, end), line.indent > 0);
    if (plain !== null) {
      result += text.slice(copied, line.start) + plain;
      copied = end;
    }
    line = nextLogicalLine(text, plain === null ? endOfLine(text, Math.max(line.end, line.start + 1)) : end);
  }
  return result + text.slice(copied);
}

/** A backslash at its end continues a shell line or magic. */
function endOfShellLine(text: string, start: number): number {
  let end = endOfLine(text, start);
  while (end < text.length && /\\\r?$/.test(text.slice(start, end))) end = endOfLine(text, end + 1);
  return end;
}

/** What is read in place of a line that only IPython knows, null for a line of Python. */
function plainLine(line: string, isInBlock: boolean): string | null {
  if (/^%time\s+[^-\s]/.test(line)) return line.replace(/^%time\s/, 'pass; ');
  if (/^[%!?]/.test(line) || /^[\w.*[\]]+\?{1,2}\s*$/.test(line))
    return isInBlock ? blankStatement(line) : blank(line);
  const assigned = /^([\w.,[\] ]+=\s*)[!%]/.exec(line)?.[1];
  if (assigned === undefined) return null;
  return `${assigned}_${blank(line.slice(assigned.length + 1))}`;
}

/** A block needs a statement; what is too short for one leaves an empty block, which the grammar reads too. */
function blankStatement(line: string): string {
  return /^[^\r\n]{4}/.test(line) ? `pass${blank(line.slice(4))}` : blank(line);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
