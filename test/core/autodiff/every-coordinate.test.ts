/** Central differences of every coordinate by dependence: against the plain loop and the reverse sweep, on every operation. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centralDifference } from '../../../src/core/autodiff/central-difference.ts';
import {
  type EveryCoordinateOptions,
  prepareDifferences,
} from '../../../src/core/autodiff/differences/every-coordinate.ts';
import { createTape } from '../../../src/core/autodiff/new-tape.ts';
import { OPERATIONS, operationNamed } from '../../../src/core/autodiff/operations.ts';
import type { Recorder } from '../../../src/core/autodiff/recorder.ts';
import { reverseSweep } from '../../../src/core/autodiff/sweep.ts';
import type { Attributes, NodeId } from '../../../src/core/autodiff/tape.ts';
import {
  filled,
  fromNested,
  largestDifference,
  largestMagnitude,
  scalar,
  type Tensor,
  tensor,
} from '../../../src/core/autodiff/tensor.ts';
import { type GoldenSample, goldenSamples } from './golden.ts';

const record =
  (tape: Recorder) =>
  (operation: string, inputs: readonly NodeId[], attributes: Attributes = {}): NodeId =>
    tape.apply(operation, inputs, attributes, null);

const differencesOf = (tape: Recorder, root: NodeId, node: NodeId, options: EveryCoordinateOptions = {}) =>
  prepareDifferences(tape.nodes, root, [node]).of(node, options);

/** Σ weights ⊙ x, with another weight for every entry. */
function weightedSum(tape: Recorder, x: NodeId): NodeId {
  const { shape, data } = tape.value(x);
  const weights = tensor(
    data.map((_, i) => Math.sin(i + 1) + 1.3),
    shape,
  );
  const apply = record(tape);
  return apply('sum', [apply('multiply', [x, tape.leaf(weights, null)])]);
}

/** Holds the differences by dependence against the plain loop with the same step, whose rounding they may not share. */
function expectSameAsLoop(tape: Recorder, root: NodeId, leaf: NodeId, context: string): void {
  const fast = differencesOf(tape, root, leaf);
  const plain = centralDifference(tape.nodes, root, leaf) as Tensor;
  if (fast === null) throw new Error('nothing cancelled it');
  const size = Math.max(1, largestMagnitude(plain), Math.abs(tape.value(root).data[0] as number));
  expect(largestDifference(fast.gradient, plain), context).toBeLessThan(2e-8 * size);
  for (const spot of fast.spotChecks) {
    expect(spot.byDependence, context).toBe(fast.gradient.data[spot.entry]);
    expect(Math.abs(spot.byWholeEvaluation - spot.byDependence), context).toBeLessThan(
      spot.roundingError + 1e-8 * size,
    );
  }
}

const samples = goldenSamples();

/** Finite samples off the kinks, where a quotient means something. */
function isSmooth({ inputs, value, operation }: GoldenSample): boolean {
  const floats = inputs.filter((x) => x.dtype === 'float64');
  return (
    floats.length > 0 &&
    !/^(floorDivide|remainder|round|floor|ceil|trunc)$/.test(operation) &&
    value.data.every(Number.isFinite) &&
    floats.every((x) => x.data.every((entry) => Math.abs(entry) > 0.015 && Math.abs(entry) < 9))
  );
}

