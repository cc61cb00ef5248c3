/** A network's view under strengths that the user has moved: the engine's new numbers in the places of the old ones. */
import type { NetworkView, StrengthView } from '../../src/protocol.ts';

/** The view with what has changed put in. */
export function movedNetwork(network: NetworkView, view: StrengthView): NetworkView {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const largest = new Map(view.parts.map((row) => [row.nodeId, row.largest]));
  const gradients = new Map(view.gradients.map((gradient) => [gradient.id, gradient]));
  return {
    ...network,
    nodes: network.nodes.map((node) => ({ ...node, ...nodes.get(node.id) })),
    parts: network.parts.map((row) => ({
      ...row,
      penalty: { ...row.penalty, largest: largest.get(row.nodeId) ?? row.penalty.largest },
    })),
    gradients: network.gradients.map((gradient) => ({ ...gradient, ...gradients.get(gradient.id) })),
  };
}

/** True where both name the same strengths. */
export function sameValues(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
