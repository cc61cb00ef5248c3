/** Functions that write into an array they are given: np.fill_diagonal, np.copyto, np.put, np.place, np.putmask. */
import type { NodeId } from '../../autodiff/tape.ts';
import { entriesBy } from '../../autodiff/tensor.ts';
import { currentNode, currentTensor } from '../arrays.ts';
import { type ArrayValue, type BuiltinValue, NONE, type UnknownValue, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { diagonalIndex } from './creation.ts';
import { arrayFunction, writeCast } from './function-table.ts';
import { anything, flag, ignored, operand, optionalOperand, singleAxis, text } from './parameters.ts';
import { alongAxisIndex } from './reducing.ts';
import { truePlaces } from './subscript-items.ts';

/** The array that is written into. Errors: TypeError for what is no array. */
function targetOf(call: Call, value: Value): ArrayValue | UnknownValue {
  const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
  if (settled.type === 'array' || settled.type === 'unknown') return settled;
  throw call.error('TypeError', 'argument 1 must be numpy.ndarray');
}

/** Writes what `body` makes of the present entries. */
function writing(
  call: Call,
  value: Value,
  body: (base: NodeId, shape: readonly number[]) => NodeId | UnknownValue,
): Value {
  const target = targetOf(call, value);
  if (isUnknown(target)) return target;
  const base = currentNode(target, call.evaluation.tape);
  const written = body(base, call.shape(base));
  if (isUnknown(written)) return written;
  writeCast(call, target, written);
  return NONE;
}

/** Entries repeated, or cut, to so many. */
function repeatedTo(call: Call, values: NodeId, count: number): NodeId {
  const flat = call.reshape(values, [-1]);
  const length = call.tensor(flat).data.length;
  const places = entriesBy([count], (i) => i % Math.max(1, length));
  return call.apply('index', [flat], { index: [{ kind: 'array', shape: [count], values: places }] });
}

/** The entries at flat places replaced by values, which are repeated where there are fewer. */
function putAt(call: Call, base: NodeId, places: readonly number[], values: NodeId): NodeId {
  const flat = call.reshape(base, [-1]);
  const size = call.tensor(flat).data.length;
  const own = places.map((place) => (place < 0 ? place + size : place));
  if (own.some((place) => place < 0 || place >= size))
    throw call.error('IndexError', `an index is out of bounds for axis 0 with size ${size}`);
  const index = [{ kind: 'array', shape: [own.length], values: Float64Array.from(own) }];
  const written = call.apply('indexAssign', [flat, repeatedTo(call, values, own.length)], { index });
  return call.reshape(written, call.shape(base));
}

/** The flat places of the true entries of a mask. */
function flatPlaces(call: Call, mask: NodeId): number[] {
  return [...(truePlaces(call.tensor(call.reshape(mask, [-1])))[0] ?? [])];
}

/** All functions of this family. */
export function writingFunctions(): readonly BuiltinValue[] {
  return [
    arrayFunction(
      'np.fill_diagonal',
      { a: anything(), val: operand({ kind: 'number' }), wrap: flag(false) },
      (call, { a, val }) =>
        writing(call, a, (base, shape) => {
          if (shape.length !== 2)
            return call.unsupported('`np.fill_diagonal` of an array that is not a matrix');
          return call.apply(
            'indexAssign',
            [base, val],
            diagonalIndex(shape[0] as number, shape[1] as number, 0),
          );
        }),
    ),
    arrayFunction(
      'np.copyto',
      { dst: anything(), src: operand(), casting: ignored(), where: optionalOperand() },
      (call, { dst, src, where }) =>
        writing(call, dst, (base) => (where === null ? src : call.apply('where', [where, src, base]))),
    ),
    arrayFunction(
      'np.put',
      { a: anything(), ind: operand(), v: operand(), mode: text('raise') },
      (call, { a, ind, v }) => writing(call, a, (base) => putAt(call, base, [...call.tensor(ind).data], v)),
    ),
    arrayFunction('np.place', { arr: anything(), mask: operand(), vals: operand() }, (call, args) =>
      writing(call, args.arr, (base) => putAt(call, base, flatPlaces(call, args.mask), args.vals)),
    ),
    arrayFunction('np.putmask', { a: anything(), mask: operand(), values: operand() }, (call, args) =>
      writing(call, args.a, (base, shape) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const whole = call.reshape(repeatedTo(call, args.values, size), shape);
        return call.apply('where', [args.mask, whole, base]);
      }),
    ),
    arrayFunction(
      'np.put_along_axis',
      { arr: anything(), indices: operand(), values: operand(), axis: singleAxis(null) },
      (call, { arr, indices, values, axis }) =>
        writing(call, arr, (base) =>
          axis === null
            ? putAt(call, base, [...call.tensor(indices).data], values)
            : call.apply('indexAssign', [base, values], { index: alongAxisIndex(call, base, indices, axis) }),
        ),
    ),
  ];
}

/** `np.multiply.at(a, places, b)` for a flat list of places: one place after the other, as NumPy has it. */
export function appliedAt(
  call: Call,
  operation: string,
  target: ArrayValue,
  places: NodeId,
  values: NodeId,
): NodeId {
  const base = currentNode(target, call.evaluation.tape);
  const { data, shape } = call.tensor(places);
  const size = currentTensor(target, call.evaluation.tape).shape[0] as number;
  const rest = call.shape(base).slice(1);
  const spread = call.apply('broadcastTo', [values], { shape: [...shape, ...rest] });
  const rows = call.reshape(spread, [data.length, ...rest]);
  let whole = base;
  data.forEach((place, at) => {
    const index = [{ kind: 'integer', value: place < 0 ? place + size : place }, ...rest.map(wholeOf)];
    const row = call.apply('index', [rows], {
      index: [{ kind: 'integer', value: at }, ...rest.map(wholeOf)],
    });
    const changed = call.apply(operation, [call.apply('index', [whole], { index }), row]);
    whole = call.apply('indexAssign', [whole, changed], { index });
  });
  return whole;
}

const wholeOf = (size: number): object => ({ kind: 'slice', start: 0, step: 1, count: size });
