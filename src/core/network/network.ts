/** A detected network, evaluated on one probe: its tape, its cost with the two parts, its variables and gradient lines. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Binding, Trace } from '../evaluator/trace.ts';
import type { Span } from '../python/source.ts';

export type VariableKind = 'data' | 'parameter' | 'activation' | 'preactivation' | 'hyperparameter' | 'other';

/** One version of a variable of the forward pass. */
export interface Variable {
  /** As the user writes it: W1, A2, parameters["W1"], self.layers[0].W. */
  readonly name: string;
  readonly node: NodeId;
  readonly kind: VariableKind;
  readonly isBias: boolean;
  /** The layer's number read off the name or the order of use; null where there is none. */
  readonly layer: number | null;
  /** The statement that bound it; null for probes. */
  readonly span: Span | null;
}

/** The true derivatives of the cost with respect to one node; a part that does not reach the node is null (it is exactly zero). */
export interface Adjoint {
  /** ∂L/∂node: the part of the cost that depends on data. */
  readonly data: Tensor | null;
  /** ∂Ω/∂node: the part that depends on parameters alone. */
  readonly penalty: Tensor | null;
}

/** How a user's value stands to a true derivative: `user = scale · truth` as well as one number can make it. */
export interface Match {
  /** The best single factor; 1 where the two agree. */
  readonly scale: number;
  /** max|user − truth| / max(|user|, |truth|); Infinity where the shapes do not fit. */
  readonly relativeError: number;
  /** The same after the truth is multiplied by `scale`. */
  readonly scaledError: number;
  /** True where both vanish: they agree, and that confirms nothing. */
  readonly isTrivial: boolean;
}

/** A gradient that the user computes, tied to the variable it is the gradient of. */
export interface GradientLine {
  readonly id: string;
  readonly binding: Binding;
  /** The value that the user's code gave. */
  readonly node: NodeId;
  readonly target: Variable | null;
  readonly role: 'parameter' | 'intermediate';
  /** Against ∂J/∂target; null without a target. */
  readonly match: Match | null;
  /** True where a later line goes on with this gradient (`dW += reg * W`): that one is judged. */
  readonly superseded: boolean;
}

export interface CostTerm {
  readonly node: NodeId;
  /** The expression that made it. */
  readonly span: Span | null;
}

export interface NetworkEvaluation {
  /** What the panel calls it: the function or class, or the file's name. */
  readonly title: string;
  readonly tape: readonly TapeNode[];
  readonly trace: Trace;
  readonly cost: CostTerm;
  /** The name that the user gives the cost. */
  readonly costName: string;
  /** Roots of the parts of the cost that depend on parameters alone; empty where there is no penalty. */
  readonly penaltyTerms: readonly CostTerm[];
  /**
   * What the gradients are judged by: the user's own cost; one implied by the backward code; or, for a layer by itself,
   * the sum of its outputs times any upstream gradient.
   */
  readonly basis: 'cost' | 'implied' | 'layer';
  /** True where parts of the forward pass or the cost were not found but assumed by their names. */
  readonly isAssumed: boolean;
  /** Where an exception ended the evaluation; null where it ran through, or ended otherwise. */
  readonly raisedAt: Span | null;
  readonly variables: readonly Variable[];
  readonly gradients: readonly GradientLine[];
  /** The derivatives of the cost by node, from two reverse sweeps; nodes that the cost does not reach are absent. */
  readonly adjoints: ReadonlyMap<NodeId, Adjoint>;
  /** By node: 1 where the value depends on data, other than through a parameter. */
  readonly dependsOnData: Uint8Array;
  /** The nodes of the parameters. */
  readonly parameterNodes: ReadonlySet<NodeId>;
  /** The probe's hyper-parameters by name, e.g. lambd → 0.7. */
  readonly hyperparameters: ReadonlyMap<string, number>;
  /** The names of what the engine supplied, by node. */
  readonly probePaths: ReadonlyMap<NodeId, string>;
  /** Nodes whose value is the regularisation strength λ: numbers that the penalty depends on and the data part does not. */
  readonly strengthNodes: readonly NodeId[];
  /** m: the number of examples of the probe; null where the data has no example axis that is known. */
  readonly exampleCount: number | null;
}
