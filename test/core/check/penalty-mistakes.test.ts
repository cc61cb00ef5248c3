import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import {
  expectMarks,
  expectRight,
  fixedText,
  readMarked,
  withStatements,
} from '../../support/marked-python.ts';
import { courseNetwork, layeredNetwork, softmaxClass } from '../../support/sample-networks.ts';

const inCourse = (statements: string): Promise<unknown> =>
  expectMarks(withStatements(courseNetwork, statements));
const inClass = (statements: string): Promise<unknown> =>
  expectMarks(withStatements(softmaxClass, statements));
const inLayers = (statements: string): Promise<unknown> =>
  expectMarks(withStatements(layeredNetwork, statements));

describe('The sum of the weights in place of the weights', () => {
  test('np.sum(W1) shifts every entry of dW1 by one number', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m
                                                ^^^^^^^^^^ l2-summed-weights
    `));

  test('the method W2.sum() does the same', () =>
    inCourse(`
      dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * W2.sum()
                                                    ^^^^^^^^ l2-summed-weights
    `));

  test('in a statement of its own', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T)
      dW1 += lambd / m * np.sum(W1)
                         ^^^^^^^^^^ l2-summed-weights
    `));

  test('the penalty itself, a sum of squares, is no gradient either', () =>
    inCourse(`
      dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * np.sum(np.square(W2))
                                                    ^^^^^^^^^^^^^^^^^^^^^ l2-summed-weights
    `));

  test('in a loop over layers it is said once', () =>
    inLayers(`
      grads["dW" + str(l)] = np.dot(dZ, cache["A" + str(l - 1)].T) / m + lambd / m * np.sum(parameters["W" + str(l)])
                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-summed-weights
    `));
});

describe('A missing term', () => {
  test('marks the statement of the layer that lacks it', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T)
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term
    `));

  test('with 1/m outside of the brackets', () =>
    inCourse(`
      dW2 = np.dot(dZ2, A1.T) / m
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term
    `));

  test('in a dict of gradients', () =>
    inClass(`
      grads['W1'] = X.T.dot(dhidden)
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term
    `));

  test('in a loop over layers it is said once', () =>
    inLayers(`
      grads["dW" + str(l)] = np.dot(dZ, cache["A" + str(l - 1)].T) / m
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term
    `));
});

describe('A wrong factor', () => {
  test('λ/(2m) for λ/m', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / (2 * m) * W1
                                       ^^^^^^^^^^^^^^^ l2-wrong-factor
    `));

  test('λ without 1/m', () =>
    inCourse(`
      dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd * W2
                                        ^^^^^^^^^^ l2-wrong-factor
    `));

  test('1/m twice, because the bracket is divided as well', () =>
    inCourse(`
      dW1 = 1 / m * (np.dot(dZ1, X.T) + lambd / m * W1)
                                        ^^^^^^^^^ l2-wrong-factor
    `));

  test('in a loop over layers it is said once', () =>
    inLayers(`
      grads["dW" + str(l)] = np.dot(dZ, cache["A" + str(l - 1)].T) / m + lambd * parameters["W" + str(l)]
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-wrong-factor
    `));

  test('a 2 that the cost does not have', () =>
    inCourse(`
      dW2 = 1 / m * np.dot(dZ2, A1.T) + 2 * lambd / m * W2
                                        ^^^^^^^^^^^^^ l2-wrong-factor
    `));

  test('precedence: lambd / 2 * m', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / 2 * m * W1
                                       ^^^^^^^^^^^^^ l2-wrong-factor
    `));

  test('the 2 of a cost without ½ is forgotten', () =>
    inClass(`
      grads['W1'] = X.T.dot(dhidden) + reg * W1
                                       ^^^^^^^^ l2-wrong-factor
    `));

  test('in a statement of its own', () =>
    inClass(`
      grads['W2'] = hidden.T.dot(dscores)
      grads['W2'] += reg * W2
                     ^^^^^^^^ l2-wrong-factor
    `));
});

/** A linear classifier with the multiclass hinge loss. */
const hinge = `
  import numpy as np

  def svm_loss(X, Y, W, b, reg):
      N = X.shape[0]
      scores = X.dot(W) + b
      correct = scores[np.arange(N), Y][:, None]
      margins = np.maximum(0, scores - correct + 1)
      margins[np.arange(N), Y] = 0
      loss = np.sum(margins) / N + reg * np.sum(W * W)
      dscores = (margins > 0).astype(float)
      dscores[np.arange(N), Y] -= np.sum(margins > 0, axis=1)
      dscores /= N
      dW = X.T.dot(dscores) + 2 * reg * W
      db = np.sum(dscores, axis=0)
      return loss, dW, db
`;

describe('The penalty of a hinge loss', () => {
  test('is right with a 2', () => expectRight(hinge));

  test('is wrong without it', () =>
    expectMarks(
      withStatements(
        hinge,
        `
        dW = X.T.dot(dscores) + reg * W
                                ^^^^^^^ l2-wrong-factor
        `,
      ),
    ));
});

describe('A wrong sign', () => {
  test('the term is taken away from the data part', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T) - lambd / m * W1
                                       ^^^^^^^^^^^^^^ l2-wrong-sign
    `));

  test('by `-=`', () =>
    inClass(`
      grads['W1'] = X.T.dot(dhidden)
      grads['W1'] -= 2 * reg * W1
                     ^^^^^^^^^^^^ l2-wrong-sign
    `));
});

