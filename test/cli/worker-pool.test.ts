import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failedOutcome } from '../../src/cli/file-outcome.ts';
import { analyzeInThreads } from '../../src/cli/worker-pool.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A thread that takes as long as the path says, and dies of the paths "throw" and "exit". */
const script = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (path) => {
    if (path === 'throw') throw new Error('out of memory');
    if (path === 'exit') process.exit(7);
    const report = { path, gradients: [], findings: [], problems: [] };
    setTimeout(() => parentPort.postMessage({ report, parts: [], failure: null }), Number(path));
  });
`;

async function run(paths: readonly string[], jobs: number, limit?: number) {
  const folder = await temporaryFolder({ 'thread.mjs': script });
  const outcomes = await analyzeInThreads(paths, {
    jobs,
    script: pathToFileURL(join(folder, 'thread.mjs')),
    failed: failedOutcome,
    ...(limit === undefined ? {} : { limit }),
  });
  return outcomes.map(({ report, failure }) => [report.path, failure]);
}

describe('Files in worker threads', () => {
  test('come back in the order of the paths, whatever takes longest', async () => {
    const paths = ['40', '1', '20', '2', '3'];
    expect(await run(paths, 2)).toEqual(paths.map((path) => [path, null]));
  });

  test('cost only themselves where their thread dies', async () => {
    expect(await run(['1', 'throw', '2', 'exit', '3'], 1)).toEqual([
      ['1', null],
      ['throw', 'the analysis stopped (out of memory)'],
      ['2', null],
      ['exit', 'the analysis stopped (exit status 7)'],
      ['3', null],
    ]);
  });

  test('are given up where their thread does not answer within the limit', async () => {
    expect(await run(['1', '60000', '2'], 1, 3000)).toEqual([
      ['1', null],
      ['60000', 'the analysis stopped (no answer within 3000 ms)'],
      ['2', null],
    ]);
  });

  test('need no thread where there is none', async () => {
    expect(await run([], 4)).toEqual([]);
  });
});
