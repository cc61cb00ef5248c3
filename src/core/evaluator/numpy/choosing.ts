/** Functions that pick, search and compare entries: np.where, np.clip, np.take, np.nonzero, np.unique, np.allclose. */
import type { NodeId } from '../../autodiff/tape.ts';
import { scalar, type Tensor, tensor } from '../../autodiff/tensor.ts';
import { arrayFromNode } from '../arrays.ts';
import { bool, type BuiltinValue, int, type UnknownValue, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, variadicFunction } from './function-table.ts';
import {
  anything,
  anythingOr,
  flag,
  integer,
  integersIn,
  numberOr,
  operand,
  operands,
  optionalOperand,
  out,
  shape,
  singleAxis,
  text,
} from './parameters.ts';
import { takeAlong } from './reducing.ts';
import { placesItem, truePlaces, wholeAxis } from './subscript-items.ts';

/** The places of non-zero entries, one array per axis. */
function nonzero(call: Call, a: NodeId): Value {
  const places = truePlaces(call.tensor(a));
  const items = places.map((values) =>
    arrayFromNode(call.constant(tensor(values, [values.length], 'int64'))),
  );
  return { type: 'tuple', items };
}

function take(call: Call, a: NodeId, places: NodeId, axis: number | null): NodeId {
  const input = axis === null ? call.reshape(a, [-1]) : a;
  const sizes = call.shape(input);
  const own = axis === null ? 0 : axis < 0 ? axis + sizes.length : axis;
  const size = sizes[own] as number;
  const wanted = call.tensor(places);
  const values = wanted.data.map((place) => {
    if (place < -size || place >= size) {
      throw call.error('IndexError', `index ${place} is out of bounds for axis ${own} with size ${size}`);
    }
    return place < 0 ? place + size : place;
  });
  const item = placesItem({ ...wanted, data: values });
  return call.apply('index', [input], {
    index: sizes.map((length, i) => (i === own ? item : wholeAxis(length))),
  });
}

/** np.clip and the method: bounds may be left out as None. */
export function clipped(call: Call, a: NodeId, lower: NodeId | null, upper: NodeId | null): NodeId {
  const bounds = [lower, upper].filter((bound) => bound !== null);
  return call.apply('clip', [a, ...bounds], { lower: lower !== null, upper: upper !== null });
}

/** np.choose(a, choices): for every place the entry of the choice that `a` names there. */
function choose(call: Call, a: NodeId, choices: readonly NodeId[]): NodeId {
  const [first, ...rest] = choices;
  if (first === undefined) throw call.error('ValueError', 'need at least one choice');
  return rest.reduce(
    (chosen, choice, i) => {
      const here = call.apply('equal', [a, call.constant(scalar(i + 1, 'int64'))]);
      return call.apply('where', [here, choice, chosen]);
    },
    call.apply('broadcastTo', [first], { shape: call.shape(call.apply('add', [a, first])) }),
  );
}

/** np.select: the first choice whose condition holds. */
function select(
  call: Call,
  conditions: readonly NodeId[],
  choices: readonly NodeId[],
  fallback: NodeId,
): NodeId {
  return conditions.reduceRight(
    (rest, condition, i) => call.apply('where', [condition, choices[i] as NodeId, rest]),
    fallback,
  );
}

function unravel(call: Call, places: NodeId, sizes: readonly number[]): Value {
  const { data, shape: own } = call.tensor(places);
  let stride = sizes.reduce((product, size) => product * size, 1);
  const items = sizes.map((size) => {
    stride /= size;
    const step = stride;
    return call.result(
      call.constant(
        tensor(
          data.map((place) => Math.floor(place / step) % size),
          own,
          'int64',
        ),
      ),
    );
  });
  return { type: 'tuple', items };
}

/** The distinct entries in ascending order, with their counts or the places of their members where asked. */
function unique(call: Call, a: NodeId, counts: boolean, inverse: boolean): Value {
  const { data, dtype } = call.tensor(a);
  const distinct = [...new Set(data)].sort((x, y) => x - y);
  const array = (values: readonly number[], kind: Tensor['dtype']): Value =>
    arrayFromNode(call.constant(tensor(Float64Array.from(values), [values.length], kind)));
  const items = [array(distinct, dtype)];
  if (inverse)
    items.push(
      array(
        Array.from(data, (entry) => distinct.indexOf(entry)),
        'int64',
      ),
    );
  if (counts)
    items.push(
      array(
        distinct.map((entry) => data.filter((other) => other === entry).length),
        'int64',
      ),
    );
  return items.length === 1 ? (items[0] as Value) : { type: 'tuple', items };
}

