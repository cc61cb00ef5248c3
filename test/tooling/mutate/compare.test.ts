/** Two runs side by side: only mutants of both count, and only a changed outcome is listed. */
import { expect, test } from 'vitest';
import { comparisonText } from '../../../tooling/mutate/compare.ts';
import type { Outcome, ProgramRun } from '../../../tooling/mutate/run.ts';

const mended: Outcome = {
  program: 'programs/net.py',
  operator: 'doubled',
  family: 'general',
  rules: ['wrong-factor'],
  line: 7,
  before: 'dW',
  after: '2 * (dW)',
  proof: 'differences',
  numpy: 'wrong',
  caught: true,
  onLine: true,
  exact: true,
  named: true,
  fixed: 'right',
  calledRight: false,
  said: ['wrong-factor 7'],
};
const missed: Outcome = { ...mended, caught: false, onLine: false, named: false, fixed: 'none', said: [] };

function run(...outcomes: readonly Outcome[]): readonly ProgramRun[] {
  return [{ program: 'programs/net.py', lines: 1, outcomes, dropped: 0, failure: null }];
}

test('a mutant that is told now and was missed is listed as better', () => {
  expect(comparisonText(run(mended), run(missed))).toBe(
    'net.py:7 [doubled] «dW» → «2 * (dW)»: missed → named, mended\n' +
      '1 mutants in both runs, 1 with another outcome (1 better), 0 new, 0 gone\n',
  );
});

test('the same edit twice on a line is two mutants, and mutants of one run alone are counted', () => {
  const elsewhere = { ...mended, line: 9 };
  expect(comparisonText(run(mended, missed, elsewhere), run(mended, mended))).toBe(
    'net.py:7 [doubled] «dW» → «2 * (dW)»: named, mended → missed\n' +
      '2 mutants in both runs, 1 with another outcome (0 better), 1 new, 0 gone\n',
  );
});
