import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectMarks, expectRight, readMarked, withStatements } from '../../support/marked-python.ts';
import { courseNetwork, layeredNetwork, softmaxClass } from '../../support/sample-networks.ts';

const inCourse = (statements: string): Promise<unknown> =>
  expectRight(withStatements(courseNetwork, statements));
const inClass = (statements: string): Promise<unknown> =>
  expectRight(withStatements(softmaxClass, statements));

describe('The sample networks are right', () => {
  test.each([
    ['the course', courseNetwork],
    ['a class with softmax', softmaxClass],
    ['a loop over layers', layeredNetwork],
  ])('%s', async (_, program) => {
    await expectRight(program);
  });
});

describe('Other ways to write the same derivative are right', () => {
  test('factors in another order', () => inCourse('dW1 = np.dot(dZ1, X.T) * (1 / m) + W1 * lambd * (1 / m)'));

  test('the sum in another order', () => inCourse('dW2 = lambd * W2 / m + (dZ2 @ A1.T) / m'));

  test('@ and .dot for np.dot', () =>
    inCourse(`
      dW2 = (dZ2 @ A1.T + lambd * W2) / m
      dA1 = W2.T.dot(dZ2)
      dW1 = dZ1.dot(X.T) / m + (lambd / m) * W1
    `));

  test('1/m in dZ', () =>
    inCourse(`
      dZ2 = (A2 - Y) / m
      dW2 = np.dot(dZ2, A1.T) + lambd / m * W2
      db2 = np.sum(dZ2, axis=1, keepdims=True)
      dW1 = np.dot(dZ1, X.T) + lambd / m * W1
      db1 = np.sum(dZ1, axis=1, keepdims=True)
    `));

  test('variables for parts of the line', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T)
      decay = lambd / m
      shrink = decay * W1
      dW1 = dW1 + shrink
    `));

  test('a guard around the term', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T)
      if lambd:
          dW1 += lambd / m * W1
    `));

  test('a guard with a comparison', () =>
    inClass(`
      grads['W1'] = X.T.dot(dhidden)
      if reg > 0:
          grads['W1'] += 2 * reg * W1
    `));

  test('a helper for the term', () =>
    expectRight(
      withStatements(
        courseNetwork.replace(
          '  def backward',
          '  def decay(W, lambd, m):\n      return lambd * W / m\n\n  def backward',
        ),
        `
        dW2 = 1 / m * np.dot(dZ2, A1.T) + decay(W2, lambd, m)
        dW1 = 1 / m * np.dot(dZ1, X.T) + decay(W1, lambd, m)
        `,
      ),
    ));

  test('the term added at the end, in a loop over the layers', () =>
    inClass(`
      grads['W2'] = hidden.T.dot(dscores)
      grads['W1'] = X.T.dot(dhidden)
      for key in ('W1', 'W2'):
          grads[key] += 2 * reg * self.params[key]
    `));

  test('the mask of the ReLU taken from its output', () => inCourse('dZ1 = dA1 * (A1 > 0)'));

  test('entries of the delta set to zero where the output is', () =>
    inCourse(`
      dZ1 = np.array(dA1, copy=True)
      dZ1[A1 == 0] = 0
    `));
});

describe('The cost decides, not the textbook', () => {
  test('½·reg·ΣW² goes with reg·W', () =>
    inClass(`
      loss += 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
      grads['W2'] = hidden.T.dot(dscores) + reg * W2
      grads['W1'] = X.T.dot(dhidden) + reg * W1
    `));

  test('a penalty without 1/m goes with a term without 1/m', () =>
    inCourse(`
      penalty = lambd / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
      dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd * W2
      dW1 = 1 / m * np.dot(dZ1, X.T) + lambd * W1
    `));

  test('biases that are penalised in the cost have a term in their gradients', () =>
    inCourse(`
      W2 = parameters["W2"]
      b1, b2 = parameters["b1"], parameters["b2"]
      penalty = lambd / (2 * m) * (np.sum(W1 ** 2) + np.sum(W2 ** 2) + np.sum(b1 ** 2) + np.sum(b2 ** 2))
      db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True) + lambd / m * b2
      db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True) + lambd / m * b1
    `));

  test('weights that the cost leaves out have no term', () =>
    inCourse(`
      penalty = lambd / (2 * m) * np.sum(W2 ** 2)
      dW1 = 1 / m * np.dot(dZ1, X.T)
    `));

  test('an L1 penalty goes with the sign', () =>
    inCourse(`
      penalty = lambd / m * (np.sum(np.abs(W1)) + np.sum(np.abs(W2)))
      dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * np.sign(W2)
      dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * np.sign(W1)
    `));
});

