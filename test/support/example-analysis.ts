/** The real engine's analysis of a file of the examples folder, with its imports in reach. */
import { readFile } from 'node:fs/promises';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { testEngine } from './engine.ts';

const known = new Map<string, Promise<Analysis>>();

/** The analysis of `examples/<name>`, made once per process. */
export function exampleAnalysis(name: string): Promise<Analysis> {
  const found = known.get(name) ?? analyzed(name);
  known.set(name, found);
  return found;
}

async function analyzed(name: string): Promise<Analysis> {
  const uri = `examples/${name}`;
  const engine = await testEngine();
  const document = { kind: 'file', uri, text: await readFile(uri, 'utf8') } as const;
  const read = (path: string) => readFile(path, 'utf8').catch(() => null);
  return engine.analyze(document, read, { cancelled: () => false });
}
