import { describe, expect, test } from 'vitest';
import { Dimensions } from '../../../src/core/network/dimensions.ts';
import { analyzePython } from '../../support/engine.ts';
import { expectRight } from '../../support/marked-python.ts';

describe('A failure says what the values that stand in for arguments should be', () => {
  test('an assertion on shapes makes sizes equal', async () => {
    await expectRight(`
      import numpy as np

      def step(X, Y, w, b):
          m = X.shape[1]
          assert w.shape == (X.shape[0], 1) and Y.shape == (1, m)
          A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
          cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
          dw = np.dot(X, (A - Y).T) / m
          db = np.sum(A - Y) / m
          return dw, db, cost
    `);
  });

  test('an assertion on the number of axes gives an array as many', async () => {
    await expectRight(`
      import numpy as np

      def norm_forward(x, gamma, beta):
          assert x.ndim == 3
          mean = x.mean(axis=-1, keepdims=True)
          xhat = (x - mean) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
          out = gamma * xhat + beta
          return out, (gamma, xhat)

      def norm_backward(dout, cache):
          gamma, xhat = cache
          dbeta = dout.sum(axis=(0, 1))
          dgamma = (dout * xhat).sum(axis=(0, 1))
          return dgamma, dbeta
    `);
  });

  test('an assertion that no value meets is passed over', async () => {
    await expectRight(`
      import numpy as np

      def square_forward(x):
          assert np.all(x > 1000)
          out = np.sum(x ** 2, axis=1)
          return out, x

      def square_backward(dout, cache):
          x = cache
          dx = 2 * x * dout[:, None]
          return dx
    `);
  });

  test('an array that counts is a size', async () => {
    await expectRight(`
      import numpy as np

      class Scale:
          def __init__(self, width):
              self.noise = np.ones(2 * width)[:width]
              self.w = np.zeros(width)

          def forward(self, x):
              self.x = x
              out = x * self.w + self.noise
              return out

          def backward(self, dout):
              self.dw = np.sum(dout * self.x, axis=0)
              dx = dout * self.w
              return dx
    `);
  });

  test('numbers that count are sizes, and those beside them that measure stay numbers', async () => {
    await expectRight(`
      import math
      import numpy as np

      class Blend:
          def __init__(self, inputs, outputs, sigma):
              width = math.sqrt(1 / (inputs * (outputs + 1)))
              self.w = np.random.normal(0, sigma, (inputs, outputs)) * width
              self.b = np.random.rand(outputs)

          def forward(self, x):
              self.x = x
              out = x @ self.w + self.b
              return out

          def backward(self, dout):
              self.dw = self.x.T @ dout
              self.db = dout.sum(axis=0)
              dx = dout @ self.w.T
              return dx
    `);
  });

  test('what is spread into sizes is a pair, and the first value of a gradient is none', async () => {
    await expectRight(`
      import numpy as np

      class Project:
          def __init__(self, form):
              self.w = np.random.randn(*form)
              self.dw = np.ones(form)

          def forward(self, x):
              self.x = x
              out = x @ self.w
              return out

          def backward(self, dout):
              self.dw = self.x.T @ dout
              dx = dout @ self.w.T
              return dx
    `);
  });

  test('a loop beyond an axis makes it as long as the array that bounds the loop', async () => {
    await expectRight(`
      import numpy as np

      def shift_forward(x, w, b):
          out = np.zeros((x.shape[0], w.shape[1]))
          for unit in range(w.shape[1]):
              out[:, unit] = x @ w[:, unit] + b[unit]
          return out, (x, w, b)

      def shift_backward(dout, cache):
          x, w, b = cache
          dx = dout @ w.T
          dw = x.T @ dout
          db = np.zeros(b.shape)
          for unit in range(len(b)):
              db[unit] = np.sum(dout[:, unit])
          return dx, dw, db
    `);
  });

  test('an array that selects holds class numbers, below the size of the axis', async () => {
    await expectRight(`
      import numpy as np

      class Embedding:
          def __init__(self, vocabulary, width):
              self.W = np.random.randn(vocabulary, width)

          def forward(self, words):
              self.words = words
              out = self.W[words]
              return out

          def backward(self, dout):
              dW = np.zeros_like(self.W)
              for row, word in enumerate(self.words):
                  dW[word] += dout[row]
              return dW
    `);
  });

  test('a program that edits a range and divides sizes to whole ones is Python 2', async () => {
    await expectRight(`
      import numpy as np

      def loss(X, y, W1, W2):
          sizes = range(3)
          sizes[0] = X.shape[0]
          half = np.zeros(2 * sizes[0] / 2)
          h = np.maximum(0, X.dot(W1))
          scores = h.dot(W2) + half[:, None]
          data_loss = np.sum((scores - y) ** 2)
          dscores = 2 * (scores - y)
          dW2 = h.T.dot(dscores)
          dh = dscores.dot(W2.T)
          dh[h <= 0] = 0
          dW1 = X.T.dot(dh)
          return data_loss, dW1, dW2
    `);
  });

  test('layers are counted by the parameters that a caller would pass', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      def forward(X, parameters):
          A = X
          caches = []
          L = len(parameters) // 2
          for l in range(1, L + 1):
              caches.append(A)
              A = np.tanh(np.dot(parameters['W' + str(l)], A) + parameters['b' + str(l)])
          return A, caches

      def compute_cost(A, Y):
          return np.sum((A - Y) ** 2) / 2

      def backward(A, Y, caches, parameters):
          grads = {}
          dZ = (A - Y) * (1 - A ** 2)
          for l in reversed(range(1, len(caches) + 1)):
              grads['dW' + str(l)] = np.dot(dZ, caches[l - 1].T)
              grads['db' + str(l)] = np.sum(dZ, axis=1, keepdims=True)
              if l > 1:
                  dZ = np.dot(parameters['W' + str(l)].T, dZ) * (1 - caches[l - 1] ** 2)
          return grads
    `);
    expect(gradients.length).toBeGreaterThanOrEqual(3);
  });
});

describe('Functions of a file that is not there', () => {
  const course = (derivative: string): string => `
import numpy as np
from dnn_utils import sigmoid, relu, relu_backward

def forward(X, W1, b1, W2, b2):
    Z1 = np.dot(W1, X) + b1
    A1, cache1 = relu(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2, cache2 = sigmoid(Z2)
    return A2, A1, cache1

def compute_cost(A2, Y):
    m = Y.shape[1]
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m

def backward(X, Y, A2, A1, W2, cache1):
    m = Y.shape[1]
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = ${derivative}
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return dW1, db1, dW2, db2
`;

  test('are what their names say, and the verdicts are called assumed', async () => {
    const { gradients } = await expectRight(course('relu_backward(dA1, cache1)'));
    expect(gradients.map(({ assumed }) => assumed)).not.toContain(false);
  });

  test('a mistake beside them is told with the assumption', async () => {
    const { findings } = await analyzePython(course('2 * relu_backward(dA1, cache1)'));
    expect(findings.length).toBeGreaterThan(0);
    for (const { message } of findings) expect(message).toContain('assumed');
  });
});

describe('Products of sizes that clash', () => {
  test('the one pair of dimensions by which they differ is joined', () => {
    const dimensions = new Dimensions(0, new Set());
    const [a, b] = [dimensions.fresh(), dimensions.fresh()];
    expect(dimensions.reconcile(9 * dimensions.size(a), 9 * dimensions.size(b))).toBe(true);
    expect(dimensions.same(a, b)).toBe(true);
  });

  test('a dimension is bound to what a constant leaves for it', () => {
    const dimensions = new Dimensions(0, new Set());
    const [examples, features] = [dimensions.fresh(), dimensions.fresh()];
    const [m, n] = [dimensions.size(examples), dimensions.size(features)];
    expect(dimensions.reconcile(m * n, m * 3072)).toBe(true);
    expect([dimensions.size(examples), dimensions.size(features)]).toEqual([m, 3072]);
  });
});

describe('Images', () => {
  test('have as many axes as the margins that they are given, and are square where a layer counts on it', () =>
    expectRight(`
      import numpy as np

      class Picture:
          def __init__(self, input_dim=(3, 32, 32), filters=2, classes=4):
              C, H, W = input_dim
              self.K = np.random.randn(filters, C)
              self.V = np.random.randn((H + 2) * (H + 2) * filters, classes)

          def loss(self, X, y):
              wide = np.pad(X, ((0, 0), (0, 0), (1, 1), (1, 1)), 'constant')
              maps = np.tensordot(wide, self.K, axes=([1], [1])).transpose(0, 3, 1, 2)
              flat = maps.reshape(len(X), -1)
              scores = flat @ self.V
              probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
              loss = -np.mean(np.log(probs[np.arange(len(X)), y]))
              dscores = probs.copy()
              dscores[np.arange(len(X)), y] -= 1
              dscores /= len(X)
              dV = flat.T @ dscores
              dmaps = (dscores @ self.V.T).reshape(maps.shape)
              dK = np.tensordot(dmaps, wide, axes=([0, 2, 3], [0, 2, 3]))
              return loss, dK, dV
    `));
});

describe('Images whose size the program writes into a product', () => {
  test('have that size', () =>
    expectRight(`
      import numpy as np

      class Digits:
          def __init__(self, C):
              self.scale = np.random.randn(2, 1)
              self.V = np.random.randn(2 * 8 * 8, C)

          def loss(self, X, y):
              N, D, H, W = X.shape
              maps = (X * self.scale.reshape(1, 2, 1, 1)).reshape(N, 2, H // 2, 2, W // 2, 2).mean(axis=(3, 5))
              flat = maps.reshape(N, -1)
              scores = flat @ self.V
              loss = np.sum((scores - y) ** 2) / 2
              dscores = scores - y
              dV = flat.T @ dscores
              dmaps = (dscores @ self.V.T).reshape(maps.shape)
              spread = np.repeat(np.repeat(dmaps, 2, axis=2), 2, axis=3) / 4
              dscale = np.sum(spread * X, axis=(0, 2, 3)).reshape(2, 1)
              return loss, dscale, dV
    `));
});
