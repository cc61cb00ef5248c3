/** Gradients that have no name: in update steps, and returned by functions that compute gradients. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectMarks, expectRight, readMarked } from '../../support/marked-python.ts';

async function linesOf(python: string): Promise<string[]> {
  const { gradients } = await analyzePython(readMarked(python).text);
  return gradients.map(({ name, verdict }) => `${verdict} ${name}`);
}

const logistic = (step: string): string => `
  import numpy as np

  def sigmoid(z):
      return 1 / (1 + np.exp(-z))

  def train(X, T, w, b, learning_rate=0.1, reg=0.1):
      Y = sigmoid(X.dot(w) + b)
      cost = -np.mean(T * np.log(Y) + (1 - T) * np.log(1 - Y)) + reg / 2 * np.sum(w ** 2)
${step
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
      return cost, w, b
`;

describe('A gradient in an update step', () => {
  test.each([
    ['w -= learning_rate * (X.T.dot(Y - T) / len(T) + reg * w)', 'X.T.dot(Y - T) / len(T) + reg * w'],
    ['w = w - learning_rate * (X.T.dot(Y - T) / len(T) + reg * w)', 'X.T.dot(Y - T) / len(T) + reg * w'],
    ['w += learning_rate * (X.T.dot(T - Y) / len(T) - reg * w)', 'X.T.dot(T - Y) / len(T) - reg * w'],
    ['w = w + (X.T.dot(T - Y) / len(T) - reg * w) * learning_rate', 'X.T.dot(T - Y) / len(T) - reg * w'],
    ['w -= 0.05 * (X.T.dot(Y - T) / len(T) + reg * w)', 'X.T.dot(Y - T) / len(T) + reg * w'],
  ])('%s is a line of its own, and right', async (step, name) => {
    const { gradients } = await expectRight(logistic(`${step}\nb -= learning_rate * (Y - T).mean()`));
    expect(gradients.map((line) => [line.name, line.of, line.verdict])).toEqual([
      [name, 'w', 'verified'],
      ['(Y - T).mean()', 'b', 'verified'],
    ]);
  });

  test('is told with the rate in it where other factors stand on both sides of the rate', async () => {
    expect(
      await linesOf(`
        import numpy as np

        def train(X, y, W, alpha):
            loss = np.sum((X @ W - y) ** 2) / 2
            W -= 1 / len(y) * alpha * len(y) * X.T.dot(X @ W - y)
            return loss, W
      `),
    ).toEqual(['verified 1 / len(y) * alpha * len(y) * X.T.dot(X @ W - y)']);
  });

  test('that is wrong is marked at the gradient, not at the rate', async () => {
    await expectMarks(
      logistic(`w -= learning_rate * (X.T.dot(Y - T) / len(T))
                      ^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term
b -= learning_rate * (Y - T).mean()`),
    );
  });

  test('may decay the weights where the cost has no penalty', async () => {
    const python = logistic(
      'w += learning_rate * (X.T.dot(T - Y) / len(T) - 0.01 * w)\nb += learning_rate * (T - Y).mean()',
    ).replace(' + reg / 2 * np.sum(w ** 2)', '');
    const { gradients } = await expectRight(python);
    expect(gradients.map(({ verdict }) => verdict)).toEqual(['verified', 'verified']);
  });

  test('with a wrong sign is off: the step goes up', async () => {
    const python = logistic(
      'w += learning_rate * (X.T.dot(Y - T) / len(T) + reg * w)\nb -= learning_rate * (Y - T).mean()',
    );
    const { gradients } = await analyzePython(readMarked(python).text);
    expect(gradients.map(({ verdict }) => verdict)).not.toContain('undecided');
    expect(gradients[0]?.verdict).toBe('wrong');
  });

  test('that was computed under a name is told at that name alone', async () => {
    expect(
      await linesOf(`
        import numpy as np

        def train(X, y, W, v, lr, mu):
            out = X @ W
            loss = np.sum((out - y) ** 2) / 2
            dW = X.T @ (out - y)
            v = mu * v - lr * dW
            W += v
            W -= lr * dW
            W -= lr * np.clip(dW, -1, 1)
            W -= lr * dW / (np.sqrt(v) + 1e-8)
            return loss, W
      `),
    ).toEqual(['verified dW']);
  });

  test('is exact or not told: a factor of a half is one of the rate, unless the cost is meant otherwise', async () => {
    const { gradients } = await analyzePython(
      readMarked(`
        import numpy as np

        def train(X, y, weights, alpha):
            error = np.sum((X @ weights - y) ** 2)
            weights = weights - alpha * X.T.dot(X @ weights - y)
            return error, weights
      `).text,
    );
    expect(gradients.map(({ verdict, role, reason }) => [verdict, role, reason])).toEqual([
      [
        'undecided',
        'parameter',
        'The value is the derivative of `error` times one factor (0.5 here), and no gradient beside it tells whether that is meant.',
      ],
    ]);
  });

  test('without a rate counts where a delta is multiplied out for a weight', async () => {
    expect(
      await linesOf(`
        import numpy as np

        X = np.array([[0.1, 0.4], [1.0, 0.2], [0.3, 1.2]])
        y = np.array([[0.2], [1.1], [0.4]])
        synapse_0 = np.random.randn(2, 1)
        for _ in range(1000):
            layer_1 = np.dot(X, synapse_0)
            loss = np.sum((y - layer_1) ** 2) / 2
            layer_1_delta = y - layer_1
            synapse_0 += np.dot(X.T, layer_1_delta)
      `),
    ).toEqual(['verified layer_1_delta', 'verified np.dot(X.T, layer_1_delta)']);
  });
});

describe('A gradient that a function returns without a name', () => {
  test('is judged by the cost beside it', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      class Ridge:
          def __init__(self, lam):
              self.lam = lam

          def loss(self, X, y, w):
              r = X @ w - y
              return 0.5 * np.mean(r ** 2) + 0.5 * self.lam * np.sum(w ** 2)

          def grad(self, X, y, w):
              return X.T @ (X @ w - y) / X.shape[0] + self.lam * w
    `);
    expect(gradients.map(({ name, of }) => [name, of])).toEqual([
      ['X.T @ (X @ w - y) / X.shape[0] + self.lam * w', 'w'],
    ]);
  });

  test('is marked where it is computed, not where a caller gives it a name', async () => {
    const { gradients } = await expectMarks(`
      import numpy as np

      def cost_gradient(X, y, W, lam):
          return X.T @ (X @ W - y)
                 ^^^^^^^^^^^^^^^^^ l2-missing-term

      def train(X, y, W, b, lam):
          out = X @ W
          loss = np.sum((out - y) ** 2) / 2 + lam / 2 * np.sum(W ** 2) + np.sum(b ** 2)
          dW = cost_gradient(X, y, W, lam)
          db = 2 * b
          W -= 0.1 * dW
          return loss, dW, db
    `);
    expect(gradients.map(({ name, verdict }) => `${verdict} ${name}`)).toEqual([
      'wrong X.T @ (X @ W - y)',
      'verified db',
    ]);
  });

  test('in a layer is that of what the layer was given', async () => {
    expect(
      await linesOf(`
        import numpy as np

        class Sigmoid:
            def forward(self, x):
                self.out = 1 / (1 + np.exp(-x))
                return self.out

            def backward(self, upstream):
                return upstream * self.out * (1 - self.out)

        class Relu:
            def forward(self, x):
                self.x = x
                return np.maximum(x, 0)

            def backward(self, grad):
                result = np.array(grad, copy=True)
                result[self.x <= 0] = 0
                return result
      `),
    ).toEqual(['verified upstream * self.out * (1 - self.out)', 'verified result[self.x <= 0]']);
  });

  test('is none where the function gives only the slope of an activation', async () => {
    expect(
      await linesOf(`
        import numpy as np

        def sigmoid(z):
            return 1 / (1 + np.exp(-z))

        def sigmoid_derivative(z):
            return sigmoid(z) * (1 - sigmoid(z))

        def tanh_grad(x):
            return 1 - np.tanh(x) ** 2

        cost = np.sum(sigmoid(np.array([0.2, 0.4])))
      `),
    ).toEqual([]);
  });
});

describe('Code that trains nothing', () => {
  test.each([
    ['a filter', 'estimate = estimate + alpha * (measured - estimate)\nposition += velocity * dt'],
    ['a data frame', 'df = frame.copy()\ndf["x"] -= df["x"].mean()\ntotal -= rate * price'],
    ['a random walk', 'dW = np.sqrt(dt) * np.random.randn(1000)\nS = S + mu * S * dt + sigma * S * dW'],
    [
      'an image',
      'def image_gradient(image):\n    return image[1:] - image[:-1]\n\ndx = image_gradient(picture) * 2',
    ],
    ['smoothing', 'def smooth(y, alpha):\n    y[1:] = y[1:] - alpha * (y[1:] - y[:-1])\n    return y'],
  ])('has no gradient lines: %s', async (_name, code) => {
    expect(await linesOf(`import numpy as np\n\n${code}\n`)).toEqual([]);
  });
});
