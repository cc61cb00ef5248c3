/** Axis arguments and groups of entries along axes, for reductions. */
import { gatherStrided } from '../broadcasting.ts';
import { ShapeError } from '../shape-error.ts';
import type { Attributes } from '../tape.ts';
import { allocateEntries, elementCount, stridesOf, type Tensor, withShape } from '../tensor.ts';

/** An axis counted from the front. Errors: ShapeError (AxisError). */
export function normalizedAxis(axis: number, rank: number): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  const message = `axis ${axis} is out of bounds for array of dimension ${rank}`;
  throw new ShapeError(message, [], 'AxisError', axis < 0 ? -axis : axis + 1);
}

/** The axes of a reduction's `axis` attribute (null or absent: all of them), counted from the front, ascending. */
export function reducedAxes(attributes: Attributes, rank: number): number[] {
  const axis = attributes['axis'] as number | readonly number[] | null | undefined;
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  const axes = (typeof axis === 'number' ? [axis] : [...axis]).map((one) => normalizedAxis(one, rank));
  if (new Set(axes).size !== axes.length) throw new ShapeError("duplicate value in 'axis'");
  return axes.sort((a, b) => a - b);
}

/** The shape with the given axes shrunk to 1. */
export function keptShape(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** The shape of a reduction's result. */
export function reducedShape(
  shape: readonly number[],
  axes: readonly number[],
  attributes: Attributes,
): number[] {
  return attributes['keepdims'] === true
    ? keptShape(shape, axes)
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** A result's upstream gradient (or the result itself) with the reduced axes back as axes of size 1. */
export function withKeptAxes(reduced: Tensor, shape: readonly number[], axes: readonly number[]): Tensor {
  return withShape(reduced, keptShape(shape, axes));
}

/**
 * Entries that are reduced together: group (o, k) holds data[(o·count + j)·inner + k] for j in [0, count).
 * Groups are in the row-major order of the result.
 */
export interface Groups {
  readonly data: Float64Array;
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** The groups along the given axes; entries are copied only where the axes are not neighbours. */
export function groupsAlong(x: Tensor, axes: readonly number[]): Groups {
  const { shape } = x;
  const first = axes[0] ?? 0;
  const last = axes[axes.length - 1] ?? -1;
  const count = axes.reduce((product, axis) => product * (shape[axis] as number), 1);
  if (last - first + 1 === axes.length) {
    const outer = elementCount(shape.slice(0, first));
    return { data: x.data, outer, count, inner: elementCount(shape.slice(last + 1)) };
  }
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const strides = stridesOf(shape);
  const data = gatherStrided(
    x.data,
    order.map((axis) => shape[axis] as number),
    order.map((axis) => strides[axis] as number),
    0,
  );
  return {
    data,
    outer: count === 0 ? elementCount(shape.filter((_, axis) => !axes.includes(axis))) : data.length / count,
    count,
    inner: 1,
  };
}

/** Folds every group from `start`; results in the order of the groups. */
export function foldGroups(
  groups: Groups,
  start: number,
  f: (accumulated: number, entry: number) => number,
): Float64Array {
  const { data, outer, count, inner } = groups;
  const result = allocateEntries(outer * inner).fill(start);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const row = (o * count + j) * inner;
      for (let k = 0; k < inner; k++) {
        const at = o * inner + k;
        result[at] = f(result[at] as number, data[row + k] as number);
      }
    }
  }
  return result;
}
