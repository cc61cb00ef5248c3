/** Spreads files over worker threads, each with an engine of its own; a thread that dies costs one file, not the run. */
import { Worker } from 'node:worker_threads';

/** The threads of a run. */
export interface Threads<Outcome> {
  /** How many there are at most. */
  readonly jobs: number;
  /** A module that answers each path it is sent with an outcome. */
  readonly script: URL;
  /** What the script is given once, as its `workerData`. */
  readonly data?: unknown;
  /** Milliseconds after which a thread that has not answered is ended; without it, it is waited for. */
  readonly limit?: number;
  /** The outcome of a file whose thread died or was ended. */
  readonly failed: (path: string, failure: string) => Outcome;
}

/** The outcomes in the order of the paths. */
export async function analyzeInThreads<Outcome>(
  paths: readonly string[],
  threads: Threads<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = paths.entries();
  const count = Math.min(threads.jobs, paths.length);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const thread = new AnalysisThread(threads);
      for (const [index, path] of queue) outcomes[index] = await thread.analyze(path);
      await thread.end();
    }),
  );
  return outcomes;
}

/** One thread at a time; after it dies the next path starts another. */
class AnalysisThread<Outcome> {
  #worker: Worker | null = null;

  constructor(private readonly threads: Threads<Outcome>) {}

  analyze(path: string): Promise<Outcome> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(alarm);
        worker.off('message', settle).off('error', failed).off('exit', ended);
        resolve(outcome);
      };
      const died = (reason: string) => settle(this.threads.failed(path, `the analysis stopped (${reason})`));
      const late = () => {
        died(`no answer within ${limit} ms`);
        this.#worker = null;
        void worker.terminate();
      };
      const { limit } = this.threads;
      const alarm = limit === undefined ? undefined : setTimeout(late, limit);
      const failed = (error: Error) => died(error.message);
      const ended = (status: number) => died(`exit status ${status}`);
      worker.on('message', settle).on('error', failed).on('exit', ended);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(path);
    });
  }

  /** A thread that dies between two paths is noticed too, so that no path is sent to it. */
  #start(): Worker {
    const worker = new Worker(this.threads.script, { workerData: this.threads.data });
    const forget = () => {
      if (this.#worker === worker) this.#worker = null;
    };
    return worker.on('error', forget).on('exit', forget);
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
  }
}
