/** The Python parser for tests, started once per process. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ParseResult, PythonParser } from '../../src/core/python/parser.ts';
import { createPythonParser } from '../../src/core/python/tree-sitter-parser.ts';

const resolve = createRequire(import.meta.url).resolve;
let parser: Promise<PythonParser> | null = null;

/** The parser over the WebAssembly files of the installed packages. */
export function testParser(): Promise<PythonParser> {
  parser ??= freshParser();
  return parser;
}

/** Parses a text as the plain file `main.py`. */
export async function parsePython(text: string): Promise<ParseResult> {
  const ready = await testParser();
  return ready.parse({ uri: 'main.py', text, cells: null });
}

/** A parser that has parsed nothing yet. */
export async function freshParser(): Promise<PythonParser> {
  const [runtime, language] = await Promise.all([
    readFile(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ]);
  return createPythonParser({ runtime, language });
}
