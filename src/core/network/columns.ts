/** Rows that meet columns: `U @ x + W @ h` with a column h says that x is a column too; otherwise NumPy makes a matrix of the two. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { ancestors } from './dependence.ts';
import { roleOf } from './name-hints.ts';
import { lastPart } from './probe-shapes.ts';
import type { ProbeTable } from './probes.ts';

/** True where a value is computed from a row that was spread over a column. */
export function spreadsRows(tape: readonly TapeNode[], value: NodeId): boolean {
  const below = ancestors(tape, [value]);
  return tape.some((node) => below[node.id] === 1 && rowSpread(node, tape) !== null);
}

/**
 * Makes columns of the probes, or of the elements of the probes, that were rows and met columns. Returns true where one was
 * changed.
 */
export function turnRowsIntoColumns(
  tape: readonly TapeNode[],
  pathOfNode: ReadonlyMap<NodeId, string>,
  table: ProbeTable,
): boolean {
  let changed = false;
  for (const node of tape) {
    const row = rowSpread(node, tape);
    if (row === null) continue;
    for (const path of rowsBehind(row, tape, pathOfNode)) {
      const specification = table.specifications.get(path);
      if (specification?.kind !== 'array' || specification.shape.length > 2) continue;
      const role = roleOf(lastPart(path));
      if (role === 'weights' || role === 'bias') continue;
      if (specification.shape.length === 1 && role === 'labels') continue;
      table.specifications.set(path, { ...specification, shape: [...specification.shape, { constant: 1 }] });
      changed = true;
    }
  }
  return changed;
}

/** In a sum of (n,) and (k, 1), the node of the row; null for any other node. */
function rowSpread({ operation, inputs }: TapeNode, tape: readonly TapeNode[]): NodeId | null {
  if (operation !== 'add' && operation !== 'subtract') return null;
  const shapes = inputs.map((input) => tape[input]?.value.shape ?? []);
  const row = shapes.findIndex((shape) => shape.length === 1 && (shape[0] ?? 1) > 1);
  const column = shapes.findIndex((shape) => shape.length === 2 && (shape[0] ?? 1) > 1 && shape[1] === 1);
  return row >= 0 && column >= 0 ? (inputs[row] ?? null) : null;
}

/** The probes that a row is taken from: itself, the vector of a product, an element of an array of rows. */
function rowsBehind(
  row: NodeId,
  tape: readonly TapeNode[],
  pathOfNode: ReadonlyMap<NodeId, string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<NodeId>();
  const pending = [row];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const node = tape[at];
    if (!node || seen.has(at)) continue;
    seen.add(at);
    const path = pathOfNode.get(at);
    if (path !== undefined) found.add(path);
    const isElement = node.operation === 'index' && node.value.shape.length === 1;
    pending.push(...node.inputs.filter((input) => isElement || tape[input]?.value.shape.length === 1));
  }
  return found;
}
