/** How fast the memory in use grows, from samples along a run. */

export interface HeapSample {
  readonly analyses: number;
  /** In use after the garbage was collected. */
  readonly bytes: number;
}

/**
 * The median of the slopes between all pairs of samples, in bytes an analysis, so that single peaks do not count; 0 for
 * fewer than two samples. Source: H. Theil (1950), P. K. Sen (1968).
 */
export function heapSlope(samples: readonly HeapSample[]): number {
  const slopes = samples.flatMap((later, at) =>
    samples
      .slice(0, at)
      .map((earlier) => (later.bytes - earlier.bytes) / (later.analyses - earlier.analyses)),
  );
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}
