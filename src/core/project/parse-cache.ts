/** Remembers parsed texts by their content, so that an edit of one file does not parse the others again. */
import type { ParseResult, PythonParser } from '../python/parser.ts';
import type { SourceText } from '../python/source.ts';

const mostTexts = 256;

/** A parser that remembers its last answers. Equal documents get the same tree, so its nodes can serve as keys. */
export class CachingParser implements PythonParser {
  readonly #parser: PythonParser;
  readonly #results = new Map<string, ParseResult>();

  constructor(parser: PythonParser) {
    this.#parser = parser;
  }

  parse(source: SourceText): ParseResult {
    const cells = source.cells?.map((cell) => `${cell.index}:${cell.start}-${cell.end}`).join() ?? '';
    const key = `${source.uri}\0${cells}\0${source.text}`;
    const result = this.#results.get(key) ?? this.#parser.parse(source);
    // Asked for last, dropped last.
    this.#results.delete(key);
    this.#results.set(key, result);
    for (const oldest of this.#results.keys()) {
      if (this.#results.size <= mostTexts) break;
      this.#results.delete(oldest);
    }
    return result;
  }
}
