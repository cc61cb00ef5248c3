import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgedShare, spreadOf, sumsByGroup, sumsOf, timesOf } from '../../../tooling/corpus/sums.ts';
import { corpusFile, findingAt, gradientAt } from './sample-files.ts';

const files = [
  corpusFile('a.py', {
    group: 'course',
    gradients: [gradientAt(1), gradientAt(2, { verdict: 'wrong' }), gradientAt(3, { reason: 'No cost.' })],
    findings: [findingAt(2)],
  }),
  corpusFile('b.py', { group: 'book', capReached: true }),
  corpusFile('c.py', { group: 'course', passesTextTest: false }),
  corpusFile('d.py', { passesTextTest: false, failure: 'permission denied' }),
];

describe('The sums of a run', () => {
  test('count files, lines by verdict and findings', () => {
    expect(sumsOf(files)).toEqual({
      files: 4,
      gradientLike: 2,
      withLines: 1,
      gradients: 3,
      verified: 1,
      wrong: 1,
      undecided: 1,
      findings: 1,
      capReached: 1,
      failures: 1,
    });
  });

  test('are given for each group in the order of the alphabet, without the files of none', () => {
    const groups = [...sumsByGroup(files)].map(([name, sums]) => [name, sums.files, sums.gradients]);
    expect(groups).toEqual([
      ['book', 1, 0],
      ['course', 2, 3],
    ]);
  });

  test('call verified and wrong lines judged, and know no share of no line', () => {
    expect(judgedShare(sumsOf(files))).toBeCloseTo(2 / 3);
    expect(judgedShare(sumsOf([]))).toBeNull();
  });
});

describe('The spread of times', () => {
  test('has median, 95th percentile and maximum by nearest rank, in whatever order the times come', () => {
    const times = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
    expect(spreadOf(times)).toEqual({ median: 50, p95: 95, max: 100, total: 5050 });
  });

  test('leaves out the files that were not analysed', () => {
    const skipped = corpusFile('b.py', { passesTextTest: false, milliseconds: 1 });
    expect(timesOf([corpusFile('a.py', { milliseconds: 300 }), skipped])).toEqual([300]);
  });

  test('is zero for no file', () => {
    expect(spreadOf([])).toEqual({ median: 0, p95: 0, max: 0, total: 0 });
  });

  test('consists of times that were measured, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (times) => {
        const { median, p95, max } = spreadOf(times);
        expect(times).toEqual(expect.arrayContaining([median, p95, max]));
        expect(median).toBeLessThanOrEqual(p95);
        expect(max).toBe(Math.max(...times));
      }),
    );
  });
});
