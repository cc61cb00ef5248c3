/** The grammar at work: parses texts with tree-sitter and says where they break its rules, for the parser and the repair. */
import { Edit, type Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import { type SyntaxNode, SyntaxReader, type TakeStatement } from './syntax-tree.ts';

/** A piece of a text; offsets count UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export class Grammar {
  readonly #parser = new Parser();
  readonly #reader: SyntaxReader;
  /** The last right text of some length, with its tree. */
  #last: { readonly text: string; readonly tree: Tree } | null = null;

  constructor(language: Language) {
    this.#parser.setLanguage(language);
    this.#reader = new SyntaxReader(language);
  }

  /** Parses a text. Returns its tree, or the places where it breaks the grammar's rules. */
  parse(text: string): { readonly root: SyntaxNode } | { readonly errors: readonly TextRange[] } {
    const tree = this.#tree(text);
    const answer = tree.rootNode.hasError
      ? { errors: errorsOf(tree.rootNode) }
      : { root: this.#reader.read(tree) };
    tree.delete();
    return answer;
  }

  /** Parses a text. Returns what is made of its top-level statements, or null where it breaks the grammar's rules. */
  statements<Statement>(text: string, take: TakeStatement<Statement>): readonly Statement[] | null {
    const tree = this.#tree(text);
    const found = tree.rootNode.hasError ? null : this.#reader.readStatements(tree, take);
    tree.delete();
    return found;
  }

  /** The tree of a text even where it breaks the rules; broken places are nodes of their own. */
  parseAnyway(text: string): SyntaxNode {
    const tree = this.#tree(text);
    const root = this.#reader.read(tree);
    tree.delete();
    return root;
  }

  /** True where a text keeps the grammar's rules. */
  accepts(text: string): boolean {
    const tree = this.#tree(text);
    const accepted = !tree.rootNode.hasError;
    tree.delete();
    return accepted;
  }

  #tree(text: string): Tree {
    const tree = this.#afterEdit(text) ?? this.#parser.parse(text);
    if (!tree) throw new Error('The Python grammar is not loaded.');
    this.#remember(text, tree);
    return tree;
  }

  /**
   * The tree of a text that differs in one small place from the last one: what lies before and after is not read again.
   * Null where that is not so, or where either text is broken: how a broken text is read may depend on what was there.
   */
  #afterEdit(text: string): Tree | null {
    const last = this.#last;
    if (last === null) return null;
    const edit = smallEdit(last.text, text);
    if (edit === null) return null;
    last.tree.edit(edit);
    const tree = this.#parser.parse(text, last.tree);
    if (tree && !tree.rootNode.hasError) return tree;
    tree?.delete();
    // The edited tree no longer fits its text.
    this.#forget();
    return null;
  }

  /** Trees are short-lived for those who ask, so a copy of the last right one is kept. */
  #remember(text: string, tree: Tree): void {
    this.#forget();
    if (text.length >= shortestRemembered && !tree.rootNode.hasError)
      this.#last = { text, tree: tree.copy() };
  }

  #forget(): void {
    this.#last?.tree.delete();
    this.#last = null;
  }
}

/** Shorter texts are parsed sooner than compared. */
const shortestRemembered = 500;
const longestEdit = 200;

/** The one place where two texts differ, as tree-sitter wants it; null where it is longer than a few words. */
function smallEdit(before: string, after: string): Edit | null {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  const oldEndIndex = before.length - same;
  const newEndIndex = after.length - same;
  if (Math.max(oldEndIndex, newEndIndex) - start > longestEdit) return null;
  return new Edit({
    startIndex: start,
    oldEndIndex,
    newEndIndex,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, oldEndIndex),
    newEndPosition: pointAt(after, newEndIndex),
  });
}

/** Row and column of an offset. */
function pointAt(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row += 1;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

/** The outermost broken places in the order of the text. */
function errorsOf(root: Node): TextRange[] {
  const errors: TextRange[] = [];
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.isError || node.isMissing) errors.push({ start: node.startIndex, end: node.endIndex });
    else waiting.push(...node.children.filter((child) => child.hasError || child.isMissing).reverse());
  }
  return errors;
}
