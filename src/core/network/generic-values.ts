/** Generic parameter values: a second evaluation in which parameters hold random numbers, so that zero biases and tiny weights hide nothing. */
import { operationNamed } from '../autodiff/operations.ts';
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { hashText, normal, seededRandom } from './seeded-random.ts';

/** Standard deviations that are tried in turn: the first under which the cost is finite serves. */
export const genericScales: readonly number[] = [0.6, 0.25, 0.08];

/** What a node holds instead of what the program gives it: a value, or a copy of another node, through which gradients flow. */
export type Override = Tensor | NodeId;

/** Values that nodes are given as they are recorded, instead of what the program gives them. */
export interface Overrides {
  has(node: NodeId): boolean;
  /** The node's other value; `shape` is that of the value that the program gives it. */
  valueFor(node: NodeId, shape: readonly number[]): Override;
}

/** Values that are known before the evaluation, by node. */
export function fixedValues(values: ReadonlyMap<NodeId, Override>): Overrides {
  return {
    has: (node) => values.has(node),
    valueFor: (node, shape) => values.get(node) ?? { dtype: 'float64', shape, data: new Float64Array() },
  };
}

/** Normal numbers of the given scale, with ΣW ≠ 0, for each of the nodes. */
export function genericValues(nodes: ReadonlySet<NodeId>, scale: number, seed: number): Overrides {
  return {
    has: (node) => nodes.has(node),
    valueFor: (node, shape) => genericValue(node, shape, scale, seed),
  };
}

/** A value for one node: normal numbers of the given scale, with ΣW ≠ 0. */
export function genericValue(node: NodeId, shape: readonly number[], scale: number, seed: number): Tensor {
  const random = seededRandom(seed + hashText(String(node)));
  const count = shape.reduce((product, size) => product * size, 1);
  const data = Float64Array.from({ length: count }, () => 0.11 * scale + scale * normal(random));
  return { dtype: 'float64', shape, data };
}

/** What one draw found out about the parameters that a program makes, so that the next draw need not find it again. */
export interface GenericParameters {
  readonly nodes: ReadonlySet<NodeId>;
  readonly scale: number;
  readonly networkCount: number;
  /** The tape's operations up to the last of the nodes. */
  readonly operations: readonly string[];
}

/** Notes the parameters of an evaluation that held generic values. */
export function genericParameters(
  tape: Recorder,
  found: Pick<GenericParameters, 'nodes' | 'scale' | 'networkCount'>,
): GenericParameters {
  const end = Math.max(-1, ...found.nodes) + 1;
  return { ...found, operations: tape.nodes.slice(0, end).map(({ operation }) => operation) };
}

/** True where another evaluation recorded the same operations up to the parameters, so that their ids mean the same. */
export function recordsSameNodes(tape: Recorder, { operations }: GenericParameters): boolean {
  return operations.every((operation, node) => tape.nodes[node]?.operation === operation);
}

/**
 * A tape that gives some nodes other values as they are recorded. The same program on the same probes records the same
 * nodes up to there, so the ids of an earlier evaluation say which nodes are meant.
 */
export function overridingTape(tape: Recorder, overrides: Overrides): Recorder {
  const put = (override: Override, span: Parameters<Recorder['leaf']>[1]): NodeId =>
    typeof override === 'number' ? tape.apply('positive', [override], {}, span) : tape.leaf(override, span);
  return {
    nodes: tape.nodes,
    value: (node) => tape.value(node),
    leaf: (value, span) => {
      const id = tape.nodes.length;
      return overrides.has(id) ? put(overrides.valueFor(id, value.shape), span) : tape.leaf(value, span);
    },
    apply: (operation, inputs, attributes, span) => {
      const id = tape.nodes.length;
      if (!overrides.has(id)) return tape.apply(operation, inputs, attributes, span);
      const { shape } = operationNamed(operation).value(inputs.map(tape.value), attributes);
      return put(overrides.valueFor(id, shape), span);
    },
  };
}
