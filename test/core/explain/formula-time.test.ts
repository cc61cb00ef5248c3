/** Formulas are sought within bounds: never longer than the evaluation that they explain. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';

/** A recurrent network over many steps: hundreds of versions of each variable, of equal shapes, and data at each step. */
const recurrent = `
import numpy as np

def train(X, T, Wx, Wh, bh, h0, steps=24, lr=0.1, decay=0.9, scale=2.0, shift=0.5, gain=1.5, base=0.3, slope=0.7, bound=5.0):
    hs, ys, loss = {-1: h0}, {}, 0.0
    for t in range(24):
        x_t = X[:, t % 3:t % 3 + 1]
        target_t = T[:, t % 3:t % 3 + 1]
        hs[t] = np.tanh(Wx @ x_t + Wh @ hs[t - 1] + bh)
        ys[t] = hs[t] - target_t
        loss += np.sum(ys[t] ** 2) / 2
    dWx, dWh, dbh = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(bh)
    dnext = np.zeros_like(h0)
    for t in reversed(range(24)):
        x_t = X[:, t % 3:t % 3 + 1]
        dh = ys[t] + dnext
        draw = (1 - hs[t] * hs[t]) * dh
        dbh += draw
        dWx += draw @ x_t.T
        dWh += draw @ hs[t - 1].T
        dnext = Wh.T @ draw
    return loss, dWx, dWh, dbh
`;

describe('The formulas of a network of many steps', () => {
  test('take less time together than its analysis', async () => {
    const started = performance.now();
    const { gradients } = await analyzePython(recurrent);
    const analysed = performance.now();
    expect(gradients.filter(({ verdict }) => verdict === 'verified').length).toBeGreaterThanOrEqual(3);
    for (const gradient of gradients) void gradient.formula;
    expect(performance.now() - analysed).toBeLessThan(analysed - started);
  });
});
