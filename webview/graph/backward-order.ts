/** The order in which the backward pass visits the graph: from the cost back, each node after everything that reads it. */
import type { NetworkView } from '../../src/protocol.ts';

/**
 * Ids of the nodes that get a gradient, in the order of the backward pass. After a layer come its own parameters, as the
 * course writes it (dZ, dW, db, then the activation before); the penalty's branch comes first, right after the cost.
 */
export function backwardOrder(network: NetworkView): readonly string[] {
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  const readersLeft = new Map(network.nodes.map((node) => [node.id, 0]));
  for (const edge of network.edges) readersLeft.set(edge.from, (readersLeft.get(edge.from) ?? 0) + 1);
  const stack = network.nodes.filter((node) => readersLeft.get(node.id) === 0).map((node) => node.id);
  const order: string[] = [];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    order.push(id);
    const freed = network.edges
      .filter((edge) => edge.to === id)
      .map((edge) => edge.from)
      .filter((from) => {
        const left = (readersLeft.get(from) ?? 1) - 1;
        readersLeft.set(from, left);
        return left === 0;
      });
    const isLate = (candidate: string) => {
      const node = nodes.get(candidate);
      return node?.onPenaltyBranch ? 2 : node?.kind === 'parameter' ? 1 : 0;
    };
    stack.push(...freed.toReversed().toSorted((one, other) => isLate(one) - isLate(other)));
  }
  return order.filter((id) => nodes.get(id)?.gradient && !isGiven(nodes.get(id)?.kind));
}

/** No one asks for the gradient of what is given. */
function isGiven(kind: string | undefined): boolean {
  return kind === 'data' || kind === 'hyperparameter';
}
