/** Functions that call a Python function on the parts of an array: np.vectorize, np.apply_along_axis, np.piecewise. */
import type { NodeId } from '../../autodiff/tape.ts';
import { entriesBy, filled, scalar, tensor } from '../../autodiff/tensor.ts';
import { arrayFromNode } from '../arrays.ts';
import type { BuiltinValue, UnknownValue, Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, variadicFunction } from './function-table.ts';
import { anything, anythingOr, dtype, integer, operand, shape } from './parameters.ts';
import { wholeAxis } from './subscript-items.ts';

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** One entry of an array without its other axes. */
function entryAt(call: Call, flat: NodeId, at: number): Value {
  return call.result(call.apply('index', [flat], { index: [{ kind: 'integer', value: at }] }));
}

/** What a call of the function gives, on the tape. */
function called(
  call: Call,
  f: Value,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value> = NO_KEYWORDS,
): NodeId | UnknownValue {
  return call.operand(call.evaluation.call(f, positional, keywords, call.span));
}

/** `np.vectorize(f)`: f at every entry of arrays that broadcast, the results stacked in their common shape. */
function vectorized(f: Value): BuiltinValue {
  return variadicFunction('np.vectorize', (call, positional, keywords) => {
    if (positional.length === 0) throw call.error('TypeError', 'the vectorized function needs an argument');
    const nodes: NodeId[] = [];
    for (const value of positional) {
      const node = call.operand(value);
      if (isUnknown(node)) return node;
      nodes.push(node);
    }
    const sizes = commonShape(call, nodes);
    const flats = nodes.map((node) =>
      call.reshape(call.apply('broadcastTo', [node], { shape: sizes }), [-1]),
    );
    const count = sizes.reduce((product, size) => product * size, 1);
    if (count === 0) throw call.error('ValueError', 'cannot call `vectorize` on size 0 inputs');
    const results: NodeId[] = [];
    for (let at = 0; at < count; at++) {
      const entries = flats.map((flat) => entryAt(call, flat, at));
      const result = called(call, f, entries, keywords);
      if (isUnknown(result)) return result;
      results.push(result);
    }
    const stacked = call.apply('stack', results, { axis: 0 });
    return sizes.length === 0 ? call.reshape(stacked, []) : arrayFromNode(call.reshape(stacked, sizes));
  });
}

function commonShape(call: Call, nodes: readonly NodeId[]): readonly number[] {
  const shapes = nodes.map((node) => call.constant(filled(call.shape(node), 0)));
  return call.shape(shapes.reduce((whole, next) => call.apply('add', [whole, next])));
}

/** `np.apply_along_axis(f, axis, a)`: f of every vector along one axis, whose results stand in that axis's place. */
function appliedAlong(
  call: Call,
  f: Value,
  axis: number,
  a: NodeId,
  rest: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): NodeId | UnknownValue {
  const sizes = call.shape(a);
  const own = axis < 0 ? axis + sizes.length : axis;
  const length = sizes[own];
  if (length === undefined)
    throw call.error('AxisError', `axis ${axis} is out of bounds for array of dimension ${sizes.length}`);
  const others = sizes.toSpliced(own, 1);
  const last = call.apply('transpose', [a], {
    axes: [...sizes.keys()].filter((axisNumber) => axisNumber !== own).concat(own),
  });
  const rows = call.reshape(last, [-1, length]);
  const results: NodeId[] = [];
  for (let at = 0; at < (call.shape(rows)[0] as number); at++) {
    const row = call.apply('index', [rows], { index: [{ kind: 'integer', value: at }, wholeAxis(length)] });
    const result = called(call, f, [arrayFromNode(row), ...rest], keywords);
    if (isUnknown(result)) return result;
    results.push(result);
  }
  const stacked = call.apply('stack', results, { axis: 0 });
  const inner = call.shape(stacked).slice(1);
  const whole = call.reshape(stacked, [...others, ...inner]);
  const order = [
    ...[...others.keys()].filter((i) => i < own),
    ...[...inner.keys()].map((i) => others.length + i),
    ...[...others.keys()].filter((i) => i >= own),
  ];
  return call.apply('transpose', [whole], { axes: order });
}

