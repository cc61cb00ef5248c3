/** Windows that slide over an array: strides, sliding_window_view, and convolutions in one and two dimensions. */
import type { NodeId } from '../../autodiff/tape.ts';
import { entriesBy, stridesOf } from '../../autodiff/tensor.ts';
import { currentTensor, viewOf } from '../arrays.ts';
import type { ArrayValue, BuiltinValue, UnknownValue, Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction } from './function-table.ts';
import {
  anything,
  axis,
  flag,
  ignored,
  operand,
  optionalShape,
  shape,
  text,
  unsupported,
} from './parameters.ts';
import { arrayOf } from './views.ts';

/** Bytes of one entry as NumPy stores it. */
export function itemSize(dtype: string): number {
  return dtype === 'bool' ? 1 : 8;
}

/** A view of an array's entries by flat places, of any shape: writing to it writes to the array. */
function windowView(
  call: Call,
  array: ArrayValue,
  sizes: readonly number[],
  strides: readonly number[],
): Value {
  const { tape } = call.evaluation;
  const count = currentTensor(array, tape).data.length;
  const flat = viewOf(array, { operation: 'reshape', attributes: { shape: [count] } }, tape, call.span);
  const own = stridesOf(sizes);
  const values = entriesBy(sizes, (at) =>
    sizes.reduce(
      (sum, size, i) => sum + (Math.floor(at / (own[i] as number)) % size) * (strides[i] as number),
      0,
    ),
  );
  if (values.some((place) => place < 0 || place >= count || !Number.isInteger(place)))
    return call.unsupported('A strided view beyond the array’s entries');
  const index = [{ kind: 'array', shape: sizes, values }];
  return viewOf(flat, { operation: 'index', attributes: { index } }, tape, call.span);
}

function asStrided(
  call: Call,
  x: Value,
  sizes: readonly number[] | null,
  bytes: readonly number[] | null,
): Value {
  const array = arrayOf(call, x);
  if (isUnknown(array)) return array;
  const { shape: own, dtype } = currentTensor(array, call.evaluation.tape);
  const strides = bytes === null ? stridesOf(own) : bytes.map((step) => step / itemSize(dtype));
  return windowView(call, array, sizes ?? own, strides);
}

function slidingWindows(
  call: Call,
  x: Value,
  window: readonly number[],
  axes: number | readonly number[] | null,
): Value {
  const array = arrayOf(call, x);
  if (isUnknown(array)) return array;
  const { shape: sizes } = currentTensor(array, call.evaluation.tape);
  const along = (axes === null ? window.map((_, i) => i) : typeof axes === 'number' ? [axes] : axes).map(
    (one) => (one < 0 ? one + sizes.length : one),
  );
  const strides = stridesOf(sizes);
  const outer = [...sizes];
  along.forEach((one, i) => {
    outer[one] = (outer[one] as number) - (window[i] as number) + 1;
  });
  if (outer.some((size) => size < 1))
    throw call.error('ValueError', 'window shape cannot be larger than input array shape');
  return windowView(
    call,
    array,
    [...outer, ...window],
    [...strides, ...along.map((one) => strides[one] as number)],
  );
}

type Mode = 'full' | 'same' | 'valid';

