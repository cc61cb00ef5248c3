/** Arrays put together from ranges and blocks: np.mgrid, np.ogrid, np.block, np.resize, np.geomspace. */
import type { NodeId } from '../../autodiff/tape.ts';
import { entriesBy, tensor } from '../../autodiff/tensor.ts';
import { arrayFromNode } from '../arrays.ts';
import type { BuiltinValue, UnknownValue, Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction } from './function-table.ts';
import { rangeOf } from './joining.ts';
import { anything, flag, integerOr, number, operand, shape } from './parameters.ts';

/** `np.mgrid[0:2, 0:3]`: the places along every axis of a grid; `np.ogrid` leaves them one axis wide. */
function grid(name: string, isOpen: boolean): BuiltinValue {
  const getItem = arrayFunction(name, { index: anything() }, (call, { index }) => {
    const slices = index.type === 'tuple' ? index.items : [index];
    const ranges: NodeId[] = [];
    for (const slice of slices) {
      if (slice.type !== 'slice') return call.unsupported(`\`${name}\` of anything but slices`);
      const range = rangeOf(call, slice.lower, slice.upper, slice.step);
      if (isUnknown(range)) return range;
      ranges.push(range);
    }
    if (index.type !== 'tuple') return ranges[0] as NodeId;
    const sizes = ranges.map((range) => call.shape(range)[0] as number);
    const upright = ranges.map((range, axis) =>
      call.reshape(
        range,
        sizes.map((size, i) => (i === axis ? size : 1)),
      ),
    );
    if (isOpen) return { type: 'tuple', items: upright.map((node) => arrayFromNode(node)) };
    const whole = upright.map((node) => call.apply('broadcastTo', [node], { shape: sizes }));
    return call.apply('stack', whole, { axis: 0 });
  });
  return { ...getItem, attributes: new Map([['__getitem__', getItem]]) };
}

/** np.block: nested lists joined along the last axis, the lists around them along the axes before it. */
function blocks(call: Call, value: Value, depth: number): NodeId | UnknownValue {
  if (value.type !== 'list') return call.operand(value);
  const parts: NodeId[] = [];
  for (const item of value.items) {
    const part = blocks(call, item, depth - 1);
    if (isUnknown(part)) return part;
    parts.push(part);
  }
  const rank = Math.max(depth, ...parts.map((part) => call.shape(part).length));
  const raised = parts.map((part) => {
    const sizes = call.shape(part);
    return call.reshape(part, [...new Array<number>(rank - sizes.length).fill(1), ...sizes]);
  });
  return call.apply('concatenate', raised, { axis: rank - depth });
}

const depthOf = (value: Value): number =>
  value.type === 'list' && value.items[0] ? 1 + depthOf(value.items[0]) : 0;

/** Entries of an array, repeated where there are too few, in another shape. */
export function resized(call: Call, a: NodeId, sizes: readonly number[]): NodeId {
  const flat = call.reshape(a, [-1]);
  const length = call.shape(flat)[0] as number;
  const values = entriesBy(sizes, (i) => i % Math.max(1, length));
  return call.apply('index', [flat], { index: [{ kind: 'array', shape: sizes, values }] });
}

/** All functions of this family. */
export function gridFunctions(): readonly BuiltinValue[] {
  return [
    grid('np.mgrid', false),
    grid('np.ogrid', true),
    arrayFunction('np.block', { arrays: anything() }, (call, { arrays }) =>
      blocks(call, arrays, depthOf(arrays)),
    ),
    arrayFunction('np.resize', { a: operand(), new_shape: shape() }, (call, args) =>
      resized(call, args.a, args.new_shape),
    ),
    arrayFunction(
      'np.geomspace',
      { start: number(), stop: number(), num: integerOr(50), endpoint: flag(true) },
      (call, { start, stop, num, endpoint }) => {
        const ratio = (stop / start) ** (1 / Math.max(1, endpoint ? num - 1 : num));
        const entries = entriesBy([num], (i) => start * ratio ** i);
        return call.constant(tensor(entries, [num]));
      },
    ),
  ];
}
