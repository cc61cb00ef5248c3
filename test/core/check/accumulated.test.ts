/** Gradients that a loop adds up: the whole sum is judged, on the line that adds. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { readMarked } from '../../support/marked-python.ts';

const recurrent = (update: string): string => `
  import numpy as np

  def train(X, T, Wx, Wh, bh, h0):
      hs, ys, loss = {-1: h0}, {}, 0.0
      for t in range(4):
          hs[t] = np.tanh(Wx @ X[t] + Wh @ hs[t - 1] + bh)
          ys[t] = hs[t] - T[t]
          loss += np.sum(ys[t] ** 2) / 2
      dWx, dWh, dbh = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(bh)
      dhnext = np.zeros_like(h0)
      for t in reversed(range(4)):
          dh = ys[t] + dhnext
          dhraw = (1 - hs[t] * hs[t]) * dh
          dbh += dhraw
          dWx += np.outer(dhraw, X[t])
          ${update}
          dhnext = Wh.T @ dhraw
      return loss, dWx, dWh, dbh
`;

async function verdicts(python: string): Promise<Record<string, string>> {
  const { gradients } = await analyzePython(readMarked(python).text);
  return Object.fromEntries(gradients.map(({ name, verdict }) => [name, verdict]));
}

describe('Gradients that a loop over time adds up', () => {
  test('are verified on the lines that add', async () => {
    expect(await verdicts(recurrent('dWh += np.outer(dhraw, hs[t - 1])'))).toMatchObject({
      dbh: 'verified',
      dWx: 'verified',
      dWh: 'verified',
    });
  });

  test('are wrong on the line that adds the wrong thing', async () => {
    expect(await verdicts(recurrent('dWh += np.outer(dhraw, hs[t])'))).toMatchObject({
      dbh: 'verified',
      dWx: 'verified',
      dWh: 'wrong',
    });
  });
});
