/** `torch.nn.functional`: losses, one-hot rows, linear layers and dropout of tensors. */
import type { NodeId } from '../../autodiff/tape.ts';
import { allocate, tensor } from '../../autodiff/tensor.ts';
import type { Call } from '../numpy/call.ts';
import {
  anythingOr,
  flag,
  ignored,
  integer,
  integerOr,
  integers,
  numberOr,
  operand,
  optionalOperand,
  text,
  unsupported,
} from '../numpy/parameters.ts';
import type { BuiltinValue, UnknownValue } from '../values.ts';
import { tensorFunction } from './define.ts';
import { softplus } from './elementwise.ts';
import { logSoftmax } from './reducing.ts';

/** The mean or the sum of a loss's entries, or the entries. */
function reduced(call: Call, entries: NodeId, reduction: string): NodeId | UnknownValue {
  if (reduction === 'none') return entries;
  if (reduction !== 'mean' && reduction !== 'sum') return call.unsupported(`The reduction ${reduction}`);
  return call.apply(reduction, [entries], { axis: null, keepdims: false });
}

/** Rows with a one where the class stands. */
function oneHot(call: Call, classes: NodeId, count: number): NodeId {
  const { data, shape } = call.tensor(classes);
  const width = count > 0 ? count : data.reduce((most, entry) => Math.max(most, entry + 1), 0);
  const rows = allocate([data.length, width]);
  data.forEach((place, row) => {
    if (place < 0 || place >= width)
      throw call.error('RuntimeError', 'Class values must be smaller than num_classes.');
    rows[row * width + place] = 1;
  });
  return call.constant(tensor(rows, [...shape, width], 'int64'));
}

/** −log p at the class of each row, or −Σ y·log p where the targets are chances themselves. */
function negativeLogLikelihood(
  call: Call,
  logs: NodeId,
  target: NodeId,
  reduction: string,
): NodeId | UnknownValue {
  if (call.shape(logs).length > 2) return call.unsupported('A loss over more than two axes');
  const isSpread = call.tensor(target).dtype === 'float64';
  const width = call.shape(logs).at(-1) as number;
  const shares = isSpread ? target : oneHot(call, target, width);
  const products = call.apply('multiply', [shares, logs]);
  const rows = call.apply('negative', [call.apply('sum', [products], { axis: -1, keepdims: false })]);
  return reduced(call, rows, reduction);
}

/** A loss of predictions and targets of the same shape. */
function pairLoss(name: string, entry: (call: Call, input: NodeId, target: NodeId) => NodeId): BuiltinValue {
  const parameters = {
    input: operand(),
    target: operand(),
    weight: unsupported(),
    size_average: ignored(),
    reduce: ignored(),
    reduction: text('mean'),
  };
  return tensorFunction(name, parameters, (call, { input, target, reduction }) =>
    reduced(call, entry(call, input, target), reduction),
  );
}

const minus = (call: Call, x: NodeId, y: NodeId): NodeId => call.apply('subtract', [x, y]);
const times = (call: Call, x: NodeId, y: NodeId): NodeId => call.apply('multiply', [x, y]);

/** −(y·log p + (1 − y)·log(1 − p)). */
function crossEntropyOfChances(call: Call, p: NodeId, y: NodeId): NodeId {
  const one = call.constant(1);
  const hit = times(call, y, call.apply('log', [p]));
  const miss = times(call, minus(call, one, y), call.apply('log', [minus(call, one, p)]));
  return call.apply('negative', [call.apply('add', [hit, miss])]);
}

/** x·Wᵀ + b. */
function linear(call: Call, x: NodeId, weight: NodeId, bias: NodeId | null): NodeId {
  const product = call.apply('matmul', [x, call.apply('transpose', [weight], { axes: null })]);
  return bias === null ? product : call.apply('add', [product, bias]);
}

/** Entries set to zero by chance, the others made larger by as much. */
function dropout(call: Call, x: NodeId, p: number, training: boolean): NodeId {
  if (!training || p === 0) return x;
  const sizes = call.shape(x);
  const mask = allocate(sizes);
  for (let at = 0; at < mask.length; at++) mask[at] = call.evaluation.random() < p ? 0 : 1 / (1 - p);
  return times(call, x, call.constant(tensor(mask, sizes)));
}