describe('A penalty that the update step pays is in its place', () => {
  const stepped = (lines: string): string => `
    import numpy as np

    def train(X, y, W, b, lr, reg):
        n = X.shape[0]
        p = X @ W + b
        loss = np.sum((p - y) ** 2) / (2 * n) + reg / 2 * np.sum(W ** 2)
${lines
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
        return loss, W, b
  `;
  const named = 'dW = X.T @ (p - y) / n\ndb = np.sum(p - y, axis=0) / n\nb -= lr * db\n';
  const nameless = 'b -= lr * (np.sum(p - y, axis=0) / n)\n';

  test.each([
    ['decay after the step', `${named}W -= lr * dW\nW -= lr * reg * W`],
    ['decay within the step', `${named}W -= lr * (dW + reg * W)`],
    ['shrinking before the step', `${named}W = (1 - lr * reg) * W - lr * dW`],
    ['shrinking in place', `${named}W *= 1 - lr * reg\nW -= lr * dW`],
    [
      'the gradient in the step, decay beside it',
      `${nameless}W -= lr * (X.T @ (p - y) / n)\nW -= lr * reg * W`,
    ],
    ['the gradient and the decay in one step', `${nameless}W -= lr * (X.T @ (p - y) / n + reg * W)`],
  ])('%s', async (_, lines) => {
    await expectRight(stepped(lines));
  });

  test('where the step does not pay it, it is missing', async () => {
    const { findings } = await analyzePython(readMarked(stepped(`${named}W -= lr * dW`)).text);
    expect(findings.map(({ rule }) => rule)).toEqual(['l2-missing-term']);
  });
});

describe('What is reported as a bug and is right', () => {
  test('a derivative such as a * (1 - a) of the activation', () =>
    expectRight(`
      import numpy as np

      def sigmoid(x, deriv=False):
          if deriv:
              return x * (1 - x)
          return 1 / (1 + np.exp(-x))

      def train(X, y, W0, W1, n):
          for i in range(n):
              l1 = sigmoid(X @ W0)
              l2 = sigmoid(l1 @ W1)
              loss = np.sum((l2 - y) ** 2) / 2
              l2_delta = (l2 - y) * sigmoid(l2, deriv=True)
              dW1 = l1.T @ l2_delta
              l1_delta = l2_delta @ W1.T * sigmoid(l1, deriv=True)
              dW0 = X.T @ l1_delta
              W1 -= 0.1 * dW1
              W0 -= 0.1 * dW0
          return W0, W1
    `));

  test('ascent: both signs are turned', async () => {
    const { findings } = await analyzePython(ascent);
    expect(findings.filter(({ severity }) => severity !== 'information')).toEqual([]);
  });

  test('1/m in the learning rate of the update: one remark on the scale at most', async () => {
    const { findings } = await analyzePython(summed);
    expect(findings.filter(({ rule }) => rule !== 'gradient-of-sum')).toEqual([]);
    expect(findings.length).toBeLessThanOrEqual(1);
  });

  test('decoupled weight decay in the update, when the cost has no penalty', () => expectRight(decoupled));

  test('a recurrent carry', () => expectRight(recurrent));

  test('softmax with cross-entropy: yhat - y', () => expectRight(softmaxRows));

  test('a bias in front of a batch norm has a gradient of zero', () => expectMarks(batchNormalised));
});

const ascent = `
import numpy as np

def train(X, y, W, b, lr):
    for i in range(100):
        yhat = X @ W + b
        loss = np.sum((y - yhat) ** 2) / (2 * len(y))
        delta = y - yhat
        dW = X.T @ delta / len(y)
        db = np.sum(delta, axis=0) / len(y)
        W += lr * dW
        b += lr * db
    return W, b
`;

