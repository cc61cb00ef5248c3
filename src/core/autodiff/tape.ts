/** The tape: a straight-line program of every array operation that an evaluation performed, in order. */
import type { Span } from '../python/source.ts';
import type { DType, Tensor } from './tensor.ts';

/** Index of a node on its tape; inputs always have smaller ids than the node that reads them. */
export type NodeId = number;

/** Attributes of one application of an operation (axis, keepdims, an index …): plain data, interpreted by the table entry. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface TapeNode {
  readonly id: NodeId;
  /** Name of the table entry, or 'leaf' for a value that no operation made (a probe, a constant, a random draw). */
  readonly operation: string;
  readonly inputs: readonly NodeId[];
  readonly attributes: Attributes;
  readonly value: Tensor;
  /** The expression that performed the operation. */
  readonly span: Span | null;
}

/** One entry of a value from the inputs' entries at its place; entries of inputs that are not there are not read. */
export type EntryFunction = (x: number, y: number, z: number) => number;

/** One entry of the operation table. */
export interface Operation {
  readonly name: string;
  /** The value, from the inputs' values. Throws ShapeError where NumPy would raise ValueError. */
  value(inputs: readonly Tensor[], attributes: Attributes): Tensor;
  /**
   * The vector-Jacobian product: given the upstream gradient g = ∂J/∂output (the output's shape), returns ∂J/∂input for
   * each input (the input's shape, or a shape that un-broadcasts to it: the sweep repairs broadcasting, once), null where
   * the operation has no derivative (comparisons, integer results). Inputs that are not `wanted` may be null too.
   */
  vectorJacobianProduct(
    upstreamGradient: Tensor,
    inputs: readonly Tensor[],
    output: Tensor,
    attributes: Attributes,
    wanted?: readonly boolean[],
  ): readonly (Tensor | null)[];
  /**
   * Where each entry of the value is a function of the inputs' entries at its (broadcast) place alone: that function, for
   * a value of the given dtype. Absent or null where other entries bear on it. Central differences use it to compute
   * again only the entries that a change reaches.
   */
  entryFunction?(attributes: Attributes, dtype: DType): EntryFunction | null;
  /** True where every entry of the value is a copy of one entry of an input, or a constant, by place alone. */
  readonly rearranges?: boolean;
  /** Course-style formulas in plain notation for explanations: the value, and each input's contribution with g upstream. */
  readonly formula: { readonly value: string; readonly gradients: readonly string[] };
}
