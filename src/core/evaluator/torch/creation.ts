/** Functions that make tensors: `torch.tensor`, `torch.zeros(2, 3)`, `torch.randn(n, m, device=d)`, `torch.arange`. */
import { allocate, type DType, entriesBy, filled, tensor } from '../../autodiff/tensor.ts';
import type { Call } from '../numpy/call.ts';
import { isUnknown } from '../numpy/call.ts';
import { dtypeOf } from '../numpy/dtypes.ts';
import {
  anything,
  dtype,
  flag,
  ignored,
  integer,
  integerIn,
  integerOr,
  numberIn,
  operand,
  optionalShape,
  shape,
} from '../numpy/parameters.ts';
import type { NodeId } from '../../autodiff/tape.ts';
import type { BuiltinValue, Evaluation, UnknownValue, Value } from '../values.ts';
import { sizedFunction, sizesIn, tensorFunction } from './define.ts';

/** The element type that a call asks for; null where it does not. */
function wantedType(call: Call, keywords: ReadonlyMap<string, Value>): DType | null | UnknownValue {
  const given = keywords.get('dtype');
  return given === undefined || given.type === 'none' ? null : dtypeOf(given, call.span);
}

/** Entries drawn or filled in one by one, in the shape that the arguments give. */
function bySizes(
  name: string,
  entry: (evaluation: Evaluation) => number,
  kind: DType = 'float64',
): BuiltinValue {
  return sizedFunction(name, (call, positional, keywords) => {
    const given = keywords.get('size');
    const sizes = sizesIn(call, given === undefined ? positional : [given]);
    if (isUnknown(sizes)) return sizes;
    const wanted = wantedType(call, keywords);
    if (isUnknown(wanted)) return wanted;
    const data = allocate(sizes);
    for (let at = 0; at < data.length; at++) data[at] = entry(call.evaluation);
    return call.constant(tensor(data, sizes, wanted ?? kind));
  });
}

/** The same in the shape of another tensor. */
function likeAnother(name: string, entry: (evaluation: Evaluation) => number): BuiltinValue {
  const parameters = { input: operand(), dtype: dtype(), device: ignored(), requires_grad: ignored() };
  return tensorFunction(name, parameters, (call, args) => {
    const model = call.tensor(args.input);
    const data = allocate(model.shape);
    for (let at = 0; at < data.length; at++) data[at] = entry(call.evaluation);
    return call.constant(tensor(data, model.shape, args.dtype ?? model.dtype));
  });
}

/** A tensor of given entries: a fresh one, or the array itself where it is shared. */
function ofData(name: string, kind: DType | null): BuiltinValue {
  return sizedFunction(name, (call, positional, keywords) => {
    const [data, second] = positional;
    // `torch.Tensor(2, 3)` takes sizes.
    const isSized = kind !== null && (second !== undefined || data?.type === 'int');
    if (isSized || data === undefined) {
      const sizes = sizesIn(call, positional);
      return isUnknown(sizes) ? sizes : call.constant(filled(sizes, 0, kind ?? 'float64'));
    }
    const node = call.operand(data);
    if (isUnknown(node)) return node;
    const wanted = wantedType(call, keywords) ?? kind;
    if (isUnknown(wanted)) return wanted;
    return wanted === null || call.tensor(node).dtype === wanted
      ? node
      : call.apply('astype', [node], { dtype: wanted });
  });
}

function range(
  call: Call,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): NodeId | Value {
  const bounds: number[] = [];
  let isWhole = true;
  for (const value of positional) {
    const settled = call.evaluation.resolve(value, { kind: 'integer', use: 'size' }, call.span);
    if (settled.type !== 'int') isWhole = false;
    const bound = numberIn(call, settled);
    if (isUnknown(bound)) return bound;
    bounds.push(bound);
  }
  const [start, stop, step] =
    bounds.length === 1 ? [0, bounds[0] ?? 0, 1] : [bounds[0] ?? 0, bounds[1] ?? 0, bounds[2] ?? 1];
  const wanted = wantedType(call, keywords);
  if (isUnknown(wanted)) return wanted;
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const entries = entriesBy([count], (i) => start + i * step);
  return call.constant(tensor(entries, [count], wanted ?? (isWhole ? 'int64' : 'float64')));
}

/** `torch.randint(high, size)`, `torch.randint(low, high, size)`. */
function wholeNumbers(
  call: Call,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): NodeId | Value {
  const given = [...positional];
  const size = keywords.get('size') ?? given.pop();
  const bounds = [keywords.get('low'), ...given, keywords.get('high')].filter((bound) => bound !== undefined);
  const numbers: number[] = [];
  for (const bound of bounds) {
    const number = integerIn(call, bound, 'size');
    if (isUnknown(number)) return number;
    numbers.push(number);
  }
  const sizes = size === undefined ? [] : sizesIn(call, [size]);
  if (isUnknown(sizes)) return sizes;
  const [low, high] = numbers.length === 1 ? [0, numbers[0] as number] : [numbers[0] ?? 0, numbers[1] ?? 1];
  const data = allocate(sizes);
  for (let at = 0; at < data.length; at++)
    data[at] = low + Math.floor(call.evaluation.random() * (high - low));
  return call.constant(tensor(data, sizes, 'int64'));
}

