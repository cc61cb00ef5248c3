/** Functions that find places and distinct entries: np.nonzero, np.argwhere, np.unique, np.searchsorted, np.ndindex. */
import type { NodeId } from '../../autodiff/tape.ts';
import { type Tensor, tensor } from '../../autodiff/tensor.ts';
import { arrayFromNode } from '../arrays.ts';
import type { BuiltinValue, UnknownValue, Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, variadicFunction } from './function-table.ts';
import { nditerFunction, placeOf } from './nditer.ts';
import {
  flag,
  integersIn,
  numberOr,
  operand,
  optionalOperand,
  shape,
  singleAxis,
  text,
} from './parameters.ts';
import { truePlaces } from './subscript-items.ts';

/** The places of non-zero entries, one array per axis. */
export function nonzero(call: Call, a: NodeId): Value {
  const places = truePlaces(call.tensor(a));
  const items = places.map((values) =>
    arrayFromNode(call.constant(tensor(values, [values.length], 'int64'))),
  );
  return { type: 'tuple', items };
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

function sizesOf(call: Call, places: Value): UnknownValue | readonly number[] {
  const wanted = integersIn(call, places, 'other');
  return isUnknown(wanted) ? wanted : typeof wanted === 'number' ? [wanted] : wanted;
}

/** All functions of this family. */
export function searchingFunctions(): readonly BuiltinValue[] {
  return [
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
    nditerFunction(),
    nditerFunction(),
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
