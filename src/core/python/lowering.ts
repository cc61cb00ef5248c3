/** What every part of the lowering from concrete to typed syntax shares: texts, spans, problems and the way to expressions. */
import type { Expr, UnsupportedExpr, UnsupportedStmt } from './ast.ts';
import type { ParseProblem } from './parser.ts';
import type { SourceText, Span } from './source.ts';
import { type SyntaxNode, tooDeep } from './syntax-tree.ts';

/** A text as it was given to the grammar: it may hold repairs, so offsets are translated back to the user's text. */
export interface ParsedText {
  readonly source: SourceText;
  readonly text: string;
  /** The offset in the user's text that belongs to an offset of the parsed text. */
  toSource(offset: number): number;
  /** True where the repair put a stand-in for something that could not be read. */
  isStandIn(offset: number): boolean;
}

/** How one kind of node becomes an expression of the typed tree. */
export type LowerExpression = (at: Lowering, node: SyntaxNode) => Expr;

/** One lowering of one text. The way to expressions is handed in, since strings and parameters hold expressions again. */
export class Lowering {
  readonly problems: ParseProblem[] = [];
  readonly #parsed: ParsedText;

  readonly #lowerExpression: LowerExpression;

  constructor(parsed: ParsedText, lowerExpression: LowerExpression) {
    this.#parsed = parsed;
    this.#lowerExpression = lowerExpression;
  }

  /** Lowers any expression; what the typed tree does not model, or what is broken, becomes an UnsupportedExpr. */
  expression(node: SyntaxNode): Expr {
    return this.#lowerExpression(this, node);
  }

  textOf(node: SyntaxNode): string {
    return this.#parsed.text.slice(node.start, node.end);
  }

  textBetween(start: number, end: number): string {
    return this.#parsed.text.slice(start, end);
  }

  span(start: number, end: number): Span {
    const { source } = this.#parsed;
    return { source, start: this.#parsed.toSource(start), end: this.#parsed.toSource(end) };
  }

  spanOf(node: SyntaxNode): Span {
    return this.span(node.start, node.end);
  }

  isStandIn(node: SyntaxNode): boolean {
    return this.#parsed.isStandIn(node.start);
  }

  unsupportedExpr(node: SyntaxNode, syntax: string = node.type): UnsupportedExpr {
    if (node.type === tooDeep) this.#reportDepth(node);
    return { kind: 'UnsupportedExpr', syntax, span: this.spanOf(node) };
  }

  unsupportedStmt(node: SyntaxNode, syntax: string = node.type): UnsupportedStmt {
    if (node.type === tooDeep) this.#reportDepth(node);
    return { kind: 'UnsupportedStmt', syntax, span: this.spanOf(node) };
  }

  /** One line may be cut off in several places, which is one problem. */
  #reportDepth(node: SyntaxNode): void {
    const message = 'This code is nested too deeply to be read; it counts as unknown.';
    const before = this.problems.at(-1);
    const span = this.spanOf(node);
    const between = before && span.source.text.slice(before.span.end, span.start);
    if (between === undefined || between.includes('\n')) this.problems.push({ message, span });
  }
}
