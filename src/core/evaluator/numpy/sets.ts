/** Sets of entries, and places between or among sorted entries: np.union1d, np.digitize, np.partition, np.ravel_multi_index. */
import type { NodeId } from '../../autodiff/tape.ts';
import { allocate, tensor } from '../../autodiff/tensor.ts';
import { arrayFromNode } from '../arrays.ts';
import type { BuiltinValue, UnknownValue, Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { diagonalIndex } from './creation.ts';
import { arrayFunction, variadicFunction } from './function-table.ts';
import {
  anything,
  flag,
  ignored,
  integer,
  integerOr,
  integers,
  operand,
  operands,
  shape,
  singleAxis,
  text,
} from './parameters.ts';
import { sorted, sortingPlaces } from './reducing.ts';

const vector = (
  call: Call,
  entries: readonly number[],
  kind: 'int64' | 'float64' | 'bool' = 'int64',
): NodeId => call.constant(tensor(Float64Array.from(entries), [entries.length], kind));

/** A function of two sets of entries, whose result is ascending without repetition. */
function setFunction(
  name: string,
  keep: (entry: number, inFirst: boolean, inSecond: boolean) => boolean,
): BuiltinValue {
  const parameters = { ar1: operand(), ar2: operand(), assume_unique: ignored() };
  return arrayFunction(name, parameters, (call, { ar1, ar2 }) => {
    const [first, second] = [ar1, ar2].map((node) => new Set(call.tensor(node).data)) as [
      Set<number>,
      Set<number>,
    ];
    const entries = [...new Set([...first, ...second])]
      .filter((entry) => keep(entry, first.has(entry), second.has(entry)))
      .sort((one, other) => one - other);
    const kinds = [ar1, ar2].map((node) => call.tensor(node).dtype);
    return vector(call, entries, kinds.includes('float64') ? 'float64' : 'int64');
  });
}

/** np.digitize: how many of ascending bin edges lie at or below each entry. */
function digitized(call: Call, x: NodeId, bins: NodeId, right: boolean): NodeId {
  const edges = call.tensor(bins).data;
  const { data, shape: sizes } = call.tensor(x);
  const places = data.map((entry) => edges.filter((edge) => (right ? edge < entry : edge <= entry)).length);
  return call.constant(tensor(places, sizes, 'int64'));
}

/** np.lexsort: the order by the last key, equal entries by the key before it. */
function lexicalOrder(call: Call, keys: readonly NodeId[]): NodeId {
  const columns = keys.map((key) => call.tensor(key).data).toReversed();
  const count = columns[0]?.length ?? 0;
  const order = Array.from({ length: count }, (_, i) => i).sort((i, j) => {
    for (const column of columns) {
      const difference = (column[i] as number) - (column[j] as number);
      if (difference !== 0) return difference;
    }
    return i - j;
  });
  return vector(call, order);
}

/** np.ravel_multi_index: the flat places of places given by axis. */
function flatPlace(call: Call, parts: Value, sizes: readonly number[]): NodeId | UnknownValue {
  const items = call.evaluation.iterate(parts, call.span);
  if ('type' in items) return items;
  let whole = call.constant(tensor(Float64Array.of(0), [], 'int64'));
  let axis = 0;
  for (const item of items) {
    const node = call.operand(item);
    if (isUnknown(node)) return node;
    const size = call.constant(tensor(Float64Array.of(sizes[axis++] as number), [], 'int64'));
    whole = call.apply('add', [call.apply('multiply', [whole, size]), node]);
  }
  return whole;
}

/** The rows and columns of a part of a square: its diagonal or a triangle. */
function squarePlaces(call: Call, rows: number, columns: number, inside: (offset: number) => boolean): Value {
  const places = [...allocate([rows, columns]).keys()]
    .map((at) => [Math.floor(at / columns), at % columns])
    .filter(([row, column]) => inside((column as number) - (row as number)));
  const items = [0, 1].map((axis) =>
    arrayFromNode(
      vector(
        call,
        places.map((place) => place[axis] as number),
      ),
    ),
  );
  return { type: 'tuple', items };
}

/** Index arrays that meet at every combination of their places; a mask stands for its true places. */
function openMesh(call: Call, positional: readonly Value[]): Value {
  const items: Value[] = [];
  for (const [axis, value] of positional.entries()) {
    const node = call.operand(value);
    if (isUnknown(node)) return node;
    const { dtype, data } = call.tensor(node);
    const places = dtype === 'bool' ? [...data.keys()].filter((at) => data[at] !== 0) : [...data];
    const sizes = positional.map((_, i) => (i === axis ? places.length : 1));
    items.push(arrayFromNode(call.reshape(vector(call, places), sizes)));
  }
  return { type: 'tuple', items };
}

/** The sum of a diagonal. */
function trace(call: Call, a: NodeId, offset: number): NodeId | UnknownValue {
  const sizes = call.shape(a);
  if (sizes.length !== 2) return call.unsupported('`np.trace` of an array that is not a matrix');
  const entries = call.apply('index', [a], diagonalIndex(sizes[0] as number, sizes[1] as number, offset));
  return call.apply('sum', [entries], { axis: null, keepdims: false });
}

/** All functions of this family. */
export function setFunctions(): readonly BuiltinValue[] {
  const a = operand();
  const partition = { a, kth: integers(), axis: singleAxis(-1), kind: text(null) };
  const triangle = { n: integer('size'), k: integerOr(0), m: integerOr(null) };
  return [
    setFunction('np.intersect1d', (_, inFirst, inSecond) => inFirst && inSecond),
    setFunction('np.union1d', () => true),
    setFunction('np.setdiff1d', (_, inFirst, inSecond) => inFirst && !inSecond),
    setFunction('np.setxor1d', (_, inFirst, inSecond) => inFirst !== inSecond),
    arrayFunction('np.digitize', { x: a, bins: a, right: flag(false) }, (call, { x, bins, right }) =>
      digitized(call, x, bins, right),
    ),
    arrayFunction('np.lexsort', { keys: operands() }, (call, { keys }) => lexicalOrder(call, keys)),
    // Sorted entries are partitioned at every place.
    arrayFunction('np.partition', partition, (call, args) => sorted(call, args.a, args.axis)),
    arrayFunction('np.argpartition', partition, (call, args) =>
      args.axis === null
        ? sortingPlaces(call, call.reshape(args.a, [-1]), -1)
        : sortingPlaces(call, args.a, args.axis),
    ),
    arrayFunction(
      'np.ravel_multi_index',
      { multi_index: anything(), dims: shape() },
      (call, { multi_index: parts, dims }) => flatPlace(call, parts, dims),
    ),
    arrayFunction('np.extract', { condition: a, arr: a }, (call, { condition, arr }) => {
      const mask = call.tensor(condition).data;
      const places = [...mask.keys()].filter((at) => mask[at] !== 0);
      return call.apply('index', [call.reshape(arr, [-1])], {
        index: [{ kind: 'array', shape: [places.length], values: Float64Array.from(places) }],
      });
    }),
    arrayFunction('np.diag_indices', { n: integer('size'), ndim: integerOr(2) }, (call, { n }) =>
      squarePlaces(call, n, n, (offset) => offset === 0),
    ),
    arrayFunction('np.tril_indices', triangle, (call, { n, k, m }) =>
      squarePlaces(call, n, m ?? n, (offset) => offset <= k),
    ),
    arrayFunction('np.triu_indices', triangle, (call, { n, k, m }) =>
      squarePlaces(call, n, m ?? n, (offset) => offset >= k),
    ),
    variadicFunction('np.ix_', (call, positional) => openMesh(call, positional)),
    arrayFunction('np.trace', { a, offset: integerOr(0) }, (call, args) => trace(call, args.a, args.offset)),
  ];
}