/** The sums of products of a kernel with every window of x, for arrays with the same number of axes. */
function correlated(call: Call, x: NodeId, kernel: NodeId, mode: 'full' | 'valid'): NodeId | UnknownValue {
  const window = call.shape(kernel);
  const sizes = call.shape(x);
  if (window.length !== sizes.length)
    throw call.error('ValueError', 'in1 and in2 should have the same dimensionality');
  const margins = window.map((size) => (mode === 'valid' ? 0 : size - 1));
  const wide = call.apply('pad', [x], { before: margins, after: margins, mode: 'constant', value: 0 });
  const strides = stridesOf(call.shape(wide));
  const outer = call.shape(wide).map((size, i) => size - (window[i] as number) + 1);
  if (outer.some((size) => size < 1))
    return call.unsupported('A convolution whose kernel is larger than its array');
  const whole = [...outer, ...window];
  const own = stridesOf(whole);
  const steps = [...strides, ...strides];
  const values = entriesBy(whole, (at) =>
    whole.reduce(
      (sum, size, i) => sum + (Math.floor(at / (own[i] as number)) % size) * (steps[i] as number),
      0,
    ),
  );
  const windows = call.apply('index', [call.reshape(wide, [-1])], {
    index: [{ kind: 'array', shape: whole, values }],
  });
  const last = outer.map((_, i) => outer.length + i);
  return call.apply('sum', [call.apply('multiply', [windows, kernel])], { axis: last, keepdims: false });
}

/** All axes turned round. */
function turned(call: Call, x: NodeId): NodeId {
  const index = call
    .shape(x)
    .map((size) => ({ kind: 'slice', start: Math.max(0, size - 1), step: -1, count: size }));
  return call.apply('index', [x], { index });
}

function modeNamed(call: Call, name: string): Mode | UnknownValue {
  return name === 'full' || name === 'same' || name === 'valid'
    ? name
    : call.unsupported(`\`${call.name}\` with the mode ${name}`);
}

/** `np.convolve`, `np.correlate` and their relatives: `scipy.signal.convolve2d` … */
export function convolution(name: string, kind: 'convolve' | 'correlate', fallback: Mode): BuiltinValue {
  const parameters = {
    in1: operand(),
    in2: operand(),
    mode: text(fallback),
    boundary: text('fill'),
    fillvalue: ignored(),
    method: ignored(),
  };
  return arrayFunction(name, parameters, (call, { in1, in2, mode, boundary }) => {
    const wanted = modeNamed(call, mode);
    if (isUnknown(wanted)) return wanted;
    if (boundary !== 'fill') return call.unsupported(`\`${name}\` with the boundary ${boundary}`);
    const swaps =
      name.startsWith('np.') &&
      kind === 'convolve' &&
      call.tensor(in1).data.length < call.tensor(in2).data.length;
    const [x, kernel] = swaps ? [in2, in1] : [in1, in2];
    const window = kind === 'correlate' ? kernel : turned(call, kernel);
    if (wanted !== 'same') return correlated(call, x, window, wanted);
    const whole = correlated(call, x, window, 'full');
    if (isUnknown(whole)) return whole;
    // SciPy centres correlations in two dimensions one place later than all others where the kernel's size is even.
    const shift = name.endsWith('correlate2d') ? 0 : 1;
    const starts = call.shape(kernel).map((size) => Math.floor((size - shift) / 2));
    return centred(call, whole, call.shape(x), starts);
  });
}

/** The middle of a full convolution, of the size of its first array. */
function centred(call: Call, whole: NodeId, sizes: readonly number[], starts: readonly number[]): NodeId {
  const index = sizes.map((size, i) => ({
    kind: 'slice',
    start: starts[i] as number,
    step: 1,
    count: size,
  }));
  return call.apply('index', [whole], { index });
}

/** `np.lib.stride_tricks`. */
export function strideFunctions(): readonly BuiltinValue[] {
  return [
    arrayFunction(
      'np.lib.stride_tricks.as_strided',
      {
        x: anything(),
        shape: optionalShape(),
        strides: optionalShape(),
        subok: ignored(),
        writeable: flag(true),
      },
      (call, { x, shape: sizes, strides }) => asStrided(call, x, sizes, strides),
    ),
    arrayFunction(
      'np.lib.stride_tricks.sliding_window_view',
      { x: anything(), window_shape: shape(), axis: axis(), subok: ignored(), writeable: unsupported() },
      (call, { x, window_shape: window, axis: along }) => slidingWindows(call, x, window, along),
    ),
  ];
}
