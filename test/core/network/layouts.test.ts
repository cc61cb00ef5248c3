import { describe, expect, test } from 'vitest';
import { expectMarks, expectRight } from '../../support/marked-python.ts';

/** A logistic regression in one function; every line is the caller's. */
function logistic(lines: string): string {
  const body = lines
    .trim()
    .split('\n')
    .map((line) => `        ${line.trim()}`)
    .join('\n');
  return `
    import numpy as np

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def softmax(z):
        e = np.exp(z - np.max(z, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)

    def step(X, y, W, b, lambd):
${body}
        return cost, dW, db
  `;
}

const shapesOf = async (program: string): Promise<Record<string, readonly number[] | null>> => {
  const { gradients } = await expectRight(program);
  return Object.fromEntries(gradients.map(({ name, shape }) => [name, shape]));
};

describe('Examples may be rows or columns, labels of any form', () => {
  test('examples in columns, a bias in a column', async () => {
    const { dW, db } = await shapesOf(
      logistic(`
        m = X.shape[1]
        A = sigmoid(np.dot(W, X) + b)
        cost = -np.sum(y * np.log(A) + (1 - y) * np.log(1 - A)) / m + lambd / (2 * m) * np.sum(W ** 2)
        dZ = A - y
        dW = np.dot(dZ, X.T) / m + lambd / m * W
        db = np.sum(dZ, axis=1, keepdims=True) / m
      `),
    );
    expect(db).toEqual([dW?.[0], 1]);
  });

  test('examples in rows, a bias in a row', async () => {
    const { dW, db } = await shapesOf(
      logistic(`
        m = X.shape[0]
        A = sigmoid(np.dot(X, W) + b)
        cost = -np.sum(y * np.log(A) + (1 - y) * np.log(1 - A)) / m + lambd / (2 * m) * np.sum(W ** 2)
        dZ = A - y
        dW = np.dot(X.T, dZ) / m + lambd / m * W
        db = np.sum(dZ, axis=0, keepdims=True) / m
      `),
    );
    expect(db).toEqual([1, dW?.[1]]);
  });

  test('one output: labels and weights of one axis, a bias that is a number', () =>
    expectRight(
      logistic(`
        m = len(y)
        a = sigmoid(X.dot(W) + b)
        cost = -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)) + lambd / (2 * m) * W.dot(W)
        dW = X.T.dot(a - y) / m + lambd / m * W
        db = np.mean(a - y)
      `),
    ));

  test('a bias summed to one number, as for one output unit', () =>
    expectRight(
      logistic(`
        m = X.shape[1]
        A = sigmoid(np.dot(W.T, X) + b)
        cost = -np.sum(y * np.log(A) + (1 - y) * np.log(1 - A)) / m + lambd / (2 * m) * np.sum(W ** 2)
        dW = np.dot(X, (A - y).T) / m + lambd / m * W
        db = np.sum(A - y) / m
      `),
    ));

  test('labels that are class numbers', () =>
    expectRight(
      logistic(`
        m = X.shape[0]
        p = softmax(X.dot(W) + b)
        cost = -np.sum(np.log(p[range(m), y])) / m + 0.5 * lambd * np.sum(W * W)
        dz = p.copy()
        dz[range(m), y] -= 1
        dz /= m
        dW = X.T.dot(dz) + lambd * W
        db = np.sum(dz, axis=0)
      `),
    ));

  test('labels that are one-hot rows', () =>
    expectRight(
      logistic(`
        m = X.shape[0]
        p = softmax(X.dot(W) + b)
        cost = -np.sum(y * np.log(p)) / m + 0.5 * lambd * np.sum(W * W)
        dz = (p - y) / m
        dW = X.T.dot(dz) + lambd * W
        db = np.sum(dz, axis=0)
      `),
    ));

  test('class numbers that the code turns into one-hot rows', () =>
    expectRight(
      logistic(`
        m = X.shape[0]
        p = softmax(X.dot(W) + b)
        Y = np.eye(p.shape[1])[y]
        cost = -np.sum(Y * np.log(p)) / m + 0.5 * lambd * np.sum(W * W)
        dz = (p - Y) / m
        dW = X.T.dot(dz) + lambd * W
        db = np.sum(dz, axis=0)
      `),
    ));

  test('a bias under a name that does not say so', async () => {
    const { dV, dc } = await shapesOf(`
      import numpy as np

      def step(X, Y, V, c):
          n = X.shape[0]
          E = X @ V + c - Y
          error = np.sum(E ** 2) / n
          dE = 2 * E / n
          dV = X.T @ dE
          dc = np.sum(dE, axis=0)
          return error, dV, dc
    `);
    expect(dc).toEqual([dV?.[1]]);
  });

  test('a mistake is found with weights of one axis, too', () =>
    expectMarks(
      logistic(`
        m = len(y)
        a = sigmoid(X.dot(W) + b)
        cost = -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)) + lambd / (2 * m) * np.sum(W ** 2)
        dW = X.T.dot(a - y) / m + lambd / m * np.sum(W)
        db = np.mean(a - y)
      `).replace(
        'np.sum(W)\n',
        'np.sum(W)\n                                              ^^^^^^^^^ l2-summed-weights\n',
      ),
    ));
});
