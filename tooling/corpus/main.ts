/** The corpus tool: the main thread lists the files and reports, the others analyse one file after another. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../../src/cli/find-files.ts';
import { startEngine } from '../../src/cli/start-engine.ts';
import { analyzeInThreads } from '../../src/cli/worker-pool.ts';
import { corpusAnalyzer, failedFile } from './analyze.ts';
import { type CorpusRequest, parseArguments, usage } from './arguments.ts';
import { compareRuns, isLoss } from './compare.ts';
import { comparisonText } from './comparison-text.ts';
import { type FileList, listFiles } from './file-list.ts';
import type { CorpusRun } from './run.ts';
import { runText } from './run-text.ts';

/** Returns the exit status: 1 where the comparison shows a loss, 2 for wrong usage or a file that cannot be read or written. */
async function main(words: readonly string[]): Promise<number> {
  const request = parseArguments(words, availableParallelism());
  switch (request.kind) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'usage-error':
      process.stderr.write(`corpus: ${request.message}\n\n${usage}`);
      return 2;
    case 'run':
      return runCorpus(request);
    default:
      return request satisfies never;
  }
}

async function runCorpus(request: CorpusRequest): Promise<number> {
  const { groups, compare, json } = request;
  // What is named on the command line is read before the long work, so that a wrong path is told at once.
  const earlier = compare === null ? null : await named(compare, () => readRun(compare));
  const list = await named(groups ?? '', () => listFiles(request.paths, groups));
  const output = json === null ? null : resolve(json);
  const run = await analyzeList(list, request);
  if (output !== null) await named(output, () => writeFile(output, `${JSON.stringify(run, null, 1)}\n`));
  process.stdout.write(runText(run, request));
  if (earlier === null) return 0;
  const comparison = compareRuns(filtered(earlier, request), run);
  process.stdout.write(`\n${comparisonText(comparison, request)}`);
  return comparison.lines.some(isLoss) || comparison.failed.length > 0 ? 1 : 0;
}

async function analyzeList(list: FileList, request: CorpusRequest): Promise<CorpusRun> {
  const { cap, jobs, only } = request;
  const files = list.files.filter((file) => isWanted(file, only));
  // The command line's analysis calls other files as they are found from the working folder.
  process.chdir(list.root);
  const analyzed = await analyzeInThreads(
    files.map(({ path }) => path),
    { jobs, script: new URL(import.meta.url), data: cap, limit: lastResort(cap), failed: failedFile },
  );
  return {
    cap,
    files: [
      ...files.flatMap(({ group, note }, index) => {
        const file = analyzed[index];
        return file ? [{ ...file, group, note }] : [];
      }),
      ...list.failures.map(({ path, message }) => ({
        ...failedFile(path, message),
        group: null,
        note: null,
      })),
    ],
  };
}

/** Wall clock. An analysis ends itself soon after the cap, even on a busy machine; one that does not by then would never. */
function lastResort(cap: number): number {
  return 20 * cap + 60_000;
}

function isWanted({ path, group }: { path: string; group: string | null }, only: string | null): boolean {
  return only === null || group === only || path.includes(only);
}

/** The part of an earlier run that this run looks at too. */
function filtered(run: CorpusRun, { only }: CorpusRequest): CorpusRun {
  return { ...run, files: run.files.filter((file) => isWanted(file, only)) };
}

async function readRun(path: string): Promise<CorpusRun> {
  const run: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof run === 'object' && run !== null && 'files' in run && 'cap' in run) return run as CorpusRun;
  throw new Error('this is no run that --json has stored');
}

/** A file that cannot be used is told by its name and the reason, not by a stack. */
async function named<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`corpus: ${path}: ${reasonOf(error)}\n`);
    process.exit(2);
  }
}

/** A worker thread: answers each path with what the analysis says of it. */
async function serve(): Promise<void> {
  const analyze = corpusAnalyzer(await startEngine(new URL('.', import.meta.url)), Number(workerData));
  parentPort?.on('message', (path: string) => {
    void analyze(path).then((file) => parentPort?.postMessage(file));
  });
}

if (isMainThread) process.exitCode = await main(process.argv.slice(2));
else await serve();
