import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { readMarked } from '../../support/marked-python.ts';

/** Training of a logistic regression; the lines after the cost are the caller's. */
function training(lines: string, cost = 'cost'): string {
  const body = lines
    .trim()
    .split('\n')
    .map((line) => `              ${line.trim()}`)
    .join('\n');
  return `
      import numpy as np

      def train(X, Y, W, b, rate, lambd, beta):
          m = X.shape[1]
          V = np.zeros_like(W)
          for step in range(100):
              A = 1 / (1 + np.exp(-(np.dot(W, X) + b)))
              ${cost} = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m + lambd / (2 * m) * np.sum(W ** 2)
${body}
          return W, b
  `;
}

const gradients = `
  dZ = (A - Y) / m
  dW = np.dot(dZ, X.T) + lambd / m * W
  db = np.sum(dZ, axis=1, keepdims=True)
`;

async function rulesIn(program: string): Promise<string[]> {
  const { findings } = await analyzePython(readMarked(program).text);
  return findings.map(({ rule }) => rule);
}

describe('A step that goes uphill', () => {
  test.each([
    ['W = W + rate * dW\nb = b - rate * db'],
    ['W += rate * dW\nb -= rate * db'],
    ['V = beta * V + rate * dW\nW = W + V\nb -= rate * db'],
  ])('is marked: %s', async (steps) => {
    expect(await rulesIn(training(`${gradients}${steps}`))).toEqual(['update-direction']);
  });

  test.each([
    ['descent', 'W = W - rate * dW\nb = b - rate * db'],
    ['momentum', 'V = beta * V - rate * dW\nW = W + V\nb -= rate * db'],
    ['momentum that is subtracted', 'V = beta * V + rate * dW\nW -= V\nb -= rate * db'],
  ])('is not seen in %s', async (_, steps) => {
    expect(await rulesIn(training(`${gradients}${steps}`))).toEqual([]);
  });

  test('is meant where both signs are turned', async () => {
    const turned = `
      dZ = (Y - A) / m
      dW = np.dot(dZ, X.T)
      db = np.sum(dZ, axis=1, keepdims=True)
      W += rate * dW
      b += rate * db
    `;
    expect(await rulesIn(training(turned).replace(' + lambd / (2 * m) * np.sum(W ** 2)', ''))).toEqual([]);
  });

  test('is meant where a likelihood is made larger', async () => {
    const ascent = training(`${gradients}W += rate * dW\nb += rate * db`, 'log_likelihood');
    expect(await rulesIn(ascent)).toEqual([]);
  });
});

describe('A decay in the step', () => {
  test.each([
    ['W = W - rate * (dW + lambd / m * W)'],
    ['W = W - rate * dW - rate * lambd / m * W'],
    ['W = (1 - rate * lambd / m) * W - rate * dW'],
  ])('beside a penalised gradient is the penalty once more: %s', async (step) => {
    expect(await rulesIn(training(`${gradients}${step}\nb = b - rate * db`))).toEqual(['l2-applied-twice']);
  });

  test('beside a cost and a gradient without penalty is a choice', async () => {
    const decoupled = training(
      `
      dZ = (A - Y) / m
      dW = np.dot(dZ, X.T)
      db = np.sum(dZ, axis=1, keepdims=True)
      W = W - rate * (dW + lambd * W)
      b = b - rate * db
      `,
    ).replace(' + lambd / (2 * m) * np.sum(W ** 2)', '');
    expect(await rulesIn(decoupled)).toEqual([]);
  });
});
