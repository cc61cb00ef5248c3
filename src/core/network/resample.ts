/** Resampling: the same straight-line program with generic parameter values, so that zero biases and tiny weights hide nothing. */
import { operationNamed } from '../autodiff/operations.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { hashText, normal, seededRandom } from './seeded-random.ts';

/**
 * The tape with the given nodes turned into leaves that hold fresh random values, and everything after them computed
 * again. Null where that fails or the cost is not finite for any of a few scales.
 */
export function resample(
  tape: readonly TapeNode[],
  parameters: ReadonlySet<NodeId>,
  cost: NodeId,
  seed: number,
): readonly TapeNode[] | null {
  for (const scale of [0.6, 0.25, 0.08]) {
    const values = new Map<NodeId, Tensor>();
    for (const id of parameters) {
      const node = tape[id];
      if (node) values.set(id, genericValues(node.value.shape, scale, seed + hashText(String(id))));
    }
    const changed = recompute(tape, values);
    if (changed && Number.isFinite(changed[cost]?.value.data[0])) return changed;
  }
  return null;
}

function genericValues(shape: readonly number[], scale: number, seed: number): Tensor {
  const random = seededRandom(seed);
  const count = shape.reduce((product, size) => product * size, 1);
  const data = Float64Array.from({ length: count }, () => 0.11 * scale + scale * normal(random));
  return { dtype: 'float64', shape, data };
}

/** The tape with some nodes' values replaced; the nodes become leaves. Null where an operation no longer applies. */
export function recompute(
  tape: readonly TapeNode[],
  values: ReadonlyMap<NodeId, Tensor>,
): readonly TapeNode[] | null {
  const nodes: TapeNode[] = [];
  const changed = new Uint8Array(tape.length);
  try {
    for (const node of tape) {
      const value = values.get(node.id);
      if (value) {
        changed[node.id] = 1;
        nodes.push({ ...node, operation: 'leaf', inputs: [], attributes: {}, value });
      } else if (node.inputs.some((input) => changed[input])) {
        changed[node.id] = 1;
        const inputs = node.inputs.map((input) => valueOf(nodes, input));
        nodes.push({ ...node, value: operationNamed(node.operation).value(inputs, node.attributes) });
      } else nodes.push(node);
    }
  } catch {
    // An operation whose shape depends on values (a boolean selection, an index) may not fit the new values.
    return null;
  }
  return nodes;
}

function valueOf(nodes: readonly TapeNode[], id: NodeId): Tensor {
  const node = nodes[id];
  if (!node) throw new Error(`node ${id} is read before it is written`);
  return node.value;
}
