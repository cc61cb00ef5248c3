import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import type { CorpusRun } from '../../../tooling/corpus/run.ts';
import { sumsOf } from '../../../tooling/corpus/sums.ts';
import { temporaryFolder } from '../../cli/temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');

interface Ended {
  readonly status: number;
  readonly output: string;
  readonly complaint: string;
}

/** Runs `npm run corpus` with these words, from the repository's folder. */
function corpus(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(root, 'tooling/corpus.mjs'), ...words],
      { cwd: root },
      (_, output, complaint) => resolve({ status: child.exitCode ?? -1, output, complaint }),
    );
  });
}

async function readRun(path: string): Promise<CorpusRun> {
  return JSON.parse(await readFile(path, 'utf8'));
}

describe('The corpus tool', () => {
  test('sums up the examples: every line is judged, and each mistake is found', async () => {
    const stored = join(await temporaryFolder({}), 'run.json');
    const { status, output, complaint } = await corpus('examples', '--cap', '60000', '--json', stored);
    expect({ status, complaint }).toEqual({ status: 0, complaint: '' });

    const { files } = await readRun(stored);
    const marks = files.flatMap(({ path, findings }) => findings.map(({ rule, text }) => [path, rule, text]));
    expect(marks).toEqual([
      ['regularization.ipynb', 'l2-summed-weights', 'np.sum(W2)'],
      ['regularization.ipynb', 'l2-missing-term', 'dW1 = 1 / m * np.dot(dZ1, X.T)'],
      ['regularization.py', 'l2-summed-weights', 'np.sum(W1)'],
      ['softmax_classifier.py', 'l2-wrong-derivative', 'W2 ** 2'],
      ['textbook_network.py', 'l2-wrong-factor', 'lam / 2'],
      ['why_only_dw.py', 'penalty-on-activation', 'lambd / m * W3.T'],
      ['why_only_dw.py', 'penalty-on-bias', 'lambd / m * b1'],
    ]);
    const sums = sumsOf(files);
    expect(sums).toMatchObject({ files: 7, withLines: 7, gradientLike: 7, undecided: 0, failures: 0 });
    expect(sums.verified + sums.wrong).toBe(sums.gradients);
    expect(output).toContain(
      `Gradient lines: ${sums.gradients} found, ${sums.verified} verified, ${sums.wrong} wrong, 0 undecided; judged 100.0 %`,
    );
  }, 60_000);

  test('takes the files of a list with their groups and notes, and tells what an earlier run has lost', async () => {
    const list = 'net\tall_right.py\nnet\treg_utils.py\nother\tsoftmax_classifier.py\tW2 squared\n';
    const folder = await temporaryFolder({ 'list.tsv': list });
    const [stored, earlier] = [join(folder, 'run.json'), join(folder, 'earlier.json')];
    const words = ['examples', '--groups', join(folder, 'list.tsv'), '--cap', '60000'];
    const first = await corpus(...words, '--json', stored);
    expect(first.status).toBe(0);
    expect(first.output).toMatch(/^net +2 +2 /m);
    expect(first.output).toContain(
      'softmax_classifier.py\n    note: W2 squared\n    l2-wrong-derivative 49:30',
    );

    const run = await readRun(stored);
    const rightBefore = (file: CorpusRun['files'][number]) =>
      file.gradients.map((gradient) => ({ ...gradient, verdict: 'verified' as const }));
    const better = { ...run, files: run.files.map((file) => ({ ...file, gradients: rightBefore(file) })) };
    await writeFile(earlier, JSON.stringify(better));
    const second = await corpus(...words, '--only', 'other', '--compare', earlier);
    expect(second.output).toContain(
      'LOST verified → wrong: 1\n  softmax_classifier.py\n    49:9 grads["W2"]',
    );
    expect(second.output).toContain('over the 1 files of both');
    expect(second.status).toBe(1);
  }, 60_000);

  test('ends with status 2 and the reason where it is used wrongly', async () => {
    const none = await corpus('examples', '--compare', 'none.json');
    expect(none).toEqual({ status: 2, output: '', complaint: 'corpus: none.json: no such file or folder\n' });
    const word = await corpus('examples', '--cap', 'long');
    expect(word.status).toBe(2);
    expect(word.complaint).toContain("--cap is a whole number of milliseconds from 1 up, not 'long'");
  });
});
