/** Axes that a program cuts into parts: `a[:, :H]`, `a[:, H:2*H]`, as the gates of an LSTM stand side by side. */
import type { NormalizedIndex } from '../autodiff/index-items.ts';
import type { TapeNode } from '../autodiff/tape.ts';
import { EvaluationStopped, type PythonError } from '../evaluator/values.ts';
import { sizeIn } from './probe-repairs.ts';
import type { ProbeTable } from './probes.ts';

/**
 * Lengthens the axis of which a slice came out too short, because it reaches the end: where a part of 4 met one of 7, the
 * axis grows by 3. Returns false where no slice explains the failure.
 */
export function lengthenCutAxis(
  error: PythonError | EvaluationStopped,
  tape: readonly TapeNode[],
  table: ProbeTable,
): boolean {
  if (error instanceof EvaluationStopped) return false;
  return error.conflicts.some(({ left, right }) => {
    const [part, whole] = left < right ? [left, right] : [right, left];
    const size = lastCutSize(part, tape);
    if (size === undefined || !table.dimensions.stretch(size, size - part + whole)) return false;
    forgetSize(part, table);
    return true;
  });
}

/** Probes that took their size from a part that was too short are settled anew. */
function forgetSize(part: number, table: ProbeTable): void {
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || part < 2) continue;
    if (specification.shape.some((size) => sizeIn(size, table) === part)) table.specifications.delete(path);
  }
}

function lastCutSize(part: number, tape: readonly TapeNode[]): number | undefined {
  for (let at = tape.length - 1; at >= 0; at--) {
    const [size] = cutSize(tape[at] as TapeNode, part, tape);
    if (size !== undefined) return size;
  }
  return undefined;
}

/** The sizes of axes that the node cuts off at their ends in a part of this size; a slice that leaves out one entry is none. */
function cutSize(
  { operation, inputs, attributes }: TapeNode,
  part: number,
  tape: readonly TapeNode[],
): number[] {
  const [input] = inputs;
  if (operation !== 'index' || input === undefined) return [];
  const shape = tape[input]?.value.shape ?? [];
  const items = (attributes['index'] as NormalizedIndex).filter(({ kind }) => kind !== 'newaxis');
  return items.flatMap((item, axis) => {
    const size = shape[axis] ?? 0;
    if (item.kind !== 'slice' || item.step !== 1 || item.count !== part) return [];
    // A slice that begins beyond the end has no entries, and its start is not kept.
    return part === 0 || (item.start > 1 && item.start + part === size) ? [size] : [];
  });
}
