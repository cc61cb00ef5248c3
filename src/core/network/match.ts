/** Comparing a user's gradient with the true one. */
import type { Tensor } from '../autodiff/tensor.ts';
import type { GradientLine, Match } from './network.ts';

/** Relative errors up to this are rounding, or a guard such as `log(a + 1e-8)` in the cost. */
export const agreement = 2e-5;
/** Relative errors from this on are a disagreement; between the two nothing is said. */
export const disagreement = 1e-3;

/**
 * How `user` stands to `truth`. Shapes fit where NumPy broadcasts them without making more entries: (n,) and (1, n) fit,
 * (n,) and (n, 1) do not.
 */
export function matchOf(user: Tensor, truth: Tensor): Match {
  if (!shapesFit(user.shape, truth.shape)) {
    return { scale: 1, relativeError: Infinity, scaledError: Infinity, isTrivial: false };
  }
  if (vanishes(user) && vanishes(truth))
    return { scale: 1, relativeError: 0, scaledError: 0, isTrivial: true };
  const scale = bestScale(user.data, truth.data);
  const error = relativeError(user.data, truth.data, 1);
  // A gradient that vanishes is 0 times any truth: that says nothing.
  const isNothing = user.data.every((value) => value === 0);
  const scaledError =
    isNothing || !maySayFactor(user.data, scale) ? error : relativeError(user.data, truth.data, scale);
  return { scale, relativeError: error, scaledError, isTrivial: false };
}

/** A single number is some multiple of any other: only a factor such as 2, ½ or the number of examples says something. */
function maySayFactor(user: ArrayLike<number>, scale: number): boolean {
  if (user.length !== 1) return true;
  const size = Math.abs(scale);
  const whole = Math.round(size >= 1 ? size : 1 / size);
  return whole <= largestFactor && Math.abs((size >= 1 ? size : 1 / size) - whole) <= 1e-9 * whole;
}

/** True where the line gives the true gradient; an intermediate may carry one constant factor. */
export function isRight(line: GradientLine): boolean {
  if (!line.match) return false;
  return (line.role === 'parameter' ? line.match.relativeError : line.match.scaledError) <= agreement;
}

/** Numbers of examples, classes and layers of a probe, and products of two of them, are smaller. */
const largestFactor = 64;

/** Below this a gradient is zero but for rounding, as that of a bias in front of a batch norm. */
const rounding = 1e-13;

/** True where every entry is zero but for rounding. */
export function vanishes(tensor: Tensor): boolean {
  return tensor.data.every((value) => Math.abs(value) <= rounding);
}

/** True where two shapes broadcast to one another without growing. */
export function shapesFit(a: readonly number[], b: readonly number[]): boolean {
  const rank = Math.max(a.length, b.length);
  for (let at = 1; at <= rank; at++) {
    if ((a[a.length - at] ?? 1) !== (b[b.length - at] ?? 1)) return false;
  }
  return true;
}

/** max|user − scale·truth| / max(|user|, |scale·truth|) over all entries; 0 where both vanish, Infinity for NaN. */
export function relativeError(user: ArrayLike<number>, truth: ArrayLike<number>, scale: number): number {
  let difference = 0;
  let largest = 0;
  for (let at = 0; at < user.length; at++) {
    const mine = user[at] ?? 0;
    const wanted = scale * (truth[at] ?? 0);
    const gap = Math.abs(mine - wanted);
    if (Number.isNaN(gap)) return Infinity;
    difference = Math.max(difference, gap);
    largest = Math.max(largest, Math.abs(mine), Math.abs(wanted));
  }
  return largest < 1e-300 ? 0 : difference / largest;
}

/** The factor s that makes s·truth nearest to user in least squares; 1 where truth vanishes. */
export function bestScale(user: ArrayLike<number>, truth: ArrayLike<number>): number {
  let product = 0;
  let square = 0;
  for (let at = 0; at < user.length; at++) {
    product += (user[at] ?? 0) * (truth[at] ?? 0);
    square += (truth[at] ?? 0) ** 2;
  }
  return square === 0 ? 1 : product / square;
}
