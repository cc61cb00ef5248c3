/** Functions of missing modules, and the project's own functions that stand in for them. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectRight, readMarked } from '../../support/marked-python.ts';

const blocks = `
  import numpy as np
  from compiled_blocks import *

  def dense_forward_naive(x, w):
      out = np.zeros((x.shape[0], w.shape[1]))
      for n in range(x.shape[0]):
          out[n] = x[n].dot(w)
      return out, (x, w)

  def dense_backward_naive(dout, cache):
      x, w = cache
      dx = dout.dot(w.T)
      dw = np.zeros(w.shape)
      for n in range(x.shape[0]):
          dw += np.outer(x[n], dout[n])
      return dx, dw

  def loss_and_gradients(X, T, W1, W2):
      hidden, first = dense_forward_fast(X, W1)
      active = np.tanh(hidden)
      out, second = dense_forward_fast(active, W2)
      loss = np.sum((out - T) ** 2)
      dout = 2 * (out - T)
      dactive, dW2 = dense_backward_fast(dout, second)
      dhidden = dactive * (1 - active ** 2)
      dX, dW1 = dense_backward_fast(dhidden, first)
      return loss, {'W1': dW1 + 0 * W1, 'W2': dW2 + 0 * W2}
`;

describe('A function of a missing module that the project has in another manner', () => {
  test('is taken for that one, and what it leads to is called assumed', async () => {
    const { gradients } = await expectRight(blocks);
    const passed = gradients.filter(({ functionName }) => functionName === 'loss_and_gradients');
    expect(passed.map(({ name }) => name)).toContain('dhidden');
    expect(passed.every(({ assumed }) => assumed)).toBe(true);
  });

  test('does not hide a slip', async () => {
    const { text } = readMarked(blocks.replace('(1 - active ** 2)', '(1 - active)'));
    const { gradients } = await analyzePython(text);
    const slipped = gradients.find(({ name }) => name === 'dhidden');
    expect(slipped?.verdict).toBe('wrong');
  });

  test('is not taken for one that does something else', async () => {
    const { text } = readMarked(blocks.replaceAll('_fast', '_gated'));
    const { gradients } = await analyzePython(text);
    const passed = gradients.filter(({ functionName }) => functionName === 'loss_and_gradients');
    expect(passed.map(({ verdict }) => verdict)).not.toContain('verified');
  });
});
