/** The order in which the backward pass visits the graph: from the cost back, each node after everything that reads it. */
import type { NamedGraph, NamedNode } from './panel-graph.ts';

/**
 * All nodes of the graph in the order of the backward pass. After a layer come its own parameters, as the course writes
 * it (dZ, dW, db, then the activation before); the penalty's branch comes first, right after the cost.
 */
export function backwardOrder({ nodes, edges, penaltyBranch }: NamedGraph): readonly NamedNode[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const readersLeft = new Map(nodes.map((node) => [node.id, 0]));
  const inputs = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const edge of edges) {
    readersLeft.set(edge.from, (readersLeft.get(edge.from) ?? 0) + 1);
    inputs.get(edge.to)?.push(edge.from);
  }
  const lateness = (id: string) => (penaltyBranch.has(id) ? 2 : known.get(id)?.kind === 'parameter' ? 1 : 0);
  const stack = nodes.filter((node) => readersLeft.get(node.id) === 0).map((node) => node.id);
  const order: NamedNode[] = [];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const node = known.get(id);
    if (node) order.push(node);
    const freed = (inputs.get(id) ?? []).filter((from) => {
      const left = (readersLeft.get(from) ?? 1) - 1;
      readersLeft.set(from, left);
      return left === 0;
    });
    // What is pushed last is visited first.
    stack.push(...freed.toReversed().toSorted((one, other) => lateness(one) - lateness(other)));
  }
  return order;
}
