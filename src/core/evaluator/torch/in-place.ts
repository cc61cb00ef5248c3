/** Methods that change a tensor where it stands: `w.sub_(lr * g)`, `g.zero_()`, `p.scatter_(1, index, 1.0)`. */
import type { NodeId } from '../../autodiff/tape.ts';
import { allocate, tensor } from '../../autodiff/tensor.ts';
import { type Call, isUnknown } from '../numpy/call.ts';
import { variadicFunction, writeCast } from '../numpy/function-table.ts';
import { integerIn, numberIn } from '../numpy/parameters.ts';
import { alongAxisIndex } from '../numpy/reducing.ts';
import { countedAxis } from '../numpy/views.ts';
import { spoil } from '../arrays.ts';
import type { ArrayValue, BuiltinValue, Evaluation, UnknownValue, Value } from '../values.ts';
import { entriesOf, nodeOf, targetOf } from './define.ts';

type Write = (
  call: Call,
  base: NodeId,
  rest: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
) => NodeId | UnknownValue;

/** A method that writes what `body` makes of the present entries, and gives the tensor itself. */
function writing(name: string, body: Write): BuiltinValue {
  return variadicFunction(`torch.${name}`, (call, [self, ...rest], keywords) => {
    call.isTensor = true;
    const target = targetOf(call, self);
    if (isUnknown(target)) return target;
    return written(call, target, body(call, entriesOf(call, target), rest, keywords));
  });
}

function written(call: Call, target: ArrayValue, node: NodeId | UnknownValue): Value {
  if (isUnknown(node)) {
    spoil(target, node);
    return node;
  }
  writeCast(call, target, node);
  return target;
}

/** `x.exp_()`: any function of tensors whose result takes the place of its first argument. */
export function inPlaceOf(name: string, f: BuiltinValue): BuiltinValue {
  return {
    type: 'builtin',
    name: `torch.${name}`,
    call: (evaluation, args) => {
      const result = f.call(evaluation, args);
      const assign = writing(name, (call) => nodeOf(call, result));
      return assign.call(evaluation, {
        ...args,
        positional: args.positional.slice(0, 1),
        keywords: new Map(),
      });
    },
  };
}

/** Every entry drawn anew; the numbers behind the tensor are the distribution's parameters. */
function drawing(
  name: string,
  defaults: readonly [number, number],
  draw: (evaluation: Evaluation, first: number, second: number) => number,
): BuiltinValue {
  return writing(name, (call, base, rest, keywords) => {
    const named = ['mean', 'std', 'from', 'to', 'a', 'b', 'p'].flatMap((one) => keywords.get(one) ?? []);
    const numbers: number[] = [];
    for (const value of [...rest, ...named].slice(0, 2)) {
      const number = numberIn(call, value);
      if (isUnknown(number)) return number;
      numbers.push(number);
    }
    const [first = defaults[0], second = defaults[1]] = numbers;
    const sizes = call.shape(base);
    const data = allocate(sizes);
    for (let at = 0; at < data.length; at++) data[at] = draw(call.evaluation, first, second);
    return call.constant(tensor(data, sizes));
  });
}

/** The axis, the places and the values of `scatter_(dim, index, src)`; values of one number spread over the places. */
function scattering(
  name: string,
  write: (call: Call, base: NodeId, index: readonly object[], values: NodeId) => NodeId,
): BuiltinValue {
  return writing(name, (call, base, rest, keywords) => {
    const named = ['dim', 'index', 'src', 'value'].flatMap((one) => keywords.get(one) ?? []);
    const [dim, places, values] = [...rest, ...named];
    const along = integerIn(call, dim ?? { type: 'none' }, 'other');
    const place = nodeOf(call, places);
    const value = nodeOf(call, values);
    if (isUnknown(along)) return along;
    if (isUnknown(place)) return place;
    if (isUnknown(value)) return value;
    if (keywords.has('reduce')) return call.unsupported(`\`${name}\` with \`reduce=\``);
    const own = countedAxis(call, along, call.shape(base).length);
    const fitted = fittedValues(call, value, call.shape(place));
    return write(call, base, alongAxisIndex(call, base, place, own), fitted);
  });
}

/** Values behind the index's end are not used. */
function fittedValues(call: Call, values: NodeId, wanted: readonly number[]): NodeId {
  const sizes = call.shape(values);
  const isLarger = sizes.length === wanted.length && sizes.some((size, i) => size > (wanted[i] as number));
  if (!isLarger) return values;
  const index = wanted.map((count) => ({ kind: 'slice', start: 0, step: 1, count }));
  return call.apply('index', [values], { index });
}

/** `index_add_(0, index, source)`: rows added at places along one axis. */
const indexAdd = writing('index_add_', (call, base, [dim, places, source], keywords) => {
  const along = integerIn(call, dim ?? keywords.get('dim') ?? { type: 'none' }, 'other');
  const place = nodeOf(call, places ?? keywords.get('index'));
  const value = nodeOf(call, source ?? keywords.get('source'));
  if (isUnknown(along)) return along;
  if (isUnknown(place)) return place;
  if (isUnknown(value)) return value;
  const sizes = call.shape(base);
  const own = countedAxis(call, along, sizes.length);
  if (own !== 0) return call.unsupported('`index_add_` along another axis than the first');
  const { data, shape } = call.tensor(place);
  const index = [
    { kind: 'array', shape, values: data },
    ...sizes.slice(1).map((count) => ({ kind: 'slice', start: 0, step: 1, count })),
  ];
  return call.apply('indexAdd', [base, value], { index });
});

/** All methods of this family that are not functions written back. */
export function inPlaceMethods(): readonly BuiltinValue[] {
  const filling = (call: Call, base: NodeId, value: NodeId): NodeId => {
    const cast = call.apply('astype', [value], { dtype: call.tensor(base).dtype });
    return call.apply('broadcastTo', [cast], { shape: call.shape(base) });
  };
  return [
    writing('zero_', (call, base) => filling(call, base, call.constant(0))),
    writing('fill_', (call, base, [value]) => {
      const node = nodeOf(call, value);
      return isUnknown(node) ? node : filling(call, base, node);
    }),
    writing('copy_', (call, base, [source]) => {
      const node = nodeOf(call, source);
      return isUnknown(node) ? node : filling(call, base, node);
    }),
    writing('fill_diagonal_', (call, base, [value]) => {
      const node = nodeOf(call, value);
      if (isUnknown(node)) return node;
      const length = Math.min(...call.shape(base));
      const places = Float64Array.from({ length }, (_, i) => i);
      const item = { kind: 'array', shape: [length], values: places };
      return call.apply('indexAssign', [base, node], { index: [item, item] });
    }),
    drawing('normal_', [0, 1], (evaluation, mean, deviation) => mean + deviation * evaluation.randomNormal()),
    drawing('uniform_', [0, 1], (evaluation, low, high) => low + (high - low) * evaluation.random()),
    drawing('bernoulli_', [0.5, 0], (evaluation, chance) => (evaluation.random() < chance ? 1 : 0)),
    scattering('scatter_', (call, base, index, values) =>
      call.apply('indexAssign', [base, values], { index }),
    ),
    scattering('scatter_add_', (call, base, index, values) =>
      call.apply('indexAdd', [base, values], { index }),
    ),
    indexAdd,
  ];
}
