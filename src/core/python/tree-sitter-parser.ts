/** The Python parser over tree-sitter: hosts hand in its WebAssembly files, everything else is done here. */
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { lowerExpression } from './lower-expressions.ts';
import { lowerModule } from './lower-statements.ts';
import { Lowering, type ParsedText } from './lowering.ts';
import type { ParseResult, PythonParser } from './parser.ts';
import type { SourceText } from './source.ts';
import { SyntaxReader } from './syntax-tree.ts';

/** The two WebAssembly files that the parser needs: web-tree-sitter.wasm and tree-sitter-python.wasm. */
export interface ParserWasm {
  readonly runtime: Uint8Array | ArrayBuffer;
  readonly language: Uint8Array | ArrayBuffer;
}

/** Starts the parser. Returns a parser that never throws on any text; rejects where the bytes are no such WebAssembly. */
export async function createPythonParser(wasm: ParserWasm): Promise<PythonParser> {
  await Parser.init({ wasmBinary: wasm.runtime });
  const language = await Language.load(new Uint8Array(wasm.language));
  return new TreeSitterPythonParser(language);
}

class TreeSitterPythonParser implements PythonParser {
  readonly #parser = new Parser();
  readonly #reader: SyntaxReader;

  constructor(language: Language) {
    this.#parser.setLanguage(language);
    this.#reader = new SyntaxReader(language);
  }

  parse(source: SourceText): ParseResult {
    const tree = this.#parser.parse(source.text) as Tree;
    const root = this.#reader.read(tree);
    tree.delete();
    const parsed: ParsedText = {
      source,
      text: source.text,
      toSource: (offset) => offset,
      isStandIn: () => false,
    };
    const lowering = new Lowering(parsed, lowerExpression);
    const module = lowerModule(lowering, root, source.text.length);
    return { module, problems: lowering.problems };
  }
}
