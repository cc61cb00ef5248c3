import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { testEngine } from '../../support/engine.ts';
import {
  expectMarks,
  expectRight,
  expectVerdictsOf,
  markOf,
  readMarked,
  withStatements,
} from '../../support/marked-python.ts';
import { courseNetwork, layeredNetwork, softmaxClass } from '../../support/sample-networks.ts';

describe('Where the backward code gets its inputs', () => {
  test('from functions that fit by their names', async () => {
    const { gradients } = await expectRight(courseNetwork);
    expect(gradients.map(({ name }) => name)).toEqual(['dZ2', 'dW2', 'db2', 'dA1', 'dZ1', 'dW1', 'db1']);
  });

  test('from a driver that makes the parameters and trains them', async () => {
    const { networks } = await expectRight(layeredNetwork);
    expect(networks[0]?.title).toBe('train');
    expect(networks[0]?.basis).toBe('cost');
  });

  test('from a method that gives the loss and the gradients', async () => {
    const { networks } = await expectRight(softmaxClass);
    expect(networks[0]?.title).toBe('TwoLayerNet');
  });

  test('from a class with forward, cost and backward', () =>
    expectMarks(`
      import numpy as np

      class Network:
          def __init__(self, n_in, n_hidden, n_out, lam=0.0):
              self.W1 = np.random.randn(n_in, n_hidden)
              self.b1 = np.zeros((1, n_hidden))
              self.W2 = np.random.randn(n_hidden, n_out)
              self.b2 = np.zeros((1, n_out))
              self.lam = lam

          def forward(self, X):
              self.a1 = np.tanh(X @ self.W1 + self.b1)
              self.out = self.a1 @ self.W2 + self.b2
              return self.out

          def cost(self, X, y):
              self.forward(X)
              penalty = self.lam / 2 * (np.sum(self.W1 ** 2) + np.sum(self.W2 ** 2))
              return np.sum((self.out - y) ** 2) / (2 * len(X)) + penalty

          def backward(self, X, y):
              d2 = (self.out - y) / len(X)
              self.dW2 = self.a1.T @ d2 + self.lam * self.W2
              self.db2 = np.sum(d2, axis=0, keepdims=True)
              d1 = d2 @ self.W2.T * (1 - self.a1 ** 2)
              self.dW1 = X.T @ d1 + self.lam * np.sum(self.W1)
                                               ^^^^^^^^^^^^^^^ l2-summed-weights
              self.db1 = np.sum(d1, axis=0, keepdims=True)
    `));

  test('from the file itself, run from top to bottom', () =>
    expectMarks(`
      import numpy as np

      X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
      y = np.array([[0], [1], [1], [0]])
      np.random.seed(1)
      lam = 0.01
      syn0 = 2 * np.random.random((3, 4)) - 1
      syn1 = 2 * np.random.random((4, 1)) - 1
      for j in range(60000):
          l1 = 1 / (1 + np.exp(-np.dot(X, syn0)))
          l2 = 1 / (1 + np.exp(-np.dot(l1, syn1)))
          l2_error = l2 - y
          loss = np.sum(l2_error ** 2) / 2 + lam / 2 * (np.sum(syn0 ** 2) + np.sum(syn1 ** 2))
          l2_delta = l2_error * l2 * (1 - l2)
          l1_delta = l2_delta.dot(syn1.T) * l1 * (1 - l1)
          syn1_grad = l1.T.dot(l2_delta) + lam * syn1
          syn0_grad = X.T.dot(l1_delta) + lam * syn0.sum()
                                                ^^^^^^^^^^ l2-summed-weights
          syn1 -= 0.1 * syn1_grad
          syn0 -= 0.1 * syn0_grad
    `));

  test('biases that start at zero do not hide a penalty on them', () =>
    expectMarks(
      withStatements(
        layeredNetwork,
        `
        grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m + lambd / m * parameters["b" + str(l)]
                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ penalty-on-bias
        `,
      ),
    ));

  test('a λ that is 0 by default does not hide a wrong factor', () =>
    expectMarks(
      withStatements(
        courseNetwork.replaceAll('lambd):', 'lambd=0):'),
        `
        dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd * W2
                                          ^^^^^^^^^^ l2-wrong-factor
        `,
      ),
    ));
});

