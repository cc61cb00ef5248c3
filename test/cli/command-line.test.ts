import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileAnalyzer } from '../../src/cli/analyze-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { sumMarkingEngine } from './sum-marking-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

const wrong = 'dW1 = X @ dZ1 + lambd * np.sum(W1)\n';
const right = 'dW1 = X @ dZ1 + lambd * W1\n';

/** Runs the words with the sum-marking engine in one thread. */
async function run(...words: string[]) {
  const analyzeFile = fileAnalyzer(sumMarkingEngine);
  let output = '';
  let errors = '';
  const status = await runCommandLine(words, {
    version: '1.2.3',
    rules: [
      { name: 'l2-summed-weights', summary: 'A sum.', severity: 'error' },
      { name: 'wrong-sign', summary: 'A sign.', severity: 'error' },
    ],
    cores: 1,
    print: (text) => (output += text),
    complain: (text) => (errors += text),
    analyze: async (paths) => {
      const outcomes = [];
      for (const path of paths) outcomes.push(await analyzeFile(path));
      return outcomes;
    },
  });
  return { status, output, errors };
}

describe('The exit status', () => {
  test('is 0 without findings and 1 with findings', async () => {
    const folder = await temporaryFolder({ 'right.py': right, 'wrong.py': wrong });
    expect(await run('check', join(folder, 'right.py'))).toMatchObject({ status: 0, errors: '' });
    expect(await run('check', folder)).toMatchObject({ status: 1, errors: '' });
  });

  test('is 0 where the only finding is of an ignored rule', async () => {
    const folder = await temporaryFolder({ 'wrong.py': wrong });
    expect((await run('check', '--ignore', 'l2-summed-weights', folder)).status).toBe(0);
    expect((await run('check', '--select', 'wrong-sign', folder)).status).toBe(0);
  });

  test('is 2 with a hint on standard error for wrong usage', async () => {
    const { status, output, errors } = await run('check', '--format', 'xml', '.');
    expect(status).toBe(2);
    expect(output).toBe('');
    expect(errors).toBe(
      "backprop-lens: --format is text, json or sarif, not 'xml'\nTry 'backprop-lens --help'.\n",
    );
  });

  test('is 2 where a path is missing, and the other files are reported all the same', async () => {
    const folder = await temporaryFolder({ 'wrong.py': wrong });
    const missing = join(folder, 'missing.py');
    const { status, output, errors } = await run(
      'check',
      '--format',
      'json',
      missing,
      join(folder, 'wrong.py'),
    );
    expect(status).toBe(2);
    expect(errors).toBe(`backprop-lens: ${missing}: no such file or folder\n`);
    const { files, summary } = JSON.parse(output);
    expect(summary).toMatchObject({ files: 2, findings: 1 });
    expect(files[1].problems[0].message).toBe('Could not be checked: no such file or folder.');
  });

  test('is 2 where the engine fails on one file, and the other files are reported all the same', async () => {
    const folder = await temporaryFolder({ 'a.py': 'dW = crash', 'b.py': wrong });
    const { status, output, errors } = await run('check', folder);
    expect(status).toBe(2);
    expect(errors).toBe(`backprop-lens: ${join(folder, 'a.py')}: the engine is broken\n`);
    expect(output).toContain('l2-summed-weights');
  });

  test('is 2 where the report cannot be written, and then the report is printed', async () => {
    const folder = await temporaryFolder({ 'wrong.py': wrong });
    const output = join(folder, 'no-such-folder', 'report.txt');
    const result = await run('check', '--output', output, folder);
    expect(result.status).toBe(2);
    expect(result.errors).toBe(`backprop-lens: ${output}: could not be written: no such file or folder\n`);
    expect(result.output).toContain('l2-summed-weights');
  });

  test('is 0 for help and for the version', async () => {
    expect(await run('--version')).toEqual({ status: 0, output: '1.2.3\n', errors: '' });
    expect((await run('--help')).output).toContain('Usage: backprop-lens check [options] PATH...');
  });
});

