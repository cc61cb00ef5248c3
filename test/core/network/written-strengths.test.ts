/** The strength of a penalty, written out as a small number in the program's text. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectRight, withStatements } from '../../support/marked-python.ts';

const program = `
  import numpy as np

  X = np.random.randn(9, 4)
  y = np.random.rand(9, 2)
  reg_coeff = 1e-6
  W1 = np.random.randn(4, 5)
  W2 = np.random.randn(5, 2)
  m = X.shape[0]
  for i in range(100):
      H = np.tanh(X @ W1)
      out = H @ W2
      loss = np.sum((out - y) ** 2) / (2 * m) + reg_coeff / (2 * m) * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
      dout = (out - y) / m
      dW2 = H.T @ dout + reg_coeff * W2 / m
      dH = dout @ W2.T
      dW1 = X.T @ (dH * (1 - H ** 2)) + reg_coeff * W1 / m
      W1 -= 0.1 * dW1
      W2 -= 0.1 * dW2
`;

describe('A strength that is written out', () => {
  test('leaves right gradients right', async () => {
    await expectRight(program);
  });

  test.each([
    ['dW2 = H.T @ dout + reg_coeff * np.sum(W2) / m', 'l2-summed-weights'],
    ['dW2 = H.T @ dout', 'l2-missing-term'],
    ['dW2 = H.T @ dout + 2 * reg_coeff * W2 / m', 'l2-wrong-factor'],
  ])('does not hide a slip by being small: %s', async (line, rule) => {
    const { findings } = await analyzePython(`${withStatements(program, line)}\n`);
    expect(findings.map((finding) => [finding.rule, finding.gradient])).toEqual([[rule, 'dW2']]);
  });

  test('is none where a penalty is added up under its name', async () => {
    await expectRight(
      program
        .replace('reg_coeff / (2 * m) * (np.sum(W1 ** 2) + np.sum(W2 ** 2))', 'reg')
        .replace(
          '      loss =',
          '      reg = 0.0\n      for W in [W1, W2]:\n          reg += reg_coeff / (2 * m) * np.sum(W ** 2)\n      loss =',
        ),
    );
  });
});
