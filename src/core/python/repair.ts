/** Repairs text that does not parse, so that every statement but the broken ones is kept: half-typed code above all. */
import type { Grammar, TextRange } from './grammar.ts';
import {
  firstWord,
  headerReplacement,
  opensBlock,
  readsAlone,
  statementReplacement,
  unknownBranch,
} from './line-replacement.ts';
import { type LineFault, type LogicalLine, logicalLines } from './logical-lines.ts';
import type { ParsedText } from './lowering.ts';
import type { ParseProblem } from './parser.ts';
import { type Replacement, repairedText } from './repaired-text.ts';
import type { SourceText } from './source.ts';
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
export function repairText(grammar: Grammar, source: SourceText, lines: readonly LogicalLine[]): Repaired | null {
  const repair = new Repair(grammar, source, splitUnclosedText(grammar, source.text, lines));
  return repair.run();
}

/**
 * A text in triple quotes that is never closed hides where it began: each of its quotes may be the odd one. The line whose
 * removal leaves the least broken is the one; lines are returned as they read without it.
 */
function splitUnclosedText(grammar: Grammar, text: string, lines: readonly LogicalLine[]): readonly LogicalLine[] {
  if (lines.at(-1)?.fault !== 'unclosed text') return lines;
  const last = lines.at(-1) as LogicalLine;
  const suspects = [last, ...lines.filter((line) => hasTripleQuote(text, line)).slice(-mostSuspects)];
  let best = lines;
  let leastBroken = Number.POSITIVE_INFINITY;
  for (const suspect of suspects) {
    const split = logicalLines(text, new Set([suspect.start]));
    const broken = brokenCount(grammar, text, split);
    if (broken < leastBroken) {
      leastBroken = broken;
      best = split;
    }
  }
  return best;
}

const mostSuspects = 12;

function hasTripleQuote(text: string, line: LogicalLine): boolean {
  return line.fault === null && /"{3}|'{3}/.test(text.slice(line.start, line.end));
}

function brokenCount(grammar: Grammar, text: string, lines: readonly LogicalLine[]): number {
  let count = 0;
  for (const line of lines) {
    if (line.fault !== null || !readsAlone(grammar, text.slice(line.start, line.end))) count += 1;
  }
  return count;
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
      this.#replace(broken.length > 0 ? broken : suspects.flatMap((found) => found.slice(0, 1)));
    }
    const parsed = this.#parsed();
    return { parsed, root: this.#grammar.parseAnyway(parsed.text), problems: this.#problems() };
  }

  #textOf(line: LogicalLine): string {
    return this.#source.text.slice(line.start, line.end);
  }

  #parsed(): ParsedText {
    return repairedText(this.#source, this.#broken);
  }

  /** The unbroken lines that a broken place touches, or the last one before it. */
  #linesAt(parsed: ParsedText, error: TextRange): LogicalLine[] {
    const start = parsed.toSource(error.start);
    const end = parsed.toSource(error.end);
    const firstIndex = firstIndexWhere(this.#lines, (line) => line.end >= start);
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
      const clauses = clauseAfter[word];
      if (clauses && !clauses.includes(previous)) this.#replaceStrayClause(line);
      else if (word === '@' && !this.#isDecorated(index)) this.#replace([line]);
      before.push({ indent: line.indent, word: this.#wordOf(line) });
    }
  }

  #replaceStrayClause(line: LogicalLine): void {
    if (this.#hasBlock(line)) this.#broken.set(line, unknownBranch);
    else this.#broken.set(line, { text: 'pass', standIn: 0 });
  }

  #isDecorated(index: number): boolean {
    const next = this.#lines[index + 1];
    return next !== undefined && ['@', 'def', 'class'].includes(this.#wordOf(next));
  }

  /** The first word of a line as it is read now. */
  #wordOf(line: LogicalLine): string {
    return firstWord(this.#broken.get(line)?.text ?? this.#textOf(line));
  }

  /** Prose, data and other languages break in most of their lines. */
  #isHopeless(): boolean {
    return this.#broken.size >= 8 && this.#broken.size > this.#lines.length * 0.6;
  }

  #problems(): ParseProblem[] {
    return [...this.#broken]
      .sort(([a], [b]) => a.start - b.start)
      .map(([line, replacement]) => ({
        message: messageFor(line, replacement),
        span: { source: this.#source, start: line.start, end: line.end },
      }));
  }
}

/** The first index whose line passes a test that all later lines pass too. */
function firstIndexWhere(lines: readonly LogicalLine[], passes: (line: LogicalLine) => boolean): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(lines[middle] as LogicalLine)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The words after whose statement a clause may stand, at the same indent. */
const clauseAfter: Readonly<Record<string, readonly string[] | undefined>> = {
  elif: ['if', 'elif'],
  else: ['if', 'elif', 'for', 'while', 'except', 'try'],
  except: ['try', 'except'],
  finally: ['try', 'except', 'else'],
};

const faultMessages: Readonly<Record<LineFault, string>> = {
  'unclosed bracket': 'A bracket of this line is never closed; the line counts as unknown until it is.',
  'unmatched bracket': 'A closing bracket of this line has no opening one; the line counts as unknown.',
  'unclosed string': 'A string of this line is never closed; the line counts as unknown until it is.',
  'unclosed text': 'A text in triple quotes that begins or ends here is never closed; the line counts as unknown.',
  'deep nesting': 'This line nests more than 200 brackets, more than Python reads; it counts as unknown.',
  'long line': 'This line is longer than 50,000 characters and is not read; it counts as unknown.',
};

function messageFor(line: LogicalLine, replacement: Replacement): string {
  if (replacement.standIn === null) return 'This header is not complete; its block is read as if it were.';
  return line.fault ? faultMessages[line.fault] : 'This line is not complete Python; it counts as unknown.';
}
