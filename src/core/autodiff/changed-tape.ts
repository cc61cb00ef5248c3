/** A tape with other values at some nodes: what an evaluation would have recorded, for those who differentiate it again. */
import { operationNamed } from './operations.ts';
import type { NodeId, TapeNode } from './tape.ts';
import type { Tensor } from './tensor.ts';

/** Makes the changed tape for given values; it can be asked many times. Errors: ShapeError where a value does not fit what follows it. */
export type TapeChange = (values: ReadonlyMap<NodeId, Tensor>) => readonly TapeNode[];

/**
 * Prepares the change of some nodes' values. What lies between them and `targets` is computed again, every other node
 * keeps the value that was recorded, as do subscripts and masks that the tape holds as constants.
 */
export function prepareChange(
  tape: readonly TapeNode[],
  changed: Iterable<NodeId>,
  targets: Iterable<NodeId>,
): TapeChange {
  const given = new Set(changed);
  const steps = stepsBetween(tape, given, new Set(targets));
  return (values) => {
    const nodes = [...tape];
    for (const id of given) {
      const [node, value] = [tape[id], values.get(id)];
      if (node && value) nodes[id] = { ...node, value };
    }
    for (const node of steps) {
      const inputs = node.inputs.map((input) => (nodes[input] as TapeNode).value);
      nodes[node.id] = { ...node, value: operationNamed(node.operation).value(inputs, node.attributes) };
    }
    return nodes;
  };
}

/** The operations that depend on a given node and that a target is made of, in order. */
function stepsBetween(
  tape: readonly TapeNode[],
  given: ReadonlySet<NodeId>,
  targets: ReadonlySet<NodeId>,
): readonly TapeNode[] {
  const after = new Uint8Array(tape.length);
  for (const { id, inputs } of tape) {
    if (given.has(id) || inputs.some((input) => after[input] === 1)) after[id] = 1;
  }
  const needed = new Uint8Array(tape.length);
  const steps: TapeNode[] = [];
  for (const node of tape.toReversed()) {
    if (!targets.has(node.id) && needed[node.id] !== 1) continue;
    if (after[node.id] !== 1 || given.has(node.id)) continue;
    steps.push(node);
    for (const input of node.inputs) needed[input] = 1;
  }
  return steps.reverse();
}
