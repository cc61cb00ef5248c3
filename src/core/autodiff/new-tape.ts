/** A tape that records what it performs, within a budget. */
import type { Span } from '../python/source.ts';
import { operationNamed } from './operations.ts';
import type { Recorder } from './recorder.ts';
import type { Attributes, NodeId, TapeNode } from './tape.ts';
import type { Tensor } from './tensor.ts';

/** Limits of one tape, in elements; absent means unlimited. */
export interface TapeBudget {
  /** Elements of one array. */
  readonly arrayElements?: number;
  /** Elements of all values together. */
  readonly tapeElements?: number;
  /** Multiplications of all matrix products and contractions together. */
  readonly multiplications?: number;
}

/** Thrown when the tape would grow beyond its budget; the tape stays as it was. */
export class TapeBudgetExceeded extends Error {
  constructor(
    readonly reason: string,
    /** True where one array alone is too large, so that the tape can go on without it. */
    readonly isOneArray = false,
  ) {
    super(reason);
  }
}

/** Thrown where a value is asked for that another tape holds. */
export class NotOnTape extends Error {}

const NO_ATTRIBUTES: Attributes = {};
const NO_INPUTS: readonly NodeId[] = [];

/** A tape, empty or going on behind recorded nodes. Errors while recording: TapeBudgetExceeded, ShapeError. */
export function createTape(budget: TapeBudget = {}, recorded: readonly TapeNode[] = []): Recorder {
  const nodes: TapeNode[] = [...recorded];
  const arrayLimit = budget.arrayElements ?? Number.POSITIVE_INFINITY;
  const tapeLimit = budget.tapeElements ?? Number.POSITIVE_INFINITY;
  const workLimit = budget.multiplications ?? Number.POSITIVE_INFINITY;
  let elements = 0;
  let work = 0;

  function append(
    operation: string,
    inputs: readonly NodeId[],
    attributes: Attributes,
    value: Tensor,
    span: Span | null,
  ): NodeId {
    const size = value.data.length;
    if (size > arrayLimit)
      throw new TapeBudgetExceeded(
        `an array has ${size} elements, more than the ${arrayLimit} allowed`,
        true,
      );
    if (elements + size > tapeLimit)
      throw new TapeBudgetExceeded(`the arrays together have more than ${tapeLimit} elements`);
    elements += size;
    const id = nodes.length;
    nodes.push({ id, operation, inputs, attributes, value, span });
    return id;
  }

  function value(node: NodeId): Tensor {
    const found = nodes[node];
    if (found === undefined) throw new NotOnTape(`The tape has no node ${node}`);
    return found.value;
  }

  return {
    nodes,
    value,
    leaf: (leafValue, span) => append('leaf', NO_INPUTS, NO_ATTRIBUTES, leafValue, span),
    apply: (operation, inputs, attributes, span) => {
      const values = inputs.map(value);
      work += multiplicationsOf(operation, values, attributes);
      if (work > workLimit)
        throw new TapeBudgetExceeded(`the products take more than ${workLimit} multiplications`);
      return append(operation, inputs, attributes, operationNamed(operation).value(values, attributes), span);
    },
  };
}

/** How many multiplications a product takes: what its result's size does not tell. 0 for other operations. */
function multiplicationsOf(operation: string, inputs: readonly Tensor[], attributes: Attributes): number {
  const [left, right] = inputs;
  if (!left) return 0;
  if (operation === 'matmul' && right) return left.data.length * (right.shape.at(-1) ?? 1);
  if (operation !== 'einsum') return 0;
  const sizes = new Map<string, number>();
  const labels = String(attributes.subscripts).split('->')[0]?.split(',') ?? [];
  labels.forEach((text, at) =>
    [...text].forEach((letter, axis) => sizes.set(letter, inputs[at]?.shape[axis] ?? 1)),
  );
  return [...sizes.values()].reduce((product, size) => product * size, 1);
}
