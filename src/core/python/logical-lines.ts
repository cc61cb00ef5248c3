/** Splits Python text into logical lines without a grammar, for the repair of text that does not parse: brackets, strings,
 * comments and continuations are followed, and a bracket or string that is never closed ends where the next statement begins. */

/** What is wrong with the tokens of a line. */
export type LineFault =
  | 'unclosed bracket'
  | 'unmatched bracket'
  | 'unclosed string'
  | 'unclosed text'
  | 'deep nesting'
  | 'long line';

/** One statement, one header of a block, or one piece of broken text; offsets count UTF-16 units. */
export interface LogicalLine {
  /** Start of the first token; the indent lies before it. */
  readonly start: number;
  /** End of the last token; a comment may follow. */
  readonly end: number;
  /** Width of the indent in columns. */
  readonly indent: number;
  readonly fault: LineFault | null;
  /** Brackets that are open at the end, outermost first. */
  readonly open: string;
  /** Offset after the last `=` or `+=` and its like that stands outside all brackets, or null. */
  readonly afterAssign: number | null;
}

/** Python itself reads no more nested brackets than this. */
const deepestBrackets = 200;

/** Longer lines hold data, not code that anybody wrote by hand. */
const longestLine = 50_000;

/** The logical lines of a text, without blank lines and comments. `dropped` holds starts of lines that are not to be read further. */
export function logicalLines(text: string, dropped: ReadonlySet<number> = new Set()): LogicalLine[] {
  const lines: LogicalLine[] = [];
  for (
    let line = nextLogicalLine(text, 0, dropped);
    line;
    line = nextLogicalLine(text, after(text, line), dropped)
  ) {
    lines.push(line);
  }
  return lines;
}

/** The first logical line that begins at an offset, the start or end of a physical line, or after it; null after the last one. */
export function nextLogicalLine(
  text: string,
  offset: number,
  dropped: ReadonlySet<number> = new Set(),
): LogicalLine | null {
  let at = offset;
  while (at < text.length) {
    const { start, indent } = skipIndent(text, at);
    const next = text[start];
    if (next === undefined) return null;
    if (next === '\n' || next === '\r') at = start + 1;
    else if (next === '#') at = endOfLine(text, start) + 1;
    else return new LineScanner(text, start, indent, dropped.has(start)).scan();
  }
  return null;
}

function after(text: string, line: LogicalLine): number {
  return endOfLine(text, Math.max(line.end, line.start + 1)) + 1;
}

/** True where a text may hold lines that are too long or nested too deeply to be handed to the grammar; a quick look. */
export function mayBeTooMuch(text: string): boolean {
  let depth = 0;
  let lineStart = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) {
      if (at - lineStart > longestLine) return true;
      lineStart = at + 1;
    } else if (code === 0x28 || code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepestBrackets) return true;
    } else if (code === 0x29 || code === 0x5d || code === 0x7d) depth -= 1;
  }
  return text.length - lineStart > longestLine;
}

const lineFeed = 0x0a;

/** The end of the physical line that holds an offset: the place of its line break, or the text's end. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** Tabs reach to the next multiple of eight, as in Python. */
function skipIndent(text: string, lineStart: number): { start: number; indent: number } {
  let indent = 0;
  let start = lineStart;
  for (; start < text.length; start++) {
    const char = text[start];
    if (char === ' ') indent += 1;
    else if (char === '\t') indent = (Math.floor(indent / 8) + 1) * 8;
    else if (char !== '\f' && char !== '\uFEFF') break;
  }
  return { start, indent };
}