describe('Other weights', () => {
  test('the term of a layer that only happens to fit', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * W2[:, :1]
                                                   ^^^^^^^^^ l2-wrong-weights
    `));
});

describe('The penalty where none belongs', () => {
  test('on a bias', () =>
    inCourse(`
      db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True) + lambd / m * b1
                                                         ^^^^^^^^^^^^^^ penalty-on-bias
    `));

  test('on a bias that the program sets to zero', () =>
    inClass(`
      grads['b2'] = np.sum(dscores, axis=0) + 2 * reg * b2
                                              ^^^^^^^^^^^^ penalty-on-bias
    `));

  test('on the gradient of an activation', () =>
    inCourse(`
      dA1 = np.dot(W2.T, dZ2) + lambd / m * np.sum(W2)
                                ^^^^^^^^^^^^^^^^^^^^^^ penalty-on-activation
    `));

  test('on weights that the cost does not penalise', () =>
    inCourse(`
      penalty = lambd / (2 * m) * np.sum(np.square(W1))
      dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * W2
                                        ^^^^^^^^^^^^^^ l2-extra-term
    `));
});

describe('A derivative of another penalty', () => {
  test('squares', () =>
    inCourse(`
      dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * np.square(W1)
                                                   ^^^^^^^^^^^^^ l2-wrong-derivative
    `));
});

describe('A fix keeps the style of the line', () => {
  async function repaired(program: string, statements: string): Promise<string[]> {
    const { text } = readMarked(withStatements(program, statements));
    const { findings } = await analyzePython(text);
    const before = text.split('\n');
    return fixedText(text, findings)
      .split('\n')
      .filter((line, at) => line !== before[at])
      .map((line) => line.trim());
  }

  test('the brackets and the order of (lambd * …) / m stay', async () => {
    expect(await repaired(courseNetwork, 'dW1 = 1/m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m')).toEqual([
      'dW1 = 1/m * np.dot(dZ1, X.T) + (lambd * W1) / m',
    ]);
  });

  test('a missing term is written as the other layer writes it', async () => {
    expect(await repaired(courseNetwork, 'dW1 = 1 / m * np.dot(dZ1, X.T)')).toEqual([
      'dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * W1',
    ]);
    expect(await repaired(softmaxClass, "grads['W1'] = X.T.dot(dhidden)")).toEqual([
      "grads['W1'] = X.T.dot(dhidden) + 2 * reg * W1",
    ]);
  });

  test('only the sign changes', async () => {
    expect(await repaired(courseNetwork, 'dW1 = 1 / m * np.dot(dZ1, X.T) - lambd / m * W1')).toEqual([
      'dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * W1',
    ]);
  });

  test('a term that does not belong is taken out with its sign', async () => {
    expect(
      await repaired(courseNetwork, 'db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True) + lambd / m * b1'),
    ).toEqual(['db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)']);
  });
});
