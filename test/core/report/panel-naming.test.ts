/** How the panel names the nodes of its graph. */
import { describe, expect, test } from 'vitest';
import { operationText, tellApart } from '../../../src/core/report/panel-naming.ts';

describe('values of one name are told apart', () => {
  const labels = (...names: string[]) => tellApart(names).map(({ label }) => label);

  test('a name with many versions numbers them', () => {
    expect(labels('z', 'z', 'z')).toEqual(['z', 'z′', 'z′′']);
    expect(labels('z', 'z', 'z', 'z')).toEqual(['z₁', 'z₂', 'z₃', 'z₄']);
  });

  test('a name that stands alone stays as it is', () => {
    expect(tellApart(['W1', 'W2'])).toEqual([
      { id: 'W1', label: 'W1', pass: null },
      { id: 'W2', label: 'W2', pass: null },
    ]);
  });

  test('later versions of a variable carry primes', () => {
    expect(labels('A1', 'A1', 'Z2', 'A1')).toEqual(['A1', 'A1′', 'Z2', 'A1′′']);
  });

  test("what a loop's line gives is numbered by its pass", () => {
    expect(tellApart(['W[k]', 'h[k - 1]', 'W[k]'])).toEqual([
      { id: 'W[k]', label: 'W[k]₁', pass: 1 },
      { id: 'h[k - 1]', label: 'h[k - 1]', pass: null },
      { id: 'W[k]#2', label: 'W[k]₂', pass: 2 },
    ]);
  });

  test('a key or a number in brackets is no loop', () => {
    expect(labels('p["W"]', 'p["W"]', 'a[0]', 'a[0]')).toEqual(['p["W"]', 'p["W"]′', 'a[0]', 'a[0]′']);
  });
});

describe('what a node is made of', () => {
  const operation = (text: string, name: string) =>
    operationText({ source: { uri: '', text, cells: null }, start: 0, end: text.length }, name);

  test.each([
    ['Z1 = np.dot(W1, X) + b1', 'Z1', 'np.dot(W1, X) + b1'],
    ['W1, b1 = p["W1"], p["b1"]', 'b1', 'p["b1"]'],
    ['A, cache = forward(X, W)', 'A', 'forward(X, W)'],
    ['Z = np.dot(W,\n           X)', 'Z', 'np.dot(W, X)'],
    ['np.sum(x, axis=1)', 'Z', 'np.sum(x, axis=1)'],
    ['mask = Z >= 0', 'mask', 'Z >= 0'],
  ])('of `%s`, %s is %s', (text, name, made) => {
    expect(operation(text, name)).toBe(made);
  });

  test('what no code made is its own name, and what is long ends in an ellipsis', () => {
    expect(operationText(null, 'X')).toBe('X');
    expect(operation(`y = ${'x + '.repeat(50)}x`, 'y')).toMatch(/^x \+ .*…$/);
  });
});
