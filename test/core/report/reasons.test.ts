/** The reason for an unreached line is that of the evaluation that came closest to it, whatever else the file holds. */
import { describe, expect, test } from 'vitest';
import { rangeOf } from '../../../src/core/python/source.ts';
import { analyzePython } from '../../support/engine.ts';
import { readMarked } from '../../support/marked-python.ts';

async function reasonsOf(python: string): Promise<Map<string, string>> {
  const { gradients } = await analyzePython(readMarked(python).text);
  return new Map(
    gradients
      .filter(({ verdict }) => verdict === 'undecided')
      .map(({ name, reason, reasonSpan }) => [
        name,
        `${reasonSpan ? rangeOf(reasonSpan).start.line : '-'}: ${reason}`,
      ]),
  );
}

describe('The reason for a line that was not reached', () => {
  test('is the place where its own training stops, not where that of another function does', async () => {
    const reasons = await reasonsOf(`
      import numpy as np

      def train_first(X, y, W):
          loss = np.mean((X @ W - y) ** 2)
          first = {}['missing']
          dW = 2 * X.T @ (X @ W - y) / first
          return loss, dW

      def train_second(X, y, V):
          cost = np.mean((X @ V - y) ** 2)
          second = [][3]
          dV = 2 * X.T @ (X @ V - y) / second
          return cost, dV
    `);
    expect(reasons.get('dW')).toBe(
      "5: Not checked: the evaluation stops at `{}['missing']` (line 5) with KeyError: 'missing'.",
    );
    expect(reasons.get('dV')).toBe(
      '11: Not checked: the evaluation stops at `[][3]` (line 11) with IndexError: list index out of range.',
    );
  });

  test('is the trouble with its own cost, not with that of another function', async () => {
    const reasons = await reasonsOf(`
      import numpy as np

      def train_first(X, y, W):
          loss = (X @ W - y) ** 2
          dW = 2 * X.T @ (X @ W - y)
          return loss, dW

      def train_second(X, y, V):
          cost = np.log(-np.mean((X @ V - y) ** 2))
          dV = X.T @ (X @ V - y)
          return cost, dV
    `);
    expect(reasons.get('dW')).toContain('the cost `loss` has shape');
    expect(reasons.get('dW')).toMatch(/^4: /);
    expect(reasons.get('dV')).toContain('the cost `cost` is nan');
    expect(reasons.get('dV')).toMatch(/^9: /);
  });

  test('names what the line itself reads and does not know', async () => {
    const reasons = await reasonsOf(`
      import numpy as np
      from elsewhere import activation

      def train(X, y, W):
          a = activation(X @ W)
          cost = np.mean((X @ W - y) ** 2)
          dW = X.T @ (a - y)
          return cost, dW
    `);
    expect(reasons.get('dW')).toMatch(/^2: Not checked: the module `elsewhere` is not in this workspace/);
  });

  test('is the condition that no evaluation meets', async () => {
    const reasons = await reasonsOf(`
      import numpy as np

      def train(X, y, W, kind='plain'):
          cost = np.mean((X @ W - y) ** 2)
          dW = 2 * X.T @ (X @ W - y) / y.size
          if kind == 'scaled' and len(kind) > 99:
              dZ = X.T @ (X @ W - y)
          return cost, dW
    `);
    expect(reasons.get('dZ')).toBe(
      "6: Not checked: no evaluation takes the branch of `kind == 'scaled' and len(kind) > 99` (line 6) that this line stands in.",
    );
  });
});
