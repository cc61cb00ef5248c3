/** Functions that join and split arrays, and the index objects `np.c_` and `np.r_`. */
import type { NodeId } from '../../autodiff/tape.ts';
import { arrayFromNode, currentNode, viewOf } from '../arrays.ts';
import { type BuiltinValue, float, int, type UnknownValue, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction } from './function-table.ts';
import { anything, integerOr, integersIn, operand, operands, out, singleAxis } from './parameters.ts';
import { alongAxis } from './rearranging.ts';
import { arrayOf } from './views.ts';
import { wholeAxis } from './subscript-items.ts';

const concatenate = (call: Call, nodes: readonly NodeId[], along: number): NodeId =>
  call.apply('concatenate', nodes, { axis: along });

/** Every node with at least `rank` axes, new ones in front. */
function raised(call: Call, nodes: readonly NodeId[], rank: number): NodeId[] {
  return nodes.map((node) => {
    const sizes = call.shape(node);
    return sizes.length >= rank
      ? node
      : call.reshape(node, [...new Array<number>(rank - sizes.length).fill(1), ...sizes]);
  });
}

function horizontal(call: Call, nodes: readonly NodeId[]): NodeId {
  const raisedNodes = raised(call, nodes, 1);
  return concatenate(call, raisedNodes, call.shape(raisedNodes[0] ?? -1).length === 1 ? 0 : 1);
}

/** Vectors as columns, matrices as they are. */
function columns(call: Call, nodes: readonly NodeId[]): NodeId {
  const upright = nodes.map((node) => (call.shape(node).length < 2 ? call.reshape(node, [-1, 1]) : node));
  return concatenate(call, upright, 1);
}

function deep(call: Call, nodes: readonly NodeId[]): NodeId {
  const thick = raised(call, nodes, 2).map((node, i) => {
    const sizes = call.shape(node);
    if (sizes.length > 2) return node;
    const whole = call.shape(nodes[i] as NodeId).length < 2 ? [1, sizes[1] as number, 1] : [...sizes, 1];
    return call.reshape(node, whole);
  });
  return concatenate(call, thick, 2);
}

function appended(call: Call, array: NodeId, values: NodeId, along: number | null): NodeId {
  if (along !== null) return concatenate(call, [array, values], along);
  return concatenate(call, [call.reshape(array, [-1]), call.reshape(values, [-1])], 0);
}

/** Where the parts of a split end: given places, or equal parts, the first ones longer where they do not come out even. */
function splitPlaces(
  call: Call,
  size: number,
  sections: number | readonly number[],
  even: boolean,
): readonly number[] {
  if (typeof sections !== 'number')
    return [...sections.map((place) => (place < 0 ? place + size : Math.min(place, size))), size];
  if (even && size % sections !== 0) {
    throw call.error('ValueError', 'array split does not result in an equal division');
  }
  const [short, longer] = [Math.floor(size / sections), size % sections];
  return Array.from({ length: sections }, (_, i) => (i + 1) * short + Math.min(i + 1, longer));
}

/** The parts as views, as NumPy's split has it. */
function split(call: Call, value: Value, sections: Value, along: number, even: boolean): Value {
  const array = arrayOf(call, value);
  if (isUnknown(array)) return array;
  const wanted = integersIn(call, sections, 'other');
  if (isUnknown(wanted)) return wanted;
  const { tape } = call.evaluation;
  const sizes = call.shape(currentNode(array, tape));
  const own = along < 0 ? along + sizes.length : along;
  const ends = splitPlaces(call, sizes[own] as number, wanted, even);
  const items = ends.map((end, i) => {
    const start = ends[i - 1] ?? 0;
    const index = sizes.map((size, axisNumber) =>
      axisNumber === own
        ? { kind: 'slice', start, step: 1, count: Math.max(0, end - start) }
        : wholeAxis(size),
    );
    return viewOf(array, { operation: 'index', attributes: { index } }, tape, call.span);
  });
  return { type: 'list', items };
}

function splitting(name: string, along: number | null, even: boolean): BuiltinValue {
  const parameters = { ary: anything(), indices_or_sections: anything(), axis: integerOr(along ?? 0) };
  return arrayFunction(name, parameters, (call, args) =>
    split(call, args.ary, args.indices_or_sections, args.axis, even),
  );
}

/** np.insert of one value or row before one place. */
function inserted(call: Call, array: NodeId, place: number, values: NodeId, along: number | null): NodeId {
  const input = along === null ? call.reshape(array, [-1]) : array;
  const sizes = call.shape(input);
  const own = along === null ? 0 : along < 0 ? along + sizes.length : along;
  const size = sizes[own] as number;
  const at = place < 0 ? place + size : place;
  const places = Array.from({ length: size }, (_, i) => i);
  const slab = sizes.map((length, i) => (i === own ? 1 : length));
  const { dtype } = call.tensor(input);
  const written = call.tensor(values).dtype === dtype ? values : call.apply('astype', [values], { dtype });
  const given = call.shape(written);
  const upright =
    given.length > 0 && given.length === sizes.length - 1
      ? call.reshape(written, given.toSpliced(own, 0, 1))
      : written;
  const middle = call.apply('broadcastTo', [upright], { shape: slab });
  return concatenate(
    call,
    [alongAxis(call, input, own, places.slice(0, at)), middle, alongAxis(call, input, own, places.slice(at))],
    own,
  );
}

