/** A tape with other values at some nodes is the tape that would have been recorded with them. */
import { expect, test } from 'vitest';
import { prepareChange } from '../../../src/core/autodiff/changed-tape.ts';
import { createTape } from '../../../src/core/autodiff/new-tape.ts';
import { ShapeError } from '../../../src/core/autodiff/shape-error.ts';
import { fromNested } from '../../../src/core/autodiff/tensor.ts';

function recorded(weights: number[][]) {
  const tape = createTape();
  const x = tape.leaf(
    fromNested([
      [1, 2],
      [3, 4],
    ]),
    null,
  );
  const w = tape.leaf(fromNested(weights), null);
  const z = tape.apply('matmul', [w, x], {}, null);
  const a = tape.apply('tanh', [z], {}, null);
  const aside = tape.apply('square', [z], {}, null);
  const unrelated = tape.apply('square', [x], {}, null);
  return { nodes: tape.nodes, x, w, z, a, aside, unrelated };
}

test('what lies between a changed node and a target is computed again, the rest stays', () => {
  const before = recorded([[0.1, 0.2]]);
  const after = recorded([[0.5, -0.4]]);
  const change = prepareChange(before.nodes, [before.w], [before.a]);
  const nodes = change(new Map([[before.w, fromNested([[0.5, -0.4]])]]));
  for (const id of [before.x, before.w, before.z, before.a]) {
    expect(nodes[id]?.value).toEqual(after.nodes[id]?.value);
  }
  expect(nodes[before.aside]?.value).toBe(before.nodes[before.aside]?.value);
  expect(nodes[before.unrelated]).toBe(before.nodes[before.unrelated]);
  expect(before.nodes[before.w]?.value.data[0]).toBe(0.1);
});

test('a value that does not fit what follows is a shape error', () => {
  const { nodes, w, a } = recorded([[0.1, 0.2]]);
  const change = prepareChange(nodes, [w], [a]);
  expect(() => change(new Map([[w, fromNested([[1, 2, 3]])]]))).toThrow(ShapeError);
});
