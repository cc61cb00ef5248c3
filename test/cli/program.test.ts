import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileReport, Summary } from '../../src/core/report/json.ts';
import { commandLineBundles } from '../../tooling/cli-bundles.mjs';
import { temporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const resolve = createRequire(import.meta.url).resolve;
let folder = '';

/** The program as it is shipped: one bundle, and the parser's two files beside it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backprop-lens-program-'));
  const bundles = commandLineBundles(root, folder, { logLevel: 'error' });
  await Promise.all(bundles.map((options) => build(options)));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm']) {
    await cp(resolve(file), join(folder, file.split('/').at(-1) ?? file));
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the program in the project's folder, in a process of its own. */
function run(...words: string[]): Promise<Run> {
  return new Promise((settle) => {
    const program = [join(folder, 'cli.js'), ...words];
    const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
    execFile(process.execPath, program, { cwd: root, env, maxBuffer: 1e8 }, (error, output, errors) => {
      settle({ status: error ? Number(error.code) : 0, output, errors });
    });
  });
}

function parse(output: string): { readonly files: readonly FileReport[]; readonly summary: Summary } {
  return JSON.parse(output);
}

describe('The program', { timeout: 120_000 }, () => {
  test('finds the mistakes of the examples, each at its place, and no others', async () => {
    const { status, output, errors } = await run('check', '--format', 'json', 'examples');
    expect(errors).toBe('');
    expect(status).toBe(1);
    const found = parse(output).files.flatMap(({ path, findings }) =>
      findings.map(({ rule, gradient, cell, range }) => [path, rule, gradient, cell, range.start]),
    );
    expect(found).toEqual([
      ['examples/regularization.ipynb', 'l2-summed-weights', 'dW2', 8, { line: 11, column: 51 }],
      ['examples/regularization.ipynb', 'l2-missing-term', 'dW1', 8, { line: 16, column: 5 }],
      ['examples/regularization.py', 'l2-summed-weights', 'dW1', null, { line: 77, column: 48 }],
      [
        'examples/softmax_classifier.py',
        'l2-wrong-derivative',
        'grads["W2"]',
        null,
        { line: 49, column: 30 },
      ],
      ['examples/textbook_network.py', 'l2-wrong-factor', 'grad_W[k]', null, { line: 49, column: 38 }],
      ['examples/why_only_dw.py', 'penalty-on-activation', 'dA2', null, { line: 42, column: 31 }],
      ['examples/why_only_dw.py', 'penalty-on-bias', 'db1', null, { line: 50, column: 48 }],
    ]);
  });

  test('says the same once its compiled code is kept', async () => {
    const first = await run('check', 'examples/regularization.py');
    expect(await readdir(join(folder, 'cache', 'backprop-lens'))).toHaveLength(1);
    expect(await run('check', 'examples/regularization.py')).toEqual(first);
  });

  test('says the same with one thread as with several', async () => {
    const [one, four] = await Promise.all(
      ['1', '4'].map((jobs) => run('check', '--format', 'json', '--jobs', jobs, 'examples')),
    );
    expect(four).toEqual(one);
  });

  test('repairs what has a proven fix, so that a second run finds no such finding', async () => {
    const copy = await temporaryFolder({});
    await cp(join(root, 'examples'), copy, { recursive: true });
    await run('check', '--fix', copy);
    const { output } = await run('check', '--format', 'json', copy);
    const left = parse(output).files.flatMap(({ path, findings }) =>
      findings.map(({ rule }) => [path, rule]),
    );
    expect(left).toEqual([]);
    const repaired = await readFile(join(copy, 'regularization.py'), 'utf8');
    const original = await readFile(join(root, 'examples/regularization.py'), 'utf8');
    expect(repaired).toBe(original.replace('(lambd * np.sum(W1)) / m', '(lambd * W1) / m'));
  });

  test('ends with status 2 where it is used wrongly', async () => {
    expect(await run('check')).toMatchObject({ status: 2, output: '' });
    expect((await run('check', 'no-such-folder')).status).toBe(2);
  });
});