describe.each([...OPERATIONS.keys()].map((name) => [name]))('%s', (name) => {
  const own = samples.filter((sample) => sample.operation === name && isSmooth(sample));

  test('is followed entry by entry as the plain loop has it', () => {
    for (const { inputs, attributes } of own) {
      const tape = createTape();
      const leaves = inputs.map((input) => tape.leaf(input, null));
      const root = weightedSum(tape, record(tape)(name, leaves, attributes));
      leaves.forEach((leaf, i) => {
        if (inputs[i]?.dtype !== 'float64') return;
        expectSameAsLoop(tape, root, leaf, `${name}, input ${i}, ${JSON.stringify(attributes)}`);
      });
    }
  });

  test('is followed where all its inputs depend on what moves', () => {
    for (const { inputs, attributes } of own) {
      const floats = inputs.flatMap((input, i) => (input.dtype === 'float64' ? [i] : []));
      if (floats.length < 2) continue;
      const tape = createTape();
      const apply = record(tape);
      const moved = tape.leaf(fromNested([0.003, -0.001, 0.002]), null);
      const mixed = inputs.map((input, i) => {
        const leaf = tape.leaf(input, null);
        if (input.dtype !== 'float64') return leaf;
        // Every third entry of each input moves with one of the three.
        const spread = tensor(
          input.data.map((_, at) => at % 3),
          input.shape,
        );
        const index = [{ kind: 'array', shape: input.shape, values: spread.data }];
        return apply('add', [
          leaf,
          apply('multiply', [apply('index', [moved], { index }), tape.leaf(scalar(1 + i), null)]),
        ]);
      });
      const root = weightedSum(tape, apply(name, mixed, attributes));
      expectSameAsLoop(tape, root, moved, `${name} with ${JSON.stringify(attributes)}`);
    }
  });

  test('has an entry function, where it has one, that gives its value', () => {
    for (const { inputs, attributes, value } of samples.filter((sample) => sample.operation === name)) {
      const f = operationNamed(name).entryFunction?.(attributes, value.dtype);
      if (!f) continue;
      const stretched = inputs.map((input) =>
        operationNamed('broadcastTo').value([input], { shape: value.shape }),
      );
      const entries = value.data.map((_, i) => {
        const [x, y, z] = stretched.map((each) => each.data[i] as number);
        return f(x ?? Number.NaN, y ?? Number.NaN, z ?? Number.NaN);
      });
      expect(largestDifference(tensor(entries, value.shape), value)).toBeLessThan(
        1e-13 * Math.max(1, largestMagnitude({ ...value, data: value.data.filter(Number.isFinite) })),
      );
    }
  });
});

// Random programs.

const unary = ['tanh', 'sigmoid', 'square', 'sin', 'absolute', 'exp', 'negative'] as const;
const binary = ['add', 'subtract', 'multiply', 'maximum', 'divide', 'hypot'] as const;
const step = fc.record({
  choice: fc.nat(),
  left: fc.nat(),
  right: fc.nat(),
  axis: fc.constantFrom(0, 1),
  rows: fc.infiniteStream(fc.nat()),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A tape of random operations on 3 × 3 arrays, columns and rows; values stay of moderate size. */
function randomTape(steps: readonly Step[], seed: number): { tape: Recorder; leaf: NodeId; root: NodeId } {
  const tape = createTape();
  const apply = record(tape);
  const wave = (shift: number): Tensor =>
    tensor(
      Float64Array.from({ length: 9 }, (_, i) => Math.sin(seed + shift + 2.3 * i) * 1.7 + 0.05),
      [3, 3],
    );
  const leaf = tape.leaf(wave(0), null);
  const whole: NodeId[] = [leaf, tape.leaf(wave(5), null), tape.leaf(wave(9), null)];
  const pick = (at: number): NodeId => whole[at % whole.length] as NodeId;
  for (const { choice, left, right, axis, rows } of steps) {
    const [x, y] = [pick(left), pick(right)];
    const kinds: readonly (() => NodeId)[] = [
      () => apply(unary[right % unary.length] as string, [apply('tanh', [x])]),
      () =>
        apply(binary[choice % binary.length] as string, [
          apply('tanh', [x]),
          apply('add', [apply('sigmoid', [y]), tape.leaf(scalar(0.2), null)]),
        ]),
      () => apply('tanh', [apply('matmul', [x, y])]),
      () => apply('matmul', [apply('tanh', [x]), apply('transpose', [y], { axes: null })]),
      () => apply('add', [x, apply('sum', [apply('tanh', [y])], { axis, keepdims: true })]),
      () => apply('subtract', [x, apply('max', [y], { axis, keepdims: axis === 1 })]),
      () => apply('divide', [x, apply('logsumexp', [y], { axis: null })]),
      () => {
        const values = Float64Array.from({ length: 3 }, () => (rows.next().value as number) % 3);
        return apply('index', [x], {
          index: [
            { kind: 'array', shape: [3], values },
            { kind: 'slice', start: 0, step: 1, count: 3 },
          ],
        });
      },
      () => apply('where', [apply('greater', [x, y]), x, apply('tanh', [y])]),
      () => apply('softmax', [x], { axis }),
    ];
    whole.push((kinds[choice % kinds.length] as () => NodeId)());
  }
  return { tape, leaf, root: apply('mean', [apply('square', [apply('tanh', [whole.at(-1) as NodeId])])]) };
}

describe('random programs', () => {
  test('agree with the plain loop and with the reverse sweep', () => {
    let smooth = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(500), (steps, seed) => {
        const { tape, leaf, root } = randomTape(steps, seed);
        expectSameAsLoop(tape, root, leaf, 'random program');
        const reverse = reverseSweep(tape.nodes, root).get(leaf) ?? filled([3, 3], 0);
        const fast = differencesOf(tape, root, leaf)?.gradient as Tensor;
        if (largestDifference(fast, reverse) < 1e-7 * Math.max(1, largestMagnitude(reverse))) smooth += 1;
      }),
      { numRuns: 300, seed: 7 },
    );
    // Ties at a kink, where differences and derivative may part, hardly ever happen by chance.
    expect(smooth).toBeGreaterThan(295);
  });
});

