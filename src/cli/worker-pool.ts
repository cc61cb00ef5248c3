/** Spreads files over worker threads, each with an engine of its own; a thread that dies costs one file, not the run. */
import { Worker } from 'node:worker_threads';
import { type FileOutcome, failedOutcome } from './file-outcome.ts';

/** The outcomes in the order of the paths. `script` is a module that answers each path it is sent with an outcome. */
export async function analyzeInThreads(
  paths: readonly string[],
  jobs: number,
  script: URL,
): Promise<readonly FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  const queue = paths.entries();
  const threads = Array.from({ length: Math.min(jobs, paths.length) }, () => new AnalysisThread(script));
  await Promise.all(
    threads.map(async (thread) => {
      for (const [index, path] of queue) outcomes[index] = await thread.analyze(path);
      await thread.end();
    }),
  );
  return outcomes;
}

/** One thread at a time; after it dies the next path starts another. */
class AnalysisThread {
  #worker: Worker | null = null;

  constructor(private readonly script: URL) {}

  analyze(path: string): Promise<FileOutcome> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve) => {
      const settle = (outcome: FileOutcome) => {
        worker.off('message', settle).off('error', failed).off('exit', ended);
        resolve(outcome);
      };
      const died = (reason: string) => settle(failedOutcome(path, `the analysis stopped (${reason})`));
      const failed = (error: Error) => died(error.message);
      const ended = (status: number) => died(`exit status ${status}`);
      worker.on('message', settle).on('error', failed).on('exit', ended);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(path);
    });
  }

  /** A thread that dies between two paths is noticed too, so that no path is sent to it. */
  #start(): Worker {
    const worker = new Worker(this.script);
    const forget = () => {
      if (this.#worker === worker) this.#worker = null;
    };
    return worker.on('error', forget).on('exit', forget);
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
  }
}
