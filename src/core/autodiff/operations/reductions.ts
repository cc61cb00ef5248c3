/** Operations that shrink axes: sums, extremes, moments, log-sum-exp, softmax. */
import { broadcastTo, mapEntries, mapPairs } from '../broadcasting.ts';
import { multiplyLoop, subtractLoop } from '../loops.ts';
import { ShapeError } from '../shape-error.ts';
import type { Attributes, Operation } from '../tape.ts';
import { type DType, type Tensor, tensor } from '../tensor.ts';
import {
  type Groups,
  foldGroups,
  groupsAlong,
  keptShape,
  reducedAxes,
  reducedShape,
  withKeptAxes,
} from './axes.ts';
import { numeric } from './families.ts';

/** A reduction whose groups are folded to one number each. */
function reduced(
  x: Tensor,
  attributes: Attributes,
  dtype: DType,
  fold: (groups: Groups) => Float64Array,
): Tensor {
  const axes = reducedAxes(attributes, x.shape.length);
  return tensor(fold(groupsAlong(x, axes)), reducedShape(x.shape, axes, attributes), dtype);
}

const total = (groups: Groups): Float64Array => foldGroups(groups, 0, (sum, entry) => sum + entry);

/** Σ over the given axes, which stay as axes of size 1. */
function sumKeeping(x: Tensor, axes: readonly number[]): Tensor {
  return tensor(total(groupsAlong(x, axes)), keptShape(x.shape, axes), numeric(x.dtype));
}

function meanKeeping(x: Tensor, axes: readonly number[]): Tensor {
  const sum = sumKeeping(x, axes);
  return mapEntries(sum, 'float64', (entry) => (entry * sum.data.length) / x.data.length);
}

const times = (x: Tensor, y: Tensor): Tensor => mapPairs(x, y, 'float64', (a, b) => a * b, multiplyLoop);
const minus = (x: Tensor, y: Tensor): Tensor => mapPairs(x, y, 'float64', (a, b) => a - b, subtractLoop);

/** How many entries each result entry is made of. */
const countPerResult = (x: Tensor, y: Tensor): number => x.data.length / y.data.length;

const ddofOf = (attributes: Attributes): number => (attributes['ddof'] as number | undefined) ?? 0;

/** Σ (x − mean)² / (n − ddof), or its root. */
function moment(x: Tensor, attributes: Attributes, root: boolean): Tensor {
  const axes = reducedAxes(attributes, x.shape.length);
  const centred = minus(x, meanKeeping(x, axes));
  return reduced(times(centred, centred), attributes, 'float64', (groups) =>
    total(groups).map((sum) => {
      const variance = sum / (groups.count - ddofOf(attributes));
      return root ? Math.sqrt(variance) : variance;
    }),
  );
}

function extreme(name: 'max' | 'min', better: (a: number, b: number) => number): Operation {
  return {
    name,
    value: ([x], attributes) =>
      reduced(x as Tensor, attributes, (x as Tensor).dtype, (groups) => {
        if (groups.count === 0) {
          throw new ShapeError(`zero-size array to reduction operation ${name}imum which has no identity`);
        }
        return foldGroups(
          groups,
          name === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
          better,
        );
      }),
    // Entries that tie share the gradient evenly, as torch.amax has it.
    vectorJacobianProduct: (g, [x], y, attributes) => {
      const input = x as Tensor;
      const axes = reducedAxes(attributes, input.shape.length);
      const best = mapPairs(input, withKeptAxes(y, input.shape, axes), 'float64', (a, b) =>
        a === b ? 1 : 0,
      );
      const share = mapPairs(
        withKeptAxes(g, input.shape, axes),
        sumKeeping(best, axes),
        'float64',
        (a, b) => a / b,
      );
      return [times(best, share)];
    },
    formula: { value: `${name}(x)`, gradients: [`g * (x == ${name}(x))`] },
  };
}

function position(name: 'argmax' | 'argmin', better: (a: number, b: number) => boolean): Operation {
  return {
    name,
    value: ([x], attributes) =>
      reduced(x as Tensor, attributes, 'int64', ({ data, outer, count, inner }) => {
        if (count === 0) throw new ShapeError(`attempt to get ${name} of an empty sequence`);
        const result = new Float64Array(outer * inner);
        for (let at = 0; at < result.length; at++) {
          const start = Math.floor(at / inner) * count * inner + (at % inner);
          let best = 0;
          for (let j = 1; j < count; j++) {
            const [own, known] = [data[start + j * inner] as number, data[start + best * inner] as number];
            // The first entry that is no number counts as the best one.
            if (better(own, known) || (Number.isNaN(own) && !Number.isNaN(known))) best = j;
          }
          result[at] = best;
        }
        return result;
      }),
    vectorJacobianProduct: () => [null],
    formula: { value: `${name}(x)`, gradients: ['0'] },
  };
}

