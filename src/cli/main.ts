/** The command line in the main thread, an analysis of one file after another in the others. */
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { isMainThread, parentPort } from 'node:worker_threads';
import { version } from '../../package.json';
import { checkerRules, networkRules, rules } from '../core/rules/registry.ts';
import { emptyOutcome, fileAnalyzer } from './analyze-file.ts';
import { runCommandLine } from './command-line.ts';
import { type AnalyzeFile, type FileOutcome, failedOutcome } from './file-outcome.ts';
import { keepFirstParserCode } from './parser-code.ts';
import { needsAnalysis } from './screen-files.ts';
import { startEngine } from './start-engine.ts';
import { analyzeInThreads } from './worker-pool.ts';

/** Starts this thread's part. `program` is the script that does so, with the parser's files beside it. */
export function start(program: URL): void {
  if (isMainThread) run(program).catch(reportDefect);
  else void serve(program);
}

/** The status is set and not exited with, so that a long report is written to the end of a pipe. */
async function run(program: URL): Promise<void> {
  process.stdout.on('error', endQuietly);
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    version,
    rules: [...rules, ...networkRules, ...checkerRules],
    cores: availableParallelism(),
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    analyze: (paths, jobs) => analyze(paths, jobs, program),
  });
}

/** Only files that can hold gradient code are handed to an engine. */
async function analyze(
  paths: readonly string[],
  jobs: number,
  program: URL,
): Promise<readonly FileOutcome[]> {
  const candidates = paths.filter(needsAnalysis);
  if (candidates.length <= fewFiles) keepFirstParserCode();
  const threads = Math.min(jobs, Math.ceil(candidates.length / filesPerThread));
  const outcomes = await analyzeAll(candidates, threads, program);
  const byPath = new Map(candidates.map((path, i) => [path, outcomes[i]]));
  return paths.map((path) => byPath.get(path) ?? emptyOutcome(path));
}

/** For so few the parser's first machine code is good enough. */
const fewFiles = 100;

/** Each thread starts an engine and compiles it anew, which takes as long as several files. */
const filesPerThread = 6;

/** One job or one file needs no thread of its own. */
async function analyzeAll(
  paths: readonly string[],
  jobs: number,
  program: URL,
): Promise<readonly FileOutcome[]> {
  if (paths.length === 0) return [];
  if (Math.min(jobs, paths.length) > 1) {
    return analyzeInThreads(paths, { jobs, script: program, failed: failedOutcome });
  }
  const outcomes: FileOutcome[] = [];
  const analyzeFile = await startAnalyzer(program);
  for (const path of paths) outcomes.push(await analyzeFile(path));
  return outcomes;
}

let started: Promise<AnalyzeFile> | null = null;

function startAnalyzer(program: URL): Promise<AnalyzeFile> {
  started ??= startEngine(new URL('.', program)).then(fileAnalyzer);
  return started;
}

/** A worker thread: answers each path with its outcome. */
async function serve(program: URL): Promise<void> {
  const analyzeFile = await startAnalyzer(program);
  const port = parentPort;
  const answer = async (path: string) => {
    const outcome = await analyzeFile(path);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    port?.postMessage(outcome);
  };
  port?.on('message', (path: string) => void answer(path));
}

/** The reader of a pipe may leave before the end, as `head` does. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** Status 1 means findings, so a defect of the program itself must not end with it, as Node would. */
function reportDefect(error: unknown): void {
  process.exitCode = 2;
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`backprop-lens: this should not have happened: ${reason}\n`);
}
