/** Arrays that are edited in place and needed again: what is told beside the rule's page. */
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/python/source.ts';
import { analyzePython } from '../../support/engine.ts';

/** A network with a leaky first layer, whose backward pass holds some statements. */
function program(backward: readonly string[]): string {
  return [
    'import numpy as np',
    'def step(a):',
    '    a[a > 0] = 1',
    '    return a',
    'def forward(X, W1, b1, W2, b2):',
    '    Z1 = W1 @ X + b1',
    '    A1 = np.maximum(Z1, 0)',
    '    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))',
    '    return Z1, A1, A2',
    'def cost(A2, Y):',
    '    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / Y.shape[1]',
    'def backward(X, Y, Z1, A1, A2, W1, W2):',
    '    m = X.shape[1]',
    '    dZ2 = (A2 - Y) / m',
    ...backward.map((line) => `    ${line}`),
    '    db2 = np.sum(dZ2, axis=1, keepdims=True)',
    '    dW1 = dZ1 @ X.T',
    '    db1 = np.sum(dZ1, axis=1, keepdims=True)',
    '    return dW1, db1, dW2, db2',
  ].join('\n');
}

async function findingsIn(backward: readonly string[]) {
  const { findings } = await analyzePython(program(backward));
  return findings.map(({ rule, span, fix }) => [rule, textOf(span), fix?.title ?? null]);
}

describe('An array that is edited in place', () => {
  test('may be edited once nothing reads it any more', async () => {
    expect(
      await findingsIn(['dW2 = dZ2 @ A1.T', 'slope = A1', 'slope[Z1 > 0] = 1', 'dZ1 = (W2.T @ dZ2) * slope']),
    ).toEqual([]);
  });

  test('is to be copied where the second name is made', async () => {
    expect(
      await findingsIn(['slope = A1', 'slope[Z1 > 0] = 1', 'dZ1 = (W2.T @ dZ2) * slope', 'dW2 = dZ2 @ A1.T']),
    ).toEqual([['aliased-gradient', 'A1', 'Make `slope` a copy']]);
  });

  test('is found in the function that edits its argument', async () => {
    expect(await findingsIn(['dZ1 = (W2.T @ dZ2) * step(A1)', 'dW2 = dZ2 @ A1.T'])).toEqual([
      ['aliased-gradient', 'a[a > 0] = 1', null],
    ]);
  });
});
