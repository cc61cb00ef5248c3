/** Starts the engine with the parser files that lie beside a program of Node. */
import { readFile } from 'node:fs/promises';
import { createEngine } from '../core/create-engine.ts';
import type { Engine } from '../core/engine.ts';

/** The engine over the WebAssembly files in a folder. Errors: rejects where they are missing or not what they should be. */
export async function startEngine(folder: URL): Promise<Engine> {
  const [runtime, language] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-python.wasm'].map((name) => readFile(new URL(name, folder))),
  );
  if (!runtime || !language) throw new Error('The parser files are missing.');
  return createEngine({ runtime, language });
}
