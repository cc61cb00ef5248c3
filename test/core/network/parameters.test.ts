import { expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectRight } from '../../support/marked-python.ts';

const program = (penalty: string): string => `
import numpy as np

def train(X, Y, lam):
    m = X.shape[0]
    w = 2.0 * np.random.random((X.shape[1], Y.shape[1])) - 1.0
    w /= np.sqrt(X.shape[1])
    A = np.tanh(np.dot(X, w))
    cost = np.sum((A - Y) ** 2) / (2 * m) + lam / (2 * m) * np.sum(w ** 2)
    dA = A - Y
    dw = np.dot(X.T, dA * (1 - A ** 2)) / m + ${penalty}
    return cost, dw
`;

test('weights that are made in two steps are parameters all the same', async () => {
  const { gradients } = await expectRight(program('lam / m * w'));
  expect(gradients.find(({ name }) => name === 'dw')?.role).toBe('parameter');
});

test('so a constant factor is no excuse for their gradients', async () => {
  const { gradients } = await analyzePython(program('lam / m * w').replace('/ m + lam / m * w', '+ lam * w'));
  expect(gradients.find(({ name }) => name === 'dw')?.verdict).not.toBe('verified');
});
