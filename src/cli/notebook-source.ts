/** Changes the source lines of notebook cells inside the notebook's JSON text and leaves every other byte as it is. */

import type { EditEntry } from '../core/report/json.ts';
import { applyEdits } from './edits.ts';

/**
 * The notebook's text with the edits made in their cells.
 * Only the string tokens of changed lines are replaced, so indent, key order and trailing newline stay.
 * `raw` must be a valid notebook in which these cells exist.
 */
export function editNotebook(raw: string, edits: readonly EditEntry[]): string {
  const cells = cellTokens(new JsonReader(raw).read());
  const rawEdits = [...new Set(edits.map(({ cell }) => cell))].flatMap((index) => {
    const cell = cells[index ?? -1]?.members;
    const token = cell?.get('source') ?? cell?.get('input');
    if (!token) throw new Error(`The notebook has no source for cell ${index}.`);
    const own = edits.filter(({ cell }) => cell === index);
    return sourceEdits(raw, token, applyEdits(sourceOf(raw, token), own));
  });
  rawEdits.sort((a, b) => b.start - a.start);
  return rawEdits.reduce(
    (text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end),
    raw,
  );
}

/** Format 4 has one list of cells, format 3 one in each worksheet, whose code cells call their text `input`. */
function cellTokens({ members }: JsonToken): readonly JsonToken[] {
  const worksheets = members?.get('worksheets')?.items?.map((sheet) => sheet.members) ?? [];
  return [members, ...worksheets].flatMap((holder) => holder?.get('cells')?.items ?? []);
}

function sourceOf(raw: string, token: JsonToken): string {
  return (token.items ?? [token]).map((line) => stringOf(raw, line)).join('');
}

function stringOf(raw: string, { start, end }: JsonToken): string {
  return String(JSON.parse(raw.slice(start, end)));
}

interface RawEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

function sourceEdits(raw: string, token: JsonToken, source: string): readonly RawEdit[] {
  if (token.items === null) return [lineEdit(raw, token, source)];
  const lines = source === '' ? [] : source.split(/(?<=\n)/);
  const tokens = token.items;
  if (tokens.length === lines.length) {
    return tokens.flatMap((old, index) => {
      const line = lines[index] ?? '';
      return stringOf(raw, old) === line ? [] : [lineEdit(raw, old, line)];
    });
  }
  return [{ start: token.start, end: token.end, newText: lineArray(raw, token, lines) }];
}

/** Another number of lines: the array is written anew, with the white space that stood between its lines. */
function lineArray(raw: string, array: JsonToken, lines: readonly string[]): string {
  const old = array.items ?? [];
  const [first, last] = [old[0], old.at(-1)];
  if (!first || !last) return `[${lines.map((line) => JSON.stringify(line)).join(', ')}]`;
  const opening = raw.slice(array.start, first.start);
  const separator = old[1] ? raw.slice(first.end, old[1].start) : `,${opening.slice(1) || ' '}`;
  const escaped = escapesNonAscii(raw.slice(array.start, array.end));
  return opening + lines.map((line) => quote(line, escaped)).join(separator) + raw.slice(last.end, array.end);
}

function lineEdit(raw: string, { start, end }: JsonToken, line: string): RawEdit {
  return { start, end, newText: quote(line, escapesNonAscii(raw.slice(start, end))) };
}

function escapesNonAscii(token: string): boolean {
  return /\\u00[89a-f]|\\u0[1-9a-f]|\\u[1-9a-f]/i.test(token);
}

function quote(line: string, escaped: boolean): string {
  const quoted = JSON.stringify(line);
  if (!escaped) return quoted;
  return quoted.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Where a JSON value stands in its text, and its parts. */
interface JsonToken {
  readonly start: number;
  readonly end: number;
  readonly members: ReadonlyMap<string, JsonToken> | null;
  readonly items: readonly JsonToken[] | null;
}

/** Finds the tokens of a text that is known to be valid JSON. */
class JsonReader {
  #at = 0;

  constructor(readonly text: string) {}

  read(): JsonToken {
    this.#match(/\s*/y);
    const start = this.#at;
    const first = this.text[start];
    if (first === '{') return { start, members: this.#members(), end: this.#at, items: null };
    if (first === '[') return { start, items: this.#items(), end: this.#at, members: null };
    if (first === '"') this.#at = endOfString(this.text, start);
    else this.#match(/[^\s,\]}]+/y);
    return { start, end: this.#at, members: null, items: null };
  }

  #members(): ReadonlyMap<string, JsonToken> {
    const members = new Map<string, JsonToken>();
    this.#match(/\{\s*/y);
    while (!this.#match(/\}/y)) {
      const key = this.read();
      this.#match(/\s*:/y);
      members.set(stringOf(this.text, key), this.read());
      this.#match(/\s*,?\s*/y);
    }
    return members;
  }

  #items(): readonly JsonToken[] {
    const items: JsonToken[] = [];
    this.#match(/\[\s*/y);
    while (!this.#match(/\]/y)) {
      items.push(this.read());
      this.#match(/\s*,?\s*/y);
    }
    return items;
  }

  /** Moves past the pattern at the present place; false where it does not stand there. */
  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found) this.#at = pattern.lastIndex;
    else if (this.#at >= this.text.length) throw new Error('The notebook ends within a value.');
    return found !== null;
  }
}

/** The offset after a string's closing quote; by search and not by pattern, since a picture's string has megabytes. */
function endOfString(text: string, start: number): number {
  let quoteAt = text.indexOf('"', start + 1);
  while (quoteAt >= 0 && isEscaped(text, quoteAt)) quoteAt = text.indexOf('"', quoteAt + 1);
  if (quoteAt < 0) throw new Error('The notebook ends within a string.');
  return quoteAt + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
