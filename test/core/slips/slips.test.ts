import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/python/source.ts';
import { analyzePython } from '../../support/engine.ts';
import { expectMarks, readMarked, withStatements } from '../../support/marked-python.ts';
import { courseNetwork, softmaxClass } from '../../support/sample-networks.ts';

/** A statement with a slip, the text that is marked, the rule, and the statement after the fix. */
type Slip = readonly [statement: string, marked: string, rule: string, fixed: string];

/** Each slip alone gives its one mark, and the fix the statement that is given. */
async function expectSlip(program: string, [statement, marked, rule, fixed]: Slip): Promise<void> {
  const { text } = readMarked(withStatements(program, `\n        ${statement}\n        `));
  const { findings } = await analyzePython(text);
  expect(findings.map((finding) => [finding.rule, textOf(finding.span)])).toEqual([[rule, marked]]);
  const edits = findings[0]?.fix?.edits ?? [];
  const after = edits.reduce(
    (done, { span, newText }) => done.slice(0, span.start) + newText + done.slice(span.end),
    text,
  );
  expect(after.split('\n').map((line) => line.trim())).toContain(fixed);
  expect((await analyzePython(after)).findings).toEqual([]);
}

const inCourse: readonly Slip[] = [
  ['dZ2 = Y - A2', 'Y - A2', 'wrong-loss-derivative', 'dZ2 = A2 - Y'],
  ['dZ2 = 2 * (A2 - Y)', '2', 'wrong-loss-derivative', 'dZ2 = A2 - Y'],
  [
    'dW2 = 1 / m * np.dot(dZ2, Z1.T) + lambd / m * W2',
    'Z1',
    'wrong-operand',
    'dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * W2',
  ],
  [
    'dW2 = np.dot(dZ2, A1.T) + lambd / m * W2',
    'dW2 = np.dot(dZ2, A1.T) + lambd / m * W2',
    'wrong-batch-factor',
    'dW2 = np.dot(dZ2, A1.T) / m + lambd / m * W2',
  ],
  [
    'dW2 = -1 / m * np.dot(dZ2, A1.T) + lambd / m * W2',
    '-1',
    'wrong-sign',
    'dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * W2',
  ],
  [
    'db2 = 2 / m * np.sum(dZ2, axis=1, keepdims=True)',
    '2',
    'wrong-factor',
    'db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)',
  ],
  [
    'db1 = 1 / m * np.sum(dZ1, axis=0, keepdims=True)',
    'np.sum(dZ1, axis=0, keepdims=True)',
    'bias-sum-axis',
    'db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)',
  ],
  [
    'dZ1 = np.multiply(dA1, np.int64(A1 < 0))',
    'A1 < 0',
    'wrong-activation-derivative',
    'dZ1 = np.multiply(dA1, np.int64(A1 > 0))',
  ],
  ['dZ1 = dA1', 'dZ1 = dA1', 'missing-activation-derivative', 'dZ1 = dA1 * (A1 > 0)'],
  ['dA1 = np.dot(W2.T, dZ2) / 3', '3', 'wrong-factor', 'dA1 = np.dot(W2.T, dZ2)'],
];

const inSoftmax: readonly Slip[] = [
  ['dscores = 2 * probs.copy()', '2', 'wrong-loss-derivative', 'dscores = probs.copy()'],
  [
    "grads['b1'] = np.mean(dhidden, axis=0)",
    'np.mean',
    'wrong-batch-factor',
    "grads['b1'] = np.sum(dhidden, axis=0)",
  ],
  [
    "grads['W1'] = X.T.dot(-dhidden) + 2 * reg * W1",
    '-dhidden',
    'wrong-sign',
    "grads['W1'] = X.T.dot(dhidden) + 2 * reg * W1",
  ],
];

describe('A slip on one line is named by the edit that mends it', () => {
  test.each(inCourse)('%s', (...slip) => expectSlip(courseNetwork, slip));
  test.each(inSoftmax)('%s', (...slip) => expectSlip(softmaxClass, slip));
});

describe('A slip is looked for where it can be', () => {
  test('in a helper that a line calls: there it is marked, once', () =>
    expectMarks(`
      import numpy as np

      def sigmoid(z):
          return 1 / (1 + np.exp(-z))

      def slope(a):
          return a * (1 + a)
                      ^^^^^ wrong-activation-derivative

      def step(X, Y, W1, W2, W3):
          a1 = sigmoid(X @ W1)
          a2 = sigmoid(a1 @ W2)
          a3 = sigmoid(a2 @ W3)
          cost = 0.5 * np.sum((a3 - Y) ** 2)
          delta3 = (a3 - Y) * a3 * (1 - a3)
          delta2 = delta3 @ W3.T * slope(a2)
          delta1 = delta2 @ W2.T * slope(a1)
          dW3 = a2.T @ delta3
          dW2 = a1.T @ delta2
          dW1 = X.T @ delta1
          return cost, dW1, dW2, dW3
    `));

  test('in the recurrence that a loop over time makes', () =>
    expectMarks(`
      import numpy as np

      def loss(inputs, targets, U, V, W):
          T = len(inputs)
          h = {-1: np.zeros((W.shape[0], 1))}
          y = {}
          cost = 0
          for t in range(T):
              h[t] = np.tanh(U @ inputs[t] + W @ h[t - 1])
              y[t] = V @ h[t]
              cost += 0.5 * np.sum((y[t] - targets[t]) ** 2)
          dU, dV, dW = np.zeros_like(U), np.zeros_like(V), np.zeros_like(W)
          dhnext = np.zeros_like(h[0])
          for t in reversed(range(T)):
              dy = y[t] - targets[t]
              dV += dy @ h[t].T
              dh = V.T @ dy + dhnext
              dz = dh * (1 - h[t] ** 2)
              dU += dz @ inputs[t].T
              dW += dz @ h[t].T
                           ^ wrong-operand
              dhnext = W.T @ dz
          return cost, dU, dV, dW
    `));
});

describe('A sum over units is told from a sum over examples', () => {
  test('where the bias comes from a caller: a hidden layer has more than one unit', () =>
    expectMarks(`
      import numpy as np

      def cost(A2, Y):
          return np.sum((A2 - Y) ** 2) / 2

      def forward(X, W1, b1, W2, b2):
          A1 = np.tanh(np.dot(W1, X) + b1)
          A2 = np.dot(W2, A1) + b2
          return A1, A2

      def backward(X, Y, A1, A2, W1, W2):
          dZ2 = A2 - Y
          dW2 = np.dot(dZ2, A1.T)
          db2 = np.sum(dZ2, axis=1, keepdims=True)
          dZ1 = np.dot(W2.T, dZ2) * (1 - A1 ** 2)
          dW1 = np.dot(dZ1, X.T)
          db1 = np.sum(dZ1)
                ^^^^^^^^^^^ bias-sum-axis
          return dW1, db1, dW2, db2
    `));
});
