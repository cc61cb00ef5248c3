import { describe, expect, test } from 'vitest';
import type { NetworkEvaluation } from '../../../src/core/network/network.ts';
import { totalOf } from '../../../src/core/network/cost.ts';
import { textOf } from '../../../src/core/python/source.ts';
import { expectRight, withStatements } from '../../support/marked-python.ts';
import { courseNetwork, layeredNetwork, softmaxClass } from '../../support/sample-networks.ts';

/** The network of a right program. */
async function networkOf(program: string): Promise<NetworkEvaluation> {
  const { networks } = await expectRight(program);
  const [network] = networks;
  if (!network) throw new Error('The program has no network.');
  return network;
}

/** The expressions at which the penalty joins the cost. */
function penaltyTexts({ penaltyTerms }: NetworkEvaluation): string[] {
  return penaltyTerms.map(({ span }) => (span ? textOf(span) : '')).sort();
}

/** Which parts of the cost reach the parameters of a name. */
function partsOf(network: NetworkEvaluation, name: string): string[] {
  const variable = network.variables.find((each) => each.kind === 'parameter' && each.name.includes(name));
  const adjoint = variable ? network.adjoints.get(variable.node) : undefined;
  const isThere = (part: { data: Float64Array } | null | undefined): boolean =>
    part?.data.some((value) => value !== 0) ?? false;
  return [...(isThere(adjoint?.data) ? ['data'] : []), ...(isThere(adjoint?.penalty) ? ['penalty'] : [])];
}

/** A regression whose cost is written as given; the gradients are right for it. */
function regression(cost: string, penaltyGradient: string): string {
  return `
    import numpy as np

    def step(X, Y, W, b, lam):
        m = X.shape[0]
        R = X @ W + b - Y
        ${cost
          .trim()
          .split('\n')
          .map((line) => line.trim())
          .join('\n        ')}
        dW = X.T @ R / m${penaltyGradient}
        db = np.sum(R, axis=0) / m
        return cost, dW, db
  `;
}

describe('The cost is split by what its parts depend on', () => {
  test('in one expression', async () => {
    const network = await networkOf(
      regression('cost = np.sum(R ** 2) / (2 * m) + lam / (2 * m) * np.sum(W ** 2)', ' + lam / m * W'),
    );
    expect(penaltyTexts(network)).toEqual(['lam / (2 * m) * np.sum(W ** 2)']);
    expect(partsOf(network, 'W')).toEqual(['data', 'penalty']);
    expect(partsOf(network, 'b')).toEqual(['data']);
  });

  test('inside one pair of brackets, with the factor in front of both', async () => {
    const network = await networkOf(
      regression('cost = 1 / (2 * m) * (np.sum(R ** 2) + lam * np.sum(W ** 2))', ' + lam / m * W'),
    );
    expect(penaltyTexts(network)).toEqual(['lam * np.sum(W ** 2)']);
  });

  test('inside a mean over the examples', async () => {
    const network = await networkOf(
      regression('cost = np.mean(0.5 * np.sum(R ** 2, axis=1) + lam * np.sum(W ** 2))', ' + 2 * lam * W'),
    );
    expect(partsOf(network, 'W')).toEqual(['data', 'penalty']);
  });

  test('taken away twice, as in a likelihood that is turned', async () => {
    const network = await networkOf(
      regression('cost = -(-np.sum(R ** 2) / (2 * m) - lam * np.sum(W ** 2))', ' + 2 * lam * W'),
    );
    expect(partsOf(network, 'W')).toEqual(['data', 'penalty']);
  });

  test('over a loop of layers', async () => {
    const network = await networkOf(layeredNetwork);
    expect(network.penaltyTerms.length).toBe(3);
    expect(partsOf(network, '"W"')).toEqual(['data', 'penalty']);
    expect(partsOf(network, '"b"')).toEqual(['data']);
  });

  test('in another function', async () => {
    const network = await networkOf(
      withStatements(
        courseNetwork.replace(
          '  def compute_cost',
          '  def l2(weights, lambd, m):\n      return lambd / (2 * m) * sum(np.sum(w ** 2) for w in weights)\n\n  def compute_cost',
        ),
        'penalty = l2([W1, W2], lambd, m)',
      ),
    );
    expect(partsOf(network, 'W2')).toEqual(['data', 'penalty']);
    expect(partsOf(network, 'b2')).toEqual(['data']);
  });

  test('an elastic penalty has two terms of its own', async () => {
    const network = await networkOf(
      regression(
        'cost = np.sum(R ** 2) / (2 * m) + lam * np.sum(W ** 2) + 0.3 * np.sum(np.abs(W))',
        ' + 2 * lam * W + 0.3 * np.sign(W)',
      ),
    );
    expect(penaltyTexts(network)).toEqual(['0.3 * np.sum(np.abs(W))', 'lam * np.sum(W ** 2)']);
  });

  test('a cost without a penalty has none', async () => {
    const network = await networkOf(regression('cost = np.sum(R ** 2) / (2 * m)', ''));
    expect(network.penaltyTerms).toEqual([]);
    expect(partsOf(network, 'W')).toEqual(['data']);
  });

  test('a product of data and weights is data, not penalty', async () => {
    const network = await networkOf(
      regression('cost = np.sum(R ** 2) / (2 * m) + lam * np.sum(W) * np.mean(X)', ' + lam * np.mean(X)'),
    );
    expect(network.penaltyTerms).toEqual([]);
  });

  test('a bias of logits that the cost is linear in is no penalty', async () => {
    const network = await networkOf(`
      import numpy as np

      def step(X, Y, W, b):
          m = X.shape[0]
          z = X @ W + b
          cost = np.sum(np.log(1 + np.exp(z)) - Y * z) / m
          p = 1 / (1 + np.exp(-z))
          dz = (p - Y) / m
          dW = X.T @ dz
          db = np.sum(dz, axis=0)
          return cost, dW, db
    `);
    expect(network.penaltyTerms).toEqual([]);
    expect(partsOf(network, 'b')).toEqual(['data']);
  });

  test('the two parts of the derivative make up the whole', async () => {
    const network = await networkOf(softmaxClass);
    const line = network.gradients.find(({ binding }) => binding.text.includes('W1'));
    const adjoint = line?.target ? network.adjoints.get(line.target.node) : undefined;
    const whole = totalOf(adjoint);
    const user = line ? network.tape[line.node]?.value : null;
    expect(whole?.shape).toEqual(user?.shape);
    whole?.data.forEach((value, at) => {
      expect(value).toBeCloseTo(user?.data[at] ?? Number.NaN, 10);
    });
  });
});

