/** Which update steps hold their gradient in place, told from their text alone. */
import { describe, expect, test } from 'vitest';
import { expressionText, stepGradient } from '../../../src/core/network/update-steps.ts';
import { parsePython } from '../../support/python.ts';

async function stepOf(line: string): Promise<string | null> {
  const { body } = (await parsePython(`${line}\n`)).module;
  const step = body[0] && stepGradient(body[0]);
  return step ? `${step.sign < 0 ? '-' : ''}${expressionText(step.expression)}` : null;
}

describe('The gradient in an update step', () => {
  test.each([
    ['w -= lr * X.T.dot(y - t)', 'X.T.dot(y - t)'],
    ['w += lr * X.T.dot(t - y)', '-X.T.dot(t - y)'],
    ['self.W = self.W - self.learning_rate * (X.T @ error)', 'X.T @ error'],
    ['params["W1"] = params["W1"] - alpha * np.dot(delta, A.T)', 'np.dot(delta, A.T)'],
    ['w -= -lr * X.T.dot(t - y)', '-X.T.dot(t - y)'],
    ['w += -lr * (X.T @ (y - t))', 'X.T @ (y - t)'],
    ['w -= lr / m * X.T.dot(y - t)', 'lr / m * X.T.dot(y - t)'],
    [
      'P[i][k] = P[i][k] + alpha * (2 * eij * Q[k][j] - beta * P[i][k])',
      '-2 * eij * Q[k][j] - beta * P[i][k]',
    ],
    ['weights -= alpha * delta * layer_0', 'alpha * delta * layer_0'],
    ['b -= lr * (p - y).sum()', '(p - y).sum()'],
  ])('%s: %s', async (line, gradient) => {
    expect(await stepOf(line)).toBe(gradient);
  });

  test.each([
    'W -= lr * dW',
    'W -= lr * grads["W1"]',
    'W -= lr * (dW + reg * W)',
    'W -= lr * m_hat / (np.sqrt(v_hat) + eps)',
    'W -= lr * np.clip(grad, -1, 1)',
    'w = w - (eta / len(batch)) * nw',
    'dW += X.T @ delta',
    'v = mu * v - lr * dW',
    'loss += reg * np.sum(W * W)',
    'x = x - offset * scale',
    'estimate += gain * (measured - estimate)',
    'temperature = temperature - alpha * (temperature - ambient)',
    'W += sigma * np.random.randn(3)',
    'count += 1',
    'integral += error * dt',
  ])('%s holds none', async (line) => {
    expect(await stepOf(line)).toBeNull();
  });
});
