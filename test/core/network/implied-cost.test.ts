/** Backward passes that start from a derivative of the loss, with no cost in reach. */
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { expectMarks, expectRight, readMarked } from '../../support/marked-python.ts';
import { testEngine } from '../../support/engine.ts';

const sigmoidLists = `
  import numpy as np

  def squash(z):
      return 1 / (1 + np.exp(-z))

  class Chain:
      def __init__(self, sizes):
          self.depth = len(sizes)
          self.offsets = [np.random.randn(n, 1) for n in sizes[1:]]
          self.weights = [np.random.randn(n, k) for k, n in zip(sizes[:-1], sizes[1:])]

      def loss_slope(self, output, y):
          return output - y

      def gradients(self, x, y):
          nabla_w = [np.zeros(w.shape) for w in self.weights]
          outputs, inputs = [x], []
          for w, b in zip(self.weights, self.offsets):
              z = np.dot(w, outputs[-1]) + b
              inputs.append(z)
              outputs.append(squash(z))
          slope = squash(inputs[-1]) * (1 - squash(inputs[-1]))
          delta = self.loss_slope(outputs[-1], y) * slope
          nabla_w[-1] = np.dot(delta, outputs[-2].T)
          for k in range(2, self.depth):
              slope = squash(inputs[-k]) * (1 - squash(inputs[-k]))
              delta = np.dot(self.weights[1 - k].T, delta) * slope
              nabla_w[-k] = np.dot(delta, outputs[-k - 1].T)
          return nabla_w
`;

const softmaxRows = `
  import numpy as np

  class Classifier:
      def __init__(self, n_in, n_hidden, n_out):
          self.W1 = np.random.randn(n_in, n_hidden)
          self.b1 = np.zeros(n_hidden)
          self.W2 = np.random.randn(n_hidden, n_out)
          self.b2 = np.zeros(n_out)

      def step(self, X, y, rate):
          hidden = np.tanh(X @ self.W1 + self.b1)
          scores = hidden @ self.W2 + self.b2
          probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
          delta = probs
          delta[np.arange(len(X)), y] -= 1
          dW2 = hidden.T @ delta / len(X)
          db2 = delta.mean(axis=0)
          delta = (delta @ self.W2.T) * (1 - hidden ** 2)
          dW1 = X.T @ delta / len(X)
          db1 = delta.mean(axis=0)
          self.W1 -= rate * dW1
          self.b1 -= rate * db1
          self.W2 -= rate * dW2
          self.b2 -= rate * db2
`;

async function analyse(program: string): Promise<Analysis> {
  const { text } = readMarked(program);
  const document = { kind: 'file', uri: 'main.py', text } as const;
  return (await testEngine()).analyze(document, async () => null, { cancelled: () => false });
}

/** By name, the verdicts of the lines. */
async function verdictsOf(program: string): Promise<Map<string, string>> {
  const { gradients } = await analyse(program);
  return new Map(gradients.map(({ name, verdict }) => [name, verdict]));
}

