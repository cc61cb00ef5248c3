/** Operations that choose between arrays, entry by entry. */
import { broadcastShapes, broadcastTo, mapPairs } from '../broadcasting.ts';
import type { Attributes, Operation } from '../tape.ts';
import { scalar, type Tensor } from '../tensor.ts';
import { promoted } from './families.ts';

const masked = (g: Tensor, condition: Tensor, wanted: boolean): Tensor =>
  mapPairs(g, condition, 'float64', (entry, c) => ((c !== 0) === wanted ? entry : 0));

/** x where the condition holds, y elsewhere, all three broadcast. */
function choose(condition: Tensor, x: Tensor, y: Tensor): Tensor {
  const shape = broadcastShapes(broadcastShapes(condition.shape, x.shape), y.shape);
  const mask = broadcastTo(condition, shape).data;
  const chosen = broadcastTo(x, shape).data;
  const otherwise = broadcastTo(y, shape).data;
  const data = mask.map((c, i) => (c !== 0 ? chosen[i] : otherwise[i]) as number);
  return { dtype: promoted(x.dtype, y.dtype), shape, data };
}

/** The bounds among a clip's inputs: `lower` and `upper` say which follow x, in this order. */
function boundsOf(inputs: readonly Tensor[], attributes: Attributes): { lower: Tensor; upper: Tensor } {
  const hasLower = attributes['lower'] === true;
  const hasUpper = attributes['upper'] === true;
  return {
    lower: hasLower ? (inputs[1] as Tensor) : scalar(Number.NEGATIVE_INFINITY, 'bool'),
    upper: hasUpper ? (inputs[hasLower ? 2 : 1] as Tensor) : scalar(Number.POSITIVE_INFINITY, 'bool'),
  };
}

function clipped(x: number, low: number, high: number): number {
  const raised = x < low ? low : x;
  return raised > high ? high : raised;
}

export const selectionOperations: readonly Operation[] = [
  {
    name: 'where',
    value: ([condition, x, y]) => choose(condition as Tensor, x as Tensor, y as Tensor),
    vectorJacobianProduct: (g, [condition]) => [
      null,
      masked(g, condition as Tensor, true),
      masked(g, condition as Tensor, false),
    ],
    entryFunction: () => (condition, x, y) => (condition !== 0 ? x : y),
    formula: { value: 'where(x, y, z)', gradients: ['0', 'g * (x is true)', 'g * (x is false)'] },
  },
  {
    name: 'clip',
    value: (inputs, attributes) => {
      const { lower, upper } = boundsOf(inputs, attributes);
      const raised = mapPairs(
        inputs[0] as Tensor,
        lower,
        promoted((inputs[0] as Tensor).dtype, lower.dtype),
        (x, low) => (x < low ? low : x),
      );
      return mapPairs(raised, upper, promoted(raised.dtype, upper.dtype), (x, high) => (x > high ? high : x));
    },
    vectorJacobianProduct: (g, inputs, output, attributes) => {
      const { lower, upper } = boundsOf(inputs, attributes);
      const x = mapPairs(inputs[0] as Tensor, output, 'float64', (entry) => entry);
      const below = mapPairs(x, lower, 'bool', (entry, low) => (entry < low ? 1 : 0));
      const above = mapPairs(x, upper, 'bool', (entry, high) => (entry > high ? 1 : 0));
      const outside = mapPairs(below, above, 'bool', Math.max);
      const bounds = [
        ...(attributes['lower'] === true ? [masked(masked(g, below, true), above, false)] : []),
        ...(attributes['upper'] === true ? [masked(g, above, true)] : []),
      ];
      return [masked(g, outside, false), ...bounds];
    },
    entryFunction: (attributes) => {
      const [lower, upper] = [attributes['lower'] === true, attributes['upper'] === true];
      if (lower && upper) return (x, low, high) => clipped(x, low, high);
      if (lower) return (x, low) => clipped(x, low, Number.POSITIVE_INFINITY);
      return (x, high) => clipped(x, Number.NEGATIVE_INFINITY, upper ? high : Number.POSITIVE_INFINITY);
    },
    formula: { value: 'clip(x, y, z)', gradients: ['g * (y <= x <= z)', 'g * (x < y)', 'g * (x > z)'] },
  },
];
