/** Recurrent networks that read their text from a file, keep their states in dicts, and train without an end. */
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/python/source.ts';
import { analyzePython } from '../../support/engine.ts';
import { expectRight, expectVerdictsOf, withStatements } from '../../support/marked-python.ts';

const network = `
  import numpy as np

  text = open('poem.txt').read()
  letters = sorted(set(text))
  number_of = {letter: i for i, letter in enumerate(letters)}
  V, H, span, rate = len(letters), 12, 6, 0.05

  U = np.random.randn(H, V) * 0.01
  R = np.random.randn(H, H) * 0.01
  O = np.random.randn(V, H) * 0.01
  bh = np.zeros((H, 1))
  bo = np.zeros((V, 1))

  def pass_through(inputs, targets, before):
      xs, hs, ps = {}, {}, {}
      hs[-1] = before.copy()
      loss = 0
      for t in range(len(inputs)):
          xs[t] = np.zeros((V, 1))
          xs[t][inputs[t]] = 1
          hs[t] = np.tanh(U @ xs[t] + R @ hs[t - 1] + bh)
          score = O @ hs[t] + bo
          ps[t] = np.exp(score) / np.sum(np.exp(score))
          loss -= np.log(ps[t][targets[t], 0])
      dU, dR, dO = np.zeros_like(U), np.zeros_like(R), np.zeros_like(O)
      dbh, dbo = np.zeros_like(bh), np.zeros_like(bo)
      dhnext = np.zeros_like(before)
      for t in reversed(range(len(inputs))):
          do = np.copy(ps[t])
          do[targets[t]] -= 1
          dO += do @ hs[t].T
          dbo += do
          dh = O.T @ do + dhnext
          dr = (1 - hs[t] ** 2) * dh
          dbh += dr
          dU += dr @ xs[t].T
          dR += dr @ hs[t - 1].T
          dhnext = R.T @ dr
      for grad in [dU, dR, dO, dbh, dbo]:
          np.clip(grad, -5, 5, out=grad)
      return loss, dU, dR, dO, dbh, dbo, hs[len(inputs) - 1]

  at, count = 0, 0
  mean_loss = -np.log(1.0 / V) * span
  while True:
      if at + span + 1 >= len(text) or count == 0:
          state = np.zeros((H, 1))
          at = 0
      inputs = [number_of[c] for c in text[at:at + span]]
      targets = [number_of[c] for c in text[at + 1:at + span + 1]]
      loss, dU, dR, dO, dbh, dbo, state = pass_through(inputs, targets, state)
      mean_loss = mean_loss * 0.99 + loss * 0.01
      for param, dparam in zip([U, R, O, bh, bo], [dU, dR, dO, dbh, dbo]):
          param -= rate * dparam
      at += span
      count += 1
`;

describe('A network over the characters of a file', () => {
  test('is evaluated on sample text, and right code is right in every line', async () => {
    const { gradients } = await expectRight(network);
    const names = gradients.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['dU', 'dR', 'dO', 'dbh', 'dbo', 'dh', 'dhnext']));
    expect(gradients.filter(({ verdict }) => verdict !== 'verified').map(({ name }) => name)).toEqual([]);
  });

  test('a bias gradient that adds itself is marked where it is added', async () => {
    const analysis = await analyzePython(`${withStatements(network, 'dbo += dbo')}\n`);
    const { findings } = analysis;
    expect(findings.map(({ rule, gradient }) => [rule, gradient])).toEqual([['gradient-mismatch', 'dbo']]);
  });

  test('a step back in time without the transpose is marked where it is, and spoils what it reaches', async () => {
    const analysis = await analyzePython(network.replace('R.T @ dr', 'R @ dr'));
    expect(analysis.findings.map(({ rule, span }) => [rule, textOf(span)])).toEqual([['wrong-operand', 'R']]);
    expectVerdictsOf(analysis, { dO: 'verified', dbo: 'verified', dU: 'wrong', dR: 'wrong', dbh: 'wrong' });
  });
});

describe('A running gradient', () => {
  test('named like the first state is that of the states in the list', async () => {
    await expectRight(`
      import numpy as np

      def unroll(X, T, Wx, Wh, bh, h):
          hs, loss = {-1: h}, 0.0
          for t in range(5):
              hs[t] = np.tanh(Wx @ X[:, t:t + 1] + Wh @ hs[t - 1] + bh)
              loss += np.sum((hs[t] - T[:, t:t + 1]) ** 2) / 2
          dWx, dWh, dbh = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(bh)
          dlater = np.zeros_like(h)
          for t in reversed(range(5)):
              dh = hs[t] - T[:, t:t + 1] + dlater
              dr = (1 - hs[t] ** 2) * dh
              dbh += dr
              dWx += dr @ X[:, t:t + 1].T
              dWh += dr @ hs[t - 1].T
              dlater = Wh.T @ dr
          return loss, dWx, dWh, dbh
    `);
  });
});
