/** The real engine for tests, started once per process. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createEngine } from '../../src/core/create-engine.ts';
import type { Engine } from '../../src/core/engine.ts';
import type { Analysis } from '../../src/core/report/analysis.ts';

const resolve = createRequire(import.meta.url).resolve;
let shared: Promise<Engine> | null = null;

/** The engine over the WebAssembly files of the installed packages. */
export function testEngine(): Promise<Engine> {
  shared ??= freshEngine();
  return shared;
}

/** The analysis of a text as the plain file `main.py`, with no other file in reach. */
export async function analyzePython(text: string, engine = testEngine()): Promise<Analysis> {
  const ready = await engine;
  const document = { kind: 'file', uri: 'main.py', text } as const;
  return ready.analyze(document, async () => null, { cancelled: () => false });
}

/** An engine that has analysed nothing yet. */
export async function freshEngine(): Promise<Engine> {
  const [runtime, language] = await Promise.all([
    readFile(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ]);
  return createEngine({ runtime, language });
}
