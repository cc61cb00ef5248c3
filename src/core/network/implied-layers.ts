/** The implied network's layers and losses, written with operations of the table. */
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId } from '../autodiff/tape.ts';

export type Activation = 'relu' | 'tanh' | 'sigmoid';
/** The output's activation; it decides the loss: cross-entropy for sigmoid and softmax, half the squared error for identity. */
export type Output = 'sigmoid' | 'softmax' | 'identity';

/** The names of one layer. */
export interface Layer {
  readonly weights: string;
  readonly bias: string | null;
  readonly preactivations: readonly string[];
  readonly activations: readonly string[];
}

export interface ImpliedForward {
  readonly layers: readonly { readonly preactivation: NodeId; readonly activation: NodeId }[];
  readonly prediction: NodeId;
  readonly exampleCount: number;
}

/** Z[l] = W[l]·A[l-1] + b[l] for columns as examples, Z = A·W + b for rows, whichever the shapes fit; A[l] = f(Z[l]). */
export function impliedForward(
  tape: Recorder,
  data: NodeId,
  weights: readonly NodeId[],
  biases: readonly (NodeId | null)[],
  hidden: Activation,
  output: Output,
): ImpliedForward {
  const first = weights[0];
  const inColumns = first !== undefined && tape.value(first).shape[1] === tape.value(data).shape[0];
  let activation = data;
  const layers = weights.map((weight, index) => {
    const product = apply(tape, 'matmul', inColumns ? [weight, activation] : [activation, weight]);
    const bias = biases[index] ?? null;
    const preactivation = bias === null ? product : apply(tape, 'add', [product, bias]);
    const isLast = index === weights.length - 1;
    activation = activate(tape, preactivation, isLast ? output : hidden, inColumns ? 0 : 1);
    return { preactivation, activation };
  });
  const exampleCount = tape.value(data).shape[inColumns ? 1 : 0] ?? 1;
  return { layers, prediction: activation, exampleCount };
}

function activate(tape: Recorder, node: NodeId, name: Activation | Output, classAxis: number): NodeId {
  switch (name) {
    case 'relu':
      return apply(tape, 'maximum', [node, constant(tape, 0)]);
    case 'tanh':
      return apply(tape, 'tanh', [node]);
    case 'sigmoid':
      return apply(tape, 'sigmoid', [node]);
    case 'softmax': {
      const exponentials = apply(tape, 'exp', [node]);
      const sums = tape.apply('sum', [exponentials], { axis: [classAxis], keepdims: true }, null);
      return apply(tape, 'divide', [exponentials, sums]);
    }
    case 'identity':
      return node;
  }
}

/** The loss that belongs to an output activation, as a sum over examples or their mean. */
export function impliedLoss(
  tape: Recorder,
  prediction: NodeId,
  labels: NodeId,
  output: Output,
  isMean: boolean,
  exampleCount: number,
): NodeId {
  const total = apply(tape, 'sum', [lossTerms(tape, prediction, labels, output)]);
  return isMean ? apply(tape, 'divide', [total, constant(tape, exampleCount)]) : total;
}

function lossTerms(tape: Recorder, prediction: NodeId, labels: NodeId, output: Output): NodeId {
  if (output === 'identity') {
    const squares = apply(tape, 'square', [apply(tape, 'subtract', [prediction, labels])]);
    return apply(tape, 'multiply', [squares, constant(tape, 0.5)]);
  }
  const likelihood = apply(tape, 'multiply', [labels, apply(tape, 'log', [prediction])]);
  if (output === 'softmax') return apply(tape, 'negative', [likelihood]);
  const one = constant(tape, 1);
  const others = apply(tape, 'log', [apply(tape, 'subtract', [one, prediction])]);
  const rest = apply(tape, 'multiply', [apply(tape, 'subtract', [one, labels]), others]);
  return apply(tape, 'negative', [apply(tape, 'add', [likelihood, rest])]);
}

function apply(tape: Recorder, operation: string, inputs: readonly NodeId[]): NodeId {
  return tape.apply(operation, inputs, {}, null);
}

function constant(tape: Recorder, value: number): NodeId {
  return tape.leaf({ dtype: 'float64', shape: [], data: Float64Array.of(value) }, null);
}
