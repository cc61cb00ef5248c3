/** Programs of array functions stay differentiable: the sweep through them agrees with central differences. */
import { describe, expect, test } from 'vitest';
import { centralDifference } from '../../../src/core/autodiff/central-difference.ts';
import { reverseSweep } from '../../../src/core/autodiff/sweep.ts';
import type { NodeId } from '../../../src/core/autodiff/tape.ts';
import { largestDifference, largestMagnitude, type Tensor } from '../../../src/core/autodiff/tensor.ts';
import { currentNode } from '../../../src/core/evaluator/arrays.ts';
import { type Evaluated, evaluate } from '../../support/evaluate.ts';

const prelude = `
import numpy as np
import math
from scipy import special
X = np.array([[0.3, -0.8, 1.2, 0.5], [0.9, 0.1, -0.4, -1.1], [-0.6, 0.7, 0.2, 1.4]])
W = np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -0.75]])
b = np.array([[0.1], [-0.2]])
Y = np.array([0, 1, 1, 0])
`;

function nodeOf(run: Evaluated, name: string): NodeId {
  const value = run.names.get(name);
  if (value?.type === 'array') return currentNode(value, run.tape);
  if (value?.type === 'float' && value.node !== null) return value.node;
  throw new Error(`${name} is not on the tape: ${JSON.stringify(run.value(name))}`);
}

/** Compares the sweep with central differences for the arrays of the prelude, which both runs number alike. */
async function expectDifferentiable(program: string): Promise<void> {
  const before = await evaluate(prelude);
  const run = await evaluate(`${prelude}\n${program}`);
  const cost = nodeOf(run, 'J');
  const adjoints = reverseSweep(run.tape.nodes, cost);
  for (const name of ['X', 'W', 'b']) {
    const node = nodeOf(before, name);
    const difference = centralDifference(run.tape.nodes, cost, node, { richardson: true }) as Tensor;
    const adjoint = adjoints.get(node);
    if (adjoint === undefined) expect(largestMagnitude(difference)).toBe(0);
    else expect(largestDifference(adjoint, difference), `∂J/∂${name}`).toBeLessThan(1e-8);
  }
  expect(adjoints.size).toBeGreaterThan(3);
}