/** `np.piecewise(x, conditions, functions)`: the function (or number) of the last condition that holds. */
function piecewise(call: Call, x: NodeId, conditions: Value, functions: Value): NodeId | UnknownValue {
  const masks = call.evaluation.iterate(conditions, call.span);
  const choices = call.evaluation.iterate(functions, call.span);
  if ('type' in masks) return masks;
  if ('type' in choices) return choices;
  const list = [...choices];
  let whole = call.constant(filled(call.shape(x), 0, call.tensor(x).dtype));
  let covered = call.constant(filled(call.shape(x), 0, 'bool'));
  const at = (choice: Value): NodeId | UnknownValue => {
    const isPlain = choice.type === 'int' || choice.type === 'float' || choice.type === 'bool';
    return isPlain ? call.operand(choice) : called(call, choice, [call.result(x)]);
  };
  let used = 0;
  for (const mask of masks) {
    const node = call.operand(mask);
    const value = at(list[used++] as Value);
    if (isUnknown(node)) return node;
    if (isUnknown(value)) return value;
    whole = call.apply('where', [node, value, whole]);
    covered = call.apply('logicalOr', [covered, node]);
  }
  const otherwise = list[used];
  if (otherwise === undefined) return whole;
  const value = at(otherwise);
  return isUnknown(value) ? value : call.apply('where', [covered, whole, value]);
}

/** The place of every entry along one axis, as an array of the whole shape. */
export function placesAlong(sizes: readonly number[], axis: number): Float64Array {
  const stride = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
  return entriesBy(sizes, (at) => Math.floor(at / stride) % (sizes[axis] as number));
}

/** All functions of this family. */
export function applyingFunctions(): readonly BuiltinValue[] {
  return [
    ...['np.vectorize', 'np.frompyfunc'].map((name) =>
      variadicFunction(name, (call, [f]) => {
        if (f === undefined) throw call.error('TypeError', `${name}() needs a function`);
        return vectorized(f);
      }),
    ),
    variadicFunction('np.apply_along_axis', (call, [f, axis, array, ...rest], keywords) => {
      if (f === undefined || axis === undefined || array === undefined)
        throw call.error('TypeError', 'apply_along_axis() needs a function, an axis and an array');
      const along = integer().read(call, axis, 'axis');
      if (isUnknown(along)) return along;
      const node = call.operand(array);
      return isUnknown(node) ? node : appliedAlong(call, f, along, node, rest, keywords);
    }),
    arrayFunction(
      'np.piecewise',
      { x: operand(), condlist: anything(), funclist: anything() },
      (call, { x, condlist, funclist }) => piecewise(call, x, condlist, funclist),
    ),
    arrayFunction(
      'np.fromfunction',
      { function: anything(), shape: shape(), dtype: dtype() },
      (call, { function: f, shape: sizes, dtype: kind }) => {
        const places = sizes.map((_, axis) =>
          arrayFromNode(call.constant(tensor(placesAlong(sizes, axis), sizes, kind ?? 'float64'))),
        );
        return called(call, f, places);
      },
    ),
    arrayFunction(
      'np.indices',
      { dimensions: shape(), dtype: dtype() },
      (call, { dimensions, dtype: kind }) => {
        const nodes = dimensions.map((_, axis) =>
          call.constant(tensor(placesAlong(dimensions, axis), dimensions, kind ?? 'int64')),
        );
        return nodes.length === 0 ? call.constant(scalar(0)) : call.apply('stack', nodes, { axis: 0 });
      },
    ),
    arrayFunction('np.apply_over_axes', { func: anything(), a: operand(), axes: anythingOr() }, (call) =>
      call.unsupported('`np.apply_over_axes`'),
    ),
  ];
}
