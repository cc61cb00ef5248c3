/** The draws of one network side by side, so that a formula can be tested on all of them by node. */
import { filled, type Tensor } from '../autodiff/tensor.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type { Values } from './expression.ts';

/** Draws whose tapes run in step: the same node means the same thing in each. */
export type Draws = readonly [NetworkEvaluation, ...NetworkEvaluation[]];

/** The first draw, and the others as far as they performed the same operations. */
export function drawsInStep(first: NetworkEvaluation, others: readonly NetworkEvaluation[]): Draws {
  return [first, ...others.filter((other) => runsInStep(first.tape, other.tape))];
}

export function valuesAt(draws: Draws, node: NodeId): Values {
  return draws.map((draw) => valueAt(draw, node));
}

/** One part of ∂J/∂node, or with 'both' their sum; null where it is exactly zero. */
export function adjointAt(draws: Draws, node: NodeId, part: 'data' | 'penalty' | 'both'): Values | null {
  const values = draws.map((draw) => {
    const { data = null, penalty = null } = draw.adjoints.get(node) ?? {};
    if (part !== 'both') return part === 'data' ? data : penalty;
    return data && penalty ? added(data, penalty) : (data ?? penalty);
  });
  if (values.every((value) => value === null)) return null;
  return values.map((value, draw) => value ?? filled(valueAt(draws[draw] ?? draws[0], node).shape, 0));
}

/** The values times one number per draw. */
export function multiplied(values: Values, factors: readonly number[]): Values {
  return values.map((value, draw) => ({
    ...value,
    data: value.data.map((entry) => entry * (factors[draw] ?? 1)),
  }));
}

function added(a: Tensor, b: Tensor): Tensor {
  return { ...a, data: a.data.map((entry, at) => entry + (b.data[at] ?? 0)) };
}

function valueAt(draw: NetworkEvaluation, node: NodeId): Tensor {
  const found = draw.tape[node];
  if (!found) throw new Error(`The tape has no node ${node}`);
  return found.value;
}

function runsInStep(a: readonly TapeNode[], b: readonly TapeNode[]): boolean {
  return a.length === b.length && a.every((node, at) => node.operation === b[at]?.operation);
}
