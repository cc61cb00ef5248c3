/** Measures what an analysis computes and not how long it waits for a core, so that a busy machine changes no verdict. */
import { readFileSync } from 'node:fs';

/** Linux tells how long the calling thread was on a core, in nanoseconds, as the first number of this file. */
const schedule = '/proc/thread-self/schedstat';

/** Reading the schedule costs a fraction of a millisecond, and a watch is looked at at every step. */
const millisecondsBetweenLooks = 20;

/** Milliseconds that the calling thread has computed; wall clock where the system does not tell. Differences count. */
export function threadMilliseconds(): number {
  try {
    const nanoseconds = Number(readFileSync(schedule, 'latin1').split(' ')[0]);
    return nanoseconds > 0 ? nanoseconds / 1e6 : performance.now();
  } catch {
    return performance.now();
  }
}

/** A watch over one thread's time from its making on. */
export class ThreadWatch {
  readonly #started = threadMilliseconds();
  #nextLook = 0;

  /** A watch that runs out after `cap` milliseconds. */
  constructor(readonly cap: number) {
    this.#nextLook = performance.now() + cap;
  }

  /** True where the thread has computed for longer than the cap. It cannot have before as much wall clock has passed. */
  hasRunOut(): boolean {
    const now = performance.now();
    if (now < this.#nextLook) return false;
    const left = this.cap - this.elapsed();
    this.#nextLook = now + Math.max(left, millisecondsBetweenLooks);
    return left < 0;
  }

  /** Milliseconds that the thread has computed since the watch was made. */
  elapsed(): number {
    return threadMilliseconds() - this.#started;
  }
}