/** |a − b| ≤ absolute + relative·|b| for every pair of entries. */
function close(call: Call, a: NodeId, b: NodeId, relative: number, absolute: number): NodeId {
  const distance = call.apply('absolute', [
    call.apply('subtract', [call.apply('astype', [a], { dtype: 'float64' }), b]),
  ]);
  const scale = call.apply('multiply', [call.constant(relative), call.apply('absolute', [b])]);
  const within = call.apply('lessEqual', [distance, call.apply('add', [call.constant(absolute), scale])]);
  return call.apply('logicalOr', [within, call.apply('equal', [a, b])]);
}

function sameEverywhere(call: Call, a: NodeId, b: NodeId): Value {
  const [x, y] = [call.tensor(a), call.tensor(b)];
  const sameShape = x.shape.length === y.shape.length && x.shape.every((size, i) => size === y.shape[i]);
  return bool(sameShape && x.data.every((entry, i) => entry === y.data[i]));
}

function counts(call: Call, x: NodeId, weights: NodeId | null, least: number): NodeId {
  const { data } = call.tensor(x);
  const length = Math.max(
    least,
    data.reduce((largest, entry) => Math.max(largest, entry + 1), 0),
  );
  const totals = new Float64Array(length);
  const shares = weights === null ? null : call.tensor(weights).data;
  data.forEach((entry, i) => {
    totals[entry] = (totals[entry] as number) + (shares === null ? 1 : (shares[i] as number));
  });
  return call.constant(tensor(totals, [length], weights === null ? 'int64' : 'float64'));
}

/** Where each value would be inserted into ascending entries. */
function searchSorted(call: Call, a: NodeId, v: NodeId, right: boolean): NodeId {
  const entries = call.tensor(a).data;
  const { data, shape: sizes } = call.tensor(v);
  const places = data.map(
    (value) => entries.filter((entry) => (right ? entry <= value : entry < value)).length,
  );
  return call.constant(tensor(places, sizes, 'int64'));
}

function contained(call: Call, element: NodeId, test: NodeId): NodeId {
  const wanted = new Set(call.tensor(test).data);
  const { data, shape: sizes } = call.tensor(element);
  return call.constant(
    tensor(
      data.map((entry) => (wanted.has(entry) ? 1 : 0)),
      sizes,
      'bool',
    ),
  );
}

function where(call: Call, condition: NodeId, x: Value, y: Value): NodeId | Value {
  if (x.type === 'none' && y.type === 'none') return nonzero(call, condition);
  const chosen = call.operand(x);
  if (isUnknown(chosen)) return chosen;
  const otherwise = call.operand(y);
  return isUnknown(otherwise) ? otherwise : call.apply('where', [condition, chosen, otherwise]);
}

function sizesOf(call: Call, places: Value): UnknownValue | readonly number[] {
  const wanted = integersIn(call, places, 'other');
  return isUnknown(wanted) ? wanted : typeof wanted === 'number' ? [wanted] : wanted;
}

