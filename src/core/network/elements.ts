/** Elements of a parameter that programs treat one by one: `dw[j]` for `w[j]`, where w is one array. */
import { operationNamed } from '../autodiff/operations.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Adjoint } from './network.ts';

/**
 * The derivatives of the cost by elements and rows of parameters: every read `w[j]` is a node of its own, and what its
 * gradient should be is that element of the whole array's, not only what flows through this one read.
 */
export function elementAdjoints(
  tape: readonly TapeNode[],
  nodes: ReadonlySet<NodeId>,
  adjoints: ReadonlyMap<NodeId, Adjoint>,
  parameters: ReadonlySet<NodeId>,
): ReadonlyMap<NodeId, Adjoint> {
  const found = new Map<NodeId, Adjoint>();
  for (const id of nodes) {
    const node = tape[id];
    const [base] = node?.inputs ?? [];
    if (node?.operation !== 'index' || base === undefined || !parameters.has(base)) continue;
    const whole = adjoints.get(base);
    if (!whole) continue;
    const elementOf = (part: Tensor | null): Tensor | null =>
      part && operationNamed('index').value([part], node.attributes);
    found.set(id, { data: elementOf(whole.data), penalty: elementOf(whole.penalty) });
  }
  return found;
}
