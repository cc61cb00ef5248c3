/** Compares the evaluator with real Python on whole programs, each of which leaves its answer in `result`. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Evaluated, evaluate } from './evaluate.ts';
import { hasPython, type Outcome, runInPython, type Tagged } from './real-python.ts';
import { tagged } from './tagged-value.ts';

/** One test per program: the sentence is the test's name. Skipped where there is no Python to compare with. */
export function describePrograms(title: string, programs: Readonly<Record<string, string>>): void {
  describe.skipIf(!hasPython())(`${title}, as Python with NumPy has it`, () => {
    const expected = new Map<string, Outcome>();
    beforeAll(() => {
      const outcomes = runInPython(Object.values(programs));
      for (const [at, name] of Object.keys(programs).entries()) expected.set(name, outcomes[at] as Outcome);
    });
    test.each(Object.entries(programs))('%s', async (name, program) => {
      expectOutcome(await evaluate(program), expected.get(name) as Outcome, program);
    });
  });
}

/** Fails unless the run gave what Python gave: the same value, or the same exception at top level. */
export function expectOutcome(run: Evaluated, outcome: Outcome, program: string): void {
  const last = run.trace.interruptions.at(-1)?.message ?? 'nothing was interrupted';
  if ('raised' in outcome) {
    expect(run.trace.interruptions[0]?.message ?? 'nothing was interrupted', program).toMatch(
      new RegExp(`^${outcome.raised}:`),
    );
    return;
  }
  const mine = tagged(run, run.names.get('result'));
  expect(rounded(mine), `${last}\n${program}`).toEqual(rounded(outcome.result));
  const [a, b] = [numbersIn(mine), numbersIn(outcome.result)];
  for (const [at, value] of a.entries()) {
    const other = b[at] as number | string;
    if (typeof value === 'string' || typeof other === 'string') expect(value, program).toBe(other);
    else
      expect(Math.abs(value - other), program).toBeLessThanOrEqual(
        1e-12 * Math.max(Math.abs(value), Math.abs(other), 1e-300),
      );
  }
}

/** The same shape with every float left out: those are compared with a tolerance. */
function rounded(value: Tagged): unknown {
  return JSON.parse(JSON.stringify(value), (key, item: unknown) => {
    if (key === 'data') return (item as unknown[]).length;
    const isFloat = typeof item === 'object' && item !== null && 'type' in item && item.type === 'float';
    return isFloat ? 'float' : item;
  });
}

function numbersIn(value: Tagged): readonly (number | string)[] {
  switch (value.type) {
    case 'float':
      return [value.value];
    case 'array':
      return value.data;
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.flatMap(numbersIn);
    case 'dict':
      return value.items.flatMap(([key, item]) => [...numbersIn(key), ...numbersIn(item)]);
    default:
      return [];
  }
}
