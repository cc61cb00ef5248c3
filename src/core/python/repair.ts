/** Repairs text that does not parse, so that every statement but the broken ones is kept: half-typed code above all. */
import { effectiveIndents } from './block-structure.ts';
import type { Grammar, TextRange } from './grammar.ts';
import {
  firstWord,
  headerReplacement,
  opensBlock,
  readsAlone,
  statementReplacement,
  unknownBranch,
  unknownStatement,
} from './line-replacement.ts';
import { type LineFault, type LogicalLine, logicalLines } from './logical-lines.ts';
import type { ParsedText } from './lowering.ts';
import { withoutOddQuotes } from './odd-quotes.ts';
import type { ParseProblem } from './parser.ts';
import { type RepairedLine, type Replacement, repairedText } from './repaired-text.ts';
import type { CellRange, SourceText } from './source.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** A text as it can be read, its tree, and what was left out of it. */
export interface Repaired {
  readonly parsed: ParsedText;
  readonly root: SyntaxNode;
  readonly problems: readonly ParseProblem[];
}

/** Each round parses the whole text again; real half-typed code needs one or two. */
const mostRounds = 8;

/** Repairs a text that breaks the grammar's rules. Returns null where so much is broken that it cannot be Python. */
export function repairText(grammar: Grammar, source: SourceText): Repaired | null {
  const read = (text: string) => withoutOddQuotes(grammar, text, logicalLines(text));
  const lines = source.cells ? linesOfCells(source.text, source.cells, read) : read(source.text);
  return new Repair(grammar, source, lines).run();
}

/** Each cell of a notebook is read by itself, so that what one leaves open ends with it. */
function linesOfCells(
  text: string,
  cells: readonly CellRange[],
  read: (text: string) => readonly LogicalLine[],
): LogicalLine[] {
  return cells.flatMap(({ start, end }) =>
    read(text.slice(start, end)).map((line) => ({
      ...line,
      start: line.start + start,
      end: line.end + start,
      afterAssign: line.afterAssign === null ? null : line.afterAssign + start,
    })),
  );
}

class Repair {
  readonly #grammar: Grammar;
  readonly #source: SourceText;
  readonly #lines: readonly LogicalLine[];
  readonly #indexOf: ReadonlyMap<LogicalLine, number>;
  readonly #broken = new Map<LogicalLine, Replacement>();

  constructor(grammar: Grammar, source: SourceText, lines: readonly LogicalLine[]) {
    this.#grammar = grammar;
    this.#source = source;
    this.#lines = lines;
    this.#indexOf = new Map(lines.map((line, index) => [line, index]));
  }

