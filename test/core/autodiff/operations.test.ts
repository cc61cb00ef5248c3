/** Every entry of the operation table against NumPy's values and against central differences. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centralDifference } from '../../../src/core/autodiff/central-difference.ts';
import { createTape } from '../../../src/core/autodiff/new-tape.ts';
import { OPERATIONS, operationNamed } from '../../../src/core/autodiff/operations.ts';
import { shapeText } from '../../../src/core/autodiff/shape-error.ts';
import { reverseSweep } from '../../../src/core/autodiff/sweep.ts';
import type { Attributes } from '../../../src/core/autodiff/tape.ts';
import {
  filled,
  largestDifference,
  largestMagnitude,
  type Tensor,
  tensor,
} from '../../../src/core/autodiff/tensor.ts';
import { type Domain, type GoldenSample, goldenSamples } from './golden.ts';

const samples = goldenSamples();
const byOperation = new Map<string, GoldenSample[]>();
for (const sample of samples) {
  byOperation.set(sample.operation, [...(byOperation.get(sample.operation) ?? []), sample]);
}

test('every entry of the table has samples from NumPy, and every sample an entry', () => {
  expect([...byOperation.keys()].sort()).toEqual([...OPERATIONS.keys()].sort());
});

describe.each([...byOperation])('%s', (name, own) => {
  test('has the value, shape and dtype that NumPy gives', () => {
    for (const { inputs, attributes, value } of own) {
      const ours = operationNamed(name).value(inputs, attributes);
      const context = `${name} of shapes ${inputs.map((x) => shapeText(x.shape)).join()} with ${JSON.stringify(attributes)}`;
      expect(ours.dtype, context).toBe(value.dtype);
      expect(ours.shape, context).toEqual(value.shape);
      expect(largestDifference(ours, value), context).toBeLessThan(1e-13 * Math.max(1, largestFinite(value)));
    }
  });

  test('has one formula per input that its derivative returns', () => {
    const { formula } = operationNamed(name);
    expect(formula.gradients.length).toBeGreaterThan(0);
    for (const part of [formula.value, ...formula.gradients]) expect(part).not.toBe('');
  });

  test('agrees with central differences at every differentiable sample', () => {
    for (const sample of own.filter(isDifferentiable))
      expectTrueGradient(name, sample.inputs, sample.attributes);
  });
});

/** Samples off the kinks: those drawn with entries apart, not the hand-written ones with zeros, ties and infinities. */
function isDifferentiable(sample: GoldenSample): boolean {
  const floats = sample.inputs.filter((x) => x.dtype === 'float64');
  const steps = /^(floorDivide|remainder|round|floor|ceil|trunc)$/.test(sample.operation);
  return (
    !steps &&
    floats.length > 0 &&
    floats.every((x) => x.data.every((entry) => Math.abs(entry) > 0.015 && Math.abs(entry) < 9))
  );
}

function largestFinite(value: Tensor): number {
  return largestMagnitude({ ...value, data: value.data.filter(Number.isFinite) });
}

/** Σ weights ⊙ operation(inputs), differentiated by the sweep and by differences for every float input. */
function expectTrueGradient(name: string, inputs: readonly Tensor[], attributes: Attributes): void {
  const tape = createTape();
  const leaves = inputs.map((input) => tape.leaf(input, null));
  const output = tape.apply(name, leaves, attributes, null);
  const { shape, data } = tape.value(output);
  const weights = tape.leaf(
    tensor(
      data.map((_, i) => Math.sin(i + 1) + 1.3),
      shape,
    ),
    null,
  );
  const root = tape.apply('sum', [tape.apply('multiply', [output, weights], {}, null)], {}, null);
  const adjoints = reverseSweep(tape.nodes, root);
  leaves.forEach((leaf, i) => {
    const input = inputs[i] as Tensor;
    if (input.dtype !== 'float64') return;
    const difference = centralDifference(tape.nodes, root, leaf, { richardson: true }) as Tensor;
    const adjoint = adjoints.get(leaf) ?? filled(input.shape, 0);
    const context = `${name}, input ${i} of shapes ${inputs.map((x) => shapeText(x.shape)).join()} with ${JSON.stringify(attributes)}`;
    expect(adjoint.shape, context).toEqual(input.shape);
    expect(largestDifference(adjoint, difference), context).toBeLessThan(
      1e-8 * Math.max(1, largestMagnitude(difference)),
    );
  });
}

