/** Arrays as rectangles of at most 64 by 64 numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tensor } from '../../../src/core/autodiff/tensor.ts';
import { longestSide, matrixOf, shapeOf, sizesOf } from '../../../src/core/report/panel-matrix.ts';

function counting(...shape: number[]) {
  const size = shape.reduce((product, side) => product * side, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, index) => index),
    shape,
  );
}

describe('an array as a rectangle', () => {
  test('a number is one entry, a vector one row', () => {
    expect(matrixOf(counting())).toEqual({ rows: 1, columns: 1, values: [0] });
    expect(matrixOf(counting(3))).toEqual({ rows: 1, columns: 3, values: [0, 1, 2] });
  });

  test('more than two axes are flattened to the last one', () => {
    expect(matrixOf(counting(2, 2, 2))).toEqual({ rows: 4, columns: 2, values: [0, 1, 2, 3, 4, 5, 6, 7] });
  });

  test('an array without entries has none', () => {
    expect(matrixOf(counting(0, 3)).values).toEqual([]);
    expect(matrixOf(counting(3, 0)).values).toEqual([]);
  });

  test('a large array is sampled evenly and says so', () => {
    const matrix = matrixOf(counting(2, 128));
    expect(matrix).toMatchObject({ rows: 2, columns: 64, sampledFrom: { rows: 2, columns: 128 } });
    expect(matrix.values.slice(0, 4)).toEqual([0, 2, 4, 6]);
    expect(matrix.values[64]).toBe(128);
  });

  test('no array gives more than 4096 numbers, and each is one of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (rows, columns) => {
        const matrix = matrixOf(counting(rows, columns));
        expect(matrix.values).toHaveLength(matrix.rows * matrix.columns);
        expect(matrix.values.length).toBeLessThanOrEqual(longestSide ** 2);
        expect(new Set(matrix.values).size).toBe(matrix.values.length);
        expect(Math.max(...matrix.values)).toBeLessThan(rows * columns);
      }),
      { numRuns: 50 },
    );
  });
});

test.each([
  [[], '()'],
  [[3], '(3,)'],
  [[3, 5], '(3, 5)'],
])('the shape %j reads %s', (shape, text) => {
  expect(shapeOf(shape)).toBe(text);
});

test('the axis of the examples is m on an edge, where it is the only one of its length', () => {
  expect(sizesOf([20, 7], 7)).toBe('20×m');
  expect(sizesOf([7, 7], 7)).toBe('7×7');
  expect(sizesOf([20, 7], null)).toBe('20×7');
  expect(sizesOf([], 7)).toBe('');
});
