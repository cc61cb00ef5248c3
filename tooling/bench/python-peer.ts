/** A Python process that measures NumPy, autograd and torch on request, one answer per line. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface, type Interface } from 'node:readline';

/** Time as it passes, or as the process computes; the second is the fairer one on a busy machine. */
export type Clock = 'wall' | 'cpu';

/** One thread for both sides: products of small matrices only lose by more, and on a busy machine they wait for each other. */
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** Starts Python on the peer's script; `end` closes it. */
export class PythonPeer {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #waiting: ((line: string | null) => void)[] = [];

  constructor(python: string, script: string, clock: Clock) {
    this.#process = spawn(python, clock === 'cpu' ? [script, '--cpu'] : [script], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...oneThread },
    });
    if (!this.#process.stdout) throw new Error('The process has no output.');
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line));
    this.#lines.on('close', () => {
      for (const wake of this.#waiting.splice(0)) wake(null);
    });
    this.#process.on('error', () => this.#lines.close());
  }

  /** The milliseconds that one call of the task took. Errors: rejects with what Python says. */
  async milliseconds(request: Readonly<Record<string, unknown>>): Promise<number> {
    const line = await new Promise<string | null>((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    });
    if (line === null) throw new Error('Python ended.');
    const reply = JSON.parse(line) as { milliseconds?: number; error?: string };
    if (reply.milliseconds === undefined) throw new Error(reply.error ?? 'Python gave no answer.');
    return reply.milliseconds;
  }

  end(): void {
    this.#process.stdin?.end();
  }
}