describe('The loss that a first delta implies', () => {
  test('is half the squared error, for a difference times the slope of the output', async () => {
    const { gradients } = await expectRight(sigmoidLists);
    expect(gradients.every(({ assumed }) => assumed)).toBe(true);
    expect(gradients.map(({ name }) => name)).toContain('nabla_w[-k]');
  });

  test('is the mean cross-entropy, for probabilities from which class indicators are taken', async () => {
    const { gradients } = await expectRight(softmaxRows);
    expect(gradients.every(({ assumed }) => assumed)).toBe(true);
    expect(gradients.map(({ name }) => name)).toEqual(expect.arrayContaining(['dW2', 'db2', 'dW1', 'db1']));
  });

  test('is the same in a script whose steps have no names for their gradients', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      X = np.array([[0.2, 0.9, 1.0], [0.8, 0.1, 1.0], [0.4, 0.7, 1.0], [0.9, 0.6, 1.0]])
      goal = np.array([[0.0, 1.0, 1.0, 0.0]]).T
      w_in = 2 * np.random.random((3, 5)) - 1
      w_out = 2 * np.random.random((5, 1)) - 1
      for i in range(1000):
          middle = 1 / (1 + np.exp(-X.dot(w_in)))
          output = 1 / (1 + np.exp(-middle.dot(w_out)))
          output_delta = (goal - output) * output * (1 - output)
          hidden_delta = output_delta.dot(w_out.T) * middle * (1 - middle)
          w_out += middle.T.dot(output_delta)
          w_in += X.T.dot(hidden_delta)
    `);
    expect(gradients.every(({ assumed }) => assumed)).toBe(true);
  });

  test('has the penalty that the gradients share', async () => {
    const penalised = softmaxRows
      .replace('X, y, rate)', 'X, y, rate, reg)')
      .replace('/ len(X)\n          db2', '/ len(X) + reg * self.W2\n          db2')
      .replace('/ len(X)\n          db1', '/ len(X) + reg * self.W1\n          db1');
    await expectRight(penalised);
    const slipped = penalised.replace('reg * self.W1', 'reg * np.sum(self.W1)');
    const { findings } = await analyse(slipped);
    expect(findings.map(({ rule }) => rule)).toEqual(['l2-summed-weights']);
  });
});

describe('A slip in a backward pass without a cost', () => {
  test('is found where the gradients beside it agree with the implied loss', () =>
    expectMarks(
      sigmoidLists.replace(
        'self.weights[1 - k].T, delta) * slope',
        `self.weights[1 - k].T, delta)
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-activation-derivative`,
      ),
    ));

  test('is never called right', async () => {
    const slips: readonly (readonly [string, string, string])[] = [
      ['(1 - hidden ** 2)', '(1 - hidden)', 'dW1'],
      ['dW1 = X.T @ delta / len(X)', 'dW1 = X.T @ delta', 'dW1'],
      ['self.W2.T) *', 'self.W2.T) +', 'dW1'],
      ['db1 = delta.mean(axis=0)', 'db1 = delta.sum(axis=0)', 'db1'],
    ];
    for (const [right, wrong, name] of slips) {
      const verdicts = await verdictsOf(softmaxRows.replace(right, wrong));
      expect(verdicts.get(name), wrong).not.toBe('verified');
    }
  });

  test('is not called right where two gradients disagree on the mean', async () => {
    const verdicts = await verdictsOf(`
      import numpy as np

      def fit(X, y, w, b):
          error = X @ w + b - y
          dw = X.T @ error / len(y)
          db = error.sum(axis=0)
          return dw, db
    `);
    expect([...verdicts.values()]).not.toEqual(['verified', 'verified', 'verified']);
  });
});

describe('What implies no loss', () => {
  test('a decay taken from the gradient that a layer was handed', async () => {
    const verdicts = await verdictsOf(`
      import numpy as np

      class Dense:
          def __init__(self, decay):
              self.decay = decay

          def start(self, shape, source):
              self.W = source.normal(size=shape)

          def forward(self, x):
              self.x = x
              return x @ self.W

          def backward(self, grad):
              self.dW = self.x.T @ grad / len(grad) - self.decay * self.W
              return grad @ self.W.T
    `);
    expect(verdicts.get('self.dW')).not.toBe('verified');
  });

  test('a target that is made from the weights themselves', async () => {
    const verdicts = await verdictsOf(`
      import numpy as np

      def learn(state, following, reward, w, rate):
          target = reward + 0.9 * following @ w
          error = state @ w - target
          grad = state.T @ error
          w -= rate * grad
          return w
    `);
    expect([...verdicts.values()]).not.toContain('verified');
    expect([...verdicts.values()]).not.toContain('wrong');
  });
});

const examplesInTurn = `
  import numpy as np

  def squash(z):
      return 1 / (1 + np.exp(-z))

  class Net:
      def __init__(self, n_in, n_hidden, n_out):
          self.V = np.random.randn(n_hidden, n_in)
          self.c = np.zeros((n_hidden, 1))
          self.W = np.random.randn(n_out, n_hidden)
          self.b = np.zeros((n_out, 1))

      def learn(self, batch, eta):
          dW, db = np.zeros(self.W.shape), np.zeros(self.b.shape)
          dV, dc = np.zeros(self.V.shape), np.zeros(self.c.shape)
          for x, y in batch:
              h = squash(self.V @ x + self.c)
              a = squash(self.W @ h + self.b)
              delta = a - y
              dW += delta @ h.T
              db += delta
              delta = (self.W.T @ delta) * h * (1 - h)
              dV += delta @ x.T
              dc += delta
          self.W -= eta * dW / len(batch)
          self.b -= eta * db / len(batch)
          self.V -= eta * dV / len(batch)
          self.c -= eta * dc / len(batch)
`;

describe('Examples that come in pairs with their labels', () => {
  test('are taken one after the other, and gradients that add up are those of the sum', async () => {
    const { gradients } = await expectRight(examplesInTurn);
    expect(gradients.map(({ name }) => name)).toEqual(['delta', 'dW', 'db', 'delta', 'dV', 'dc']);
  });

  test('show a gradient that keeps the last example alone', async () => {
    const verdicts = await verdictsOf(examplesInTurn.replace('dW += delta @ h.T', 'dW = delta @ h.T'));
    expect(verdicts.get('dW')).not.toBe('verified');
    expect(verdicts.get('dV')).toBe('verified');
  });
});

const lossClasses = `
  import numpy as np

  def squash(z):
      return 1 / (1 + np.exp(-z))

  class SquaredCost:
      @staticmethod
      def fn(a, y):
          return 0.5 * np.linalg.norm(a - y) ** 2

      @staticmethod
      def delta(z, a, y):
          return (a - y) * squash(z) * (1 - squash(z))

  class EntropyCost:
      @staticmethod
      def fn(a, y):
          return np.sum(-y * np.log(a) - (1 - y) * np.log(1 - a))

      @staticmethod
      def delta(z, a, y):
          return a - y

  class Net:
      def __init__(self, n_in, n_hidden, n_out, cost=EntropyCost):
          self.cost = cost
          self.V = np.random.randn(n_hidden, n_in)
          self.W = np.random.randn(n_out, n_hidden)

      def gradients(self, x, y):
          h = np.tanh(self.V @ x)
          z = self.W @ h
          delta = self.cost.delta(z, squash(z), y)
          dW = delta @ h.T
          dV = ((self.W.T @ delta) * (1 - h ** 2)) @ x.T
          return dW, dV
`;

describe('A loss whose derivative alone is called', () => {
  test('is the one beside the derivative in its class', async () => {
    await expectRight(lossClasses);
    await expectRight(lossClasses.replace('cost=EntropyCost', 'cost=SquaredCost'));
  });

  test('does not let another loss excuse its derivative', async () => {
    const mixed = lossClasses.replace('return a - y', 'return (a - y) * squash(z) * (1 - squash(z))');
    const verdicts = await verdictsOf(mixed);
    expect([...verdicts.values()]).not.toContain('verified');
  });

  const named = `
    import numpy as np

    def mse(target, output):
        return np.sum((output - target) ** 2) / target.shape[0]

    def mse_prime(target, output):
        return 2 * (output - target) / target.shape[0]

    class Line:
        def __init__(self, n_in, n_hidden, n_out):
            self.V = np.random.randn(n_in, n_hidden)
            self.W = np.random.randn(n_hidden, n_out)

        def fit(self, X, y, rate):
            hidden = np.tanh(X @ self.V)
            output = hidden @ self.W
            grad = mse_prime(y, output)
            dW = hidden.T @ grad
            dV = X.T @ ((grad @ self.W.T) * (1 - hidden ** 2))
            self.W -= rate * dW
            self.V -= rate * dV
  `;

  test('is the function of its name', () => expectRight(named));

  test('tells a forgotten factor', async () => {
    const verdicts = await verdictsOf(named.replace('return 2 * (output', 'return (output'));
    expect([...verdicts.values()]).not.toContain('verified');
  });
});

describe('Learning that follows no derivative', () => {
  test('by contrast of two passes is left open', async () => {
    const { findings, gradients } = await analyse(`
      import numpy as np

      def squash(z):
          return 1 / (1 + np.exp(-z))

      class Machine:
          def __init__(self, n_visible, n_hidden):
              self.W = np.random.randn(n_visible, n_hidden)
              self.c = np.zeros(n_visible)

          def train(self, x, rate):
              hidden = squash(x @ self.W)
              again = squash(hidden @ self.W.T + self.c)
              later = squash(again @ self.W)
              dW = x.T @ hidden - again.T @ later
              dc = np.sum(x - again, axis=0)
              self.W += rate * dW
              self.c += rate * dc
    `);
    expect(findings).toEqual([]);
    expect(gradients.find(({ name }) => name === 'dW')?.verdict).toBe('undecided');
  });

  test('by weights of its own on the way back is not marked', async () => {
    const { findings, gradients } = await analyse(`
      import numpy as np

      class Feedback:
          def __init__(self, n_in, n_hidden, n_out):
              self.W1 = np.random.randn(n_in, n_hidden)
              self.W2 = np.random.randn(n_hidden, n_out)
              self.back = np.random.randn(n_out, n_hidden)

          def step(self, X, y, rate):
              hidden = np.tanh(X @ self.W1)
              error = hidden @ self.W2 - y
              dW2 = hidden.T @ error
              dhidden = error @ self.back * (1 - hidden ** 2)
              dW1 = X.T @ dhidden
              self.W2 -= rate * dW2
              self.W1 -= rate * dW1
    `);
    expect(findings).toEqual([]);
    expect(gradients.find(({ name }) => name === 'dW1')?.verdict).toBe('undecided');
  });
});
