/** Which value of the forward pass a gradient without a telling name belongs to, by what it is multiplied with. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';

/**
 * Finds, for gradients, their places in the forward pass: D in `A.T @ D` or `D @ W.T` is the gradient of what `A @ W` gave,
 * with its bias. Null where there is no such product, or several.
 */
export function placeFinder(
  tape: readonly TapeNode[],
  /** Marks the nodes that the cost is computed from. */
  forward: Uint8Array,
): (gradient: NodeId) => NodeId | null {
  const bare = (node: NodeId): NodeId => {
    let at = node;
    for (let next = beneath(at, tape); next !== null; next = beneath(at, tape)) at = next;
    return at;
  };
  const partners = new Map<NodeId, Set<NodeId>>();
  const products = new Map<NodeId, Set<NodeId>>();
  for (const { id, operation, inputs } of tape) {
    if (operation !== 'matmul') continue;
    const [left, right] = inputs.map(bare);
    if (left === undefined || right === undefined) continue;
    const known = forward[id] === 1 ? products : partners;
    add(known, left, forward[id] === 1 ? id : right);
    add(known, right, forward[id] === 1 ? id : left);
  }
  const whole = sumsWithBias(tape, forward);
  return (gradient) => {
    const shape = tape[gradient]?.value.shape.join();
    const found = new Set<NodeId>();
    for (const partner of partners.get(gradient) ?? [])
      for (const product of products.get(partner) ?? [])
        if (tape[product]?.value.shape.join() === shape) found.add(whole.get(product) ?? product);
    const [only] = found;
    return found.size === 1 && only !== undefined ? only : null;
  };
}

const scaling: ReadonlySet<string> = new Set(['multiply', 'divide', 'negative']);

/** The array that a node turns round, or multiplies with a single number; null for any other node. */
function beneath(node: NodeId, tape: readonly TapeNode[]): NodeId | null {
  const { operation = '', inputs = [] } = tape[node] ?? {};
  if (operation === 'transpose') return inputs[0] ?? null;
  if (!scaling.has(operation)) return null;
  const arrays = inputs.filter((input) => (tape[input]?.value.data.length ?? 1) > 1);
  return arrays.length === 1 ? (arrays[0] ?? null) : null;
}

function add(known: Map<NodeId, Set<NodeId>>, key: NodeId, value: NodeId): void {
  const values = known.get(key) ?? new Set();
  known.set(key, values.add(value));
}

/** By product, the sum of it with a bias where nothing else is made of it. */
function sumsWithBias(tape: readonly TapeNode[], forward: Uint8Array): ReadonlyMap<NodeId, NodeId> {
  const found = new Map<NodeId, NodeId>();
  const readers = new Map<NodeId, TapeNode[]>();
  for (const node of tape) {
    if (forward[node.id] !== 1) continue;
    for (const input of node.inputs) {
      if (tape[input]?.operation !== 'matmul') continue;
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  }
  for (const [product, [only, ...others]] of readers) {
    const isSum = only?.operation === 'add' && others.length === 0;
    if (isSum && only.value.shape.join() === tape[product]?.value.shape.join()) found.set(product, only.id);
  }
  return found;
}
