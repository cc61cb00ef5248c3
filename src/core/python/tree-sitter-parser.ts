/** The Python parser over tree-sitter: hosts hand in its WebAssembly files, everything else is done here. */
import { Language, Parser } from 'web-tree-sitter';
import { Grammar } from './grammar.ts';
import { KnownStatements } from './known-statements.ts';
import { logicalLines, mayBeTooMuch } from './logical-lines.ts';
import { lowerExpression } from './lower-expressions.ts';
import { lowerModule, lowerStatement } from './lower-statements.ts';
import { Lowering, type ParsedText } from './lowering.ts';
import type { ParseProblem, ParseResult, PythonParser } from './parser.ts';
import { repairText } from './repair.ts';
import type { SourceText } from './source.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** The two WebAssembly files that the parser needs: web-tree-sitter.wasm and tree-sitter-python.wasm. */
export interface ParserWasm {
  readonly runtime: Uint8Array | ArrayBuffer;
  readonly language: Uint8Array | ArrayBuffer;
}

/** Starts the parser. Returns a parser that never throws on any text; rejects where the bytes are no such WebAssembly. */
export async function createPythonParser(wasm: ParserWasm): Promise<PythonParser> {
  await Parser.init({ wasmBinary: wasm.runtime });
  const language = await Language.load(new Uint8Array(wasm.language));
  return new TreeSitterPythonParser(new Grammar(language));
}

/** More than ten thousand lines: nobody wrote that by hand, and broken text of this size takes seconds. */
const longestText = 500_000;

class TreeSitterPythonParser implements PythonParser {
  readonly #grammar: Grammar;
  readonly #statements = new KnownStatements();

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  parse(source: SourceText): ParseResult {
    const { text } = source;
    if (text.length > longestText)
      return nothing(source, 'This file is longer than 500,000 characters and is not read.');
    if (text.includes('\0'))
      return nothing(source, 'This file holds NUL characters, so it is not Python text.');
    if (!mayBeTooMuch(text) && !this.#hasBrokenCell(source)) {
      const result = this.#parseRight(source);
      if (result) return result;
    }
    const repaired = repairText(this.#grammar, source);
    if (!repaired) return nothing(source, 'Most lines of this text are not Python, so none of it is read.');
    return lowered(repaired.parsed, repaired.root, repaired.problems);
  }

  /** A text that keeps the grammar's rules; null where it does not. Statements that stood in texts before are known. */
  #parseRight(source: SourceText): ParseResult | null {
    const { text } = source;
    const lowering = new Lowering(unrepaired(source), lowerExpression);
    const body = this.#grammar.statements(text, ({ start, end }, read) => {
      const own = text.slice(start, end);
      const known = this.#statements.at(own, source, start);
      if (known) return known;
      const problemsBefore = lowering.problems.length;
      const statement = lowerStatement(lowering, read());
      if (lowering.problems.length === problemsBefore) this.#statements.add(own, statement, start);
      return statement;
    });
    const span = { source, start: 0, end: text.length };
    return body && { module: { kind: 'Module', body, span }, problems: lowering.problems };
  }

  /** Broken cells may be right when they are joined: one opens a text in triple quotes, another one closes it. */
  #hasBrokenCell(source: SourceText): boolean {
    return (source.cells ?? []).some(({ start, end }) => {
      const cell = source.text.slice(start, end);
      return logicalLines(cell).some((line) => line.fault !== null) && !this.#grammar.accepts(`${cell}\n`);
    });
  }
}

function unrepaired(source: SourceText): ParsedText {
  return { source, text: source.text, toSource: (offset) => offset, isStandIn: () => false };
}

function lowered(parsed: ParsedText, root: SyntaxNode, problems: readonly ParseProblem[]): ParseResult {
  const lowering = new Lowering(parsed, lowerExpression);
  const module = lowerModule(lowering, root, parsed.text.length);
  return { module, problems: [...problems, ...lowering.problems] };
}

function nothing(source: SourceText, message: string): ParseResult {
  const span = { source, start: 0, end: source.text.length };
  return { module: { kind: 'Module', body: [], span }, problems: [{ message, span }] };
}
