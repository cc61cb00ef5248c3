/** Names of user code as mathematics. */
import { describe, expect, test } from 'vitest';
import { latexOfName } from '../../../src/core/explain/notation.ts';

describe('a name becomes LaTeX', () => {
  test.each([
    ['W1', 'W^{[1]}'],
    ['dZ2', 'dZ^{[2]}'],
    ['dW_3', 'dW^{[3]}'],
    ['parameters["W1"]', 'W^{[1]}'],
    ["grads['db2']", 'db^{[2]}'],
    ['self.weights[0]', '\\mathrm{weights}^{[0]}'],
    ['lambd', '\\lambda'],
    ['theta1', '\\theta^{[1]}'],
    ['dbeta', 'd\\beta'],
    ['W_xh', 'W_{\\mathrm{xh}}'],
    ['X', 'X'],
    ['cross_entropy', '\\mathrm{cross\\_entropy}'],
  ])('%s is %s', (name, latex) => {
    expect(latexOfName(name)).toBe(latex);
  });

  test('a layer that the name does not tell is raised beside it', () => {
    expect(latexOfName('self.W', 2)).toBe('W^{[2]}');
  });

  test('a layer that the name tells wins over the one given', () => {
    expect(latexOfName('W1', 2)).toBe('W^{[1]}');
  });

  test("TeX's own characters in a name cannot end the formula", () => {
    expect(latexOfName('a}\\b{c$')).toBe('\\mathrm{a  b c\\$}');
  });
});
