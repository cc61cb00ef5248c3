/** Immutable arrays: the values that the tape holds. */

export type DType = 'float64' | 'int64' | 'bool';

/**
 * An immutable n-dimensional array, row-major and contiguous.
 * Integers and booleans are kept in float64 too (exact up to 2^53; true is 1); `dtype` says how NumPy would see them.
 */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}
