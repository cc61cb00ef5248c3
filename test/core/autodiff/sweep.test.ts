/** The tape, the reverse sweep, replays and central differences, on small programs with known answers. */
import { describe, expect, test } from 'vitest';
import { broadcastShapes, unbroadcast } from '../../../src/core/autodiff/broadcasting.ts';
import { centralDifference } from '../../../src/core/autodiff/central-difference.ts';
import { createTape, TapeBudgetExceeded } from '../../../src/core/autodiff/new-tape.ts';
import type { Recorder } from '../../../src/core/autodiff/recorder.ts';
import { prepareReplay, replay } from '../../../src/core/autodiff/replay.ts';
import { ShapeError } from '../../../src/core/autodiff/shape-error.ts';
import { reverseSweep } from '../../../src/core/autodiff/sweep.ts';
import type { Attributes, NodeId } from '../../../src/core/autodiff/tape.ts';
import {
  fromNested,
  largestDifference,
  scalar,
  type Tensor,
  tensorsEqual,
} from '../../../src/core/autodiff/tensor.ts';

const record =
  (tape: Recorder) =>
  (operation: string, inputs: readonly NodeId[], attributes: Attributes = {}): NodeId =>
    tape.apply(operation, inputs, attributes, null);

/** The regularised cost of a logistic unit: J = mean(−log σ(Wx + b)) + λ/2 · Σ W². */
function regularisedUnit() {
  const tape = createTape();
  const apply = record(tape);
  const leaf = (value: Tensor): NodeId => tape.leaf(value, null);
  const w = leaf(fromNested([[0.4, -0.7, 0.2]]));
  const x = leaf(
    fromNested([
      [1, 0.5],
      [-0.3, 2],
      [0.8, -1.1],
    ]),
  );
  const b = leaf(fromNested([[0.1]]));
  const lambda = leaf(scalar(0.6));
  const z = apply('add', [apply('matmul', [w, x]), b]);
  const a = apply('sigmoid', [z]);
  const data = apply('mean', [apply('negative', [apply('log', [a])])]);
  const half = apply('divide', [lambda, leaf(scalar(2))]);
  const penalty = apply('multiply', [half, apply('sum', [apply('square', [w])])]);
  return { tape, w, x, b, z, a, data, penalty, lambda, cost: apply('add', [data, penalty]) };
}

