/** The number of examples of a probe: the size of the axis that data and predictions share. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { ancestors } from './dependence.ts';
import { roleOf } from './name-hints.ts';
import type { NamedNode } from './names.ts';

/**
 * m, or null where it is not known: a size that data and labels share and that no parameter has.
 * Units: examples.
 */
export function exampleCountOf(
  tape: readonly TapeNode[],
  named: readonly NamedNode[],
  parameters: ReadonlySet<NodeId>,
  cost: NodeId,
): number | null {
  const reached = ancestors(tape, [cost]);
  const shapesOf = (role: string): (readonly number[])[] =>
    named
      .filter(
        (entry) => roleOf(entry.name) === role && reached[entry.node] === 1 && !parameters.has(entry.node),
      )
      .map((entry) => tape[entry.node]?.value.shape ?? []);
  const parameterSizes = new Set([...parameters].flatMap((node) => [...(tape[node]?.value.shape ?? [])]));
  const dataSizes = shapesOf('data').flat();
  const labelSizes = shapesOf('labels').flat();
  const shared = dataSizes.filter((size) => labelSizes.includes(size));
  const free = (sizes: readonly number[]): number | undefined =>
    sizes.find((size) => size > 1 && !parameterSizes.has(size));
  const several = new Set(shared.filter((size) => size > 1));
  if (several.size === 1) return [...several][0] ?? null;
  return free(shared) ?? free(dataSizes) ?? free(labelSizes) ?? null;
}
