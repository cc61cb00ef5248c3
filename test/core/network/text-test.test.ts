/** The text test: every way in which people name gradients passes it, and ordinary code does not. */
import { describe, expect, test } from 'vitest';
import { mayHoldGradients } from '../../../src/core/network/text-test.ts';

const numpy = 'import numpy as np\n';

describe('mayHoldGradients', () => {
  test.each([
    'dW1 = 1 / m * np.dot(dZ1, X.T)',
    'grads["dW" + str(l)] = np.dot(dZ, A.T)',
    'l1_delta = l1_error * sigmoid(l1, True)',
    'self.weights_grad += x.T @ upstream',
    'nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())',
    'dx, dw = dout * w, dout * x',
    'dhraw = (1 - h * h) * dh',
    'dscores /= N * 2',
    'gradient = X.T @ (p - y)',
    'δ3 = a3 * w',
    'def backward(self, upstream):\n    return upstream * self.mask',
    'W -= learning_rate * X.T.dot(p - y)',
    'theta = theta - alpha * X.T @ error',
    'w += learning_rate * np.dot((T - Y).T, Xb)',
    'P[i][k] = P[i][k] + alpha * \\\n    (2 * eij * Q[k][j] - beta * P[i][k])',
    'b -= lr * (p - y).sum()',
    'def grad(self, predicted, actual):\n    return 2 * (predicted - actual)',
  ])('lets %s through beside NumPy', (line) => {
    expect(mayHoldGradients(numpy + line)).toBe(true);
  });

  test.each([
    'data = np.zeros(3) * 2\ndescription = "d"\n',
    'def draw(depth=3, default=None): return depth * 2\n',
    'if delta == other * 2: pass\n',
    'raise ValueError("x = %d" % x)\n',
    'distance = (a - b) ** 2\ndirectory = "x"\n',
    'position += velocity * dt\ntotal = total - rate * price\n',
    'level = np.maximum(level, alpha * 2)\nprint(lr * 3)\n',
  ])('stops %j though it imports NumPy', (text) => {
    expect(mayHoldGradients(numpy + text)).toBe(false);
  });

  test('wants two names where no array library is imported', () => {
    expect(mayHoldGradients('dW = layer.backward()\n')).toBe(false);
    expect(mayHoldGradients('dW = layer.backward()\ndb = dW * 2\n')).toBe(true);
  });

  test('takes time in proportion to the text', () => {
    const milliseconds = (words: number): number => {
      const text = `${numpy}${'some_long_word_without_any_meaning(other, thing) '.repeat(words)}`;
      const started = performance.now();
      mayHoldGradients(text);
      return performance.now() - started;
    };
    milliseconds(1000);
    const small = Math.max(milliseconds(4000), 0.2);
    expect(milliseconds(40_000)).toBeLessThan(60 * small);
  });
});
