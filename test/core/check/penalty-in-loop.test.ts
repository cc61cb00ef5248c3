import { expect, test } from 'vitest';
import { expectRight } from '../../support/marked-python.ts';

test('a penalty that one loop adds to cost and gradients belongs to the last layer too', async () => {
  const { gradients } = await expectRight(`
    import numpy as np

    def loss_and_grads(params, X, Y, reg, L=3):
        A, caches = X, {}
        for i in range(1, L + 1):
            caches[i] = A
            A = A @ params['W' + str(i)]
            if i < L:
                A = np.tanh(A)
        loss, grads = np.sum((A - Y) ** 2) / 2, {}
        dA = A - Y
        for i in range(L, 0, -1):
            if i == L:
                grads['W' + str(i)] = caches[i].T @ dA
            else:
                grads['W' + str(i)] = caches[i].T @ dA
            if i > 1:
                dA = (dA @ params['W' + str(i)].T) * (1 - caches[i] ** 2)
            loss += 0.5 * reg * np.sum(params['W' + str(i)] ** 2)
            grads['W' + str(i)] += reg * params['W' + str(i)]
        return loss, grads
  `);
  expect(gradients.length).toBeGreaterThan(0);
});
