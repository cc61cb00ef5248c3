/** The concrete syntax tree as plain objects, copied once out of the parser's WebAssembly memory, for the lowering. */
import type { Language, Tree, TreeCursor } from 'web-tree-sitter';

/** A node of the grammar; offsets count UTF-16 units of the text that was parsed. Comments are left out. */
export interface SyntaxNode {
  readonly type: string;
  /** True for a rule of the grammar, false for a keyword, an operator or punctuation. */
  readonly named: boolean;
  /** The name of the place that this node takes in its parent, null where the grammar gives none. */
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}

/** Node type of a subtree that is nested too deeply to be read; it has no children. */
export const tooDeep = 'too deep';

/** Node type of a token that the parser made up because the text lacks it. */
export const missingToken = 'missing token';

/** Node type of text that fits no rule of the grammar. */
export const errorNode = 'ERROR';

/** Deeper trees would overflow the stack of whoever walks them; Python itself stops at 200 nested brackets. */
const deepestLevel = 500;

/** Reads trees of one language; the tables of names are made once. */
export class SyntaxReader {
  readonly #types: readonly string[];
  readonly #named: readonly boolean[];
  readonly #skipped: readonly boolean[];
  readonly #fields: readonly (string | null)[];

  constructor(language: Language) {
    this.#types = language.types;
    this.#fields = language.fields;
    this.#named = language.types.map((_, id) => language.nodeTypeIsNamed(id));
    this.#skipped = language.types.map((type) => type === 'comment' || type === 'line_continuation');
  }

  /** The whole tree as plain objects. It walks without recursion, so any depth of text is safe. */
  read(tree: Tree): SyntaxNode {
    const cursor = tree.walk();
    const root = this.#subtree(cursor, 0, tree.rootNode.hasError);
    cursor.delete();
    return root ?? { ...emptyRoot };
  }

  /**
   * The statements at the top level of a right tree. `take` is given each one's place, and reads it where it needs it:
   * copying a node takes longer than parsing it.
   */
  readStatements<Statement>(tree: Tree, take: TakeStatement<Statement>): Statement[] {
    const cursor = tree.walk();
    const found: Statement[] = [];
    for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
      const typeId = cursor.nodeTypeId;
      if (this.#skipped[typeId] === true || this.#named[typeId] === false) continue;
      const read = (): SyntaxNode => this.#subtree(cursor, 1, false) ?? { ...emptyRoot };
      found.push(take({ start: cursor.startIndex, end: cursor.endIndex }, read));
    }
    cursor.delete();
    return found;
  }

  /** The subtree at the cursor, which stands there again afterwards; null for one that is left out. */
  #subtree(cursor: TreeCursor, level: number, mayLackTokens: boolean): SyntaxNode | null {
    const top: SyntaxNode[] = [];
    const parents: SyntaxNode[][] = [];
    let siblings = top;
    for (;;) {
      const typeId = cursor.nodeTypeId;
      if (this.#skipped[typeId] !== true) {
        const children: SyntaxNode[] = [];
        const cutOff = level + parents.length >= deepestLevel;
        const missing = mayLackTokens && cursor.nodeIsMissing;
        siblings.push({
          type: cutOff ? tooDeep : missing ? missingToken : (this.#types[typeId] ?? errorNode),
          named: this.#named[typeId] ?? true,
          field: this.#fields[cursor.currentFieldId] ?? null,
          start: cursor.startIndex,
          end: cursor.endIndex,
          children,
        });
        if (!cutOff && cursor.gotoFirstChild()) {
          parents.push(siblings);
          siblings = children;
          continue;
        }
      }
      for (;;) {
        if (parents.length === 0) return top[0] ?? null;
        if (cursor.gotoNextSibling()) break;
        cursor.gotoParent();
        siblings = parents.pop() ?? top;
      }
    }
  }
}

/** What is made of a statement: from its place in the text alone, or from its nodes, which `read` copies. */
export type TakeStatement<Statement> = (
  place: { readonly start: number; readonly end: number },
  read: () => SyntaxNode,
) => Statement;

const emptyRoot: SyntaxNode = { type: 'module', named: true, field: null, start: 0, end: 0, children: [] };

/** The child that takes a place by name, or undefined. */
export function childAt(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** All children that take a place by name. */
export function childrenAt(node: SyntaxNode, field: string): SyntaxNode[] {
  return node.children.filter((child) => child.field === field);
}

/** The children that are rules of the grammar, without punctuation. */
export function namedChildren(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter((child) => child.named);
}

/** The first child of a type, or undefined. */
export function childOfType(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.children.find((child) => child.type === type);
}
