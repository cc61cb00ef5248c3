/** Reading and writing through a subscript. The `index` attribute is a normalised index of the first input. */
import { broadcastTo } from '../broadcasting.ts';
import { type NormalizedIndex, select } from '../index-items.ts';
import type { Attributes, Operation } from '../tape.ts';
import { allocate, type DType, type Tensor, tensor } from '../tensor.ts';
import { cast } from './elementwise.ts';

const indexOf = (attributes: Attributes): NormalizedIndex => attributes['index'] as NormalizedIndex;

/** The entries at the selected places. */
function gather(x: Tensor, attributes: Attributes): Tensor {
  const { shape, positions } = select(indexOf(attributes), x.shape);
  return tensor(
    positions.map((position) => x.data[position] as number),
    shape,
    x.dtype,
  );
}

/** Which entry of the written value is the last one at its place: NumPy lets the last of several win. */
function winners(positions: Float64Array): Uint8Array {
  const wins = new Uint8Array(positions.length);
  const seen = new Set<number>();
  for (let i = positions.length - 1; i >= 0; i--) {
    const position = positions[i] as number;
    if (seen.has(position)) continue;
    seen.add(position);
    wins[i] = 1;
  }
  return wins;
}

export const indexingOperations: readonly Operation[] = [
  {
    name: 'index',
    rearranges: true,
    value: ([x], attributes) => gather(x as Tensor, attributes),
    vectorJacobianProduct: (g, [x], _y, attributes) => {
      const { shape } = x as Tensor;
      const data = allocate(shape);
      const { positions } = select(indexOf(attributes), shape);
      for (let i = 0; i < positions.length; i++) {
        const to = positions[i] as number;
        data[to] = (data[to] as number) + (g.data[i] as number);
      }
      return [tensor(data, shape)];
    },
    formula: { value: 'x[i]', gradients: ['g at [i], 0 elsewhere'] },
  },
  {
    name: 'indexAssign',
    rearranges: true,
    value: ([x, v], attributes) => {
      const [base, written] = [x as Tensor, v as Tensor];
      const { shape, positions } = select(indexOf(attributes), base.shape);
      const source = broadcastTo(cast(written, base.dtype), shape).data;
      const data = base.data.slice();
      for (let i = 0; i < positions.length; i++) data[positions[i] as number] = source[i] as number;
      return tensor(data, base.shape, base.dtype);
    },
    vectorJacobianProduct: (g, [x], _y, attributes) => {
      const { shape, positions } = select(indexOf(attributes), (x as Tensor).shape);
      const kept = g.data.slice();
      const wins = winners(positions);
      const taken = new Float64Array(positions.length);
      for (let i = 0; i < positions.length; i++) {
        const position = positions[i] as number;
        kept[position] = 0;
        if (wins[i] === 1) taken[i] = g.data[position] as number;
      }
      return [tensor(kept, g.shape), tensor(taken, shape)];
    },
    formula: { value: 'x with y at [i]', gradients: ['g with 0 at [i]', 'g[i]'] },
  },
  {
    name: 'indexAdd',
    value: ([x, v], attributes) => {
      const [base, added] = [x as Tensor, v as Tensor];
      const { shape, positions } = select(indexOf(attributes), base.shape);
      const source = broadcastTo(added, shape).data;
      const data = base.data.slice();
      for (let i = 0; i < positions.length; i++) {
        const to = positions[i] as number;
        data[to] = stored((data[to] as number) + (source[i] as number), base.dtype);
      }
      return tensor(data, base.shape, base.dtype);
    },
    vectorJacobianProduct: (g, _inputs, _y, attributes) => [g, gather(g, attributes)],
    formula: { value: 'x with y added at [i]', gradients: ['g', 'g[i]'] },
  },
];

/** A sum as an array of that dtype keeps it. */
function stored(sum: number, dtype: DType): number {
  if (dtype === 'float64') return sum;
  return dtype === 'bool' ? Number(sum !== 0) : Math.trunc(sum) + 0;
}
