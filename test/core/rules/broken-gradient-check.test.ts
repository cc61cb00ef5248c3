/** Checks by finite differences that the user wrote: which ones are broken, and which only look so. */
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/python/source.ts';
import { analyzePython } from '../../support/engine.ts';

const inOneNumber = [
  'import numpy as np',
  'def forward(x, theta):',
  '    return theta * x',
  'def gradient_check(x, theta, epsilon=1e-7):',
  '    thetaplus = theta + epsilon',
  '    thetaminus = theta - epsilon',
  '    J_plus = forward(x, thetaplus)',
  '    J_minus = forward(x, thetaminus)',
  '    gradapprox = (J_plus - J_minus) / (2 * epsilon)',
  '    return np.linalg.norm(x - gradapprox)',
].join('\n');

const inPlace = [
  'import numpy as np',
  'def cost(X, y, w):',
  '    return 0.5 * np.mean((X @ w - y) ** 2)',
  'def numerical_gradient(X, y, w, h=1e-5):',
  '    grad = np.zeros_like(w)',
  '    for i in range(w.size):',
  '        old = w[i]',
  '        w[i] = old + h',
  '        plus = cost(X, y, w)',
  '        w[i] = old - h',
  '        minus = cost(X, y, w)',
  '        w[i] = old',
  '        grad[i] = (plus - minus) / (2 * h)',
  '    return grad',
].join('\n');

const ofCopies = [
  'import numpy as np',
  'def cost(X, y, theta):',
  '    return 0.5 * np.mean((X @ theta - y) ** 2)',
  'def check_gradients(X, y, theta, epsilon=1e-7):',
  '    n = theta.shape[0]',
  '    J_plus = np.zeros((n, 1))',
  '    J_minus = np.zeros((n, 1))',
  '    approx = np.zeros((n, 1))',
  '    for i in range(n):',
  '        thetaplus = np.copy(theta)',
  '        thetaplus[i][0] = thetaplus[i][0] + epsilon',
  '        J_plus[i] = cost(X, y, thetaplus)',
  '        thetaminus = np.copy(theta)',
  '        thetaminus[i][0] = thetaminus[i][0] - epsilon',
  '        J_minus[i] = cost(X, y, thetaminus)',
  '        approx[i] = (J_plus[i] - J_minus[i]) / (2 * epsilon)',
  '    return approx',
].join('\n');

async function findingsIn(program: string) {
  const { findings } = await analyzePython(program);
  return findings.map(({ rule, span, fix }) => [rule, textOf(span), fix?.title ?? null]);
}

describe('A gradient check of the user', () => {
  test.each([
    ['of one number', inOneNumber],
    ['that moves entries in place', inPlace],
    ['that moves entries of copies', ofCopies],
    [
      'with one-sided differences',
      inOneNumber.replace('theta - epsilon', 'theta').replace('(2 * epsilon)', 'epsilon'),
    ],
  ])('%s is left alone where it is right', async (_, program) => {
    expect(await findingsIn(program)).toEqual([]);
  });

  test.each([
    [
      'the distance is taken for half of it',
      inOneNumber.replace('/ (2 * epsilon)', '/ epsilon'),
      ['(J_plus - J_minus) / epsilon', 'Divide by `(2 * epsilon)`'],
    ],
    [
      'the brackets of the divisor are missing',
      inOneNumber.replace('/ (2 * epsilon)', '/ 2 * epsilon'),
      ['(J_plus - J_minus) / 2 * epsilon', 'Divide by `(2 * epsilon)`'],
    ],
    [
      'the second point is made from the first',
      inOneNumber.replace('theta - epsilon', 'thetaplus - epsilon'),
      ['thetaplus - epsilon', 'Make both points from `theta`'],
    ],
    [
      'a copy is made of the moved array',
      ofCopies.replace('thetaminus = np.copy(theta)', 'thetaminus = np.copy(thetaplus)'),
      ['thetaminus[i][0] - epsilon', null],
    ],
    ['an entry is not put back', inPlace.replace('        w[i] = old\n', ''), ['old - h', null]],
  ])('is marked where %s', async (_, program, marked) => {
    expect(await findingsIn(program)).toEqual([['broken-gradient-check', ...marked]]);
  });
});
