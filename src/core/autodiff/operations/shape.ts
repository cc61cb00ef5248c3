/** Operations that rearrange entries without computing: reshape, transpose, stretch, pad. */
import { broadcastTo, gatherStrided } from '../broadcasting.ts';
import { ShapeError, shapeText } from '../shape-error.ts';
import type { Attributes, Operation } from '../tape.ts';
import { allocate, elementCount, stridesOf, type Tensor, tensor, withShape } from '../tensor.ts';
import { normalizedAxis } from './axes.ts';

/** A shape with at most one -1 filled in. Errors: ShapeError where the sizes do not fit. */
export function resolvedShape(wanted: readonly number[], count: number): readonly number[] {
  const known = wanted.reduce((product, size) => (size < 0 ? product : product * size), 1);
  const open = wanted.filter((size) => size < 0).length;
  if (open > 1) throw new ShapeError('can only specify one unknown dimension');
  const fits = open === 0 ? known === count : known > 0 && count % known === 0;
  if (!fits) {
    const message = `cannot reshape array of size ${count} into shape ${shapeText(wanted).replaceAll(' ', '')}`;
    throw new ShapeError(message, [{ left: count, right: known }]);
  }
  return open === 0 ? wanted : wanted.map((size) => (size < 0 ? count / known : size));
}

/** The axes attribute of a transpose (null: reversed), counted from the front. Errors: ShapeError. */
export function permutationOf(attributes: Attributes, rank: number): number[] {
  const axes = attributes['axes'] as readonly number[] | null | undefined;
  if (axes === null || axes === undefined) return Array.from({ length: rank }, (_, i) => rank - 1 - i);
  if (axes.length !== rank) throw new ShapeError("axes don't match array");
  const order = axes.map((axis) => normalizedAxis(axis, rank));
  if (new Set(order).size !== rank) throw new ShapeError('repeated axis in transpose');
  return order;
}

/** The permutation that undoes one. */
export function inversePermutation(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length);
  order.forEach((axis, i) => {
    inverse[axis] = i;
  });
  return inverse;
}

function permuted(x: Tensor, order: readonly number[]): Tensor {
  const strides = stridesOf(x.shape);
  const shape = order.map((axis) => x.shape[axis] as number);
  const data = gatherStrided(
    x.data,
    shape,
    order.map((axis) => strides[axis] as number),
    0,
  );
  return tensor(data, shape, x.dtype);
}

/** How np.pad fills: the widths before and after each axis, the mode, and the constant. */
interface Padding {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly mode: 'constant' | 'edge' | 'reflect' | 'wrap';
  readonly value: number;
}

/** Where along an axis of `size` entries a padded place reads from; -1 for the constant. */
function paddedSource(place: number, size: number, mode: Padding['mode']): number {
  if (place >= 0 && place < size) return place;
  if (mode === 'constant' || size === 0) return -1;
  if (mode === 'edge') return place < 0 ? 0 : size - 1;
  const modulo = (value: number, by: number): number => ((value % by) + by) % by;
  if (mode === 'wrap') return modulo(place, size);
  if (size === 1) return 0;
  const folded = modulo(place, 2 * (size - 1));
  return folded < size ? folded : 2 * (size - 1) - folded;
}

/** For every entry of the padded array, the flat source entry, or -1. */
function paddedSources(shape: readonly number[], padding: Padding): { shape: number[]; sources: Int32Array } {
  const padded = shape.map(
    (size, axis) => size + (padding.before[axis] as number) + (padding.after[axis] as number),
  );
  if (padded.some((size) => size < 0)) throw new ShapeError("index can't contain negative values");
  const strides = stridesOf(shape);
  let sources = Int32Array.of(0);
  padded.forEach((size, axis) => {
    const next = new Int32Array(sources.length * size);
    for (let i = 0; i < next.length; i++) {
      const prefix = sources[Math.floor(i / size)] as number;
      const source = paddedSource(
        (i % size) - (padding.before[axis] as number),
        shape[axis] as number,
        padding.mode,
      );
      next[i] = prefix < 0 || source < 0 ? -1 : prefix + source * (strides[axis] as number);
    }
    sources = next;
  });
  return { shape: padded, sources };
}

export const shapeOperations: readonly Operation[] = [
  {
    name: 'reshape',
    rearranges: true,
    value: ([x], attributes) => {
      const input = x as Tensor;
      return withShape(input, resolvedShape(attributes['shape'] as readonly number[], input.data.length));
    },
    vectorJacobianProduct: (g, [x]) => [withShape(g, (x as Tensor).shape)],
    formula: { value: 'x', gradients: ['g'] },
  },
  {
    name: 'transpose',
    rearranges: true,
    value: ([x], attributes) => permuted(x as Tensor, permutationOf(attributes, (x as Tensor).shape.length)),
    vectorJacobianProduct: (g, _inputs, y, attributes) => [
      permuted(g, inversePermutation(permutationOf(attributes, y.shape.length))),
    ],
    formula: { value: 'x.T', gradients: ['g.T'] },
  },
  {
    name: 'broadcastTo',
    rearranges: true,
    value: ([x], attributes) => broadcastTo(x as Tensor, attributes['shape'] as readonly number[]),
    // The sweep sums over the stretched axes.
    vectorJacobianProduct: (g) => [g],
    formula: { value: 'x', gradients: ['g, summed over the stretched axes'] },
  },
  {
    name: 'pad',
    rearranges: true,
    value: ([x], attributes) => {
      const padding = attributes as unknown as Padding;
      const input = x as Tensor;
      const { shape, sources } = paddedSources(input.shape, padding);
      const data = allocate(shape);
      for (let i = 0; i < data.length; i++) {
        const source = sources[i] as number;
        data[i] = source < 0 ? padding.value : (input.data[source] as number);
      }
      return tensor(data, shape, input.dtype);
    },
    vectorJacobianProduct: (g, [x], _y, attributes) => {
      const input = x as Tensor;
      const { sources } = paddedSources(input.shape, attributes as unknown as Padding);
      const data = new Float64Array(elementCount(input.shape));
      sources.forEach((source, i) => {
        if (source >= 0) data[source] = (data[source] as number) + (g.data[i] as number);
      });
      return [tensor(data, input.shape)];
    },
    formula: { value: 'pad(x)', gradients: ['g without the padding'] },
  },
];
