/** The parser's contract: text in, typed tree and problems out; parsing never fails. */
import type { Module } from './ast.ts';
import type { SourceText, Span } from './source.ts';

/** A place that could not be parsed, or that was left out so that the rest could be. */
export interface ParseProblem {
  readonly message: string;
  readonly span: Span;
}

export interface ParseResult {
  readonly module: Module;
  readonly problems: readonly ParseProblem[];
}

/** Parses Python source. It never throws on any text: what is broken is left out and reported, the rest is kept. */
export interface PythonParser {
  parse(source: SourceText): ParseResult;
}
