/** The independent witness: runs programs in the machine's own Python and reports the variable `result` as plain data. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `result` as tagged data (see `tagged`), or the name of the exception that ended the program. */
export type Outcome = { readonly result: Tagged } | { readonly raised: string };

/** A Python value as data that tells its type: ints from floats, lists from tuples. */
export type Tagged =
  | { readonly type: 'none' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int' | 'float'; readonly value: number | string }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'list' | 'tuple' | 'set'; readonly items: readonly Tagged[] }
  | { readonly type: 'dict'; readonly items: readonly (readonly [Tagged, Tagged])[] }
  | {
      readonly type: 'array';
      readonly kind: string;
      readonly shape: readonly number[];
      readonly data: readonly (number | string)[];
    }
  | { readonly type: 'other'; readonly name: string };

const script = readFileSync(new URL('./real_python.py', import.meta.url), 'utf8');
let isThere: boolean | null = null;

/** True where `python3` with NumPy can be started; tests that compare with it are skipped elsewhere. */
export function hasPython(): boolean {
  isThere ??= spawnSync('python3', ['-c', 'import numpy']).status === 0;
  return isThere;
}

/** Runs the programs one after the other, each in a namespace of its own. */
export function runInPython(programs: readonly string[]): readonly Outcome[] {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
  return JSON.parse(stdout) as readonly Outcome[];
}
