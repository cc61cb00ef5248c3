/** The grammar at work: parses texts with tree-sitter and says where they break its rules, for the parser and the repair. */
import { type Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import { type SyntaxNode, SyntaxReader } from './syntax-tree.ts';

/** A piece of a text; offsets count UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export class Grammar {
  readonly #parser = new Parser();
  readonly #reader: SyntaxReader;

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
    const tree = this.#parser.parse(text);
    if (!tree) throw new Error('The Python grammar is not loaded.');
    return tree;
  }
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