function deleted(
  call: Call,
  array: NodeId,
  places: number | readonly number[],
  along: number | null,
): NodeId {
  const input = along === null ? call.reshape(array, [-1]) : array;
  const own = along === null ? 0 : along < 0 ? along + call.shape(input).length : along;
  const size = call.shape(input)[own] as number;
  const gone = new Set(
    (typeof places === 'number' ? [places] : places).map((place) => (place < 0 ? place + size : place)),
  );
  return alongAxis(
    call,
    input,
    own,
    Array.from({ length: size }, (_, i) => i).filter((place) => !gone.has(place)),
  );
}

/** The parts of `np.r_[…]` and `np.c_[…]` as arrays; a slice is a range, as in `np.r_[0:5]`. */
function joinedParts(call: Call, index: Value): readonly NodeId[] | UnknownValue {
  const items = index.type === 'tuple' ? index.items : [index];
  const nodes: NodeId[] = [];
  for (const item of items) {
    const node =
      item.type === 'slice' ? rangeOf(call, item.lower, item.upper, item.step) : call.operand(item);
    if (isUnknown(node)) return node;
    nodes.push(node);
  }
  return nodes;
}

/** A range as a slice writes it: `0:5`. */
export function rangeOf(call: Call, lower: Value, upper: Value, step: Value): NodeId | UnknownValue {
  const bounds = [lower, upper, step].map((bound) =>
    call.evaluation.resolve(bound, { kind: 'integer', use: 'other' }, call.span),
  );
  const numbers = bounds.map((bound, i) =>
    bound.type === 'int' || bound.type === 'float'
      ? bound.value
      : bound.type === 'none'
        ? i === 2
          ? 1
          : 0
        : Number.NaN,
  );
  const [start, stop, by] = numbers as [number, number, number];
  if (numbers.some(Number.isNaN)) return call.unsupported('A range with these bounds');
  const whole = bounds.every((bound) => bound.type !== 'float');
  const items = Array.from({ length: Math.max(0, Math.ceil((stop - start) / by)) }, (_, i) =>
    whole ? int(start + i * by) : float(start + i * by),
  );
  return call.operand({ type: 'list', items });
}

/** `np.c_` and `np.r_`: subscripting them joins arrays as columns, or end to end. */
function joiner(name: string, join: (call: Call, nodes: readonly NodeId[]) => NodeId): BuiltinValue {
  const getItem = arrayFunction(name, { index: anything() }, (call, { index }) => {
    const nodes = joinedParts(call, index);
    return isUnknown(nodes) ? nodes : join(call, nodes);
  });
  return { ...getItem, attributes: new Map([['__getitem__', getItem]]) };
}

/** All functions of this family. */
export function joiningFunctions(): readonly BuiltinValue[] {
  const stackParameters = { arrays: operands(), axis: integerOr(0), out: out() };
  const tup = { tup: operands() };
  return [
    arrayFunction('np.concatenate', { arrays: operands(), axis: singleAxis(0), out: out() }, (call, args) =>
      args.axis === null
        ? concatenate(
            call,
            args.arrays.map((node) => call.reshape(node, [-1])),
            0,
          )
        : concatenate(call, args.arrays, args.axis),
    ),
    arrayFunction('np.stack', stackParameters, (call, args) =>
      call.apply('stack', args.arrays, { axis: args.axis }),
    ),
    arrayFunction('np.hstack', tup, (call, args) => horizontal(call, args.tup)),
    ...['np.vstack', 'np.row_stack'].map((name) =>
      arrayFunction(name, tup, (call, args) => concatenate(call, raised(call, args.tup, 2), 0)),
    ),
    arrayFunction('np.column_stack', tup, (call, args) => columns(call, args.tup)),
    arrayFunction('np.dstack', tup, (call, args) => deep(call, args.tup)),
    arrayFunction('np.append', { arr: operand(), values: operand(), axis: singleAxis(null) }, (call, args) =>
      appended(call, args.arr, args.values, args.axis),
    ),
    arrayFunction(
      'np.insert',
      { arr: operand(), obj: anything(), values: operand(), axis: singleAxis(null) },
      (call, args) => {
        const place = integersIn(call, args.obj, 'other');
        if (isUnknown(place)) return place;
        if (typeof place !== 'number') return call.unsupported('`np.insert` at several places');
        return inserted(call, args.arr, place, args.values, args.axis);
      },
    ),
    arrayFunction('np.delete', { arr: operand(), obj: anything(), axis: singleAxis(null) }, (call, args) => {
      const places = integersIn(call, args.obj, 'other');
      return isUnknown(places) ? places : deleted(call, args.arr, places, args.axis);
    }),
    splitting('np.split', null, true),
    splitting('np.array_split', null, false),
    splitting('np.vsplit', 0, true),
    splitting('np.hsplit', 1, true),
    splitting('np.dsplit', 2, true),
    joiner('np.c_', columns),
    joiner('np.r_', (call, nodes) => concatenate(call, raised(call, nodes, 1), 0)),
    arrayFunction('np.broadcast_arrays', { a: operand(), b: operand() }, (call, { a, b }) => {
      const shape = call.shape(
        call.apply('where', [call.constant({ dtype: 'bool', shape: [], data: Float64Array.of(1) }), a, b]),
      );
      const items = [a, b].map((node) => arrayFromNode(call.apply('broadcastTo', [node], { shape })));
      return { type: 'tuple', items };
    }),
  ];
}
