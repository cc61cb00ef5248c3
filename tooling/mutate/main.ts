/** The mutation tool: the main thread lists programs and reports, the others mutate one program after another. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { startEngine } from '../../src/cli/start-engine.ts';
import { analyzeInThreads } from '../../src/cli/worker-pool.ts';
import { comparisonText } from './compare.ts';
import { failedProgram, type MutationRequest, mutator } from './mutants.ts';
import { reportText } from './report.ts';
import type { ProgramRun } from './run.ts';

const usage = `Puts slips into right programs and counts which are told, where, by what name, and with what fix.

Usage: npm run mutate -- [options] [PATH...]

  PATH             Python files, or folders of them (default: test/programs)

Options:
  --sample N       N mutants of each program (default: all)
  --seed S         which ones (default: 1)
  --operator TEXT  only operators whose name holds TEXT
  --only TEXT      only programs whose path holds TEXT
  --jobs N         worker threads (default: the number of cores)
  --verbose        every mutant that is not caught, placed, named and mended
  --json OUT       store the run
  --compare OLD    the mutants whose outcome has changed since an earlier run, stored by --json
  --help
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      operator: { type: 'string' },
      only: { type: 'string' },
      jobs: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      json: { type: 'string' },
      compare: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const request: MutationRequest = {
    sample: values.sample === undefined ? null : Number(values.sample),
    seed: Number(values.seed),
    operator: values.operator ?? null,
  };
  const earlier = values.compare === undefined ? null : await storedRun(values.compare);
  const paths = await programsIn(positionals.length > 0 ? positionals : ['test/programs']);
  const runs = await analyzeInThreads(
    paths.filter((path) => path.includes(values.only ?? '')),
    {
      jobs: Number(values.jobs ?? availableParallelism()),
      script: new URL(import.meta.url),
      data: request,
      failed: failedProgram,
    },
  );
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(runs, null, 1)}\n`);
  process.stdout.write(reportText(runs, values.verbose));
  if (earlier) process.stdout.write(`\n${comparisonText(runs, earlier)}`);
  return 0;
}

async function storedRun(path: string): Promise<readonly ProgramRun[]> {
  const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(stored)) throw new Error(`${path} is no run of this tool`);
  return stored as readonly ProgramRun[];
}

async function programsIn(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) found.push(path);
    else {
      const names = await readdir(path, { recursive: true });
      found.push(...names.filter((name) => name.endsWith('.py')).map((name) => join(path, name)));
    }
  }
  return found.sort();
}

if (isMainThread) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`mutate: ${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
  }
} else {
  const mutate = mutator(await startEngine(new URL('.', import.meta.url)), workerData as MutationRequest);
  parentPort?.on('message', (path: string) => {
    void mutate(path).then((run) => parentPort?.postMessage(run));
  });
}
