/** Questions about the tape: what a node depends on, and what depends on it. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';

/** Operations whose result does not change with their input's values, only with their shapes. */
const shapeOnly = new Set(['zerosLike', 'onesLike', 'shape']);

/**
 * Marks every node that depends on one of the roots (the roots included); 1 means it does.
 * Nodes in `cut` count as leaves: dependence does not pass through them, unless they are roots.
 */
export function dependents(
  tape: readonly TapeNode[],
  roots: Iterable<NodeId>,
  cut: ReadonlySet<NodeId> = new Set(),
): Uint8Array {
  const marks = new Uint8Array(tape.length);
  const isRoot = new Uint8Array(tape.length);
  for (const root of roots) {
    marks[root] = 1;
    isRoot[root] = 1;
  }
  for (const node of tape) {
    if (marks[node.id] || shapeOnly.has(node.operation)) continue;
    if (cut.has(node.id) && !isRoot[node.id]) continue;
    for (const input of node.inputs) {
      if (marks[input]) {
        marks[node.id] = 1;
        break;
      }
    }
  }
  return marks;
}

/** Marks every node that one of the given nodes depends on (they included). Nodes in `cut` are marked but not passed. */
export function ancestors(
  tape: readonly TapeNode[],
  nodes: Iterable<NodeId>,
  cut: ReadonlySet<NodeId> = new Set(),
): Uint8Array {
  const marks = new Uint8Array(tape.length);
  const pending = [...nodes];
  while (pending.length > 0) {
    const id = pending.pop();
    if (id === undefined || marks[id]) continue;
    marks[id] = 1;
    if (cut.has(id)) continue;
    for (const input of tape[id]?.inputs ?? []) pending.push(input);
  }
  return marks;
}
