/** Functions that pick and compare entries: np.where, np.clip, np.take, np.choose, np.allclose. */
import type { NodeId } from '../../autodiff/tape.ts';
import { scalar, tensor } from '../../autodiff/tensor.ts';
import { bool, type BuiltinValue, int, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction } from './function-table.ts';
import {
  anything,
  anythingOr,
  flag,
  integer,
  numberOr,
  operand,
  operands,
  optionalOperand,
  out,
  singleAxis,
} from './parameters.ts';
import { takeAlong } from './reducing.ts';
import { nonzero } from './searching.ts';
import { placesItem, truePlaces, wholeAxis } from './subscript-items.ts';

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

function where(call: Call, condition: NodeId, x: Value, y: Value): NodeId | Value {
  if (x.type === 'none' && y.type === 'none') return nonzero(call, condition);
  const chosen = call.operand(x);
  if (isUnknown(chosen)) return chosen;
  const otherwise = call.operand(y);
  return isUnknown(otherwise) ? otherwise : call.apply('where', [condition, chosen, otherwise]);
}

/** The entries, or rows, for which a condition holds. */
export function compressed(call: Call, condition: NodeId, a: NodeId, axis: number | null): NodeId {
  const places = truePlaces(call.tensor(call.reshape(condition, [-1])))[0] as Float64Array;
  return take(call, a, call.constant(tensor(places, [places.length], 'int64')), axis);
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
      (call, args) => compressed(call, args.condition, args.a, args.axis),
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
    arrayFunction('np.array_equiv', { a1: operand(), a2: operand() }, (call, args) =>
      call.apply('all', [call.apply('equal', [args.a1, args.a2])], { axis: null }),
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
  ];
}
