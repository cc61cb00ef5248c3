/** The second proof of a mutant: central differences in NumPy, which know nothing of the engine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What NumPy says of a program's gradients; 'open' where it does not run, or where there is no witness. */
export type Testimony = 'wrong' | 'same' | 'open';

/** What a witness is asked: about gradients, about what the program computes beside the original, or about both. */
export interface Question {
  readonly question: 'gradients' | 'results' | 'both';
  /** The right program, which results are compared with. */
  readonly original: string;
}

/**
 * Asks NumPy about texts of the program at a path: one answer each. The witness of `programs/svm.py` is
 * `witnesses/svm.py` beside the folder; without one, or without NumPy, every answer is 'open'.
 */
export function numpyTestimony(
  path: string,
  texts: readonly string[],
  asked: Question = { question: 'gradients', original: '' },
): readonly Testimony[] {
  const witness = join(dirname(path), '../witnesses', basename(path));
  if (texts.length === 0 || !existsSync(witness) || !hasNumpy()) return texts.map(() => 'open');
  const input = JSON.stringify({ witness: readFileSync(witness, 'utf8'), texts, ...asked });
  const { stdout } = spawnSync('python3', ['tooling/mutate/witness.py'], {
    input,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 2 ** 26,
  });
  const answers: unknown = stdout === '' ? [] : JSON.parse(stdout);
  return texts.map((_, at) => testimonyOf(Array.isArray(answers) ? answers[at] : null));
}

function testimonyOf(answer: unknown): Testimony {
  return answer === 'wrong' || answer === 'same' ? answer : 'open';
}

let known: boolean | null = null;

function hasNumpy(): boolean {
  if (known !== null) return known;
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
    known = true;
  } catch {
    known = false;
  }
  return known;
}
