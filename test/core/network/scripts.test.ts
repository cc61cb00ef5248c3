/** Scripts, single functions and classes whose data, sizes and globals are not in the file. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectMarks, expectRight, readMarked } from '../../support/marked-python.ts';

describe('A backward function over numbered layers without its forward pass', () => {
  test('has a few layers of different sizes, and the hidden activation that its derivative says', async () => {
    const { networks, gradients } = await expectRight(`
      import numpy as np

      def descend(Y, weights, cache, alpha, lambtha, L):
          m = Y.shape[1]
          grads = {}
          dZ = cache['A' + str(L)] - Y
          for i in range(L, 0, -1):
              before = cache['A' + str(i - 1)]
              grads['dW' + str(i)] = dZ @ before.T / m + lambtha / m * weights['W' + str(i)]
              grads['db' + str(i)] = np.sum(dZ, axis=1, keepdims=True) / m
              if i > 1:
                  dZ = (weights['W' + str(i)].T @ dZ) * (1 - before ** 2)
          for i in range(1, L + 1):
              weights['W' + str(i)] -= alpha * grads['dW' + str(i)]
              weights['b' + str(i)] -= alpha * grads['db' + str(i)]
          return weights
    `);
    expect(gradients.every(({ assumed }) => assumed)).toBe(true);
    const [network] = networks;
    const weights = network?.variables.filter(({ name }) => /W\d/.test(name)) ?? [];
    const shapes = weights.map(({ node }) => network?.tape[node]?.value.shape);
    expect(shapes).toHaveLength(3);
    expect(shapes.flat()).not.toContain(1);
  });
});

describe('Names that gradients and other things bear', () => {
  test('an error that is squared or summed is the cost, an error that is a difference is a delta', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      def train(X, y, W):
          out = X @ W
          error = np.sum((out - y) ** 2) / 2
          delta = out - y
          dW = X.T @ delta
          loss = error
          data2, error2 = 0, 0.0
          return loss, dW
    `);
    expect(gradients.map(({ name }) => name)).toEqual(['delta', 'dW']);
  });

  test('a difference quotient checks a gradient and is none', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      def loss_and_gradient(X, y, W):
          out = X @ W
          loss = np.mean((out - y) ** 2)
          dW = 2 * X.T @ (out - y) / out.size
          return loss, dW

      def check(X, y, W, eps=1e-5):
          loss, dW = loss_and_gradient(X, y, W)
          W[0, 0] += eps
          plus, _ = loss_and_gradient(X, y, W)
          W[0, 0] -= 2 * eps
          minus, _ = loss_and_gradient(X, y, W)
          expected_gradient = (plus - minus) / (2 * eps)
          return expected_gradient - dW[0, 0]
    `);
    expect(gradients.map(({ name }) => name)).not.toContain('expected_gradient');
  });
});

describe('Sizes that the program fixes', () => {
  test('data takes the sizes that a reshape asks for', () =>
    expectRight(`
      import numpy as np
      from datasets import load_digits

      images, labels = load_digits()
      X = images.reshape(images.shape[0], 64)
      W = np.random.randn(64, 10) * 0.1
      targets = labels.reshape(len(X), 10)
      for step in range(3):
          out = X @ W
          loss = np.sum((out - targets) ** 2) / 2
          dW = X.T @ (out - targets)
          W -= 0.01 * dW
    `));
});

const buildingBlocks = `
  import numpy as np

  def sigmoid(Z):
      return 1 / (1 + np.exp(-Z)), Z

  def relu(Z):
      return np.maximum(0, Z), Z

  def sigmoid_backward(dA, Z):
      s = 1 / (1 + np.exp(-Z))
      return dA * s * (1 - s)

  def relu_backward(dA, Z):
      return dA * (Z > 0)

  def initialize_parameters(layer_dims):
      parameters = {}
      for l in range(1, len(layer_dims)):
          parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.01
          parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
      return parameters

  def layer_forward(A_prev, W, b, activation):
      Z = W @ A_prev + b
      if activation == 'relu':
          A, kept = relu(Z)
      else:
          A, kept = sigmoid(Z)
      return A, ((A_prev, W, b), kept)

  def model_forward(X, parameters):
      caches = []
      A = X
      L = len(parameters) // 2
      for l in range(1, L):
          A, cache = layer_forward(A, parameters['W' + str(l)], parameters['b' + str(l)], 'relu')
          caches.append(cache)
      AL, cache = layer_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], 'sigmoid')
      caches.append(cache)
      return AL, caches

  def compute_cost(AL, Y):
      m = Y.shape[1]
      cost = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
      return cost

  def layer_backward(dA, cache, activation):
      (A_prev, W, b), kept = cache
      m = A_prev.shape[1]
      if activation == 'relu':
          dZ = relu_backward(dA, kept)
      else:
          dZ = sigmoid_backward(dA, kept)
      dW = dZ @ A_prev.T / m
      db = np.sum(dZ, axis=1, keepdims=True) / m
      dA_prev = W.T @ dZ
      return dA_prev, dW, db

  def model_backward(AL, Y, caches):
      grads = {}
      L = len(caches)
      Y = Y.reshape(AL.shape)
      dAL = -(Y / AL - (1 - Y) / (1 - AL))
      dA, grads['dW' + str(L)], grads['db' + str(L)] = layer_backward(dAL, caches[-1], 'sigmoid')
      for l in reversed(range(L - 1)):
          dA, grads['dW' + str(l + 1)], grads['db' + str(l + 1)] = layer_backward(dA, caches[l], 'relu')
      return grads
`;

describe('A program of building blocks', () => {
  test('is run from the functions that nothing calls, with what initialises its parameters', async () => {
    const { gradients, networks } = await expectRight(buildingBlocks);
    expect(networks.some(({ costName }) => costName === 'cost')).toBe(true);
    expect(gradients.every(({ verdict }) => verdict === 'verified')).toBe(true);
  });

  test('a block that is right is not blamed for what its caller passes', async () => {
    const { findings } = await analyzePython(
      readMarked(
        buildingBlocks.replace(
          "layer_backward(dA, caches[l], 'relu')",
          "layer_backward(np.abs(dA), caches[l], 'relu')",
        ),
      ).text,
    );
    expect(findings.filter(({ gradient }) => gradient === 'dW')).toEqual([]);
  });

  test('a mistake in a block is found', () =>
    expectMarks(
      buildingBlocks.replace(
        '      dW = dZ @ A_prev.T / m',
        `      dW = dZ @ A_prev.T / m + np.sum(W)
                               ^^^^^^^^^ l2-extra-term`,
      ),
    ));
});
