import { setTimeout as pause } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ThreadWatch } from '../../../tooling/corpus/thread-clock.ts';

/** Computes until the watch runs out, for ten seconds at most; returns whether it did. */
function computeUntilOut(watch: ThreadWatch): boolean {
  for (const end = performance.now() + 10_000; performance.now() < end; ) {
    if (watch.hasRunOut()) return true;
  }
  return false;
}

describe('The watch over a thread', () => {
  test('runs out when the thread has computed for longer than the cap', () => {
    const watch = new ThreadWatch(50);
    expect(watch.hasRunOut()).toBe(false);
    expect(computeUntilOut(watch)).toBe(true);
    expect(watch.elapsed()).toBeGreaterThan(50);
  });

  test.runIf(existsSync('/proc/thread-self/schedstat'))('does not count the time that it waits', async () => {
    const watch = new ThreadWatch(150);
    await pause(300);
    expect(watch.hasRunOut()).toBe(false);
    expect(watch.elapsed()).toBeLessThan(150);
  });
});