describe('reverseSweep', () => {
  test('gives ∂J/∂W with the penalty scaled matrix λW, and nothing of it for b', () => {
    const { tape, w, b, data, penalty, cost } = regularisedUnit();
    const whole = reverseSweep(tape.nodes, cost);
    const dataPart = reverseSweep(tape.nodes, data);
    const penaltyPart = reverseSweep(tape.nodes, penalty);
    expect(penaltyPart.has(b)).toBe(false);
    expect([...(penaltyPart.get(w) as Tensor).data]).toEqual(
      [0.4, -0.7, 0.2].map((entry) => 0.3 * (2 * entry)),
    );
    const sum = (whole.get(w) as Tensor).data.map((entry, i) => entry - (dataPart.get(w)?.data[i] as number));
    sum.forEach((entry, i) =>
      expect(entry).toBeCloseTo((penaltyPart.get(w) as Tensor).data[i] as number, 14),
    );
  });

  test('a blocked penalty leaves exactly the data part', () => {
    const { tape, w, data, penalty, cost } = regularisedUnit();
    const blocked = reverseSweep(tape.nodes, cost, { blocked: new Set([penalty]) });
    expect(blocked.has(penalty)).toBe(false);
    expect(tensorsEqual(blocked.get(w) as Tensor, reverseSweep(tape.nodes, data).get(w) as Tensor)).toBe(
      true,
    );
  });

  test('a node to stop at gets its adjoint and passes nothing on', () => {
    const { tape, w, x, z, cost } = regularisedUnit();
    const swept = reverseSweep(tape.nodes, cost, { stopAt: new Set([z]) });
    expect(swept.has(z)).toBe(true);
    expect(swept.has(x)).toBe(false);
    expect(swept.has(w)).toBe(true);
  });

  test('a seed starts the sweep in place of ones', () => {
    const tape = createTape();
    const x = tape.leaf(fromNested([3, 5]), null);
    const y = tape.apply('square', [x], {}, null);
    const seeded = reverseSweep(tape.nodes, y, { seed: fromNested([10, 1]) });
    expect([...(seeded.get(x) as Tensor).data]).toEqual([60, 10]);
  });

  test('adding a value to itself many times sums its contributions and spoils no other adjoint', () => {
    const tape = createTape();
    const apply = record(tape);
    const x = tape.leaf(fromNested([1, 2]), null);
    const doubled = apply('add', [x, x]);
    const tripled = apply('add', [doubled, x]);
    const root = apply('add', [tripled, doubled]);
    const adjoints = reverseSweep(tape.nodes, root);
    expect([...(adjoints.get(root) as Tensor).data]).toEqual([1, 1]);
    expect([...(adjoints.get(tripled) as Tensor).data]).toEqual([1, 1]);
    expect([...(adjoints.get(doubled) as Tensor).data]).toEqual([2, 2]);
    expect([...(adjoints.get(x) as Tensor).data]).toEqual([5, 5]);
  });

  test('no gradient passes a comparison', () => {
    const tape = createTape();
    const apply = record(tape);
    const z = tape.leaf(fromNested([-1, 2]), null);
    const mask = apply('greater', [z, tape.leaf(scalar(0), null)]);
    const root = apply('sum', [apply('multiply', [z, mask])]);
    const adjoints = reverseSweep(tape.nodes, root);
    expect([...(adjoints.get(z) as Tensor).data]).toEqual([0, 1]);
    expect([...(adjoints.get(mask) as Tensor).data]).toEqual([-1, 2]);
  });

  test('at kinks and ties the derivative is the one that PyTorch takes', () => {
    const slopes = (
      operation: string,
      inputs: readonly Tensor[],
      attributes: Attributes = {},
    ): number[][] => {
      const tape = createTape();
      const leaves = inputs.map((input) => tape.leaf(input, null));
      const adjoints = reverseSweep(tape.nodes, tape.apply(operation, leaves, attributes, null));
      return leaves.map((leaf) => [...(adjoints.get(leaf)?.data ?? [])]);
    };
    expect(slopes('maximum', [fromNested([0, 1, -1]), scalar(0)])).toEqual([[0.5, 1, 0], [1.5]]);
    expect(slopes('minimum', [fromNested([0, 1, -1]), scalar(0)])).toEqual([[0.5, 0, 1], [1.5]]);
    expect(slopes('max', [fromNested([2, 1, 2])])).toEqual([[0.5, 0, 0.5]]);
    expect(slopes('absolute', [fromNested([0, -3])])).toEqual([[0, -1]]);
    expect(
      slopes('clip', [fromNested([0, 0.5, 1, 2]), scalar(0), scalar(1)], { lower: true, upper: true })[0],
    ).toEqual([1, 1, 1, 0]);
    expect(slopes('std', [fromNested([2, 2])])).toEqual([[0, 0]]);
    expect(slopes('remainder', [fromNested([7.5, -7.5]), scalar(2)])).toEqual([[1, 1], [1]]);
    expect(slopes('power', [fromNested([0, 3]), scalar(2)])[0]).toEqual([0, 6]);
  });
});

