/**
 * The interpreter against the machine's own Python and NumPy, on random programs over what it supports.
 * `BACKPROP_LENS_PROGRAMS` sets how many programs there are, `BACKPROP_LENS_SEED` the number of the first.
 */
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { hasPython, runInPython } from '../support/real-python.ts';
import { compareWithPython } from './comparison.ts';
import { randomProgram } from './random-program.ts';

const count = Number(process.env['BACKPROP_LENS_PROGRAMS'] ?? 2000);
const first = Number(process.env['BACKPROP_LENS_SEED'] ?? 0);
const groupSize = 100;
const groups = Array.from({ length: Math.ceil(count / groupSize) }, (_, at) => first + at * groupSize);

/** Where there is no Python with NumPy, nothing can be compared. */
describe.skipIf(!hasPython())('Random programs compute what Python with NumPy computes', () => {
  let unknown = 0;

  test.each(groups)('programs from number %i on', { timeout: 60_000 }, async (start) => {
    const size = Math.min(groupSize, first + count - start);
    const programs = Array.from({ length: size }, (_, at) => randomProgram(start + at));
    const outcomes = runInPython(programs);
    // A program that Python cannot read would compare nothing.
    expect(outcomes.flatMap((outcome) => ('raised' in outcome ? [outcome.raised] : []))).toEqual([]);
    const differences: string[] = [];
    for (const [at, outcome] of outcomes.entries()) {
      const comparison = await compareWithPython(programs[at] as string, outcome);
      if (comparison.kind === 'unknown') unknown += 1;
      if (comparison.kind === 'different') differences.push(`program ${start + at}: ${comparison.place}`);
    }
    expect(differences).toEqual([]);
  });

  test('and hardly any holds a value that the interpreter does not know', () => {
    expect(unknown).toBeLessThanOrEqual(count / 100);
  });
});
