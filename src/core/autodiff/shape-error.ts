/** The error of the array kernel: operands that NumPy would reject. */

/** Two sizes that an operation wanted equal. */
export interface ClashingSizes {
  readonly left: number;
  readonly right: number;
}

/** What Python would call the exception. */
export type RejectionType =
  | 'ValueError'
  | 'IndexError'
  | 'AxisError'
  | 'TypeError'
  | 'MemoryError'
  | 'UFuncTypeError'
  | 'LinAlgError'
  | 'ZeroDivisionError';

/** Thrown where NumPy would raise; `conflicts` are the sizes that clash, empty where sizes are not the reason. */
export class ShapeError extends Error {
  constructor(
    message: string,
    readonly conflicts: readonly ClashingSizes[] = [],
    readonly exceptionType: RejectionType = 'ValueError',
    /** How many axes the operation wanted, where the first operand has too few. */
    readonly wantedRank: number | null = null,
  ) {
    super(message);
  }
}

/** A shape as Python prints it: (), (3,), (3, 4). */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}
