import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dimensions } from '../../../src/core/network/dimensions.ts';

const dimensionCount = 8;
const anyDimension = fc.nat({ max: dimensionCount - 1 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('join' as const), a: anyDimension, b: anyDimension }),
  fc.record({ kind: fc.constant('bind' as const), a: anyDimension, size: fc.integer({ min: 1, max: 40 }) }),
);

describe('Dimensions of probes', () => {
  test('fresh dimensions have sizes of their own, other ones in the second draw', () => {
    const [first, second] = [new Dimensions(0, new Set()), new Dimensions(1, new Set())];
    const sizes = [first, second].map((dimensions) =>
      Array.from({ length: 30 }, () => dimensions.size(dimensions.fresh())),
    );
    for (const drawn of sizes) expect(new Set(drawn).size).toBe(30);
    sizes[0]?.forEach((size, at) => {
      expect(size).not.toBe(sizes[1]?.[at]);
    });
  });

  test('have other sizes in the second draw whatever numbers the program writes', () => {
    for (const written of [[5], [4], [5, 7], [7, 8, 9], [4, 5, 6, 7, 8, 9]]) {
      const [first, second] = [0, 1].map((draw) => new Dimensions(draw, new Set(written)));
      const pairs = Array.from({ length: 12 }, () => [first, second].map((each) => each?.size(each.fresh())));
      expect(
        pairs.filter(([a, b]) => a === b || written.includes(a ?? 0) || written.includes(b ?? 0)),
      ).toEqual([]);
    }
  });

  test('joined dimensions always have one size, whatever is joined and bound in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(0, 1), (steps, draw) => {
        const dimensions = new Dimensions(draw, new Set());
        const all = Array.from({ length: dimensionCount }, () => dimensions.fresh());
        const joined: [number, number][] = [];
        for (const each of steps) {
          if (each.kind === 'bind') dimensions.bind(each.a, each.size);
          else if (dimensions.join(each.a, each.b)) joined.push([each.a, each.b]);
        }
        for (const [a, b] of joined) {
          expect(dimensions.same(a, b)).toBe(true);
          expect(dimensions.size(a)).toBe(dimensions.size(b));
        }
        for (const a of all) {
          for (const b of all) if (dimensions.same(a, b)) expect(dimensions.size(a)).toBe(dimensions.size(b));
        }
      }),
    );
  });

  test('two dimensions that are bound to different constants are not joined', () => {
    const dimensions = new Dimensions(0, new Set());
    const [a, b] = [dimensions.fresh(), dimensions.fresh()];
    expect(dimensions.bind(a, 2)).toBe(true);
    expect(dimensions.bind(b, 3)).toBe(true);
    expect(dimensions.join(a, b)).toBe(false);
    expect([dimensions.size(a), dimensions.size(b)]).toEqual([2, 3]);
  });

  test('a constant spreads to what its dimension is joined with, from either side', () => {
    const dimensions = new Dimensions(0, new Set());
    const [a, b, c] = [dimensions.fresh(), dimensions.fresh(), dimensions.fresh()];
    dimensions.bind(b, 3);
    dimensions.join(a, b);
    dimensions.join(c, a);
    expect([a, b, c].map((each) => dimensions.size(each))).toEqual([3, 3, 3]);
    expect(dimensions.bind(c, 4)).toBe(false);
  });

  test('a dimension is free until it is joined or bound', () => {
    const dimensions = new Dimensions(0, new Set());
    const [a, b, c, d] = Array.from({ length: 4 }, () => dimensions.fresh()) as [
      number,
      number,
      number,
      number,
    ];
    dimensions.join(a, b);
    dimensions.bind(c, 3);
    expect([a, b, c, d].map((each) => dimensions.isFree(each))).toEqual([false, false, false, true]);
  });

  test('sizes that clashed are made equal: two dimensions are joined, one and a constant are bound', () => {
    const dimensions = new Dimensions(0, new Set());
    const [a, b] = [dimensions.fresh(), dimensions.fresh()];
    expect(dimensions.reconcile(dimensions.size(a), dimensions.size(b))).toBe(true);
    expect(dimensions.same(a, b)).toBe(true);
    expect(dimensions.reconcile(1, dimensions.size(b))).toBe(true);
    expect(dimensions.size(a)).toBe(1);
  });

  test('sizes that the program writes are not reconciled', () => {
    const dimensions = new Dimensions(0, new Set());
    dimensions.fresh();
    expect(dimensions.reconcile(2, 3)).toBe(false);
  });
});
