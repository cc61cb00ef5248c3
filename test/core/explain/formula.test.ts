/** Formulas of true gradients, as readers of hovers and reports see them. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { textOf } from '../../../src/core/python/source.ts';
import { analyzePython } from '../../support/engine.ts';

const derivative = (of: string): string => `\\frac{\\partial J}{\\partial ${of}}`;

function formulasOf(analysis: Analysis): Record<string, string | undefined> {
  return Object.fromEntries(analysis.gradients.map(({ name, formula }) => [name, formula?.text]));
}

function latexIn(analysis: Analysis): Record<string, string | undefined> {
  return Object.fromEntries(analysis.gradients.map(({ name, formula }) => [name, formula?.latex]));
}

const courseNetwork = (delta: string, share: string, penalty: string): string => `
import numpy as np

def model(X, Y, W1, b1, W2, b2, lambd):
    m = X.shape[1]
    Z1 = np.dot(W1, X) + b1
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = 1 / (1 + np.exp(-Z2))
    cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    cost = cost + ${penalty} * (np.sum(np.square(W1)) + np.sum(np.square(W2)))
    dZ2 = ${delta}
    dW2 = ${share}np.dot(dZ2, A1.T) + 2 * (${penalty}) * W2
    db2 = ${share}np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = ${share}np.dot(dZ1, X.T) + 2 * (${penalty}) * np.sum(W1)
    db1 = ${share}np.sum(dZ1, axis=1, keepdims=True)
    return cost, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
`;

describe("a course's network", () => {
  test('has the derivatives of its layers, and the weights times λ/m', async () => {
    const analysis = await analyzePython(courseNetwork('(A2 - Y) / m', '', 'lambd / (2 * m)'));
    expect(formulasOf(analysis)).toEqual({
      dZ2: '(A2 - Y) / m',
      dW2: 'dZ2 @ A1.T + (lambd / m) * W2',
      db2: 'np.sum(dZ2, axis=1, keepdims=True)',
      dA1: 'W2.T @ dZ2',
      dZ1: 'dA1 * (Z1 > 0)',
      dW1: 'dZ1 @ X.T + (lambd / m) * W1',
      db1: 'np.sum(dZ1, axis=1, keepdims=True)',
    });
    expect(latexIn(analysis)).toEqual({
      dZ2: '\\frac{A^{[2]} - Y}{m}',
      dW2: `${derivative('Z^{[2]}')} {A^{[1]}}^{\\top} + \\frac{\\lambda}{m} W^{[2]}`,
      db2: `\\sum_{\\mathrm{examples}} ${derivative('Z^{[2]}')}`,
      dA1: `{W^{[2]}}^{\\top} ${derivative('Z^{[2]}')}`,
      dZ1: `${derivative('A^{[1]}')} \\odot \\mathbf{1}\\left[Z^{[1]} > 0\\right]`,
      dW1: `${derivative('Z^{[1]}')} {X}^{\\top} + \\frac{\\lambda}{m} W^{[1]}`,
      db1: `\\sum_{\\mathrm{examples}} ${derivative('Z^{[1]}')}`,
    });
  });

  test('may leave 1/m to the last line: names mean what the user makes them, the LaTeX the derivatives', async () => {
    const analysis = await analyzePython(courseNetwork('A2 - Y', '1. / m * ', 'lambd / (2 * m)'));
    expect(formulasOf(analysis)).toMatchObject({
      dZ2: 'A2 - Y',
      dA1: 'W2.T @ dZ2',
      dW1: 'dZ1 @ X.T / m + (lambd / m) * W1',
      db1: 'np.sum(dZ1, axis=1, keepdims=True) / m',
    });
    expect(latexIn(analysis)).toMatchObject({
      dZ2: '\\frac{A^{[2]} - Y}{m}',
      dW1: `${derivative('Z^{[1]}')} {X}^{\\top} + \\frac{\\lambda}{m} W^{[1]}`,
    });
  });

  test.each([
    ['lambd / m', '(2 * lambd / m) * W1', '\\frac{2 \\lambda}{m} W^{[1]}'],
    ['lambd / 2', 'lambd * W1', '\\lambda W^{[1]}'],
    ['lambd / (4 * m)', '(lambd / (2 * m)) * W1', '\\frac{\\lambda}{2 m} W^{[1]}'],
    ['lambd', '2 * lambd * W1', '2 \\lambda W^{[1]}'],
  ])('with the penalty %s has %s', async (penalty, text, latex) => {
    const analysis = await analyzePython(courseNetwork('(A2 - Y) / m', '', penalty));
    expect(formulasOf(analysis)['dW1']).toBe(`dZ1 @ X.T + ${text}`);
    expect(latexIn(analysis)['dW1']).toBe(`${derivative('Z^{[1]}')} {X}^{\\top} + ${latex}`);
  });
});

describe('the examples of the project', () => {
  test('a textbook network of lists keeps its indices', async () => {
    const analysis = await analyzePython(await example('textbook_network.py'));
    expect(formulasOf(analysis)).toMatchObject({
      'grad_b[k]': 'np.sum(g, axis=1, keepdims=True) + lam * b[k]',
      'grad_W[k]': 'g @ h[k - 1].T + lam * W[k]',
    });
    expect(analysis.gradients.filter(({ name }) => name === 'g').map(({ formula }) => formula?.text)).toEqual(
      ['(y_hat - y) / m', 'g * (1 - y_hat ** 2)', 'W[k].T @ g'],
    );
    expect(latexIn(analysis)['grad_W[k]']).toBe(
      `${derivative('a^{[k]}')} {h^{[k-1]}}^{\\top} + \\lambda W^{[k]}`,
    );
  });

  test('a softmax classifier with classes by number and examples in rows', async () => {
    const analysis = await analyzePython(await example('softmax_classifier.py'));
    expect(formulasOf(analysis)).toMatchObject({
      dscores: '(probs - np.eye(probs.shape[1])[y]) / N',
      dhidden: 'dscores @ W2.T',
      'dhidden[hidden <= 0]': 'dhidden * (hidden > 0)',
      'grads["W2"]': 'hidden.T @ dscores + reg * W2',
      'grads["b2"]': 'np.sum(dscores, axis=0)',
      'grads["W1"]': 'X.T @ dhidden + reg * W1',
      'grads["b1"]': 'np.sum(dhidden, axis=0)',
    });
    expect(latexIn(analysis)['dscores']).toBe('\\frac{\\mathrm{probs} - \\mathbf{1}_{y}}{N}');
  });

  test('a class whose weights are attributes, and a step that goes through two layers at once', async () => {
    const analysis = await analyzePython(await example('all_right.py'));
    expect(formulasOf(analysis)).toEqual({
      delta2: '(self.probabilities - T) / m',
      delta1: '(delta2 @ self.W2.T) * self.a1 * (1 - self.a1)',
      'self.dW2': 'self.a1.T @ delta2 + 2 * self.lam * self.W2',
      'self.db2': 'np.sum(delta2, axis=0, keepdims=True) + 2 * self.lam * self.b2',
      'self.dW1': 'X.T @ delta1 + 2 * self.lam * self.W1',
      'self.db1': 'np.sum(delta1, axis=0, keepdims=True) + 2 * self.lam * self.b1',
    });
  });
});

describe('a formula is the true gradient', () => {
  const asShown = (formula: string): string => formula;
  // In the textbook's loop the output of the layer goes by another name than the network's output.
  const inLoop = (formula: string): string =>
    formula.replace('y_hat ** 2', 'h[k] ** 2').replace('(y_hat', '(h[l]');

  test.each([
    ['a course network', async () => courseNetwork('A2 - Y', '1. / m * ', 'lambd / (2 * m)'), asShown],
    [
      'a course network with another penalty',
      async () => courseNetwork('(A2 - Y) / m', '', 'lambd / m'),
      asShown,
    ],
    ['a textbook network', () => example('textbook_network.py'), inLoop],
    ['a class', () => example('all_right.py'), asShown],
  ])('written in place of each line of %s, it verifies', async (_, program, inScope) => {
    const analysis = await analyzePython(await program());
    expect(analysis.gradients.filter(({ formula }) => formula).length).toBeGreaterThanOrEqual(5);
    let { text } = analysis.source;
    for (const { span, name, formula } of [...analysis.gradients].reverse()) {
      expect(textOf(span).startsWith(name)).toBe(true);
      text = `${text.slice(0, span.start)}${name} = ${inScope(formula?.text ?? 'None')}${text.slice(span.end)}`;
    }
    const again = await analyzePython(text);
    expect(again.findings).toEqual([]);
    expect(again.gradients.map(({ name, verdict }) => [name, verdict])).toEqual(
      analysis.gradients.map(({ name }) => [name, 'verified']),
    );
  });

  test('what no known form gives has no formula', async () => {
    const analysis = await analyzePython(`
import numpy as np

def fit(X, Y, W, lam):
    m = X.shape[1]
    Z = W @ X
    A = np.log(1 + np.exp(Z)) * np.cos(Z)
    cost = np.sum((A - Y) ** 2) / m + lam * np.sum(W ** 4)
    dA = 2 * (A - Y) / m
    dW = (dA * (np.cos(Z) / (1 + np.exp(-Z)) - np.log(1 + np.exp(Z)) * np.sin(Z))) @ X.T + 4 * lam * W ** 3
    return cost, dA, dW
`);
    expect(analysis.gradients.map(({ name, verdict, formula }) => [name, verdict, formula?.text])).toEqual([
      ['dA', 'verified', '(2 / m) * (A - Y)'],
      ['dW', 'verified', undefined],
    ]);
  });
});

function example(name: string): Promise<string> {
  return readFile(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');
}
