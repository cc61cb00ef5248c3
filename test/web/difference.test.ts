/** The sentence under the heat maps, for the slips that people make. */
import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../src/protocol.ts';
import { describeDifference, type Maps } from '../../webview/gradients/difference.ts';
import { positionOnScale, valueOnScale } from '../../webview/gradients/heat-scale.ts';
import { formatError, formatNumber } from '../../webview/numbers.ts';
import { blocksOf } from '../../webview/prose.tsx';

const data = [0.1, -0.2, 0.3, 0.4];
const penalty = [0.05, 0.02, -0.07, 0.01];

function matrix(values: readonly number[]): Matrix {
  return { rows: 2, columns: values.length / 2, values };
}

/** The maps of a gradient whose user part is made from the data part and the penalty part of each entry. */
function mapsOf(line: (data: number, penalty: number) => number, penaltyPart = penalty): Maps {
  const truth = data.map((value, entry) => value + (penaltyPart[entry] ?? 0));
  const user = data.map((value, entry) => line(value, penaltyPart[entry] ?? 0));
  return {
    data: matrix(data),
    penalty: matrix(penaltyPart),
    truth: matrix(truth),
    user: matrix(user),
    difference: matrix(user.map((value, entry) => value - (truth[entry] ?? 0))),
  };
}

describe('the sentence about the difference', () => {
  const none = [0, 0, 0, 0];

  test('a right line agrees', () => {
    expect(describeDifference(mapsOf((d, p) => d + p))).toBe(
      'The line agrees with the true gradient in every entry.',
    );
  });

  test('np.sum(W1) for W1 adds one number to the data part', () => {
    expect(describeDifference(mapsOf((d) => d + 1.83))).toBe(
      'To the data part the line adds one number, 1.83, in every entry. The penalty part is another number in each.',
    );
  });

  test('a constant on top of the right gradient is an offset', () => {
    expect(describeDifference(mapsOf((d, p) => d + p + 1.83))).toBe('Every entry is off by 1.83.');
  });

  test('a missing penalty is named', () => {
    expect(describeDifference(mapsOf((d) => d))).toBe(
      'The line is the data part alone: the penalty part is missing in every entry.',
    );
  });

  test.each([
    [2, '2'],
    [0.5, '0.5'],
    [-1, '−1'],
  ])('a penalty with the factor %f is named with it', (factor, text) => {
    expect(describeDifference(mapsOf((d, p) => d + factor * p))).toBe(
      `The line adds ${text} times the penalty part instead of once.`,
    );
  });

  test('a gradient without 1/m is a multiple of the true one', () => {
    expect(describeDifference(mapsOf((d) => 5 * d, none))).toBe('Every entry is 5 times the true one.');
  });

  test('anything else is counted', () => {
    expect(describeDifference(mapsOf((d, p) => (d > 0.35 ? 7 : d + p)))).toBe('1 of 4 entries are off.');
    expect(describeDifference(mapsOf((d, p) => d * d + 3 * p + 1))).toBe(
      'Every entry is off, each by another number.',
    );
  });

  test('NaN, which arrives as null, is no number', () => {
    const maps = mapsOf((d) => d);
    const broken = {
      ...maps,
      difference: JSON.parse('{"rows":2,"columns":2,"values":[0,null,0,0]}') as Matrix,
    };
    expect(describeDifference(broken)).toBe('Some entries of your line are not a number.');
  });
});

describe('numbers', () => {
  test.each([
    [0.041312, '0.04131'],
    [-1.87, '−1.87'],
    [3.2e-9, '3.20e−9'],
    [0, '0'],
    [Number.NaN, 'not a number'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test.each([
    [3.14e-9, '3.1e−9'],
    [0.984, '0.98'],
    [0, '0'],
  ])('the relative error %d is written %s', (value, text) => {
    expect(formatError(value)).toBe(text);
  });
});

test('the colour scale has its ends at the largest value, and its inverse gives the value back', () => {
  expect([-2, 0, 2].map((value) => positionOnScale(value, 2))).toEqual([-1, 0, 1]);
  for (const value of [-1.7, -0.01, 0.3]) {
    expect(valueOnScale(positionOnScale(value, 2), 2)).toBeCloseTo(value, 12);
  }
  expect(positionOnScale(1, 0)).toBe(0);
});

test('the prose of a finding falls into paragraphs, lists and code', () => {
  expect(blocksOf('One\nsentence.\n\n- a\n- b\n\n```python\nx = 1\n\ny = 2\n```\nEnd.')).toEqual([
    { kind: 'paragraph', text: 'One sentence.' },
    { kind: 'list', items: ['a', 'b'] },
    { kind: 'code', text: 'x = 1\n\ny = 2' },
    { kind: 'paragraph', text: 'End.' },
  ]);
});