function truth(name: 'all' | 'any', start: number, f: (a: number, b: number) => number): Operation {
  return {
    name,
    value: ([x], attributes) =>
      reduced(x as Tensor, attributes, 'bool', (groups) => foldGroups(groups, start, f)),
    vectorJacobianProduct: () => [null],
    formula: { value: `${name}(x)`, gradients: ['0'] },
  };
}

/** The product of all other entries of the same group: total/x, with care for zeros. */
function otherFactors(x: Tensor, axes: readonly number[]): Tensor {
  const zeros = sumKeeping(
    mapEntries(x, 'float64', (entry) => (entry === 0 ? 1 : 0)),
    axes,
  );
  const groups = groupsAlong(x, axes);
  const nonZero = foldGroups(groups, 1, (product, entry) => (entry === 0 ? product : product * entry));
  const product = tensor(nonZero, keptShape(x.shape, axes));
  const zerosElsewhere = mapPairs(zeros, x, 'float64', (count, entry) => (entry === 0 ? count - 1 : count));
  const others = mapPairs(product, x, 'float64', (all, entry) => (entry === 0 ? all : all / entry));
  return mapPairs(others, zerosElsewhere, 'float64', (entry, count) => (count === 0 ? entry : 0));
}

/** Running sums along the groups of one axis, from either end. */
function runningSum(x: Tensor, attributes: Attributes, reversed: boolean): Tensor {
  const flat = attributes['axis'] === null || attributes['axis'] === undefined;
  const axes = flat ? [...x.shape.keys()] : reducedAxes(attributes, x.shape.length);
  const { data, outer, count, inner } = groupsAlong(x, axes);
  const result = new Float64Array(data.length);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < inner; k++) {
      let sum = 0;
      for (let step = 0; step < count; step++) {
        const at = (o * count + (reversed ? count - 1 - step : step)) * inner + k;
        sum += data[at] as number;
        result[at] = sum;
      }
    }
  }
  return tensor(result, flat ? [data.length] : x.shape, numeric(x.dtype));
}

function maximumKeeping(x: Tensor, axes: readonly number[]): Tensor {
  const largest = foldGroups(groupsAlong(x, axes), Number.NEGATIVE_INFINITY, Math.max);
  return tensor(
    largest.map((entry) => (Number.isFinite(entry) ? entry : 0)),
    keptShape(x.shape, axes),
  );
}

