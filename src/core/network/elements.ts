/** Parts of a parameter that programs treat by themselves: `w[j]` of an array, a matrix cut out of one long vector. */
import { operationNamed } from '../autodiff/operations.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Adjoint } from './network.ts';

const rearranging = new Set(['index', 'reshape', 'transpose', 'positive']);

/**
 * The derivatives of the cost by elements, rows and other parts of parameters: every read `w[j]` is a node of its own,
 * and what its gradient should be is that part of the whole array's, not only what flows through this one read. `shapes`
 * are those of the gradients that are named for the parts: (n,) serves for (n, 1) where it goes back into one long vector.
 */
export function elementAdjoints(
  tape: readonly TapeNode[],
  shapes: ReadonlyMap<NodeId, readonly number[]>,
  adjoints: ReadonlyMap<NodeId, Adjoint>,
  parameters: ReadonlySet<NodeId>,
): ReadonlyMap<NodeId, Adjoint> {
  const found = new Map<NodeId, Adjoint>();
  for (const [id, shape] of shapes) {
    const cut = cutOf(tape, id, parameters);
    const whole = cut && adjoints.get(cut.whole);
    if (!cut || !whole) continue;
    const isUnrolled = tape[cut.whole]?.value.shape.length === 1;
    const partOf = (tensor: Tensor | null): Tensor | null => {
      if (!tensor) return null;
      const part = cut.steps.reduce(
        (at, { operation, attributes }) => operationNamed(operation).value([at], attributes),
        tensor,
      );
      return isUnrolled && isAlike(part.shape, shape) ? { ...part, shape } : part;
    };
    found.set(id, { data: partOf(whole.data), penalty: partOf(whole.penalty) });
  }
  return found;
}

/** True for the same sizes but for 1s. */
function isAlike(a: readonly number[], b: readonly number[]): boolean {
  const long = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join();
  return long(a) === long(b);
}

/**
 * A parameter that is all parameters in one vector: the leaf of as many entries as a flat gradient has, from which
 * `weights` are cut. Null where there is none.
 */
export function unrolledVector(
  tape: readonly TapeNode[],
  length: number,
  weights: Iterable<NodeId>,
): NodeId | null {
  for (const id of weights) {
    const leaf = cutOf(tape, id, null)?.whole;
    const value = leaf === undefined ? undefined : tape[leaf]?.value;
    if (leaf !== undefined && value?.shape.length === 1 && value.data.length === length) return leaf;
  }
  return null;
}

interface Cut {
  readonly whole: NodeId;
  /** What makes the part from the whole, in order. */
  readonly steps: readonly TapeNode[];
}

/** How a node is cut from one of `wholes`, or from a leaf where that is null; null where it is itself whole or computed. */
function cutOf(tape: readonly TapeNode[], id: NodeId, wholes: ReadonlySet<NodeId> | null): Cut | null {
  const steps: TapeNode[] = [];
  for (let at = tape[id]; at; ) {
    if (wholes ? wholes.has(at.id) : at.operation === 'leaf')
      return steps.length > 0 ? { whole: at.id, steps: steps.reverse() } : null;
    const [base, ...others] = at.inputs;
    if (!rearranging.has(at.operation) || base === undefined || others.length > 0) return null;
    steps.push(at);
    at = tape[base];
  }
  return null;
}