const closerOf: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const tokenPattern =
  /("{3}|'{3}|["'])|#[^\n]*|\\\r?\n|\r?\n|[()[\]{}]|(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)?=(?!=)|[=!<>:]=|[^\s()[\]{}"'#\\=!<>:+\-*/%@&|^]+|[\s\S]/g;

/** Reads one logical line from its first token on. */
class LineScanner {
  #open = '';
  #end: number;
  #fault: LineFault | null = null;
  #afterAssign: number | null = null;
  /** The last token before the first line that is indented no further, while brackets are open. */
  #blockEnd: number | null = null;
  readonly #text: string;
  readonly #start: number;
  readonly #indent: number;
  readonly #isDropped: boolean;
  readonly #opensDefinition: boolean;
  readonly #opensBlock: boolean;

  constructor(text: string, start: number, indent: number, isDropped: boolean) {
    this.#text = text;
    this.#start = start;
    this.#end = start;
    this.#indent = indent;
    this.#isDropped = isDropped;
    const opening = text.slice(start, start + 20);
    this.#opensDefinition = definitionWord.test(opening);
    this.#opensBlock = this.#opensDefinition || blockWord.test(opening);
  }

  scan(): LogicalLine {
    const lineEnd = endOfLine(this.#text, this.#start);
    if (this.#isDropped || lineEnd - this.#start > longestLine) {
      this.#fault = this.#isDropped ? 'unclosed text' : 'long line';
      this.#end = trimmedEnd(this.#text, this.#start, lineEnd);
    } else this.#readTokens();
    return {
      start: this.#start,
      end: this.#end,
      indent: this.#indent,
      fault: this.#fault,
      open: this.#open,
      afterAssign: this.#afterAssign,
    };
  }

  #readTokens(): void {
    tokenPattern.lastIndex = this.#start;
    for (let match = tokenPattern.exec(this.#text); match; match = tokenPattern.exec(this.#text)) {
      const [token, quotes] = match;
      if (quotes) {
        if (!this.#readString(match.index, quotes)) return;
      } else if (token === '\n' || token === '\r\n') {
        if (this.#open === '' || this.#isBeforeStatement(match.index + token.length)) break;
      } else this.#readToken(match.index, token);
    }
    if (this.#open !== '') this.#endUnclosed();
  }

  #readToken(offset: number, token: string): void {
    if (closerOf.has(token)) {
      this.#open += token;
      if (this.#open.length > deepestBrackets) this.#fault ??= 'deep nesting';
    } else if (token === ')' || token === ']' || token === '}') this.#close(token);
    else if (token.endsWith('=') && !/^[=!<>:]=$/.test(token) && this.#open === '') {
      this.#afterAssign = offset + token.length;
    }
    if (/\S/.test(token) && !token.startsWith('#') && !token.startsWith('\\'))
      this.#end = offset + token.length;
  }

  /** A closing bracket that fits only further out closes what lies between as well. */
  #close(token: string): void {
    const last = this.#open.length - 1;
    let place = last;
    while (place >= 0 && closerOf.get(this.#open[place] ?? '') !== token) place -= 1;
    if (place !== last || place < 0) this.#fault ??= 'unmatched bracket';
    if (place >= 0) this.#open = this.#open.slice(0, place);
  }

  /** Returns false where the string is never closed: a line ends there, a text in triple quotes takes its first line along. */
  #readString(offset: number, quotes: string): boolean {
    const { end, closed } = skipString(this.#text, offset + quotes.length, quotes);
    if (closed) {
      this.#end = end;
      tokenPattern.lastIndex = end;
      return true;
    }
    const lineEnd = quotes.length === 3 ? endOfLine(this.#text, offset) : end;
    this.#end = trimmedEnd(this.#text, this.#start, lineEnd);
    this.#fault = quotes.length === 3 ? 'unclosed text' : 'unclosed string';
    return false;
  }

  /** The statement keeps its first line and the lines below it that are indented further. */
  #endUnclosed(): void {
    if (this.#fault !== 'deep nesting') this.#fault = 'unclosed bracket';
    this.#end = this.#blockEnd ?? this.#end;
  }

  /** True where a line inside open brackets reads like a statement of its own. */
  #isBeforeStatement(lineStart: number): boolean {
    const { start, indent } = skipIndent(this.#text, lineStart);
    const line = this.#text.slice(start, endOfLine(this.#text, start)).replace(/\s+(#.*)?$/, '');
    if (line === '') return false;
    if (indent <= this.#indent) this.#blockEnd ??= this.#end;
    if (statementWord.test(line)) return true;
    if (blockWord.test(line) && line.endsWith(':') && balanceOf(line) >= 0) return true;
    if (this.#opensDefinition && docstringStart.test(line) && /[\w)]/.test(this.#text[this.#end - 1] ?? ''))
      return true;
    const mayAssign = indent <= this.#indent || (this.#opensBlock && spacedAssign.test(line));
    return mayAssign && assignmentStart.test(line) && !line.endsWith(',') && balanceOf(line) >= 0;
  }
}

/** Text below a `def` or `class` whose bracket is still open. */
const docstringStart = /^[rRuU]?["']/;
/** Defaults of parameters have no spaces around their `=`. */
const spacedAssign = /\w[\])]* [-+*/@]?= /;
const definitionWord = /^(?:async\s+)?(?:def|class)\b/;

/** Words that begin a statement and can stand nowhere inside brackets. */
const statementWord =
  /^(?:(?:async\s+)?def|class|return|import|raise|pass|break|continue|del|global|nonlocal|assert|from\s+[\w.]+\s+import)\b/;
const blockWord = /^(?:async|if|elif|else|for|while|with|try|except|finally)\b/;
const assignmentStart = /^[A-Za-z_][\w.[\]'", ]*?\s*(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)?=(?!=)/;

/** Opening minus closing brackets, roughly: strings are not looked into. */
function balanceOf(line: string): number {
  let balance = 0;
  for (const char of line) {
    if (closerOf.has(char)) balance += 1;
    else if (char === ')' || char === ']' || char === '}') balance -= 1;
  }
  return balance;
}

function skipString(text: string, start: number, quotes: string): { end: number; closed: boolean } {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '\n' && quotes.length === 1) return { end: at, closed: false };
    else if (text.startsWith(quotes, at)) return { end: at + quotes.length, closed: true };
  }
  return { end: text.length, closed: false };
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? '')) at -= 1;
  return at;
}
