/** Replaying a tape with other values at some nodes: what would have come out. */
import { operationNamed } from './operations.ts';
import type { NodeId, Operation, TapeNode } from './tape.ts';
import type { Tensor } from './tensor.ts';

/** A replay that can be run many times. Errors: ShapeError where a substitute's shape does not fit the operations after it. */
export type PreparedReplay = (substitutions: ReadonlyMap<NodeId, Tensor>) => Map<NodeId, Tensor>;

/** One operation to perform again. */
export interface Step {
  readonly node: TapeNode;
  readonly operation: Operation;
}

/**
 * Prepares a replay: only nodes after a substituted node and before a target are computed again, all others keep their
 * value. Running it returns every target's value. Subscripts and masks that the tape holds as constants stay as recorded.
 */
export function prepareReplay(
  tape: readonly TapeNode[],
  substitutedNodes: Iterable<NodeId>,
  targets: readonly NodeId[],
): PreparedReplay {
  const substituted = new Set(substitutedNodes);
  const steps = stepsBetween(tape, substituted, targets);
  return (substitutions) => {
    const values = new Map<NodeId, Tensor>();
    for (const node of substituted) {
      const substitute = substitutions.get(node);
      if (substitute !== undefined) values.set(node, substitute);
    }
    const valueOf = (id: NodeId): Tensor => values.get(id) ?? (tape[id] as TapeNode).value;
    for (const { node, operation } of steps) {
      values.set(node.id, operation.value(node.inputs.map(valueOf), node.attributes));
    }
    return new Map(targets.map((target) => [target, valueOf(target)]));
  };
}

/** The targets' values with the substitutions put in. Errors: ShapeError as above. */
export function replay(
  tape: readonly TapeNode[],
  substitutions: ReadonlyMap<NodeId, Tensor>,
  targets: readonly NodeId[],
): Map<NodeId, Tensor> {
  return prepareReplay(tape, substitutions.keys(), targets)(substitutions);
}

/** The operations through which the substituted nodes reach the targets, in order. */
function stepsBetween(
  tape: readonly TapeNode[],
  substituted: ReadonlySet<NodeId>,
  targets: readonly NodeId[],
): Step[] {
  const first = Math.min(...substituted);
  const last = Math.max(...targets);
  const changed = new Set<NodeId>(substituted);
  for (let id = first + 1; id <= last; id++) {
    if ((tape[id] as TapeNode).inputs.some((input) => changed.has(input))) changed.add(id);
  }
  const needed = new Set<NodeId>(targets);
  const steps: Step[] = [];
  for (let id = last; id > first; id--) {
    if (!needed.has(id) || !changed.has(id) || substituted.has(id)) continue;
    const node = tape[id] as TapeNode;
    for (const input of node.inputs) needed.add(input);
    steps.push({ node, operation: operationNamed(node.operation) });
  }
  return steps.reverse();
}
