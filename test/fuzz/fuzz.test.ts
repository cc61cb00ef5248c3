/** A fixed sample of the fuzzer's texts; `npm run fuzz` gives the engine ten thousand. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Draw } from '../differential/draw.ts';
import { fuzzedText, startingPrograms } from './fuzzed-text.ts';
import { heapSlope } from './heap-slope.ts';
import { editedText } from './random-edits.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('The fuzzer', () => {
  test('two hundred edited programs neither crash the engine nor keep it busy', { timeout: 240_000 }, () => {
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'tooling/fuzz.mjs'), '200', '0'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('failures: 0');
    expect(status, stdout).toBe(0);
  });

  test('a number decides its text', () => {
    const programs = startingPrograms(root);
    const texts = Array.from({ length: 50 }, (_, number) => fuzzedText(number, programs));
    expect(texts).toEqual(texts.map((_, number) => fuzzedText(number, programs)));
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('edits change the text', () => {
    const text = 'import numpy as np\nW = np.ones((2, 3))\ndW = W * 2\n';
    const edited = Array.from({ length: 100 }, (_, seed) => editedText(new Draw(seed), text));
    expect(edited.filter((other) => other !== text).length).toBeGreaterThan(90);
  });

  test('the slope of a heap that grows evenly is its growth, whatever its peaks', () => {
    const samples = Array.from({ length: 20 }, (_, at) => ({
      analyses: at * 10,
      bytes: 1000 + at * 70 + (at === 5 ? 1e6 : 0),
    }));
    expect(heapSlope(samples)).toBeCloseTo(7);
    expect(heapSlope([])).toBe(0);
  });
});
