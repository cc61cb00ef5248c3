/** Functions composed of table operations keep every path to their inputs: the sweep agrees with running the program anew. */
import { describe, expect, test } from 'vitest';
import { reverseSweep } from '../../../src/core/autodiff/sweep.ts';
import { currentNode } from '../../../src/core/evaluator/arrays.ts';
import { evaluate } from '../../support/evaluate.ts';

const START = [0.31, -0.82, 1.23, 0.54, 0.95, 0.16];
const STEP = 1e-5;

const expressions: readonly string[] = [
  // NumPy
  'np.sum(np.cumprod(X, axis=1) * Y)',
  'np.sum(np.apply_along_axis(lambda r: r / np.sum(r), 1, X) * Y)',
  'np.sum(np.apply_along_axis(lambda c: c[:1] ** 2, 0, X))',
  'np.sum(np.vectorize(lambda a, b: a * b if a > b else a - b)(X, 0.2))',
  'np.sum(np.piecewise(X, [X < 0, X >= 0], [lambda x: x ** 3, lambda x: 2 * x]))',
  "np.sum(np.pad(X, 1, mode='symmetric') ** 2 * np.arange(20.0).reshape(4, 5))",
  'np.sum(np.lib.stride_tricks.sliding_window_view(X, (2, 2)) ** 2)',
  'np.sum(np.lib.stride_tricks.as_strided(X, (2, 2, 2), X.strides + (X.strides[1],)) ** 2)',
  'np.sum(np.convolve(X[0], X[1]) ** 2)',
  "np.sum(np.correlate(X.ravel(), X[0], 'full') ** 3)",
  "np.sum(signal.convolve2d(X, X[:, :2], 'same') ** 2)",
  "np.sum(signal.correlate2d(X, X[:, 1:], mode='valid') ** 2)",
  'np.sum(np.cov(X) * np.array([[1.0, 2.0], [3.0, 4.0]]))',
  'np.corrcoef(X[0], X[1])[0, 1]',
  'np.sum(np.interp(X, [-1.0, 0.0, 2.0], [1.0, 3.0, 4.0]))',
  'np.trapezoid(X[0] ** 2, dx=0.5)',
  'np.sum(np.gradient(X.ravel()) ** 2)',
  'np.sum(np.cross(X[0], X[1]) ** 2)',
  'np.polyval(X[0], X[1, 0])',
  'np.nanmax(X) + np.nanmin(X) + np.nanstd(X)',
  'np.sum(np.percentile(X, [20, 70]))',
  'np.sum(X, where=X > 0) + np.max(X, initial=0.4) + np.prod(X[0], initial=2.0)',
  'np.sum(np.partition(X, 1, axis=1)[:, 0])',
  'np.sum(np.extract(X > 0.2, X) ** 2)',
  'np.sum(np.resize(X, (3, 3)) ** 2)',
  'np.sum(np.block([[X, X], [X, 2 * X]]) ** 2)',
  'np.trace(X) + np.linalg.norm(X, 1) + np.linalg.norm(X, np.inf)',
  'np.sum(np.linalg.pinv(X) ** 2)',
  'np.sum(np.linalg.lstsq(X.T, np.array([1.0, 2.0, 3.0]), rcond=None)[0] ** 2)',
  'np.linalg.slogdet(X @ X.T)[1]',
  'np.sum(np.linalg.cholesky(X @ X.T + np.eye(2)) ** 3)',
  'np.sum(np.sinc(X) + np.fmod(X, 0.7) + np.copysign(X, -1) + np.arccosh(2 + X) + np.logaddexp2(X, 1))',
  'np.logaddexp.reduce(X.ravel())',
  'np.sum(np.modf(X)[0] ** 2)',
  'np.sum(np.asarray(np.matrix(X[:, :2]) ** 3))',
  'np.sum(np.array([float(v) ** 2 for v in np.nditer(X)]))',
  'sum(math.fmod(v, 0.7) + math.degrees(v) + math.copysign(v, 1) for v in X.ravel().tolist())',
  // NumPy, in place
  'written(lambda a: np.fill_diagonal(a, X[0, 2]))',
  'written(lambda a: np.copyto(a, X, where=Y > 2))',
  'written(lambda a: np.put(a, [0, 4], X[0, :2]))',
  'written(lambda a: np.putmask(a, Y > 3, X))',
  'written(lambda a: np.put_along_axis(a, np.array([[1], [2]]), X[:, :1], axis=1))',
  'written(lambda a: np.multiply.at(a, [0, 0, 1], X[:1]))',
  // PyTorch
  'F.cross_entropy(T.view(2, 3), torch.tensor([2, 0]))',
  'F.binary_cross_entropy_with_logits(T, torch.ones(2, 3)) + F.mse_loss(T, torch.ones(2, 3))',
  'F.nll_loss(F.log_softmax(T, dim=1), torch.tensor([1, 1]))',
  '(F.linear(T, T, T[:, 0]) ** 2).sum()',
  '(T.std(1) * T.var(1, unbiased=False)).sum() + T.norm() + T.norm(p=3)',
  'T.max(1)[0].sum() + T.max() + T.topk(2, dim=1).values.sum()',
  '(T.gather(1, torch.tensor([[2], [0]])) ** 2).sum() + T.index_select(1, torch.tensor([0, 0])).sum()',
  '(torch.zeros(2, 3).scatter_(1, torch.tensor([[2], [0]]), T[:, :1]) * 3).sum()',
  '(T.clone().mul_(T).add_(T, alpha=2).clamp_(min=0.3)).sum()',
  'F.gelu(T).sum() + F.silu(T).sum() + F.elu(T).sum() + F.leaky_relu(T).sum() + F.softplus(T).sum() + F.logsigmoid(T).sum()',
  'torch.addmm(T[:, :2], T, T.t()).sum() + (T.unsqueeze(0).expand(2, 2, 3) ** 2).sum()',
  'F.normalize(T, dim=1)[0, 0] + F.embedding(torch.tensor([1, 0, 1]), T).pow(2).sum() + F.pad(T, (1, 0)).exp().sum()',
];