const withDropout = `
  import numpy as np

  def sigmoid(z):
      return 1 / (1 + np.exp(-z))

  def model(X, Y, W1, b1, W2, b2, lambd=0, keep_prob=1):
      m = X.shape[1]
      A1 = np.tanh(np.dot(W1, X) + b1)
      if keep_prob < 1:
          D1 = np.random.rand(A1.shape[0], A1.shape[1]) < keep_prob
          A1 = A1 * D1 / keep_prob
      A2 = sigmoid(np.dot(W2, A1) + b2)
      cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
      cost = cost + lambd / (2 * m) * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
      dZ2 = A2 - Y
      dW2 = np.dot(dZ2, A1.T) / m + lambd / m * W2
      db2 = np.sum(dZ2, axis=1, keepdims=True) / m
      dA1 = np.dot(W2.T, dZ2)
      if keep_prob < 1:
          dA1_dropped = dA1 * D1 / keep_prob
          dZ1_dropped = dA1_dropped * (1 - np.tanh(np.dot(W1, X) + b1) ** 2)
          dW1 = np.dot(dZ1_dropped, X.T) / m + lambd / m * W1
          db1 = np.sum(dZ1_dropped, axis=1, keepdims=True) / m
      else:
          dZ1 = dA1 * (1 - A1 ** 2)
          dW1 = np.dot(dZ1, X.T) / m + lambd / m * W1
          db1 = np.sum(dZ1, axis=1, keepdims=True) / m
      return cost, dW1, db1, dW2, db2
`;

describe('Every branch that a gradient stands in is taken', () => {
  test('right with and without dropout', async () => {
    const { gradients } = await expectRight(withDropout);
    expect(gradients.filter(({ name }) => name === 'dW1').map(({ verdict }) => verdict)).toEqual([
      'verified',
      'verified',
    ]);
  });

  test('a term that is missing in the branch with dropout is found there', () =>
    expectMarks(
      withDropout.replace(
        'dW1 = np.dot(dZ1_dropped, X.T) / m + lambd / m * W1\n',
        'dW1 = np.dot(dZ1_dropped, X.T) / m\n          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term\n',
      ),
    ));
});

const regUtils = courseNetwork.slice(0, courseNetwork.indexOf('  def backward_propagation'));
const backwardAlone = `
  import numpy as np
  from reg_utils import compute_cost, forward_propagation

${courseNetwork.slice(courseNetwork.indexOf('  def backward_propagation'))}
`;

async function analyzed(main: string, files: Readonly<Record<string, string>>): Promise<Analysis> {
  const engine = await testEngine();
  return engine.analyze({ kind: 'file', uri: 'main.py', text: main }, async (uri) => files[uri] ?? null, {
    cancelled: () => false,
  });
}

describe('Code in several places', () => {
  const { text: helper } = readMarked(regUtils);
  const { text, marks } = readMarked(
    withStatements(
      backwardAlone,
      `
      dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m
                                                ^^^^^^^^^^ l2-summed-weights
      `,
    ),
  );

  test('forward pass and cost are found in an imported file', async () => {
    const { findings, networks } = await analyzed(text, { 'reg_utils.py': helper });
    expect(findings.map(markOf)).toEqual(marks);
    expect(networks.map(({ basis }) => basis)).toEqual(['cost']);
  });

  test('without that file they are implied, and the finding says so', async () => {
    const { findings, gradients } = await analyzed(text, {});
    expect(findings.map(markOf)).toEqual(marks);
    expect(findings[0]?.message).toMatch(/assumed/);
    expect(new Set(gradients.map(({ assumed }) => assumed))).toEqual(new Set([true]));
  });

  test('right code without that file has no finding', async () => {
    const { findings } = await analyzed(readMarked(backwardAlone).text, {});
    expect(findings).toEqual([]);
  });

  test('the cells of a notebook are one program, and places are those of the cell', async () => {
    const engine = await testEngine();
    const cells = [
      { index: 0, language: 'markdown', text: '# Regularisation' },
      { index: 1, language: 'python', text: helper },
      { index: 2, language: 'python', text: text.replace(/from reg_utils.*\n/, '') },
    ];
    const { findings, gradients } = await engine.analyze(
      { kind: 'notebook', uri: 'notes.ipynb', cells },
      async () => null,
      { cancelled: () => false },
    );
    const line = Number(marks[0]?.split(':')[0]) - 1;
    expect(findings.map(markOf)).toEqual(marks.map((mark) => mark.replace(/^\d+/, String(line))));
    expectVerdictsOf({ gradients, source: { text: '' } } as Analysis, { dW2: 'verified', dW1: 'wrong' });
  });
});

describe('Flags that say what a network uses', () => {
  test('are taken both ways', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      class Net:
          def __init__(self, n_in, n_out, use_bias=False):
              self.use_bias = use_bias
              self.W = np.random.randn(n_in, n_out)
              self.b = np.zeros((1, n_out))

          def loss(self, X, Y):
              out = X @ self.W
              if self.use_bias:
                  out = out + self.b
              loss = np.sum((out - Y) ** 2)
              dout = 2 * (out - Y)
              dW = X.T @ dout
              if self.use_bias:
                  db = np.sum(dout, axis=0, keepdims=True)
                  return loss, dW, db
              return loss, dW
    `);
    expect(gradients.map(({ name, verdict }) => [name, verdict])).toContainEqual(['db', 'verified']);
  });
});
