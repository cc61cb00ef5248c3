/** `np.nditer`: the iterator object of hand-written numerical gradients, with `finished`, `multi_index` and `iternext()`. */
import { currentNode, viewOf } from '../arrays.ts';
import {
  type ArrayValue,
  bool,
  type BuiltinValue,
  int,
  type ModuleValue,
  type UnknownValue,
  type Value,
} from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, notSupported, variadicFunction } from './function-table.ts';
import { anything, ignored } from './parameters.ts';
import { subscriptArray } from './subscripts.ts';
import { arrayOf } from './views.ts';

/** `np.nditer(x, flags=['multi_index'])` over one array, in row-major order. */
export function nditerFunction(): BuiltinValue {
  const parameters = { op: anything(), flags: ignored(), op_flags: ignored(), order: ignored() };
  return arrayFunction('np.nditer', parameters, (call, { op }) => iteratorOver(call, op));
}

function iteratorOver(call: Call, value: Value): ModuleValue | UnknownValue {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const sizes = call.shape(currentNode(array, call.evaluation.tape));
  const count = sizes.reduce((product, size) => product * size, 1);
  let at = 0;
  const advance = variadicFunction('nditer.iternext', () => {
    at += 1;
    return bool(at < count);
  });
  const iterate = variadicFunction('nditer.__iter__', () => ({
    type: 'iterator',
    next: () => {
      if (at >= count) return null;
      at += 1;
      return entryAt(call, array, at - 1, sizes);
    },
  }));
  return {
    type: 'module',
    name: 'np.nditer()',
    attributes: new Map([
      ['iternext', advance],
      ['__iter__', iterate],
    ]),
    // Read anew every time, since they change with every step.
    missing: (name, span) => {
      switch (name) {
        case 'finished':
          return bool(at >= count);
        case 'multi_index':
          return placeOf(at, sizes);
        case 'index':
        case 'iterindex':
          return int(at);
        case 'value':
          return subscriptArray(call.evaluation, array, placeOf(at, sizes), span);
        default:
          return notSupported(`nditer.${name}`, span);
      }
    },
  };
}

/** One entry as an array without axes, through which it may be written. */
function entryAt(call: Call, array: ArrayValue, at: number, sizes: readonly number[]): ArrayValue {
  const index = placesOf(at, sizes).map((value) => ({ kind: 'integer', value }));
  return viewOf(array, { operation: 'index', attributes: { index } }, call.evaluation.tape, call.span);
}

/** The place of a flat position in an array of this shape, as a tuple of integers. */
export function placeOf(at: number, sizes: readonly number[]): Value {
  return { type: 'tuple', items: placesOf(at, sizes).map((place) => int(place)) };
}

function placesOf(at: number, sizes: readonly number[]): readonly number[] {
  let stride = sizes.reduce((product, size) => product * size, 1);
  return sizes.map((size) => {
    stride /= size;
    return Math.floor(at / stride) % size;
  });
}
