/** Fine points of NumPy and Python that random programs brought to light; the expected values are real NumPy's. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../support/evaluate.ts';

async function resultOf(text: string): Promise<unknown> {
  return (await evaluate(`import numpy as np\n${text}`)).value('result');
}

/** The name of the exception that the statement raises. */
async function raisedBy(statement: string): Promise<unknown> {
  return resultOf(`try:\n    ${statement}\nexcept Exception as e:\n    result = type(e).__name__`);
}

describe('Arrays', () => {
  test.each([
    [
      'sums of truth values in products are truth values',
      'np.array([[True, True]]) @ np.array([True, True])',
      [1],
    ],
    ['… and in contractions', "np.einsum('ij->j', np.array([[True], [True]]))", [1]],
    ['rint gives floats', 'np.rint(np.array([3])).dtype.kind', 'f'],
    ['a smallest entry that is no number comes first', 'np.argmin(np.array([1.0, np.nan, 0.0]))', 1],
    ['what is no number is sorted behind', 'np.sort(np.array([np.nan, 2.0, 1.0]))[:2]', [1, 2]],
    ['a median of what is no number is none', 'np.isnan(np.median(np.array([1.0, np.nan, 0.0])))', true],
    ['the median of truth values is a float', 'np.median(np.array([True, False]))', 0.5],
    ['truth values differ where they are unequal', 'np.diff(np.array([True, False, False]))', [1, 0]],
    ['operands become floats where floats are asked for', 'np.negative(np.array([True]), dtype=float)', [-1]],
    ['an inserted number takes the type of the array', 'np.insert(np.array([1, 2]), 1, 7.5)', [1, 7, 2]],
    ['a padding takes the type of the array', 'np.pad(np.array([1]), 1, constant_values=1.5)', [1, 1, 1]],
    ['1 // 0.1 is 9', 'np.array([1.0, -1.0]) // 0.1', [9, -10]],
    ['nothing is left of an infinite quotient', 'np.isnan(np.array([np.inf]) // -1.0)', [1]],
    [
      'integers stay integers where there is nothing to replace',
      'np.nan_to_num(np.array([1])).dtype.kind',
      'i',
    ],
    ['integers know one zero', '1.0 / -np.array([0])', [Number.POSITIVE_INFINITY]],
    ['floor leaves truth values alone', 'np.floor(np.array([True])).dtype.kind', 'b'],
    ['what is no number becomes the least integer', 'np.array([np.nan]).astype(int)', [-(2 ** 63)]],
  ])('%s: %s', async (_, expression, expected) => {
    expect(await resultOf(`result = ${expression}`)).toEqual(expected);
  });

  test.each([
    ['rows of integers take no floats in place', 'a = np.array([[1, 2]]); a[0:1] += 0.5'],
    ['chosen truth values take no numbers in place', 'a = np.array([True, False]); a[a] *= 2'],
  ])('%s', async (_, statement) => {
    expect(await raisedBy(statement)).toBe('UFuncTypeError');
  });

  test.each([
    ['truth values have no sign', 'np.positive(np.array([True]))', 'TypeError'],
    ['truth values have no decimals', 'np.round(np.array([True]), 1)', 'TypeError'],
    ['a number has no axis to sum over', "np.einsum('...i->...', 2.0)", 'ValueError'],
  ])('%s: %s', async (_, expression, exception) => {
    expect(await raisedBy(`result = ${expression}`)).toBe(exception);
  });

  test.each([
    ['np.add.at keeps the type of the array', 'a = np.array([1, 2])\nnp.add.at(a, [0, 0], 0.5)', [1, 2]],
    [
      'flat writes through a view',
      'a = np.arange(4).reshape(2, 2)\na.T[1:].flat[0] = 9',
      [
        [0, 9],
        [2, 3],
      ],
    ],
    [
      'np.squeeze is a view',
      'a = np.arange(4).reshape(2, 2)\nnp.squeeze(a.T[None])[1] = 9',
      [
        [0, 9],
        [2, 9],
      ],
    ],
    [
      'np.nditer gives places to write',
      'a = np.array([1.0, 2.0])\nfor x in np.nditer(a, op_flags=["readwrite"]):\n    x[...] = 2 * x',
      [2, 4],
    ],
  ])('%s', async (_, statements, expected) => {
    expect(await resultOf(`${statements}\nresult = a`)).toEqual(expected);
  });
});

describe('Texts and containers', () => {
  test.each([
    ["'ab'.center(5, '*')", '**ab*'],
    ["'abc'.center(6, '*')", '*abc**'],
    ["'ab'.replace('', '-')", '-a-b-'],
    ["'ab'.replace('', '-', 2)", '-a-b'],
    ["''.splitlines()", []],
    ["'%.1e %.0e %.2g' % (-1.25, 2.5, 1.125)", '-1.2e+00 2e+00 1.1'],
    ["'%+.1e' % -0.0", '-0.0e+00'],
    ['list({True, 7} & {1, 2, 7})', [true, 7]],
    ["dict.fromkeys(['a', 'b'], 1)", { a: 1, b: 1 }],
  ])('%s', async (expression, expected) => {
    expect(await resultOf(`result = ${expression}`)).toEqual(expected);
  });
});
