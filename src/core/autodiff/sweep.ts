/** The reverse sweep: the derivatives of one node with respect to every node that it was made of. */
import { mapPairs, unbroadcast } from './broadcasting.ts';
import { addLoop } from './loops.ts';
import { operationNamed } from './operations.ts';
import type { NodeId, TapeNode } from './tape.ts';
import { filled, type Tensor } from './tensor.ts';

export interface SweepOptions {
  /** The gradient to start from, of the root's shape; ones where absent. */
  readonly seed?: Tensor;
  /** No gradient flows into these nodes, as if the nodes that read them held constants. */
  readonly blocked?: ReadonlySet<NodeId>;
  /** These nodes receive their adjoint and pass nothing on, as if they were leaves. */
  readonly stopAt?: ReadonlySet<NodeId>;
  /** Only these nodes' adjoints are asked for: what depends on none of them need not be differentiated. Default all. */
  readonly wanted?: ReadonlySet<NodeId>;
}

/**
 * The adjoint ∂root/∂node of every node that the gradient reaches, the root among them, each of its node's shape.
 * Where the root is not a scalar, adjoints are of Σ seed ⊙ root. Nodes that are absent have no influence on the root.
 */
export function reverseSweep(
  tape: readonly TapeNode[],
  root: NodeId,
  options: SweepOptions = {},
): Map<NodeId, Tensor> {
  const rootValue = nodeAt(tape, root).value;
  const adjoints = new Map<NodeId, Tensor>([[root, options.seed ?? filled(rootValue.shape, 1)]]);
  const pending = new Array<Tensor | undefined>(root + 1);
  const owned = new Set<NodeId>();
  const leads = options.wanted ? leadingFrom(tape, root, options.wanted) : null;
  pending[root] = adjoints.get(root) as Tensor;
  for (let id = root; id >= 0; id--) {
    const upstream = pending[id];
    if (upstream === undefined) continue;
    adjoints.set(id, upstream);
    const node = nodeAt(tape, id);
    if (node.operation === 'leaf' || options.stopAt?.has(id)) continue;
    const inputs = node.inputs.map((input) => nodeAt(tape, input).value);
    const gradients = operationNamed(node.operation).vectorJacobianProduct(
      upstream,
      inputs,
      node.value,
      node.attributes,
      leads === null ? undefined : node.inputs.map((input) => leads[input] === 1),
    );
    for (let position = 0; position < inputs.length; position++) {
      const gradient = gradients[position];
      const input = node.inputs[position] as NodeId;
      if (gradient === null || gradient === undefined || options.blocked?.has(input)) continue;
      if (leads !== null && leads[input] === 0) continue;
      const fitted = unbroadcast(gradient, (inputs[position] as Tensor).shape);
      const before = pending[input];
      if (before === undefined) {
        pending[input] = fitted;
      } else if (owned.has(input)) {
        addInPlace(before, fitted);
      } else {
        // A rule may hand out its upstream gradient itself, so the first sum is a new array, which this node then owns.
        pending[input] = mapPairs(before, fitted, 'float64', (a, b) => a + b, addLoop);
        owned.add(input);
      }
    }
  }
  return adjoints;
}

/** 1 for every node up to the root that is wanted or made from a wanted one. */
function leadingFrom(tape: readonly TapeNode[], root: NodeId, wanted: ReadonlySet<NodeId>): Uint8Array {
  const leads = new Uint8Array(root + 1);
  for (let id = 0; id <= root; id++) {
    if (wanted.has(id) || nodeAt(tape, id).inputs.some((input) => leads[input] === 1)) leads[id] = 1;
  }
  return leads;
}

function addInPlace(sum: Tensor, contribution: Tensor): void {
  for (let i = 0; i < contribution.data.length; i++) {
    sum.data[i] = (sum.data[i] as number) + (contribution.data[i] as number);
  }
}

function nodeAt(tape: readonly TapeNode[], id: NodeId): TapeNode {
  const node = tape[id];
  if (node === undefined) throw new Error(`The tape has no node ${id}`);
  return node;
}