export const reductionOperations: readonly Operation[] = [
  {
    name: 'sum',
    value: ([x], attributes) => reduced(x as Tensor, attributes, numeric((x as Tensor).dtype), total),
    vectorJacobianProduct: (g, [x], _y, attributes) => {
      const { shape } = x as Tensor;
      return [broadcastTo(withKeptAxes(g, shape, reducedAxes(attributes, shape.length)), shape)];
    },
    formula: { value: 'sum(x)', gradients: ['g, repeated along the summed axes'] },
  },
  {
    name: 'mean',
    value: ([x], attributes) =>
      reduced(x as Tensor, attributes, 'float64', (groups) => total(groups).map((sum) => sum / groups.count)),
    vectorJacobianProduct: (g, [x], y, attributes) => {
      const { shape } = x as Tensor;
      const count = countPerResult(x as Tensor, y);
      const share = mapEntries(
        withKeptAxes(g, shape, reducedAxes(attributes, shape.length)),
        'float64',
        (entry) => entry / count,
      );
      return [broadcastTo(share, shape)];
    },
    formula: { value: 'mean(x)', gradients: ['g / n, repeated along the n averaged entries'] },
  },
  {
    name: 'prod',
    value: ([x], attributes) =>
      reduced(x as Tensor, attributes, numeric((x as Tensor).dtype), (groups) =>
        foldGroups(groups, 1, (product, entry) => product * entry),
      ),
    vectorJacobianProduct: (g, [x], _y, attributes) => {
      const input = x as Tensor;
      const axes = reducedAxes(attributes, input.shape.length);
      return [times(otherFactors(input, axes), withKeptAxes(g, input.shape, axes))];
    },
    formula: { value: 'prod(x)', gradients: ['g * prod(x) / x'] },
  },
  extreme('max', (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b))),
  extreme('min', (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.min(a, b))),
  {
    name: 'var',
    value: ([x], attributes) => moment(x as Tensor, attributes, false),
    vectorJacobianProduct: (g, [x], y, attributes) => {
      const input = x as Tensor;
      const axes = reducedAxes(attributes, input.shape.length);
      const scale = 2 / (countPerResult(input, y) - ddofOf(attributes));
      const upstream = mapEntries(withKeptAxes(g, input.shape, axes), 'float64', (entry) => entry * scale);
      return [times(minus(input, meanKeeping(input, axes)), upstream)];
    },
    formula: { value: 'mean((x - mean(x)) ** 2)', gradients: ['g * 2 / n * (x - mean(x))'] },
  },
  {
    name: 'std',
    value: ([x], attributes) => moment(x as Tensor, attributes, true),
    vectorJacobianProduct: (g, [x], y, attributes) => {
      const input = x as Tensor;
      const axes = reducedAxes(attributes, input.shape.length);
      const scale = 1 / (countPerResult(input, y) - ddofOf(attributes));
      const upstream = mapPairs(g, y, 'float64', (a, deviation) =>
        deviation === 0 ? 0 : (a * scale) / deviation,
      );
      return [times(minus(input, meanKeeping(input, axes)), withKeptAxes(upstream, input.shape, axes))];
    },
    formula: { value: 'sqrt(mean((x - mean(x)) ** 2))', gradients: ['g * (x - mean(x)) / (n * std(x))'] },
  },
  position('argmax', (a, b) => a > b),
  position('argmin', (a, b) => a < b),
  truth('all', 1, (a, b) => (a !== 0 && b !== 0 ? 1 : 0)),
  truth('any', 0, (a, b) => (a !== 0 || b !== 0 ? 1 : 0)),
  {
    name: 'countNonzero',
    value: ([x], attributes) =>
      reduced(x as Tensor, attributes, 'int64', (groups) =>
        foldGroups(groups, 0, (count, entry) => count + (entry === 0 ? 0 : 1)),
      ),
    vectorJacobianProduct: () => [null],
    formula: { value: 'count_nonzero(x)', gradients: ['0'] },
  },
  {
    name: 'cumsum',
    value: ([x], attributes) => runningSum(x as Tensor, attributes, false),
    vectorJacobianProduct: (g, [x], _y, attributes) => {
      const sums = runningSum(g, attributes, true);
      return [tensor(sums.data, (x as Tensor).shape)];
    },
    formula: { value: 'cumsum(x)', gradients: ['sum of g from each entry on'] },
  },
  {
    name: 'logsumexp',
    value: ([x], attributes) => {
      const input = x as Tensor;
      const axes = reducedAxes(attributes, input.shape.length);
      const largest = maximumKeeping(input, axes);
      const sums = sumKeeping(
        mapPairs(input, largest, 'float64', (a, b) => Math.exp(a - b)),
        axes,
      );
      const result = mapPairs(sums, largest, 'float64', (sum, shift) => Math.log(sum) + shift);
      return tensor(result.data, reducedShape(input.shape, axes, attributes));
    },
    vectorJacobianProduct: (g, [x], y, attributes) => {
      const input = x as Tensor;
      const axes = reducedAxes(attributes, input.shape.length);
      const share = mapPairs(input, withKeptAxes(y, input.shape, axes), 'float64', (a, b) => Math.exp(a - b));
      return [times(share, withKeptAxes(g, input.shape, axes))];
    },
    formula: { value: 'log(sum(exp(x)))', gradients: ['g * softmax(x)'] },
  },
  {
    name: 'softmax',
    value: ([x], attributes) => {
      const input = x as Tensor;
      const axes = reducedAxes(attributes, input.shape.length);
      const exponentials = mapPairs(input, maximumKeeping(input, axes), 'float64', (a, b) => Math.exp(a - b));
      return mapPairs(exponentials, sumKeeping(exponentials, axes), 'float64', (a, b) => a / b);
    },
    vectorJacobianProduct: (g, _inputs, s, attributes) => {
      const axes = reducedAxes(attributes, s.shape.length);
      return [times(s, minus(g, sumKeeping(times(g, s), axes)))];
    },
    formula: { value: 'exp(x) / sum(exp(x))', gradients: ['s * (g - sum(g * s)), s = softmax(x)'] },
  },
];