describe('The report', () => {
  test('names files as they were given or found below the folder given, with their lines', async () => {
    const folder = await temporaryFolder({ 'net/wrong.py': `import numpy as np\n${wrong}` });
    const { output } = await run('check', folder);
    expect(output).toContain(`${folder}/net/wrong.py:2:25: error: l2-summed-weights`);
    expect(output).toContain('2 | dW1 = X @ dZ1 + lambd * np.sum(W1)');
  });

  test('goes to the file that is asked for', async () => {
    const folder = await temporaryFolder({ 'wrong.py': wrong });
    const output = join(folder, 'report.sarif');
    const result = await run('check', '--format', 'sarif', '--output', output, folder);
    expect(result).toMatchObject({ status: 1, output: '' });
    expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'l2-summed-weights' }] }],
    });
  });

  test('lists a file without gradients, so that one sees that it was looked at', async () => {
    const folder = await temporaryFolder({ 'plain.py': 'print(1)\n' });
    const { output } = await run('check', '--format', 'json', folder);
    expect(JSON.parse(output).files).toEqual([
      { path: join(folder, 'plain.py'), gradients: [], findings: [], problems: [] },
    ]);
  });

  test('counts lines of a notebook within the cell', async () => {
    const cells = [
      { cell_type: 'markdown', source: '# Text' },
      { cell_type: 'code', source: ['import numpy as np\n', wrong] },
    ];
    const folder = await temporaryFolder({ 'net.ipynb': JSON.stringify({ cells, nbformat: 4 }) });
    const { output } = await run('check', folder);
    expect(output).toContain(`net.ipynb:cell 1:2:25: error: l2-summed-weights`);
    expect(output).toContain('2 | dW1 = X @ dZ1 + lambd * np.sum(W1)');
  });

  test('has a problem for a notebook that is no JSON', async () => {
    const folder = await temporaryFolder({ 'net.ipynb': '{"cells": [' });
    const { status, output } = await run('check', folder);
    expect(status).toBe(0);
    expect(output).toContain('net.ipynb:1:1: This notebook is not JSON');
  });
});

describe('--fix', () => {
  test('repairs every finding of every file and reports what is left', async () => {
    const folder = await temporaryFolder({
      'a.py': wrong,
      'sub/b.py': `${wrong}dW2 = np.sum(W2); dW3 = np.sum(W3)\n`,
    });
    const { status, output } = await run('check', '--fix', folder);
    expect(await readFile(join(folder, 'a.py'), 'utf8')).toBe(right);
    expect(await readFile(join(folder, 'sub/b.py'), 'utf8')).toBe(`${right}dW2 = W2; dW3 = W3\n`);
    expect(output).toBe('0 findings in 2 files; no hand-written gradient found.\n');
    expect(status).toBe(0);
  });

  test('leaves findings of ignored rules as they are', async () => {
    const folder = await temporaryFolder({ 'a.py': wrong });
    await run('check', '--fix', '--ignore', 'l2-summed-weights', folder);
    expect(await readFile(join(folder, 'a.py'), 'utf8')).toBe(wrong);
  });

  test('changes only the edited lines of a notebook', async () => {
    const raw = `{"nbformat": 4,\n  "cells": [\n    {"source": ["# λ\\n", "dW1 = np.sum(W1)"],   "cell_type": "code"}]}\n\n`;
    const folder = await temporaryFolder({ 'net.ipynb': raw });
    expect((await run('check', '--fix', folder)).status).toBe(0);
    expect(await readFile(join(folder, 'net.ipynb'), 'utf8')).toBe(raw.replace('np.sum(W1)', 'W1'));
  });

  test('keeps the mark, the line ends, the encoding and the mode of a file, and leaves nothing beside it', async () => {
    const latin = Buffer.from('# Gr\u00f6\u00dfe\r\ndW1 = np.sum(W1)\r\n', 'latin1');
    const folder = await temporaryFolder({
      'marked.py': '\ufeff# λ\r\ndW1 = np.sum(W1)\r\n',
      'latin.py': latin,
    });
    await chmod(join(folder, 'marked.py'), 0o755);
    await run('check', '--fix', folder);
    expect(await readFile(join(folder, 'marked.py'), 'utf8')).toBe('\ufeff# λ\r\ndW1 = W1\r\n');
    expect(await readFile(join(folder, 'latin.py'), 'latin1')).toBe('# Größe\r\ndW1 = W1\r\n');
    expect((await stat(join(folder, 'marked.py'))).mode & 0o777).toBe(0o755);
    expect(await readdir(folder)).toEqual(['latin.py', 'marked.py']);
  });
});
