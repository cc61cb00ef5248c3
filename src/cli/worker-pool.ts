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
    this.#worker ??= new Worker(this.script);
    const worker = this.#worker;
    return new Promise((resolve) => {
      const settle = (outcome: FileOutcome) => {
        worker.removeAllListeners();
        resolve(outcome);
      };
      const died = (reason: string) => {
        this.#worker = null;
        settle(failedOutcome(path, `the analysis stopped (${reason})`));
      };
      worker.once('message', settle);
      worker.once('error', (error) => died(error.message));
      worker.once('exit', (status) => died(`exit status ${status}`));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(path);
    });
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
  }
}