const summed = `
import numpy as np

def train(X, y, W, b, lr):
    n = X.shape[0]
    for i in range(100):
        yhat = X @ W + b
        loss = np.sum((yhat - y) ** 2) / (2 * n)
        delta = yhat - y
        dW = X.T @ delta
        db = np.sum(delta, axis=0)
        W -= lr / n * dW
        b -= lr / n * db
    return W, b
`;

const decoupled = `
  import numpy as np

  def train(X, y, W, b, lr, weight_decay):
      n = X.shape[0]
      for i in range(100):
          yhat = X @ W + b
          loss = np.sum((yhat - y) ** 2) / (2 * n)
          delta = (yhat - y) / n
          dW = X.T @ delta
          db = np.sum(delta, axis=0)
          W -= lr * (dW + weight_decay * W)
          b -= lr * db
      return W, b
`;

const recurrent = `
  import numpy as np

  def loss_fun(inputs, targets, hprev, Wxh, Whh, Why, bh, by):
      xs, hs, ys = {}, {}, {}
      hs[-1] = hprev
      loss = 0
      for t in range(3):
          xs[t] = inputs[t]
          hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
          ys[t] = np.dot(Why, hs[t]) + by
          loss += np.sum((ys[t] - targets[t]) ** 2) / 2
      dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
      dbh, dby = np.zeros_like(bh), np.zeros_like(by)
      dhnext = np.zeros_like(hs[0])
      for t in reversed(range(3)):
          dy = ys[t] - targets[t]
          dWhy += np.dot(dy, hs[t].T)
          dby += dy
          dh = np.dot(Why.T, dy) + dhnext
          dhraw = (1 - hs[t] * hs[t]) * dh
          dbh += dhraw
          dWxh += np.dot(dhraw, xs[t].T)
          dWhh += np.dot(dhraw, hs[t - 1].T)
          dhnext = np.dot(Whh.T, dhraw)
      return loss, dWxh, dWhh, dWhy, dbh, dby

  np.random.seed(0)
  inputs = [np.random.randn(4, 1) for t in range(3)]
  targets = [np.random.randn(2, 1) for t in range(3)]
  Wxh, Whh, Why = np.random.randn(5, 4), np.random.randn(5, 5), np.random.randn(2, 5)
  bh, by = np.zeros((5, 1)), np.zeros((2, 1))
  loss, dWxh, dWhh, dWhy, dbh, dby = loss_fun(inputs, targets, np.zeros((5, 1)), Wxh, Whh, Why, bh, by)
  for param, dparam in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby]):
      param -= 0.1 * dparam
`;

const softmaxRows = `
  import numpy as np

  def softmax(z):
      e = np.exp(z - np.max(z, axis=1, keepdims=True))
      return e / np.sum(e, axis=1, keepdims=True)

  def step(X, Y, W, b):
      n = X.shape[0]
      yhat = softmax(X @ W + b)
      loss = -np.sum(Y * np.log(yhat)) / n
      dz = (yhat - Y) / n
      dW = X.T @ dz
      db = np.sum(dz, axis=0)
      return loss, dW, db
`;

const batchNormalised = `
  import numpy as np

  def train(X, y, W1, b1, gamma, beta, W2, b2, lr):
      n = X.shape[0]
      for i in range(100):
          z = X @ W1 + b1
          mu = np.mean(z, axis=0)
          centred = z - mu
          std = np.sqrt(np.mean(centred ** 2, axis=0) + 1e-5)
          xhat = centred / std
          h = np.tanh(gamma * xhat + beta)
          yhat = h @ W2 + b2
          loss = np.sum((yhat - y) ** 2) / (2 * n)
          dy = (yhat - y) / n
          dW2 = h.T @ dy
          db2 = np.sum(dy, axis=0)
          dh = dy @ W2.T * (1 - h ** 2)
          dgamma = np.sum(dh * xhat, axis=0)
          dbeta = np.sum(dh, axis=0)
          dxhat = dh * gamma
          dz = (dxhat - np.mean(dxhat, axis=0) - xhat * np.mean(dxhat * xhat, axis=0)) / std
          dW1 = X.T @ dz
          db1 = np.sum(dz, axis=0)
          W1 -= lr * dW1
          b1 -= lr * db1
          gamma -= lr * dgamma
          beta -= lr * dbeta
          W2 -= lr * dW2
          b2 -= lr * db2
      return W1
`;
