/** The real engine for tests, started once per process. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createEngine } from '../../src/core/create-engine.ts';
import type { Engine } from '../../src/core/engine.ts';
import type { Analysis } from '../../src/core/report/analysis.ts';

const resolve = createRequire(import.meta.url).resolve;
let engine: Promise<Engine> | null = null;

/** The engine over the WebAssembly files of the installed packages. */
export function testEngine(): Promise<Engine> {
  engine ??= startEngine();
  return engine;
}

/** The analysis of a text as the plain file `main.py`, with no other file in reach. */
export async function analyzePython(text: string): Promise<Analysis> {
  const ready = await testEngine();
  const document = { kind: 'file', uri: 'main.py', text } as const;
  return ready.analyze(document, async () => null, { cancelled: () => false });
}

async function startEngine(): Promise<Engine> {
  const [runtime, language] = await Promise.all([
    readFile(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ]);
  return createEngine({ runtime, language });
}
