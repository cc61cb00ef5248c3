import { expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';

test('gradients of another cost than the one in reach are left alone, though its truth would repair what follows', async () => {
  const { findings, gradients } = await analyzePython(`
import numpy as np

def sum_squared_error(y, t):
    return 0.5 * np.sum((y - t) ** 2)

def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

class Net:
    def __init__(self, n_in, n_hidden, n_out):
        self.params = {
            'W1': np.random.randn(n_in, n_hidden), 'b1': np.zeros(n_hidden),
            'W2': np.random.randn(n_hidden, n_out), 'b2': np.zeros(n_out),
        }

    def gradient(self, x, t):
        W1, W2 = self.params['W1'], self.params['W2']
        b1, b2 = self.params['b1'], self.params['b2']
        z1 = np.tanh(np.dot(x, W1) + b1)
        y = softmax(np.dot(z1, W2) + b2)
        dy = (y - t) / x.shape[0]
        dW2 = np.dot(z1.T, dy)
        db2 = np.sum(dy, axis=0)
        dz1 = np.dot(dy, W2.T)
        da1 = dz1 * (1 - z1 ** 2)
        dW1 = np.dot(x.T, da1)
        db1 = np.sum(da1, axis=0)
        return dW1, db1, dW2, db2
`);
  expect(findings).toEqual([]);
  expect(gradients.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
});
