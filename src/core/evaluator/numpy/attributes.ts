/** Attributes of arrays and of NumPy's numbers: `.T`, `.shape`, `.dtype` …, and the way to their methods. */
import { type DType, stridesOf } from '../../autodiff/tensor.ts';
import type { Span } from '../../python/source.ts';
import { arrayFromNode, currentNode, currentTensor, spoiledBy, valueOfNode, viewOf } from '../arrays.ts';
import { type ArrayValue, type Evaluation, int, NONE, type Value } from '../values.ts';
import { Call, guarded } from './call.ts';
import { methodOf, requireNode } from './methods.ts';
import { transposed } from './views.ts';
import { itemSize } from './windows.ts';

/** What arrays have in NumPy and not here: reading it is unknown, not an error. */
const NOT_HERE =
  'at flags resize tobytes tostring tofile dump dumps byteswap newbyteorder getfield setfield ctypes data device to_device itemset';

/**
 * `value.name` for an array or a number as NumPy gives them; null where there is no such attribute. Methods come bound.
 */
export function arrayAttribute(evaluation: Evaluation, value: Value, name: string, span: Span): Value | null {
  if (value.type === 'array') {
    const spoiled = spoiledBy(value);
    if (spoiled !== null && name !== 'shape' && name !== 'ndim' && name !== 'size' && name !== 'dtype')
      return spoiled;
  }
  return guarded(span, () => {
    const call = new Call(evaluation, name, span);
    const found = plainAttribute(call, value, name) ?? methodOf(value, name);
    return (
      found ?? (NOT_HERE.split(' ').includes(name) ? call.unsupported(`\`.${name}\` of an array`) : null)
    );
  });
}

function plainAttribute(call: Call, value: Value, name: string): Value | null {
  const { tape } = call.evaluation;
  switch (name) {
    case 'shape':
      return { type: 'tuple', items: shapeOf(call, value).map((size) => int(size)) };
    case 'ndim':
      return int(shapeOf(call, value).length);
    case 'size':
      return int(shapeOf(call, value).reduce((product, size) => product * size, 1));
    case 'dtype':
      return { type: 'dtype', name: dtypeOfValue(call, value) };
    case 'itemsize':
      return int(itemSize(dtypeOfValue(call, value)));
    case 'nbytes':
      return int(shapeOf(call, value).reduce((product, size) => product * size, 8));
    case 'strides':
      return { type: 'tuple', items: byteStrides(call, value) };
    case 'T':
      return value.type === 'array' ? transposed(call, value, null) : value;
    case 'real':
      return value;
    case 'imag':
      return call.result(call.apply('multiply', [requireNode(call, value), call.constant(0)]));
    case 'flat':
      return value.type === 'array'
        ? flatView(call, value)
        : arrayFromNode(call.reshape(requireNode(call, value), [-1]));
    case 'base':
      return value.type === 'array' ? (value.view?.base ?? NONE) : null;
    case 'A':
      return value.type === 'array' && value.isMatrix ? arrayFromNode(currentNode(value, tape)) : null;
    case 'A1':
      return value.type === 'array' && value.isMatrix
        ? valueOfNode(call.reshape(currentNode(value, tape), [-1]), tape)
        : null;
    case 'I':
      return value.type === 'array' && value.isMatrix
        ? call.result(call.apply('inverse', [requireNode(call, value)]))
        : null;
    default:
      return null;
  }
}

/** Every entry in order, to be read and written; unlike `ravel`, never a copy. */
function flatView(call: Call, array: ArrayValue): Value {
  const shape = [shapeOf(call, array).reduce((product, size) => product * size, 1)];
  return viewOf(array, { operation: 'reshape', attributes: { shape } }, call.evaluation.tape, call.span);
}

function shapeOf(call: Call, value: Value): readonly number[] {
  return value.type === 'array' ? currentTensor(value, call.evaluation.tape).shape : [];
}

/** How far apart neighbours along each axis lie, in bytes, were the entries without gaps. */
function byteStrides(call: Call, value: Value): Value[] {
  const bytes = itemSize(dtypeOfValue(call, value));
  return stridesOf(shapeOf(call, value)).map((stride) => int(stride * bytes));
}

function dtypeOfValue(call: Call, value: Value): DType {
  if (value.type === 'array') return currentTensor(value, call.evaluation.tape).dtype;
  return value.type === 'bool' ? 'bool' : value.type === 'int' ? 'int64' : 'float64';
}
