/** Reads Jupyter's notebook files, formats 3 and 4, for hosts that have the file and not an open notebook. */
import type { CellInput, DocumentInput } from './project.ts';

export type NotebookReading =
  | { readonly ok: true; readonly document: Extract<DocumentInput, { kind: 'notebook' }> }
  | { readonly ok: false; readonly reason: string };

/** The cells of a notebook file in their order, code or not; or the reason why there are none. */
export function readNotebook(uri: string, json: string): NotebookReading {
  const content = parseJson(json);
  if (content === undefined)
    return { ok: false, reason: 'This notebook is not JSON, so its cells cannot be read.' };
  if (!isObject(content))
    return { ok: false, reason: 'This file is JSON but no notebook: it holds no object.' };
  const lists = cellLists(content);
  if (lists.length === 0)
    return { ok: false, reason: 'This file is JSON but no notebook: it has no list of cells.' };
  const language = languageOf(content);
  const cells = lists.flat().map((cell, index) => cellOf(cell, index, language));
  if (!cells.some((cell) => cell.text.trim() !== '')) return { ok: false, reason: 'This notebook is empty.' };
  return { ok: true, document: { kind: 'notebook', uri, cells } };
}

type JsonObject = { readonly [key: string]: unknown };

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Format 4 has one list of cells, format 3 one in each worksheet. */
function cellLists(notebook: JsonObject): (readonly unknown[])[] {
  const worksheets = Array.isArray(notebook.worksheets) ? notebook.worksheets.filter(isObject) : [];
  return [notebook, ...worksheets].map((holder) => holder.cells).filter((cells) => Array.isArray(cells));
}

/** The kernel's language; notebooks without a word on it are Python's. */
function languageOf(notebook: JsonObject): string {
  const metadata = isObject(notebook.metadata) ? notebook.metadata : {};
  const info = isObject(metadata.language_info) ? metadata.language_info.name : undefined;
  const kernel = isObject(metadata.kernelspec) ? metadata.kernelspec.language : undefined;
  return (
    ([info, kernel].find((name) => typeof name === 'string' && name !== '') as string | undefined) ?? 'python'
  );
}

/** Format 3 calls a code cell's text `input` and names its language. */
function cellOf(cell: unknown, index: number, language: string): CellInput {
  const content = isObject(cell) ? cell : {};
  const isCode = content.cell_type === 'code';
  const own = typeof content.language === 'string' ? content.language : language;
  const text = textOf(content.source ?? content.input);
  const kind = typeof content.cell_type === 'string' ? content.cell_type : 'raw';
  return { index, language: isCode ? own : kind, text };
}

/** Texts are strings or lists of lines that keep their line breaks. */
function textOf(source: unknown): string {
  if (Array.isArray(source)) return source.filter((line) => typeof line === 'string').join('');
  return typeof source === 'string' ? source : '';
}
