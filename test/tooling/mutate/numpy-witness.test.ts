/** The witnesses in NumPy: each confirms its program, and tells a slip in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { numpyTestimony } from '../../../tooling/mutate/numpy-witness.ts';
import { hasPython } from '../../support/real-python.ts';

const root = join(import.meta.dirname, '../..');

const slips: Readonly<Record<string, readonly [string, string]>> = {
  'checked_logistic_regression.py': ['+ reg / m * weights', '+ reg / m * theta'],
  'softmax_with_gradient_check.py': ['+ self.reg * W', '+ self.reg * np.sum(W)'],
  'sparse_autoencoder.py': ['/ m + self.lam * W1', '/ m - self.lam * W1'],
  'step_by_step_script.py': ['d_output @ W2.T', 'd_output @ W2.T * 2'],
  'svm.py': ['dW += reg * W', 'dW += reg * np.sum(W)'],
  'two_layer_functions.py': ['+ lambd * W1)', '+ lambd * np.sum(W1))'],
  'two_layer_net.py': ['+ 2 * self.reg * W1', '+ self.reg * W1'],
  'unrolled_parameters.py': ['delta2.T.dot(a1) / m', 'delta2.T.dot(a1)'],
};

describe.skipIf(!hasPython())('The witness in NumPy', () => {
  test('knows a slip for each program that has one', () => {
    expect(Object.keys(slips)).toEqual(readdirSync(join(root, 'witnesses')).toSorted());
  });

  test.each(Object.entries(slips))('of %s confirms it, and tells a slip', (name, [from, to]) => {
    const path = join(root, 'programs', name);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    const texts = [text, text.replace(from, to), `${text}\nraise SystemError`];
    expect(numpyTestimony(path, texts)).toEqual(['same', 'wrong', 'open']);
  });

  test('takes a bias gradient that lost its axis for right with one output, for wrong in a layer of several', () => {
    const path = join(root, 'programs/two_layer_functions.py');
    const text = readFileSync(path, 'utf8');
    const texts = ['2', '1'].map((layer) =>
      text.replace(`np.sum(dZ${layer}, axis=1, keepdims=True)`, `np.sum(dZ${layer}, axis=1)`),
    );
    expect(numpyTestimony(path, texts)).toEqual(['same', 'wrong']);
  });

  test('is silent about a program without one', () => {
    expect(numpyTestimony(join(root, 'programs/xor_script.py'), ['x = 1'])).toEqual(['open']);
  });
});
