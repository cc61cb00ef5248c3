/** Update steps whose rate stands among the factors of a product, by name or as a number. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectRight } from '../../support/marked-python.ts';

const training = (step: string): string => `
import numpy as np

X = np.random.randn(7, 3)
y = np.random.rand(7, 1)
w = np.zeros((3, 1))
b = np.zeros((1, 1))
lr = 0.3
for i in range(100):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
    delta = p - y
    ${step}
    db = np.sum(delta)
    b -= lr * db
`;

describe('The rate of a step', () => {
  test.each([
    'w -= lr * X.T @ delta',
    'w -= 0.01 * X.T @ delta',
    'w -= 0.5 * X.T @ delta',
    'w -= 0.5 * X.T.dot(delta)',
    'w -= 1.5 * (X.T @ delta)',
    'w += -lr * X.T @ delta',
    'w += lr * X.T @ (y - p)',
    'w = w - lr * X.T @ delta',
  ])('is no part of the gradient in `%s`', async (step) => {
    await expectRight(training(step));
  });

  test.each([
    'w -= lr * X.T @ (delta + y)',
    'w -= 0.5 * X.T @ (delta + y)',
    'w -= lr * X.T @ delta * 2',
    'w -= lr * X.T @ (y - p)',
  ])('does not excuse what is beside it in `%s`', async (step) => {
    const { findings } = await analyzePython(training(step));
    expect(findings).toHaveLength(1);
  });
});
