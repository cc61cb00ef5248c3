import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/python/source.ts';
import { analyzePython } from '../../support/engine.ts';

const program = readFileSync(new URL('../../programs/logistic_regression_class.py', import.meta.url), 'utf8');
const term = 'self.lam / y.size * self.theta[1:]';

/** What is said of the program with its penalty line written in another way. */
async function said(right: string, wrong: string): Promise<readonly (readonly [string, string])[]> {
  expect(program).toContain(right);
  const { findings } = await analyzePython(program.replace(right, wrong));
  return findings.map(({ rule, span }) => [rule, textOf(span)]);
}

describe('A penalty that leaves the intercept out, added to a slice of the gradient', () => {
  test.each([
    [`2 * (${term})`, 'l2-wrong-factor', `2 * (${term})`],
    ['self.lam * self.theta[1:]', 'l2-wrong-factor', 'self.lam * self.theta[1:]'],
    ['self.lam / y.size * np.sum(self.theta[1:])', 'l2-summed-weights', 'np.sum(self.theta[1:])'],
    ['self.lam / y.size * np.abs(self.theta[1:])', 'l2-wrong-derivative', 'np.abs(self.theta[1:])'],
    ['self.lam / y.size * self.theta[1:] ** 2', 'l2-wrong-derivative', 'self.theta[1:] ** 2'],
  ])('%s', async (wrong, rule, marked) => {
    expect(await said(term, wrong)).toEqual([[rule, marked]]);
  });

  test('is missed where it is left out, though the cost is computed after the update', async () => {
    expect(await said(`gradient[1:] += ${term}`, 'pass')).toEqual([
      ['l2-missing-term', 'gradient = np.dot(X.T, (h - y)) / y.size'],
    ]);
  });

  test('has a sign', async () => {
    expect(await said(`+= ${term}`, `-= ${term}`)).toEqual([['l2-wrong-sign', term]]);
  });
});