const program = (entries: readonly number[], expression: string): string => `
import math
import numpy as np
import torch
import torch.nn.functional as F
from scipy import signal
X = np.array([${entries.join(', ')}]).reshape(2, 3)
Y = np.arange(6.0).reshape(2, 3)
T = torch.from_numpy(X).clone()
def written(write):
    a = X * X
    write(a)
    return np.sum(a ** 3 * (1 + Y))
J = ${expression}
`;

async function costAt(entries: readonly number[], expression: string): Promise<number> {
  const value = (await evaluate(program(entries, expression))).names.get('J');
  if (value?.type !== 'float') throw new Error(`${expression} is no number: ${JSON.stringify(value)}`);
  return value.value;
}

describe('the derivative by X', () => {
  test.each(expressions)('of %s', async (expression) => {
    const run = await evaluate(program(START, expression));
    const [input, cost] = [run.names.get('X'), run.names.get('J')];
    if (input?.type !== 'array' || cost?.type !== 'float' || cost.node === null)
      throw new Error(`${expression} is not on the tape: ${JSON.stringify(cost)}`);
    const adjoint = reverseSweep(run.tape.nodes, cost.node).get(currentNode(input, run.tape));
    for (const [at, entry] of START.entries()) {
      const moved = (by: number): readonly number[] => START.with(at, entry + by);
      const [high, low] = [await costAt(moved(STEP), expression), await costAt(moved(-STEP), expression)];
      const difference = (high - low) / (2 * STEP);
      const error = Math.abs((adjoint?.data[at] ?? 0) - difference);
      expect(error, `entry ${at}: ${adjoint?.data[at]} and ${difference}`).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(difference)),
      );
    }
  });
});