  run(): Repaired | null {
    this.#replace(this.#lines.filter((line) => line.fault !== null));
    for (let round = 0; round < mostRounds; round++) {
      this.#replaceStrays();
      if (this.#isHopeless()) return null;
      const parsed = this.#parsed();
      const answer = this.#grammar.parse(parsed.text);
      if ('root' in answer) return { parsed, root: answer.root, problems: this.#problems() };
      const suspects = answer.errors.map((error) => this.#linesAt(parsed, error));
      const broken = suspects.flat().filter((line) => !readsAlone(this.#grammar, this.#textOf(line)));
      this.#replace(broken.length > 0 ? broken : suspects.flatMap((found) => this.#culprit(found)));
    }
    this.#dropBrokenBlocks();
    const parsed = this.#parsed();
    return { parsed, root: this.#grammar.parseAnyway(parsed.text), problems: this.#problems() };
  }

  #textOf(line: LogicalLine): string {
    return this.#source.text.slice(line.start, line.end);
  }

  #parsed(): ParsedText {
    const repairedLines: RepairedLine[] = [];
    for (const [index, indent] of this.#indents(this.#lines).entries()) {
      const line = this.#lines[index] as LogicalLine;
      const replacement = this.#broken.get(line) ?? null;
      const newIndent = indent === line.indent ? null : indent;
      if (replacement || newIndent !== null) repairedLines.push({ line, replacement, indent: newIndent });
    }
    return repairedText(this.#source, repairedLines);
  }

  #indents(lines: readonly LogicalLine[]): number[] {
    return effectiveIndents(lines, (line) => {
      const text = this.#textNow(line);
      return text.endsWith(':') && opensBlock(text);
    });
  }

  /** The text of a line as it is read now. */
  #textNow(line: LogicalLine): string {
    return this.#broken.get(line)?.text ?? this.#textOf(line);
  }

  /** The unbroken lines that a broken place touches, or the last one before it. */
  #linesAt(parsed: ParsedText, error: TextRange): LogicalLine[] {
    const start = parsed.toSource(error.start);
    const end = parsed.toSource(error.end);
    const firstIndex = firstIndexWhere(
      this.#lines.length,
      (index) => (this.#lines[index]?.end ?? 0) >= start,
    );
    const touched: LogicalLine[] = [];
    for (let index = firstIndex; (this.#lines[index]?.start ?? Infinity) <= end; index++) {
      const line = this.#lines[index] as LogicalLine;
      if (!this.#broken.has(line)) touched.push(line);
    }
    for (let index = firstIndex - 1; touched.length === 0 && index >= 0; index--) {
      const line = this.#lines[index] as LogicalLine;
      if (!this.#broken.has(line)) touched.push(line);
    }
    return touched;
  }

  /**
   * Among lines that are right by themselves and wrong together, the first that breaks what stands before it in its top-level
   * block: each start of a right block is right, so it is found by halving.
   */
  #culprit(touched: readonly LogicalLine[]): LogicalLine[] {
    const [first] = touched;
    const last = touched.at(-1);
    if (!first || !last) return [];
    let start = this.#indexOf.get(first) ?? 0;
    while (start > 0 && this.#continuesBlock(start)) start -= 1;
    const block = this.#lines.slice(start, (this.#indexOf.get(last) ?? start) + 1);
    const breaks = (index: number) => !this.#readTogether(block.slice(0, index + 1));
    const found = block[firstIndexWhere(block.length, breaks)];
    return [found && !this.#broken.has(found) ? found : first];
  }

  /** The last resort: of every top-level block that is still broken, all lines are left out. */
  #dropBrokenBlocks(): void {
    let start = 0;
    for (let index = 1; index <= this.#lines.length; index++) {
      if (index < this.#lines.length && this.#continuesBlock(index)) continue;
      const block = this.#lines.slice(start, index);
      if (!this.#readTogether(block)) for (const line of block) this.#broken.set(line, unknownStatement);
      start = index;
    }
  }

  #continuesBlock(index: number): boolean {
    const line = this.#lines[index] as LogicalLine;
    const before = this.#lines[index - 1] as LogicalLine;
    return line.indent > 0 || clauseAfter.has(this.#wordOf(line)) || this.#wordOf(before) === '@';
  }

  #readTogether(lines: readonly LogicalLine[]): boolean {
    const indents = this.#indents(lines);
    const texts = lines.map((line, index) => `${' '.repeat(indents[index] ?? 0)}${this.#textNow(line)}`);
    return this.#grammar.accepts(`${texts.join('\n')}\n`);
  }

  #replace(lines: readonly LogicalLine[]): void {
    for (const line of lines) {
      const text = this.#textOf(line);
      const isHeader = this.#hasBlock(line) && opensBlock(text);
      const choose = isHeader ? headerReplacement : statementReplacement;
      this.#broken.set(line, choose(this.#grammar, text, line));
    }
  }

  #hasBlock(line: LogicalLine): boolean {
    const next = this.#lines[(this.#indexOf.get(line) ?? 0) + 1];
    return next !== undefined && next.indent > line.indent;
  }

  /** `else` without its `if`, and decorators without their function, are right by themselves but not where they stand. */
  #replaceStrays(): void {
    /** The last statement's word at each indent of the blocks around a line. */
    const before: { indent: number; word: string }[] = [];
    for (const [index, line] of this.#lines.entries()) {
      while ((before.at(-1)?.indent ?? -1) > line.indent) before.pop();
      const isSibling = before.at(-1)?.indent === line.indent;
      const previous = isSibling ? (before.pop()?.word ?? '') : '';
      const word = this.#wordOf(line);
      const clauses = clauseAfter.get(word);
      if (clauses && !clauses.includes(previous)) this.#replaceStrayClause(line);
      else if (word === '@' && !this.#isDecorated(index)) this.#replace([line]);
      before.push({ indent: line.indent, word: this.#wordOf(line) });
    }
  }

  #replaceStrayClause(line: LogicalLine): void {
    if (this.#hasBlock(line)) this.#broken.set(line, unknownBranch);
    else this.#broken.set(line, unknownStatement);
  }

  #isDecorated(index: number): boolean {
    const next = this.#lines[index + 1];
    return next !== undefined && ['@', 'def', 'class'].includes(this.#wordOf(next));
  }

  /** The first word of a line as it is read now. */
  #wordOf(line: LogicalLine): string {
    return firstWord(this.#textNow(line));
  }

  /** Prose, data and other languages break in most of their lines. */
  #isHopeless(): boolean {
    return this.#broken.size >= 8 && this.#broken.size > this.#lines.length * 0.6;
  }

  #problems(): ParseProblem[] {
    const indents = this.#indents(this.#lines);
    return this.#lines.flatMap((line, index) => {
      const replacement = this.#broken.get(line);
      const isMoved =
        indents[index] !== line.indent &&
        (index === 0 || indents[index - 1] === this.#lines[index - 1]?.indent);
      if (!replacement && !isMoved) return [];
      const message = replacement ? messageFor(line, replacement) : movedMessage;
      return [{ message, span: { source: this.#source, start: line.start, end: line.end } }];
    });
  }
}

/** The first index below `count` that passes a test which all later ones pass too, or `count`. */
function firstIndexWhere(count: number, passes: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The words after whose statement a clause may stand, at the same indent. */
const clauseAfter: ReadonlyMap<string, readonly string[]> = new Map([
  ['elif', ['if', 'elif']],
  ['else', ['if', 'elif', 'for', 'while', 'except', 'try']],
  ['except', ['try', 'except']],
  ['finally', ['try', 'except', 'else']],
]);

const faultMessages: Readonly<Record<LineFault, string>> = {
  'unclosed bracket': 'A bracket of this line is never closed; the line counts as unknown until it is.',
  'unmatched bracket': 'A closing bracket of this line has no opening one; the line counts as unknown.',
  'unclosed string': 'A string of this line is never closed; the line counts as unknown until it is.',
  'unclosed text':
    'A text in triple quotes that begins or ends here is never closed; the line counts as unknown.',
  'deep nesting': 'This line nests more than 200 brackets, more than Python reads; it counts as unknown.',
  'long line': 'This line is longer than 50,000 characters and is not read; it counts as unknown.',
};

const movedMessage =
  'No block is open at the indent of this line; it is read as part of the block around it.';

function messageFor(line: LogicalLine, replacement: Replacement): string {
  if (replacement.standIn === null) return 'This header is not complete; its block is read as if it were.';
  return line.fault ? faultMessages[line.fault] : 'This line is not complete Python; it counts as unknown.';
}
