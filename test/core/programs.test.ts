/** Whole programs in the styles that people write: every gradient of each is right, and stops being so with a slip put in. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { analyzePython } from '../support/engine.ts';
import { markOf } from '../support/marked-python.ts';

const folder = new URL('../programs/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.py'));

/** A piece of a program and what a slip makes of it. */
type Slip = readonly [string, string];

const slips: Readonly<Record<string, readonly Slip[]>> = {
  'checked_logistic_regression.py': [['+ reg / m * weights', '+ reg / m * np.sum(weights)']],
  'convolution_by_loops.py': [
    ['dW[f] += dout[n, f, i, j] * Xp', 'dW[f] += dout[n, f, j, i] * Xp'],
    ['db = np.sum(dout, axis=(0, 2, 3))', 'db = np.mean(dout, axis=(0, 2, 3))'],
  ],
  'dropout_and_penalty.py': [
    ['np.dot(dZ1, X.T) + lambd / m * W1', 'np.dot(dZ1, X.T) + lambd / m * np.sum(W1)'],
    ['np.dot(W2.T, dZ2) * D1 / keep_prob', 'np.dot(W2.T, dZ2) * D1'],
  ],
  'elastic_net.py': [['l1 * np.sign(w) + l2 * w', 'l1 * w + l2 * w']],
  'gan_steps.py': [
    ['d_fake = p_fake / n', 'd_fake = (p_fake - 1) / n'],
    ['d_pre = d_fake * (1 - fake ** 2)', 'd_pre = d_fake * (1 - fake)'],
  ],
  'layer_framework.py': [['return grad * (1 - self.out ** 2)', 'return grad * (1 + self.out ** 2)']],
  'layer_loop_with_caches.py': [
    ['lambd/m * params', 'lambd/(2*m) * params'],
    ['dZ = dA * (1 - A**2)', 'dZ = dA * (1 - A)**2'],
  ],
  'layers_with_batch_norm.py': [
    ['- dxhat.sum(axis=0) - xhat', '+ dxhat.sum(axis=0) - xhat'],
    ['dz = dout * (z > 0)', 'dz = dout * (z < 0)'],
  ],
  'logistic_regression_class.py': [['self.lam / y.size * self.theta[1:]', 'self.lam * self.theta[1:]']],
  'matrix_factorisation.py': [['2 * beta * P', '2 * beta * np.sum(P)']],
  'network_with_mse.py': [['np.where(self.z1 > 0, 1, 0.01)', 'np.where(self.z1 > 0, 1, 0)']],
  'plain_python_neurons.py': [['(y - target) * y * (1 - y)', '(y - target) * (1 - y)']],
  'recurrent_batches.py': [
    ['dz = dh * (1 - hs[t] ** 2)', 'dz = dh * (1 - hs[t])'],
    ['dWhh += hs[t-1].T @ dz', 'dWhh += hs[t].T @ dz'],
  ],
  'ridge_by_descent.py': [
    ['+ 2 * alpha * w', '+ alpha * w'],
    ['db = (-2 / n_samples)', 'db = (2 / n_samples)'],
  ],
  'softmax_with_gradient_check.py': [['+ self.reg * W', '+ self.reg * np.sum(W)']],
  'softmax_regression.py': [['(P - Y).mean(axis=0)', '(P - Y).sum(axis=0)']],
  'sparse_autoencoder.py': [
    ['/ m + self.lam * W1', '/ m + 2 * self.lam * W1'],
    ['self.beta * (-self.rho / rho_hat', 'self.beta * (self.rho / rho_hat'],
  ],
  'step_by_step_script.py': [['dZ1 = dH * tanh_prime(Z1)', 'dZ1 = dH * tanh_prime(H)']],
  'svm.py': [
    ['/ num_train + 2 * reg * W', '/ num_train + reg * W'],
    ['dW += reg * W', 'dW += reg * np.sum(W)'],
  ],
  'two_layer_functions.py': [['lambd * W1) / m', 'lambd * W2[:, :1] * 0) / m']],
  'two_layer_net.py': [['X.T @ dhidden + 2 * self.reg * W1', 'X.T @ dhidden + self.reg * W1']],
  'typed_network_with_adam.py': [['self.weight_decay / m * self.W[k]', 'self.weight_decay * self.W[k]']],
  'unrolled_parameters.py': [
    ['+= lambda_ / m * Theta1[:, 1:]', '+= lambda_ * Theta1[:, 1:]'],
    ['delta2.T.dot(a1) / m', 'delta2.T.dot(a1)'],
  ],
  'variational_autoencoder.py': [
    ['dmu = dz + mu / N', 'dmu = dz + mu'],
    ['0.5 * (np.exp(logvar) - 1) / N', '0.5 * (np.exp(logvar) + 1) / N'],
  ],
  'word_vectors.py': [
    ['dp[context] -= 1.0', 'dp[context] += 1.0'],
    ['U_neg.T @ (1 - neg)', 'U_neg.T @ neg'],
  ],
  'xor_script.py': [['* sigmoid_deriv(hidden)', '* hidden']],
  'xor_without_cost.py': [['a1_error * nonlin(a1, deriv=True)', 'a1_error * nonlin(a1)']],
};

async function analyse(name: string, edit: (text: string) => string = (text) => text): Promise<Analysis> {
  return analyzePython(edit(readFileSync(new URL(name, folder), 'utf8')));
}

function openLines({ gradients }: Analysis): string[] {
  return gradients
    .filter(({ verdict }) => verdict !== 'verified')
    .map(({ name, verdict, reason }) => `${name}: ${verdict}, ${reason ?? ''}`);
}

describe('A program whose gradients are right', () => {
  test.each(files)('%s: every gradient is verified, nothing is marked', async (name) => {
    const analysis = await analyse(name);
    expect(analysis.findings.map(markOf)).toEqual([]);
    expect(analysis.gradients).not.toEqual([]);
    expect(openLines(analysis)).toEqual([]);
  });

  test('has a slip of its own to tell it from a wrong one', () => {
    expect(Object.keys(slips).toSorted()).toEqual(files.toSorted());
  });

  const cases = Object.entries(slips).flatMap(([name, each]) =>
    each.map(([from, to]) => ({ name, from, to, title: `${name}: ${to}` })),
  );
  test.each(cases)('$title is not verified', async ({ name, from, to }) => {
    const analysis = await analyse(name, (text) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    });
    expect(openLines(analysis)).not.toEqual([]);
  });
});
