/** Formula trees as Python and as LaTeX. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromNested, scalar, type Tensor } from '../../../src/core/autodiff/tensor.ts';
import {
  axisSum,
  difference,
  type Expression,
  matrixProduct,
  numberOf,
  product,
  quotient,
  sumOf,
  transposed,
  valueOf,
} from '../../../src/core/explain/expression.ts';
import { latexOfExpression, textOfExpression } from '../../../src/core/explain/expression-text.ts';
import { evaluate } from '../../support/evaluate.ts';

const symbol = (text: string, value: Tensor, latex = text): Expression => ({
  kind: 'symbol',
  text,
  latex,
  values: [value],
});

const a = symbol(
  'a',
  fromNested([
    [0.5, -1.25],
    [2, 0.75],
  ]),
  'a^{[1]}',
);
const b = symbol(
  'b',
  fromNested([
    [1.5, 0.25],
    [-0.5, 3],
  ]),
);
const c = symbol(
  'c',
  fromNested([
    [-2, 1.75],
    [0.5, 1.25],
  ]),
);
const m = symbol('m', scalar(5));

describe('parentheses stand where they are needed', () => {
  test.each<[string, string, Expression]>([
    ['a * (1 - a)', 'a^{[1]} \\odot \\left(1 - a^{[1]}\\right)', product(a, difference(numberOf(1), a))],
    ['(2 / m) * a', '\\frac{2}{m} a^{[1]}', product(quotient(numberOf(2), m), a)],
    ['(a - b) / m', '\\frac{a^{[1]} - b}{m}', quotient(difference(a, b), m)],
    ['a / (b * c)', '\\frac{a^{[1]}}{b \\odot c}', quotient(a, product(b, c))],
    ['a - (b - c)', 'a^{[1]} - \\left(b - c\\right)', difference(a, difference(b, c))],
    ['a @ (b @ c)', 'a^{[1]} \\left(b c\\right)', matrixProduct(a, matrixProduct(b, c))],
    ['(a @ b) * c', '\\left(a^{[1]} b\\right) \\odot c', product(matrixProduct(a, b), c)],
    ['(a * b) @ c', '\\left(a^{[1]} \\odot b\\right) c', matrixProduct(product(a, b), c)],
    ['a.T @ b', '{a^{[1]}}^{\\top} b', matrixProduct(transposed(a), b)],
    ['(a - b).T', '{\\left(a^{[1]} - b\\right)}^{\\top}', transposed(difference(a, b))],
    ['a ** 2', '{a^{[1]}}^{2}', { kind: 'square', of: a }],
    ['-a * b', '-a^{[1]} \\odot b', { kind: 'negative', of: product(a, b) }],
    ['-(a - b)', '-\\left(a^{[1]} - b\\right)', { kind: 'negative', of: difference(a, b) }],
    ['(a > 0)', '\\mathbf{1}\\left[a^{[1]} > 0\\right]', { kind: 'positive', of: a }],
    [
      'np.sum(a, axis=1, keepdims=True) / m',
      '\\frac{1}{m} \\sum_{\\mathrm{examples}} a^{[1]}',
      axisSum(quotient(a, m), 1, true, '\\mathrm{examples}'),
    ],
  ])('%s, and as LaTeX %s', (text, latex, expression) => {
    expect(textOfExpression(expression)).toBe(text);
    expect(latexOfExpression(expression)).toBe(latex);
  });
});

const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(a, b, c),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => matrixProduct(left, right)),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => difference(left, right)),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => product(left, right)),
    fc.tuple(tie('tree'), tie('tree')).map((terms) => sumOf(terms)),
    tie('tree').map((left) => quotient(left, m)),
    tie('tree').map((right) => product(quotient(numberOf(2), m), right)),
    tie('tree').map((of) => transposed(of)),
    tie('tree').map((of): Expression => ({ kind: 'negative', of })),
    // NumPy can neither negate nor subtract truth values; as a factor they are numbers.
    fc.tuple(tie('tree'), tie('tree')).map(([left, of]) => product(left, { kind: 'positive', of })),
    tie('tree').map((of) => axisSum(of, 0, true, '')),
  ),
}));

test('the text of any formula is Python that has the value of the formula', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (expression) => {
      const value = valueOf(expression, 0);
      fc.pre(value !== null);
      const program = `
import numpy as np
a = np.array([[0.5, -1.25], [2, 0.75]])
b = np.array([[1.5, 0.25], [-0.5, 3]])
c = np.array([[-2, 1.75], [0.5, 1.25]])
m = 5
result = (${textOfExpression(expression)}) * 1.0`;
      const computed = (await evaluate(program)).value('result') as number[][];
      const largest = Math.max(1, ...(value?.data ?? []).map(Math.abs));
      for (const [at, entry] of computed.flat().entries()) {
        expect(Math.abs(entry - (value?.data[at] ?? Number.NaN))).toBeLessThanOrEqual(1e-9 * largest);
      }
      expect(computed.flat().length).toBe(value?.data.length);
    }),
    { numRuns: 200 },
  );
});