describe('replay', () => {
  test('computes again what comes after a substituted node, and keeps the rest', () => {
    const { tape, b, z, a, data, cost, penalty } = regularisedUnit();
    const values = replay(tape.nodes, new Map([[z, fromNested([[0, 0]])]]), [a, data, penalty, b]);
    expect([...(values.get(a) as Tensor).data]).toEqual([0.5, 0.5]);
    expect((values.get(data) as Tensor).data[0]).toBeCloseTo(Math.LN2, 15);
    expect(values.get(penalty)).toBe(tape.value(penalty));
    expect(values.get(b)).toBe(tape.value(b));
    expect(tape.value(cost).data[0]).not.toBeCloseTo(Math.LN2, 3);
  });

  test('a substituted node after another substituted node keeps its substitute', () => {
    const { tape, w, z, data } = regularisedUnit();
    const run = prepareReplay(tape.nodes, [w, z], [data, z]);
    const values = run(
      new Map([
        [w, fromNested([[9, 9, 9]])],
        [z, fromNested([[0, 0]])],
      ]),
    );
    expect((values.get(data) as Tensor).data[0]).toBeCloseTo(Math.LN2, 15);
  });

  test('the recorded values come back when they are put in again', () => {
    const { tape, w, lambda, cost } = regularisedUnit();
    const values = replay(
      tape.nodes,
      new Map([
        [w, tape.value(w)],
        [lambda, tape.value(lambda)],
      ]),
      [cost],
    );
    expect(tensorsEqual(values.get(cost) as Tensor, tape.value(cost))).toBe(true);
  });
});

describe('centralDifference', () => {
  test.each([false, true])('agrees with the sweep on every parameter (Richardson: %s)', (richardson) => {
    const { tape, w, b, x, cost } = regularisedUnit();
    const adjoints = reverseSweep(tape.nodes, cost);
    for (const leaf of [w, b, x]) {
      const difference = centralDifference(tape.nodes, cost, leaf, { richardson }) as Tensor;
      expect(largestDifference(difference, adjoints.get(leaf) as Tensor)).toBeLessThan(
        richardson ? 1e-11 : 1e-8,
      );
    }
  });

  test('answers null when it is cancelled', () => {
    const { tape, w, cost } = regularisedUnit();
    let asked = 0;
    expect(centralDifference(tape.nodes, cost, w, { cancelled: () => ++asked > 2 })).toBeNull();
    expect(asked).toBe(3);
  });
});

describe('createTape', () => {
  test('stops at the budget of one array and of the whole tape', () => {
    const small = createTape({ arrayElements: 4, tapeElements: 6 });
    const x = small.leaf(fromNested([1, 2, 3]), null);
    expect(() => small.apply('outer', [x, x], {}, null)).toThrow(TapeBudgetExceeded);
    small.apply('negative', [x], {}, null);
    expect(() => small.apply('negative', [x], {}, null)).toThrow(
      'the arrays together have more than 6 elements',
    );
    expect(small.nodes).toHaveLength(2);
  });

  test('a product of shapes that do not meet tells the two inner sizes', () => {
    const tape = createTape();
    const x = tape.leaf(fromNested([[1, 2, 3]]), null);
    const clash = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error instanceof ShapeError ? error.conflicts : error;
      }
    };
    expect(clash(() => tape.apply('matmul', [x, x], {}, null))).toEqual([{ left: 3, right: 1 }]);
    expect(clash(() => broadcastShapes([2, 3], [4, 5]))).toEqual([
      { left: 3, right: 5 },
      { left: 2, right: 4 },
    ]);
    expect(clash(() => tape.apply('reshape', [x], { shape: [2, 2] }, null))).toEqual([{ left: 3, right: 4 }]);
  });

  test('an operation outside the table is refused', () => {
    expect(() => createTape().apply('convolve', [], {}, null)).toThrow('no entry convolve');
  });
});

test('unbroadcast sums over stretched and added axes', () => {
  const g = fromNested([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ]);
  expect([...unbroadcast(g, [3, 1]).data]).toEqual([3, 7, 11]);
  expect([...unbroadcast(g, [2]).data]).toEqual([9, 12]);
  expect([...unbroadcast(g, []).data]).toEqual([21]);
});
