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

describe('A script', () => {
  test('that trains twice and asks for the cost once is checked where it asks', async () => {
    const { gradients } = await expectRight(`
      import numpy as np
      from sklearn.datasets import make_blobs

      X, y = make_blobs(n_samples=200)

      def cost_of(W):
          return np.sum((X @ W - y) ** 2) / 2

      def train(columns, report=False):
          W = np.random.randn(X.shape[1], columns)
          for step in range(3):
              dW = X.T @ (X @ W - y)
              if report:
                  print(cost_of(W))
              W = W - 0.01 * dW
          return W

      train(1, report=True)
      train(1)
    `);
    expect(gradients.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(['dW verified']);
  });
});

describe('Parameters in one vector', () => {
  test('get the length that their parts need, beside data with a column of ones', () =>
    expectRight(`
      import numpy as np

      def sigmoid(z):
          return 1 / (1 + np.exp(-z))

      def cost_and_gradient(params, input_size, hidden_size, num_labels, X, y, lam):
          m = X.shape[0]
          split = hidden_size * (input_size + 1)
          Theta1 = np.reshape(params[:split], (hidden_size, input_size + 1))
          Theta2 = np.reshape(params[split:], (num_labels, hidden_size + 1))
          a1 = np.insert(X, 0, 1, axis=1)
          hidden = sigmoid(a1 @ Theta1.T)
          a2 = np.insert(hidden, 0, 1, axis=1)
          h = sigmoid(a2 @ Theta2.T)
          J = -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h)) / m
          J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
          d3 = h - y
          d2 = d3 @ Theta2[:, 1:] * hidden * (1 - hidden)
          Theta1_grad = d2.T @ a1 / m
          Theta2_grad = d3.T @ a2 / m
          Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
          Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
          return J, np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])
    `));
});

describe('A guard in the logarithm', () => {
  test('is not seen where wide layers do not saturate', () =>
    expectRight(`
      import numpy as np

      def cost_and_gradients(X, Y, W1, W2, W3):
          m = X.shape[1]
          A1 = np.maximum(0, W1 @ X)
          A2 = np.maximum(0, W2 @ A1)
          A3 = 1 / (1 + np.exp(-(W3 @ A2)))
          cost = -np.sum(Y * np.log(A3 + 1e-8) + (1 - Y) * np.log(1 - A3 + 1e-8)) / m
          dZ3 = A3 - Y
          dW3 = dZ3 @ A2.T / m
          dZ2 = W3.T @ dZ3 * (A2 > 0)
          dW2 = dZ2 @ A1.T / m
          dZ1 = W2.T @ dZ2 * (A1 > 0)
          dW1 = dZ1 @ X.T / m
          return cost, dW1, dW2, dW3
    `));
});