describe('the derivative of J', () => {
  test.each([
    ['a logistic regression', 'A = 1 / (1 + np.exp(-(np.dot(W, X) + b))); J = -np.mean(np.log(A))'],
    ['a penalty', 'J = 0.7 / (2 * X.shape[1]) * (np.sum(np.square(W)) + np.sum(b ** 2))'],
    ['relu by mask', 'Z = W @ X + b; A = Z * (Z > 0); J = np.sum(A ** 2)'],
    ['relu in place', 'Z = W @ X + b; Z[Z < 0] = 0; J = np.sum(Z * Z)'],
    ['leaky relu by where', 'Z = W.dot(X) + b; J = np.where(Z > 0, Z, 0.01 * Z).sum()'],
    [
      'softmax and picked log-probabilities',
      `
Z = (W @ X + b).T
Z = Z - np.max(Z, axis=1, keepdims=True)
P = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)
J = -np.sum(np.log(P[range(4), Y])) / 4`,
    ],
    ['one-hot labels', 'P = special.softmax(W @ X + b, axis=0); J = -np.sum(np.eye(2)[Y].T * np.log(P))'],
    ['log-sum-exp', 'J = np.mean(special.logsumexp(W @ X + b, axis=0))'],
    [
      'rows written one by one',
      `
A = np.zeros((2, 4))
for i in range(4):
    A[:, i] = np.tanh(W @ X[:, i] + b[:, 0])
J = np.sum(A ** 2)`,
    ],
    [
      'a view written through',
      'A = np.zeros((2, 4)); F = A.reshape(-1); F[:] = (W @ X).ravel(); A += b; J = np.sum(A ** 3)',
    ],
    ['a transposed view read after a change', 'T = W.T; S = T @ (b + 0.0); J = np.sum(S * S)'],
    ['np.add.at', 'z = np.zeros((3, 2)); np.add.at(z, [0, 2, 0, 1], (W @ X).T); J = np.sum(z ** 2)'],
    ['a column of ones', 'J = np.sum(np.dot(np.c_[W, b], np.vstack((X, np.ones((1, 4))))) ** 2)'],
    ['bias column excluded', 'T = np.hstack((b, W)); J = np.sum(T[:, 1:] ** 2)'],
    [
      'padding and windows',
      `
P = np.pad(X, ((1, 1), (1, 1)), 'constant')
out = np.zeros((3, 4))
for i in range(3):
    for j in range(4):
        out[i, j] = np.sum(P[i:i+2, j:j+3] * W)
J = np.sum(out ** 2)`,
    ],
    ['pooling', 'J = np.max(X.reshape(3, 2, 2), axis=2).sum() + np.amax(W, axis=0).sum()'],
    [
      'batch normalisation',
      'Z = W @ X; J = np.sum(((Z - Z.mean(axis=1, keepdims=True)) / np.sqrt(Z.var(axis=1, keepdims=True) + 1e-5)) ** 3 * (b + 1))',
    ],
    ['einsum', "J = np.einsum('ij,jk,ik->', W, X, W @ X)"],
    ['the norm', 'J = np.linalg.norm(W) ** 2 + np.linalg.norm(b)'],
    ['Python numbers', 'J = math.sqrt(np.sum(W ** 2)) + math.exp(b[0, 0]) + float(np.sum(X)) * 2'],
    ['lists of entries', 'J = np.sum(np.array([[W[0, 0], W[1, 1]], [b[0, 0], 1.0]]) ** 2)'],
    ['a list of rows', 'J = np.sum(np.array([np.tanh(row) for row in X]) * 2)'],
    [
      'nested loops over numbers',
      `
J = 0
for i in range(2):
    for j in range(3):
        J += W[i, j] ** 2 * b[i, 0]`,
    ],
    ['clip', 'J = np.sum(np.log(np.clip(1 / (1 + np.exp(-(W @ X))), 1e-8, 1 - 1e-8)))'],
    [
      'sort, roll, flip, repeat',
      'J = np.sum(np.sort(W, axis=1) * np.roll(W, 1, axis=1) * np.flip(W, 0)) + np.sum(np.repeat(b, 3, axis=1) * W)',
    ],
    ['np.vectorize', 'f = np.vectorize(lambda t: t * t * t); J = np.sum(f(W))'],
    ['augmented in a loop', 'A = W * 1\nfor _ in range(3):\n    A *= 1.1\n    A += b\nJ = np.sum(A ** 2)'],
    [
      'split and joined',
      'left, right = np.split(X, 2, axis=1); J = np.sum(np.concatenate((left * right, W[:, :2]), axis=0) ** 2)',
    ],
    ['np.matrix', 'M = np.matrix(W); J = (M * np.matrix(X)).sum() ** 2'],
  ])('%s', async (_, program) => {
    await expectDifferentiable(program);
  });
});

describe('what is not known', () => {
  test('a function outside the table is unknown by its name, and spreads', async () => {
    const run = await evaluate(`${prelude}\nA = np.fft2(X)\nJ = np.sum(A * 2)`);
    expect(run.value('J')).toBe('<unknown: `np.fft2` is not supported yet>');
  });

  test('a function of arrays that is not known makes the arrays unknown that it is called on for its effect', async () => {
    const run = await evaluate(
      `${prelude}\na = X.copy()\nnp.twist(a, 3)\nJ = np.sum(a)\nb = X.copy()\nb.resize(2, 2)\nK = np.sum(b)`,
    );
    expect(run.value('J')).toBe('<unknown: `np.twist` is not supported yet>');
    expect(run.value('K')).toBe('<unknown: `.resize` of an array is not supported yet>');
  });

  test('a keyword outside the table is unknown by its name', async () => {
    const run = await evaluate(`${prelude}\nJ = np.mean(X, where=X > 0)`);
    expect(run.value('J')).toBe('<unknown: `np.mean` with `where=` is not supported yet>');
    const other = await evaluate(`${prelude}\nJ = np.exp(X, subok=False)`);
    expect(other.value('J')).toBe('<unknown: `np.exp` with `subok=` is not supported yet>');
  });

  test('an array into which something unknown is written is unknown, its base and its views too', async () => {
    const run = await evaluate(
      `${prelude}\nT = X.T\nT[0] = np.fft2(X)\nJ = np.sum(X)\nK = X[1, 1]\nS = X.shape`,
    );
    expect(run.value('J')).toBe('<unknown: `np.fft2` is not supported yet>');
    expect(run.value('K')).toBe('<unknown: `np.fft2` is not supported yet>');
    expect(run.value('S')).toEqual([3, 4]);
  });
});