/** The numbers below n in random order. Source: Fisher and Yates, as Durstenfeld's shuffle. */
function permutation(evaluation: Evaluation, n: number): Float64Array {
  const places = entriesBy([n], (i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(evaluation.random() * (i + 1));
    [places[i], places[j]] = [places[j] as number, places[i] as number];
  }
  return places;
}

/** `torch.normal(mean, std, size)`, where mean and deviation may be tensors. */
function normalDraws(call: Call, mean: NodeId, deviation: NodeId, size: readonly number[] | null): NodeId {
  const shapeOfBoth = size ?? call.shape(call.apply('add', [mean, deviation]));
  const data = allocate(shapeOfBoth);
  for (let at = 0; at < data.length; at++) data[at] = call.evaluation.randomNormal();
  const scaled = call.apply('multiply', [deviation, call.constant(tensor(data, shapeOfBoth))]);
  return call.apply('add', [mean, scaled]);
}

/** Places drawn with given chances, without repetition unless told otherwise. */
function draws(call: Call, chances: NodeId, count: number, replacement: boolean): NodeId {
  const { data, shape: sizes } = call.tensor(chances);
  const width = sizes.at(-1) ?? 1;
  const rows = data.length / width;
  const places = allocate([rows, count]);
  for (let row = 0; row < rows; row++) {
    const left = data.slice(row * width, (row + 1) * width);
    for (let i = 0; i < count; i++) {
      let rest = call.evaluation.random() * left.reduce((sum, chance) => sum + chance, 0);
      let place = left.findIndex((chance) => {
        rest -= chance;
        return rest < 0;
      });
      if (place < 0) place = width - 1;
      places[row * count + i] = place;
      if (!replacement) left[place] = 0;
    }
  }
  return call.constant(tensor(places, sizes.length === 1 ? [count] : [rows, count], 'int64'));
}

/** All functions of this family. */
export function creatingTensorFunctions(): readonly BuiltinValue[] {
  const options = { dtype: dtype(), device: ignored(), requires_grad: ignored() };
  const uniform = (evaluation: Evaluation): number => evaluation.random();
  const normal = (evaluation: Evaluation): number => evaluation.randomNormal();
  return [
    ...['tensor', 'as_tensor', 'asarray', 'from_numpy'].map((name) => ofData(name, null)),
    ...['Tensor', 'FloatTensor', 'DoubleTensor', 'HalfTensor'].map((name) => ofData(name, 'float64')),
    ...['LongTensor', 'IntTensor', 'ByteTensor'].map((name) => ofData(name, 'int64')),
    ofData('BoolTensor', 'bool'),
    bySizes('zeros', () => 0),
    bySizes('ones', () => 1),
    bySizes('empty', () => 0),
    bySizes('rand', uniform),
    bySizes('randn', normal),
    likeAnother('zeros_like', () => 0),
    likeAnother('ones_like', () => 1),
    likeAnother('empty_like', () => 0),
    likeAnother('rand_like', uniform),
    likeAnother('randn_like', normal),
    tensorFunction('full', { size: shape(), fill_value: operand(), ...options }, (call, args) =>
      call.apply('broadcastTo', [args.fill_value], { shape: args.size }),
    ),
    tensorFunction('full_like', { input: operand(), fill_value: operand(), ...options }, (call, args) =>
      call.apply('broadcastTo', [args.fill_value], { shape: call.shape(args.input) }),
    ),
    sizedFunction('arange', range),
    sizedFunction('randint', wholeNumbers),
    tensorFunction(
      'linspace',
      { start: anything(), end: anything(), steps: integer('size'), ...options },
      (call, args) => {
        const bounds = [args.start, args.end].map((bound) => numberIn(call, bound));
        const unknownBound = bounds.find(isUnknown);
        if (unknownBound !== undefined) return unknownBound;
        const [start, end] = bounds as [number, number];
        const step = (end - start) / Math.max(1, args.steps - 1);
        return call.constant(
          tensor(
            entriesBy([args.steps], (i) => start + i * step),
            [args.steps],
          ),
        );
      },
    ),
    tensorFunction(
      'eye',
      { n: integer('size'), m: integerOr(null), ...options },
      (call, { n, m, dtype: kind }) => {
        const sizes = [n, m ?? n];
        const columns = m ?? n;
        const data = entriesBy(sizes, (at) => (Math.floor(at / columns) === at % columns ? 1 : 0));
        return call.constant(tensor(data, sizes, kind ?? 'float64'));
      },
    ),
    tensorFunction('randperm', { n: integer('size'), ...options, generator: ignored() }, (call, { n }) =>
      call.constant(tensor(permutation(call.evaluation, n), [n], 'int64')),
    ),
    tensorFunction(
      'normal',
      { mean: operand(), std: operand(), size: optionalShape(), generator: ignored() },
      (call, args) => normalDraws(call, args.mean, args.std, args.size),
    ),
    tensorFunction('bernoulli', { input: operand(), generator: ignored() }, (call, { input }) => {
      const { data, shape: sizes } = call.tensor(input);
      return call.constant(
        tensor(
          data.map((chance) => (call.evaluation.random() < chance ? 1 : 0)),
          sizes,
        ),
      );
    }),
    tensorFunction(
      'multinomial',
      { input: operand(), num_samples: integer(), replacement: flag(false), generator: ignored() },
      (call, args) => draws(call, args.input, args.num_samples, args.replacement),
    ),
  ];
}
