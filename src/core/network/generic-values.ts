/** Generic parameter values: a second evaluation in which parameters hold random numbers, so that zero biases and tiny weights hide nothing. */
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { hashText, normal, seededRandom } from './seeded-random.ts';

/** Standard deviations that are tried in turn: the first under which the cost is finite serves. */
export const genericScales: readonly number[] = [0.6, 0.25, 0.08];

/** Fresh values for the nodes, of their shapes: normal numbers of the given scale, with ΣW ≠ 0. */
export function genericValues(
  tape: Recorder,
  nodes: Iterable<NodeId>,
  scale: number,
  seed: number,
): ReadonlyMap<NodeId, Tensor> {
  const values = new Map<NodeId, Tensor>();
  for (const node of nodes) {
    const { shape } = tape.value(node);
    const random = seededRandom(seed + hashText(String(node)));
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float64Array.from({ length: count }, () => 0.11 * scale + scale * normal(random));
    values.set(node, { dtype: 'float64', shape, data });
  }
  return values;
}

/**
 * A tape that gives some nodes other values as they are recorded, and makes them leaves. The same program on the same
 * probes records the same nodes up to there, so the ids of an earlier evaluation say which nodes are meant.
 */
export function overridingTape(tape: Recorder, values: ReadonlyMap<NodeId, Tensor>): Recorder {
  const overridden = (span: Parameters<Recorder['leaf']>[1]): NodeId | null => {
    const value = values.get(tape.nodes.length);
    return value ? tape.leaf(value, span) : null;
  };
  return {
    nodes: tape.nodes,
    value: (node) => tape.value(node),
    leaf: (value, span) => overridden(span) ?? tape.leaf(value, span),
    apply: (operation, inputs, attributes, span) =>
      overridden(span) ?? tape.apply(operation, inputs, attributes, span),
  };
}