/** Widths stand last axis first, before and after in turn. */
function paddedWith(call: Call, x: NodeId, widths: readonly number[], value: number): NodeId {
  const rank = call.shape(x).length;
  const side = (offset: 0 | 1): number[] =>
    Array.from({ length: rank }, (_, axisNumber) => widths[2 * (rank - 1 - axisNumber) + offset] ?? 0);
  return call.apply('pad', [x], { before: side(0), after: side(1), mode: 'constant', value });
}

/** All functions of this family. */
export function functionalTensorFunctions(): readonly BuiltinValue[] {
  const input = operand();
  const likelihood = {
    input,
    target: operand(),
    weight: unsupported(),
    size_average: ignored(),
    ignore_index: ignored(),
    reduce: ignored(),
    reduction: text('mean'),
    label_smoothing: unsupported(),
  };
  return [
    tensorFunction('one_hot', { input, num_classes: integerOr(-1) }, (call, args) =>
      oneHot(call, args.input, args.num_classes),
    ),
    tensorFunction('cross_entropy', likelihood, (call, args) =>
      negativeLogLikelihood(call, logSoftmax(call, args.input, -1), args.target, args.reduction),
    ),
    tensorFunction('nll_loss', likelihood, (call, args) =>
      negativeLogLikelihood(call, args.input, args.target, args.reduction),
    ),
    pairLoss('mse_loss', (call, x, y) => call.apply('square', [minus(call, x, y)])),
    pairLoss('l1_loss', (call, x, y) => call.apply('absolute', [minus(call, x, y)])),
    pairLoss('binary_cross_entropy', crossEntropyOfChances),
    pairLoss('binary_cross_entropy_with_logits', (call, x, y) =>
      minus(call, softplus(call, x), times(call, x, y)),
    ),
    tensorFunction('linear', { input, weight: operand(), bias: optionalOperand() }, (call, args) =>
      linear(call, args.input, args.weight, args.bias),
    ),
    tensorFunction(
      'dropout',
      { input, p: numberOr(0.5), training: flag(true), inplace: ignored() },
      (call, args) => dropout(call, args.input, args.p, args.training),
    ),
    tensorFunction(
      'pad',
      { input, pad: integers(), mode: text('constant'), value: numberOr(0) },
      (call, args) => {
        if (args.mode !== 'constant' || typeof args.pad === 'number') return call.unsupported('This padding');
        return paddedWith(call, args.input, args.pad, args.value);
      },
    ),
    tensorFunction(
      'normalize',
      { input, p: numberOr(2), dim: integerOr(1), eps: numberOr(1e-12) },
      (call, args) => {
        if (args.p !== 2) return call.unsupported('`normalize` with another norm than the Euclidean');
        const squares = call.apply('sum', [call.apply('square', [args.input])], {
          axis: args.dim,
          keepdims: true,
        });
        const length = call.apply('maximum', [call.apply('sqrt', [squares]), call.constant(args.eps)]);
        return call.apply('divide', [args.input, length]);
      },
    ),
    tensorFunction(
      'embedding',
      { input, weight: operand(), padding_idx: anythingOr() },
      (call, { input: places, weight }) => {
        const { data, shape } = call.tensor(places);
        const width = call.shape(weight)[1];
        if (width === undefined) return call.unsupported('`embedding` of a weight that is not a matrix');
        const index = [
          { kind: 'array', shape, values: data },
          { kind: 'slice', start: 0, step: 1, count: width },
        ];
        return call.apply('index', [weight], { index });
      },
    ),
    tensorFunction('tanhshrink', { input }, (call, args) =>
      minus(call, args.input, call.apply('tanh', [args.input])),
    ),
    tensorFunction('hardtanh', { input, min_val: numberOr(-1), max_val: numberOr(1) }, (call, args) =>
      call.apply('clip', [args.input, call.constant(args.min_val), call.constant(args.max_val)], {
        lower: true,
        upper: true,
      }),
    ),
    tensorFunction('softmin', { input, dim: integer() }, (call, args) =>
      call.apply('softmax', [call.apply('negative', [args.input])], { axis: args.dim }),
    ),
  ];
}
