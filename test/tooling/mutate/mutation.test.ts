import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mutator, operators } from '../../../tooling/mutate/mutants.ts';
import type { Outcome } from '../../../tooling/mutate/run.ts';
import { testEngine } from '../../support/engine.ts';

const folder = new URL('../../programs/', import.meta.url);
const programs = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => fileURLToPath(new URL(name, folder)));

/** The share of outcomes for which a condition holds. */
function share(outcomes: readonly Outcome[], isCounted: (outcome: Outcome) => boolean): number {
  return outcomes.filter(isCounted).length / Math.max(1, outcomes.length);
}

test('slips that are put into right programs are told, and other ways to write the same are not', async () => {
  const mutate = mutator(await testEngine(), { sample: 3, seed: 5, operator: null });
  const outcomes: Outcome[] = [];
  for (const program of programs) {
    const run = await mutate(program);
    expect(run.failure).toBe(null);
    outcomes.push(...run.outcomes);
  }
  const penalty = outcomes.filter(({ family }) => family === 'l2');
  const general = outcomes.filter(({ family }) => family === 'general');
  const equivalent = outcomes.filter(({ family }) => family === 'equivalent');
  expect([penalty, general, equivalent].map(({ length }) => length > 5)).toEqual([true, true, true]);
  expect(equivalent.filter(({ caught }) => caught)).toEqual([]);
  expect([...penalty, ...general].filter(({ fixed }) => fixed === 'wrong')).toEqual([]);
  expect(share(penalty, ({ onLine }) => onLine)).toBeGreaterThanOrEqual(0.9);
  expect(share(penalty, ({ fixed }) => fixed === 'right')).toBeGreaterThanOrEqual(0.85);
  expect(share(general, ({ onLine }) => onLine)).toBeGreaterThanOrEqual(0.6);
  expect(share(general, ({ fixed }) => fixed === 'right')).toBeGreaterThanOrEqual(0.55);
}, 240_000);

test('there are slips of many kinds, each with a name of its own', () => {
  const names = operators.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(60);
});
