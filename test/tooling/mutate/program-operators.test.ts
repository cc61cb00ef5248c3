/** Slips beside the gradient lines: where they are put, what they make of the program, and what is said of them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ProgramFamily } from '../../../tooling/mutate/operator.ts';
import { mutator, programOperators } from '../../../tooling/mutate/mutants.ts';
import { analyse } from '../../../tooling/mutate/outcome.ts';
import { rightProgram } from '../../../tooling/mutate/right-program.ts';
import { testEngine } from '../../support/engine.ts';
import { hasPython } from '../../support/real-python.ts';

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../programs/${name}.py`, import.meta.url));
}

/** `operator: before → after` for every slip of a family in a program, spaces folded. */
async function slipsIn(name: string, family: ProgramFamily): Promise<string[]> {
  const path = pathOf(name);
  const text = readFileSync(path, 'utf8');
  const program = rightProgram(await analyse(await testEngine(), path, text));
  return programOperators
    .filter((each) => each.family === family)
    .flatMap((operator) =>
      [...operator.apply(program)].map((edits) => {
        const shown = edits
          .map(({ start, end, newText }) => `${text.slice(start, end)} → ${newText}`)
          .join(', ');
        return `${operator.name}: ${shown}`.replace(/\s+/g, ' ').trim();
      }),
    );
}

test('slips of the cost are put into its penalty and into the part that depends on data', async () => {
  const slips = await slipsIn('two_layer_functions', 'cost');
  expect(slips).toEqual(
    expect.arrayContaining([
      '½ of the penalty dropped, in the cost: / (2 * m) → / m',
      'brackets of λ / (2 * m) dropped, in the cost: / (2 * m) → / 2 * m',
      'm of the penalty dropped, in the cost: / (2 * m) → / 2',
      'one layer twice and another never, in the cost: parameters["W1"] → parameters["W2"]',
      'm of the data part dropped, in the cost: / m →',
      'minus dropped, in the cost: - →',
    ]),
  );
});

test('slips of a step turn it, take another gradient that NumPy can spread, or move it before the weights are read', async () => {
  const slips = await slipsIn('step_by_step_script', 'update');
  expect(slips).toEqual(
    expect.arrayContaining([
      'step uphill: - → +',
      'step by the gradient of another variable: dW2 → db2',
      'step that lets the weights decay once more: dW1 → (dW1 + weight_decay * W1)',
      'step before the backward pass has ended: W2 -= learning_rate * dW2 → , → W2 -= learning_rate * dW2',
    ]),
  );
  expect(slips).not.toContain('step by the gradient of another variable: db2 → dW2');
});

test('slips of a helper are put where gradient lines alone run it', async () => {
  const slips = await slipsIn('xor_script', 'helper');
  expect(slips).toContain('a of a * (1 - a) dropped, in a helper: a * (1 - a) → 1 - a');
  expect(slips.filter((slip) => slip.includes('np.exp'))).toEqual([]);
});

test('slips of a check change its divisor, its points, and what puts an entry back', async () => {
  const slips = await slipsIn('checked_logistic_regression', 'checker');
  expect(slips).toEqual([
    'divided by ε, in a check: / (2 * eps) → / eps',
    'brackets of 2 * ε dropped, in a check: / (2 * eps) → / 2 * eps',
    'divided by 2, in a check: / (2 * eps) → / 2',
    'divided by 4 * ε, in a check: / (2 * eps) → / (4 * eps)',
    'one side alone, in a check: kept - eps → kept',
    'the same side twice, in a check: kept - eps → kept - 2 * eps',
    'entry added for put back, in a check: = → +=',
    'entry not put back, in a check: theta[i] = kept → pass',
  ]);
});

test('a second point is made from the first where it is moved from itself', async () => {
  expect(await slipsIn('softmax_with_gradient_check', 'checker')).toContain(
    'second point made from the first, in a check: self.W → W_plus',
  );
});

test('copies are left out', async () => {
  expect(await slipsIn('softmax_with_gradient_check', 'aliasing')).toEqual(
    expect.arrayContaining(['copy left out: probs.copy() → probs', 'copy left out: self.W.copy() → self.W']),
  );
});

test.skipIf(!hasPython())(
  'NumPy tells a turned step by what training arrives at, and differences say nothing of it',
  async () => {
    const mutate = mutator(await testEngine(), { sample: null, seed: 1, operator: 'step uphill' });
    const { outcomes } = await mutate(pathOf('checked_logistic_regression'));
    expect(outcomes).toMatchObject([
      {
        before: '-',
        after: '+',
        proof: 'none',
        numpy: 'wrong',
        onLine: true,
        exact: true,
        named: true,
        fixed: 'right',
      },
    ]);
  },
  60_000,
);

test.skipIf(!hasPython())(
  'a copy left out counts only where NumPy says that it changes something',
  async () => {
    const mutate = mutator(await testEngine(), { sample: null, seed: 1, operator: 'copy left out' });
    const { outcomes, dropped } = await mutate(pathOf('softmax_with_gradient_check'));
    expect(outcomes.every(({ numpy }) => numpy === 'wrong')).toBe(true);
    expect(outcomes.map(({ before }) => before)).not.toContain('probs.copy()');
    expect(dropped).toBeGreaterThan(0);
  },
  60_000,
);
