/** The values that settled probes hold: numbers away from kinks, labels and class numbers. */
import type { ProbeRole } from './name-hints.ts';
import { normal } from './seeded-random.ts';

/** 'labels': 0 or 1, in a matrix one 1 for each example, along the axis that the data does not share. 'classes': integers below `classCount`. */
export type ArrayContent =
  | { readonly kind: 'real' }
  | { readonly kind: 'labels' }
  | { readonly kind: 'classes'; readonly classCount: number };

/** A number for a scalar of a role: λ near 1, rates small, probabilities of keeping below 1. */
export function numberFor(role: ProbeRole, random: () => number): number {
  switch (role) {
    case 'strength':
      return 0.6 + 0.7 * random();
    case 'keepProbability':
      return 0.7 + 0.2 * random();
    case 'rate':
      return 0.05 + 0.1 * random();
    case 'small':
      return 1e-8;
    default:
      return 0.4 + 0.9 * random();
  }
}

/** Numbers away from kinks, with ΣW ≠ 0 and W ≠ W². */
export function arrayContent(
  content: ArrayContent,
  shape: readonly number[],
  role: ProbeRole,
  classAxis: number,
  random: () => number,
): Float64Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const data = new Float64Array(count);
  if (content.kind === 'classes') {
    // The largest class is there more than once, so that the classes can be counted in any part of the data.
    for (let at = 0; at < count; at++)
      data[at] = random() < 0.4 ? content.classCount - 1 : Math.floor(random() * content.classCount);
    return data;
  }
  if (content.kind === 'labels') return labelContent(shape, classAxis, random);
  // Wide layers get smaller weights, so that no activation saturates and a guard such as log(a + 1e-8) stays unseen.
  const width = shape.length === 2 ? Math.max(...shape) : 1;
  const [scale, offset] =
    role === 'weights'
      ? [Math.min(0.6, 1.2 / Math.sqrt(width)), 0.07]
      : role === 'bias'
        ? [0.4, 0.11]
        : [1, 0.05];
  for (let at = 0; at < count; at++) data[at] = offset + scale * normal(random);
  return data;
}

/**
 * 0/1 labels: one-hot along the class axis of a matrix, both values present in a vector or in a matrix with one class.
 * `classAxis` is the axis that the data does not share.
 */
function labelContent(shape: readonly number[], classAxis: number, random: () => number): Float64Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const data = new Float64Array(count);
  const classCount = shape.length === 2 ? (shape[classAxis] ?? 1) : 1;
  if (classCount === 1) {
    for (let at = 0; at < count; at++) data[at] = random() < 0.5 ? 1 : 0;
    if (count > 1) {
      data[0] = 1;
      data[count - 1] = 0;
    }
    return data;
  }
  const exampleCount = count / classCount;
  for (let example = 0; example < exampleCount; example++) {
    const label = Math.floor(random() * classCount);
    data[classAxis === 0 ? label * exampleCount + example : example * classCount + label] = 1;
  }
  return data;
}