/** All functions of this family. */
export function choosingFunctions(): readonly BuiltinValue[] {
  const tolerance = {
    a: operand(),
    b: operand(),
    rtol: numberOr(1e-5),
    atol: numberOr(1e-8),
    equal_nan: flag(false),
  };
  return [
    arrayFunction('np.where', { condition: operand(), x: anythingOr(), y: anythingOr() }, (call, args) =>
      where(call, args.condition, args.x, args.y),
    ),
    arrayFunction(
      'np.clip',
      {
        a: operand(),
        a_min: optionalOperand(),
        a_max: optionalOperand(),
        out: out(),
        min: optionalOperand(),
        max: optionalOperand(),
      },
      (call, args) => clipped(call, args.a, args.a_min ?? args.min, args.a_max ?? args.max),
    ),
    arrayFunction('np.nonzero', { a: operand() }, (call, { a }) => nonzero(call, a)),
    arrayFunction('np.flatnonzero', { a: operand() }, (call, { a }) => {
      const places = truePlaces(call.tensor(call.reshape(a, [-1])))[0] as Float64Array;
      return call.constant(tensor(places, [places.length], 'int64'));
    }),
    arrayFunction('np.argwhere', { a: operand() }, (call, { a }) => {
      const places = truePlaces(call.tensor(a));
      const rows = places[0]?.length ?? 0;
      const data = Float64Array.from(
        { length: rows * places.length },
        (_, at) => places[at % places.length]?.[Math.floor(at / places.length)] as number,
      );
      return call.constant(tensor(data, [rows, places.length], 'int64'));
    }),
    arrayFunction(
      'np.take',
      { a: operand(), indices: operand(), axis: singleAxis(null), out: out() },
      (call, args) => take(call, args.a, args.indices, args.axis),
    ),
    arrayFunction(
      'np.take_along_axis',
      { arr: operand(), indices: operand(), axis: integer() },
      (call, args) => takeAlong(call, args.arr, args.indices, args.axis),
    ),
    arrayFunction(
      'np.compress',
      { condition: operand(), a: operand(), axis: singleAxis(null) },
      (call, args) => {
        const places = truePlaces(call.tensor(args.condition))[0] as Float64Array;
        return take(call, args.a, call.constant(tensor(places, [places.length], 'int64')), args.axis);
      },
    ),
    arrayFunction('np.choose', { a: operand(), choices: operands() }, (call, args) =>
      choose(call, args.a, args.choices),
    ),
    arrayFunction(
      'np.select',
      { condlist: operands(), choicelist: operands(), default: anythingOr(int(0)) },
      (call, args) => {
        const fallback = call.operand(args.default);
        return isUnknown(fallback) ? fallback : select(call, args.condlist, args.choicelist, fallback);
      },
    ),
    arrayFunction('np.unravel_index', { indices: operand(), shape: shape() }, (call, args) =>
      unravel(call, args.indices, args.shape),
    ),
    arrayFunction(
      'np.unique',
      {
        ar: operand(),
        return_index: flag(false),
        return_inverse: flag(false),
        return_counts: flag(false),
        axis: singleAxis(null),
      },
      (call, args) =>
        args.return_index || args.axis !== null
          ? call.unsupported('`np.unique` with `return_index=` or `axis=`')
          : unique(call, args.ar, args.return_counts, args.return_inverse),
    ),
    arrayFunction(
      'np.bincount',
      { x: operand(), weights: optionalOperand(), minlength: numberOr(0) },
      (call, args) => counts(call, args.x, args.weights, args.minlength),
    ),
    arrayFunction('np.searchsorted', { a: operand(), v: operand(), side: text('left') }, (call, args) =>
      searchSorted(call, args.a, args.v, args.side === 'right'),
    ),
    ...['np.isin', 'np.in1d'].map((name) =>
      arrayFunction(name, { element: operand(), test_elements: operand() }, (call, args) =>
        contained(call, args.element, args.test_elements),
      ),
    ),
    arrayFunction('np.array_equal', { a1: operand(), a2: operand() }, (call, args) =>
      sameEverywhere(call, args.a1, args.a2),
    ),
    arrayFunction('np.isclose', tolerance, (call, args) => close(call, args.a, args.b, args.rtol, args.atol)),
    arrayFunction('np.allclose', tolerance, (call, args) =>
      call.apply('all', [close(call, args.a, args.b, args.rtol, args.atol)], { axis: null }),
    ),
    arrayFunction('np.isscalar', { element: anything() }, (call, { element }) => {
      const settled = call.evaluation.resolve(element, { kind: 'any' }, call.span);
      return isUnknown(settled) ? settled : bool(['int', 'float', 'bool', 'str'].includes(settled.type));
    }),
    variadicFunction('np.ndindex', (call, positional) => {
      const [only] = positional;
      const sizes = sizesOf(
        call,
        positional.length === 1 && only !== undefined ? only : { type: 'tuple', items: positional },
      );
      if (isUnknown(sizes)) return sizes;
      const count = sizes.reduce((product, size) => product * size, 1);
      return { type: 'list', items: Array.from({ length: count }, (_, at) => placeOf(at, sizes)) };
    }),
    arrayFunction('np.ndenumerate', { arr: operand() }, (call, { arr }) => {
      const sizes = call.shape(arr);
      const items = Array.from(call.tensor(arr).data, (_, at): Value => {
        const entry = call.apply('index', [call.reshape(arr, [-1])], {
          index: [{ kind: 'integer', value: at }],
        });
        return { type: 'tuple', items: [placeOf(at, sizes), call.result(entry)] };
      });
      return { type: 'list', items };
    }),
  ];
}

/** The place of a flat position, as a tuple of integers. */
function placeOf(at: number, sizes: readonly number[]): Value {
  let stride = sizes.reduce((product, size) => product * size, 1);
  const items = sizes.map((size) => {
    stride /= size;
    return int(Math.floor(at / stride) % size);
  });
  return { type: 'tuple', items };
}
