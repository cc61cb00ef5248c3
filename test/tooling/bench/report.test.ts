/** What the benchmark makes of its measurements: medians, exponents, ratios, and the tables that show them. */
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../tooling/bench/arguments.ts';
import { isMet, measureRow, ratioOf, type Row } from '../../../tooling/bench/rows.ts';
import { growthExponent, median } from '../../../tooling/bench/statistics.ts';
import { growthText, resultsText, sharesText, tableText, timeText } from '../../../tooling/bench/text.ts';

describe('median', () => {
  test('is the middle of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  test('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 100, 1, 2])).toBe(3);
  });

  test('is not a number where there are none', () => {
    expect(median([])).toBeNaN();
  });
});

describe('growthExponent', () => {
  test.each([0, 1, 1.5, 2])('finds the power %s of points that follow it exactly', (power) => {
    const points = [10, 40, 160].map((size) => ({ size, milliseconds: 3 * size ** power }));
    expect(growthExponent(points)).toBeCloseTo(power, 12);
  });

  test('is the slope of least squares where points scatter', () => {
    // Logarithms to base 2: sizes 0, 1, 2 and times 0, 2, 1; the slope is (1·1 + 0·1) / 2 = 0.5.
    const points = [
      { size: 1, milliseconds: 1 },
      { size: 2, milliseconds: 4 },
      { size: 4, milliseconds: 2 },
    ];
    expect(growthExponent(points)).toBeCloseTo(0.5, 12);
  });

  test('is not a number for a single size', () => {
    expect(growthExponent([{ size: 3, milliseconds: 1 }])).toBeNaN();
  });
});

describe('a row', () => {
  const row = (ours: readonly number[], theirs: readonly number[], calls: string[]): Row => {
    const left = { ours: [...ours], theirs: [...theirs] };
    const measure = (side: 'ours' | 'theirs') => async () => {
      calls.push(side);
      return left[side].shift() ?? Number.NaN;
    };
    return {
      id: 'row',
      what: 'work',
      peer: 'tool',
      target: 0.5,
      repeats: 3,
      prepare: async () => ({ ours: measure('ours'), theirs: measure('theirs'), note: () => 'a word' }),
    };
  };

  test('interleaves both sides, leaves the first round out and compares the medians', async () => {
    const calls: string[] = [];
    const result = await measureRow(row([900, 1, 2, 30], [900, 8, 4, 3], calls));
    expect(calls).toEqual(Array.from({ length: 4 }, () => ['ours', 'theirs']).flat());
    expect(result).toMatchObject({ ours: 2, theirs: 4, note: 'a word' });
    expect(ratioOf(result)).toBe(0.5);
    expect(isMet(result)).toBe(true);
  });

  test('is not met above its target', async () => {
    expect(isMet(await measureRow(row([1, 3, 3, 3], [1, 4, 4, 4], [])))).toBe(false);
  });

  test('is skipped with a word where something is missing', async () => {
    const missing = { ...row([], [], []), prepare: async () => ({ missing: 'there is no tool here' }) };
    const result = await measureRow(missing);
    expect([ratioOf(result), isMet(result), result.note]).toEqual([null, null, 'there is no tool here']);
    expect(resultsText([result])).toContain('| skipped |');
    expect(resultsText([result])).toContain('- row: there is no tool here');
  });

  test('ends its peers when a measurement fails', async () => {
    let ended = false;
    const failing: Row = {
      ...row([], [], []),
      prepare: async () => ({
        ours: async () => 1,
        theirs: () => Promise.reject(new Error('gone')),
        end: async () => {
          ended = true;
        },
      }),
    };
    await expect(measureRow(failing)).rejects.toThrow('gone');
    expect(ended).toBe(true);
  });
});

describe('the report', () => {
  test('writes times with three digits and a fitting unit', () => {
    expect([12_345, 9.876, 0.01234].map(timeText)).toEqual(['12.3 s', '9.88 ms', '12.3 µs']);
  });

  test('aligns the columns of its tables', () => {
    expect(tableText(['a', 'long'], [['wide', 'b']])).toBe(
      '| a    | long |\n|------|------|\n| wide | b    |\n',
    );
  });

  test('shows a row with its ratio, its target and whether it is met', () => {
    const result = { id: 'r', what: 'w', peer: 'p', target: 0.2, ours: 1, theirs: 10, note: '' };
    expect(resultsText([result]).split('\n')[2]).toMatch(
      /\| 1\.00 ms \| 10\.0 ms +\| 0\.10 +\| ≤ 0\.2 +\| yes \|/,
    );
  });

  test('shows growth with its exponent and stages with their shares', () => {
    const points = [1, 10].map((size) => ({ size, milliseconds: size ** 2 }));
    expect(growthText([{ what: 'work', unit: 'files', points }])).toContain('| 2.00 ');
    expect(
      sharesText(
        new Map([
          ['lower', 1],
          ['parse', 3],
        ]),
      )
        .split('\n')
        .slice(2),
    ).toEqual(['| parse | 75.0 % |', '| lower | 25.0 % |', '']);
  });
});

describe('parseArguments', () => {
  const names = ['folder', 'growth'];

  test('takes rows, repeats, files and whether to install', () => {
    expect(parseArguments(['growth', '--repeats', '3', '--files', '500', '--no-install'], names)).toEqual({
      kind: 'run',
      rows: ['growth'],
      repeats: 3,
      files: 500,
      install: false,
      cpu: false,
    });
  });

  test.each([[['--repeats', 'many']], [['--files']], [['nothing']]])('refuses %j', (words) => {
    expect(parseArguments(words, names).kind).toBe('usage-error');
  });
});
