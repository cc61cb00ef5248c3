import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../support/evaluate.ts';
import { expectOutcome } from '../../support/python-programs.ts';
import { randomProgram } from '../../support/random-programs.ts';
import { hasPython, runInPython } from '../../support/real-python.ts';

const programs = fc.sample(randomProgram, { seed: 20260101, numRuns: 80 });

describe.skipIf(!hasPython())('Random programs', () => {
  test('compute what Python with NumPy computes', async () => {
    const outcomes = runInPython(programs);
    expect(outcomes.filter((outcome) => 'result' in outcome).length).toBeGreaterThan(programs.length / 2);
    for (const [at, program] of programs.entries()) {
      const outcome = outcomes[at];
      if (outcome) expectOutcome(await evaluate(program), outcome, program);
    }
  }, 60_000);
});