// Random shapes.

const size = fc.integer({ min: 1, max: 4 });
const shapeOf = (maxLength: number): fc.Arbitrary<number[]> => fc.array(size, { maxLength });

/** Distinct entries, apart from each other and from zero, in an order that the seed decides. */
function spreadEntries(shape: readonly number[], domain: Domain, seed: number): Tensor {
  const data = filled(shape, 0).data;
  const count = data.length;
  const [low, high] = { any: [-2, 2], positive: [0.2, 3], unit: [-0.9, 0.9] }[domain] as [number, number];
  const step = (high - low) / (count + 1);
  const stride = [7, 11, 13, 17, 19, 23, 29].find((prime) => count % prime !== 0) as number;
  for (let i = 0; i < count; i++) data[i] = low + step * (((i * stride + seed) % count) + 0.71);
  return {
    dtype: 'float64',
    shape,
    data: data.map((entry) => (Math.abs(entry) < 0.01 ? entry + 0.02 : entry)),
  };
}

/** Two shapes that broadcast: one common shape from which each side drops leading axes and stretches others. */
const broadcastPair = fc.tuple(shapeOf(3), fc.infiniteStream(fc.boolean())).map(([shape, coins]) => {
  const toss = (): boolean => coins.next().value === true;
  const thinned = (): number[] => {
    const kept = shape.map((length) => (toss() && toss() ? 1 : length));
    return kept.slice(toss() ? Math.floor(kept.length / 2) : 0);
  };
  return [thinned(), thinned()] as const;
});

const seed = fc.integer({ min: 0, max: 1000 });
const stepping = new Set(['floorDivide', 'round', 'floor', 'ceil', 'trunc', 'invert', 'remainder']);
const withInputs = (count: number): [string, Domain][] =>
  [...byOperation]
    .filter(
      ([name, own]) =>
        own.every((s) => s.inputs.length === count && Object.keys(s.attributes).length === 0) &&
        !stepping.has(name),
    )
    .filter(([name]) => !/^(matmul|outer|inverse|determinant|leftShift|rightShift|bitwise.*)$/.test(name))
    .map(([name, own]) => [name, (own[0] as GoldenSample).domain]);

describe('derivatives at random shapes', () => {
  test.each(withInputs(1))('%s of an array of any shape', (name, domain) => {
    fc.assert(
      fc.property(shapeOf(3), seed, (shape, start) =>
        expectTrueGradient(name, [spreadEntries(shape, domain, start)], {}),
      ),
      { numRuns: 12, seed: 1 },
    );
  });

  test.each(withInputs(2))('%s of two arrays that broadcast', (name, domain) => {
    fc.assert(
      fc.property(broadcastPair, seed, ([left, right], start) => {
        // The second operand is moved a little, so that no entry of one ties with an entry of the other.
        const y = spreadEntries(right, domain, start + 3);
        const apart = tensor(
          y.data.map((entry) => entry * 0.9371),
          y.shape,
        );
        expectTrueGradient(name, [spreadEntries(left, domain, start), apart], {});
      }),
      { numRuns: 25, seed: 2 },
    );
  });

  const reductions = ['sum', 'mean', 'prod', 'max', 'min', 'var', 'std', 'logsumexp', 'softmax'];
  test.each(reductions)('%s along any axes', (name) => {
    const subset = fc
      .array(size, { minLength: 1, maxLength: 4 })
      .chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.option(fc.subarray([...shape.keys()], { minLength: 1 })),
          fc.boolean(),
        ),
      );
    fc.assert(
      fc.property(subset, seed, ([shape, axis, keepdims], start) => {
        // A deviation of one entry is zero, a kink of the square root.
        const count = (axis ?? [...shape.keys()]).reduce(
          (product, one) => product * (shape[one] as number),
          1,
        );
        fc.pre(name !== 'std' || count > 1);
        expectTrueGradient(name, [spreadEntries(shape, 'any', start)], { axis, keepdims });
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  test('matmul of stacks whose leading axes broadcast', () => {
    fc.assert(
      fc.property(broadcastPair, size, size, size, seed, ([left, right], m, n, p, start) => {
        const x = spreadEntries([...left, m, n], 'any', start);
        expectTrueGradient('matmul', [x, spreadEntries([...right, n, p], 'any', start + 5)], {});
      }),
      { numRuns: 25, seed: 4 },
    );
  });
});