describe('prepareDifferences', () => {
  /** Mean log-loss of a softmax layer behind a relu layer, with an L2 penalty. */
  function classifier(examples: number): { tape: Recorder; weights: NodeId; root: NodeId } {
    const tape = createTape();
    const apply = record(tape);
    const leaf = (rows: number, columns: number, shift: number): NodeId =>
      tape.leaf(
        tensor(
          Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(shift + 1.7 * i)),
          [rows, columns],
        ),
        null,
      );
    const x = leaf(examples, 6, 1);
    const weights = leaf(6, 5, 2);
    const hidden = apply('maximum', [apply('matmul', [x, weights]), tape.leaf(scalar(0), null)]);
    const scores = apply('matmul', [hidden, leaf(5, 3, 3)]);
    const shifted = apply('subtract', [scores, apply('max', [scores], { axis: 1, keepdims: true })]);
    const exponentials = apply('exp', [shifted]);
    const sums = apply('sum', [exponentials], { axis: 1, keepdims: true });
    const losses = apply('negative', [apply('log', [apply('divide', [exponentials, sums])])]);
    const penalty = apply('sum', [apply('square', [weights])]);
    return { tape, weights, root: apply('add', [apply('mean', [losses]), penalty]) };
  }

  test('has a smaller error than the plain loop', () => {
    const { tape, weights, root } = classifier(50);
    const truth = reverseSweep(tape.nodes, root).get(weights) as Tensor;
    const fast = differencesOf(tape, root, weights)?.gradient as Tensor;
    const plain = centralDifference(tape.nodes, root, weights) as Tensor;
    expect(largestDifference(fast, truth)).toBeLessThan(0.5 * largestDifference(plain, truth));
  });

  test('gives zeros for what the root does not depend on, and ones for the root itself', () => {
    const { tape, root } = classifier(2);
    const idle = tape.leaf(fromNested([1, 2]), null);
    expect([...(differencesOf(tape, root, idle)?.gradient.data ?? [])]).toEqual([0, 0]);
    expect([...(differencesOf(tape, root, root)?.gradient.data ?? [])]).toEqual([1]);
  });

  test('gives the same for nodes that are prepared together, of which one is made from the other', () => {
    const { tape, weights, root } = classifier(4);
    const scores = tape.nodes.findLast(({ operation }) => operation === 'matmul')?.id as NodeId;
    const together = prepareDifferences(tape.nodes, root, [scores, weights]);
    for (const node of [weights, scores, weights]) {
      const alone = differencesOf(tape, root, node)?.gradient as Tensor;
      expect(largestDifference(together.of(node)?.gradient as Tensor, alone)).toBe(0);
    }
  });

  test('ends with null when it is cancelled', () => {
    const { tape, weights, root } = classifier(2);
    expect(differencesOf(tape, root, weights, { cancelled: () => true })).toBeNull();
  });

  test('checks as many entries as it is told by evaluating everything again', () => {
    const { tape, weights, root } = classifier(3);
    const found = differencesOf(tape, root, weights, { spotChecks: 5 });
    expect(found?.spotChecks.map(({ entry }) => entry)).toEqual([3, 9, 15, 21, 27]);
  });
});
