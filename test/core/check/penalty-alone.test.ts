import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';

const program = readFileSync(new URL('../../programs/svm.py', import.meta.url), 'utf8');
const data = 'X.T.dot(mask) / num_train';

async function rulesAfter(right: string, wrong: string): Promise<readonly string[]> {
  expect(program).toContain(right);
  const { findings } = await analyzePython(program.replace(right, wrong));
  return findings.map(({ rule }) => rule);
}

describe('A gradient whose penalty is right', () => {
  test.each([
    [`3 * (${data})`, 'wrong-factor'],
    ['X.T.dot(mask)', 'wrong-batch-factor'],
  ])('shows that the cost is meant, so a data part that is off is told: %s', async (wrong, rule) => {
    expect(await rulesAfter(data, wrong)).toEqual([rule]);
  });

  test('is not right by its penalty alone, with a single class to choose from', async () => {
    const text = program.replace(data, `np.exp(${data})`);
    const { gradients } = await analyzePython(text);
    const line = text.slice(0, text.indexOf('np.exp(X')).split('\n').length;
    const verdicts = gradients.filter(({ span }) => text.slice(0, span.start).split('\n').length === line);
    expect(verdicts.map(({ verdict }) => verdict)).not.toContain('verified');
  });
});
