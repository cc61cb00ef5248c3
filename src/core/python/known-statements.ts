/** Remembers the top-level statements of texts, so that an edit of one function does not lower the others again. */
import type { Stmt } from './ast.ts';
import { type SourceText, type Span, unsliced } from './source.ts';

/** A file of five thousand lines; the statements that were asked for last are kept. */
const mostCharacters = 200_000;

/**
 * Statements by their text. In a text without errors a statement's own characters decide what it is, so the same ones
 * elsewhere are the same tree in another place. Trees are copied, in and out: old analyses go on pointing into their
 * texts, and what is remembered keeps none of those texts in memory.
 */
export class KnownStatements {
  readonly #known = new Map<string, Stmt>();
  #characters = 0;

  /** The statement of that text as it stands in `source` from `start` on; null where it is not known. */
  at(text: string, source: SourceText, start: number): Stmt | null {
    const known = this.#known.get(text);
    if (!known) return null;
    // Asked for last, dropped last.
    this.#known.delete(text);
    this.#known.set(unsliced(text), known);
    return new Copy(source, start).of(known);
  }

  /** Remembers a statement whose text begins at `start`. It must have been lowered without problems. */
  add(text: string, statement: Stmt, start: number): void {
    const own = unsliced(text);
    this.#known.set(own, new Copy({ uri: '', text: own, cells: null }, -start).of(statement));
    this.#characters += own.length;
    for (const oldest of this.#known.keys()) {
      if (this.#characters <= mostCharacters) break;
      this.#known.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

/** Copies trees into another text. */
class Copy {
  constructor(
    private readonly source: SourceText,
    private readonly shift: number,
  ) {}

  of<Tree extends object>(tree: Tree): Tree {
    if (Array.isArray(tree))
      return tree.map((each: unknown) => (isObject(each) ? this.of(each) : each)) as Tree & unknown[];
    const copy = { ...tree } as Record<string, unknown>;
    for (const field in copy) {
      const part = copy[field];
      if (isObject(part)) copy[field] = isSpan(part) ? this.moved(part) : this.of(part);
    }
    return copy as Tree;
  }

  private moved({ start, end }: Span): Span {
    return { source: this.source, start: start + this.shift, end: end + this.shift };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isSpan(value: object): value is Span {
  return 'source' in value;
}
