import { describe, expect, test } from 'vitest';
import { expectMarks, expectRight, expectVerdictsOf, withStatements } from '../../support/marked-python.ts';
import { courseNetwork, layeredNetwork, softmaxClass } from '../../support/sample-networks.ts';

describe('The line that is at fault is marked, not the lines that read it', () => {
  test('a mistake in dZ2 leaves dW2, dZ1 and dW1 without a mark, and they are not verified', async () => {
    const analysis = await expectMarks(
      withStatements(
        courseNetwork,
        `
        dZ2 = np.sin(A2 - Y)
              ^^^^^^^^^^^^^^ gradient-mismatch (no fix)
        `,
      ),
    );
    expectVerdictsOf(analysis, { dZ2: 'wrong', dW2: 'wrong', db2: 'wrong', dW1: 'wrong', db1: 'wrong' });
    expect(analysis.gradients.find(({ name }) => name === 'dW2')?.reason).toMatch(
      /a gradient that it reads is wrong/,
    );
  });

  test('a mistake in dZ1 leaves the second layer verified', async () => {
    const analysis = await expectMarks(
      withStatements(
        courseNetwork,
        `
        dZ1 = np.multiply(dA1, 1 - np.power(A1, 2))
                               ^^^^^^^^^^^^^^^^^^^ wrong-activation-derivative
        `,
      ),
    );
    expectVerdictsOf(analysis, {
      dZ1: 'wrong',
      dW2: 'verified',
      db2: 'verified',
      dW1: 'wrong',
      db1: 'wrong',
    });
  });

  test('two mistakes that have nothing to do with each other are two findings', async () => {
    const analysis = await expectMarks(
      withStatements(
        courseNetwork,
        `
        dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd * W2
                                          ^^^^^^^^^^ l2-wrong-factor
        dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m
                                                  ^^^^^^^^^^ l2-summed-weights
        `,
      ),
    );
    expectVerdictsOf(analysis, {
      dZ2: 'verified',
      dW2: 'wrong',
      db2: 'verified',
      dW1: 'wrong',
      db1: 'verified',
    });
  });

  test('a missing term is repaired although the term beside it is wrong itself', async () => {
    const analysis = await expectMarks(
      withStatements(
        courseNetwork,
        `
        dW2 = 1 / m * np.dot(dZ2, A1.T)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term
        dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m
                                                  ^^^^^^^^^^ l2-summed-weights
        `,
      ),
    );
    expectVerdictsOf(analysis, {
      dZ2: 'verified',
      dW2: 'wrong',
      db2: 'verified',
      dW1: 'wrong',
      db1: 'verified',
    });
  });

  test('a mistake upstream does not hide one in the penalty below it', () =>
    expectMarks(
      withStatements(
        courseNetwork,
        `
        dA1 = np.dot(W2.T, dZ2) * (1 + A1)
                                   ^^^^^^ wrong-operand
        dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m
                                                  ^^^^^^^^^^ l2-summed-weights
        `,
      ),
    ));

  test('a bias summed over the wrong axis', async () => {
    const analysis = await expectMarks(
      withStatements(
        softmaxClass,
        `
        grads['b2'] = np.sum(dscores) + np.zeros_like(b2)
                      ^^^^^^^^^^^^^^^ bias-sum-axis
        `,
      ),
    );
    expectVerdictsOf(analysis, {
      "grads['b2']": 'wrong',
      "grads['W2']": 'verified',
      "grads['W1']": 'verified',
    });
  });

  test('a mistake in a loop over layers is marked in the loop once', () =>
    expectMarks(
      withStatements(
        layeredNetwork,
        `
        grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-batch-factor
        `,
      ),
    ));
});

describe('A constant factor in intermediates is no mistake', () => {
  test('dZ2 = A2 - Y carries m, and 1/m stands in the gradients of the parameters', async () => {
    const analysis = await expectRight(courseNetwork);
    expectVerdictsOf(analysis, { dZ2: 'verified', dA1: 'verified', dZ1: 'verified' });
  });

  test('a factor of 2 that enters in dZ2 and leaves in the parameters', async () => {
    const analysis = await expectRight(
      withStatements(
        courseNetwork,
        `
        dZ2 = 2 * (A2 - Y)
        dW2 = 0.5 / m * np.dot(dZ2, A1.T) + lambd / m * W2
        db2 = 0.5 / m * np.sum(dZ2, axis=1, keepdims=True)
        dW1 = 0.5 / m * np.dot(dZ1, X.T) + lambd / m * W1
        db1 = 0.5 / m * np.sum(dZ1, axis=1, keepdims=True)
        `,
      ),
    );
    expectVerdictsOf(analysis, { dZ2: 'verified', dZ1: 'verified' });
  });
});