describe('Which number is the cost', () => {
  test('the regularised cost, not the cross-entropy inside it', async () => {
    const network = await networkOf(
      withStatements(courseNetwork, 'data = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m')
        .replace('data = ', 'cross_entropy_cost = ')
        .replace('return data + penalty', 'cost = cross_entropy_cost + penalty\n      return cost'),
    );
    expect(network.costName).toBe('cost');
    expect(network.penaltyTerms).not.toEqual([]);
  });

  test('a sum of costs that a training loop prints has the derivative of its pass', async () => {
    const network = await networkOf(`
      import numpy as np

      def train(X, Y, W, b, lam, epochs):
          m = X.shape[0]
          total_loss = 0
          for epoch in range(epochs):
              R = X @ W + b - Y
              loss = np.sum(R ** 2) / (2 * m) + lam / 2 * np.sum(W ** 2)
              total_loss += loss
              dW = X.T @ R / m + lam * W
              db = np.sum(R, axis=0) / m
              W = W - 0.1 * dW
              b = b - 0.1 * db
          return total_loss / epochs
    `);
    expect(penaltyTexts(network)).toEqual(['lam / 2 * np.sum(W ** 2)']);
  });

  test('two networks in one file have a cost each', async () => {
    const { networks } = await expectRight(`
      import numpy as np

      def linear(X, Y, W, b, lam):
          n = X.shape[0]
          R = X @ W + b - Y
          loss = np.sum(R ** 2) / (2 * n) + lam / 2 * np.sum(W ** 2)
          dW = X.T @ R / n + lam * W
          db = np.sum(R, axis=0) / n
          return loss, dW, db

      def cubic(X, Y, V, b):
          n = X.shape[0]
          E = (X @ V + b) ** 3 - Y
          error = np.sum(E ** 2) / n
          dE = 2 * E * 3 * (X @ V + b) ** 2 / n
          dV = X.T @ dE
          db = np.sum(dE, axis=0)
          return error, dV, db
    `);
    expect(networks.map(({ costName }) => costName).sort()).toEqual(['error', 'loss']);
    expect(networks.map(({ penaltyTerms }) => penaltyTerms.length).sort((a, b) => a - b)).toEqual([0, 1]);
  });
});
