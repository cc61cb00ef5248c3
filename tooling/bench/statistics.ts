/** What is made of measured times: medians, ratios, and the power with which time grows. */

/** The middle value, or the mean of the two in the middle. Errors: NaN where there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** One point of a growth curve: a size (lines, layers, files) and the milliseconds it took. */
export interface GrowthPoint {
  readonly size: number;
  readonly milliseconds: number;
}

/**
 * The exponent k of milliseconds ≈ c · size^k: the slope of the least-squares line through the logarithms. NaN with
 * fewer than two sizes.
 */
export function growthExponent(points: readonly GrowthPoint[]): number {
  const logs = points.map(({ size, milliseconds }) => [Math.log(size), Math.log(milliseconds)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, pair) => sum + pair[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  const variance = logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  return variance === 0 ? Number.NaN : covariance / variance;
}
