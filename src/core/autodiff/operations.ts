/**
 * The operation table: everything that can stand on a tape, one entry per operation.
 * Formulas name the inputs x, y, z in their order, g the upstream gradient, * the elementwise and @ the matrix product.
 */
import { arithmeticOperations } from './operations/arithmetic.ts';
import { comparisonOperations } from './operations/comparisons.ts';
import { einsumOperation } from './operations/einsum.ts';
import { elementwiseOperations } from './operations/elementwise.ts';
import { indexingOperations } from './operations/indexing.ts';
import { joiningOperations } from './operations/joining.ts';
import { linearAlgebraOperations } from './operations/linear-algebra.ts';
import { reductionOperations } from './operations/reductions.ts';
import { selectionOperations } from './operations/selection.ts';
import { shapeOperations } from './operations/shape.ts';
import type { Operation } from './tape.ts';

/** All entries by name. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [
    ...elementwiseOperations,
    ...arithmeticOperations,
    ...comparisonOperations,
    ...selectionOperations,
    ...reductionOperations,
    ...linearAlgebraOperations,
    einsumOperation,
    ...shapeOperations,
    ...indexingOperations,
    ...joiningOperations,
  ].map((operation) => [operation.name, operation]),
);

/** The entry of that name. Errors: a broken invariant where there is none. */
export function operationNamed(name: string): Operation {
  const operation = OPERATIONS.get(name);
  if (operation === undefined) throw new Error(`The operation table has no entry ${name}`);
  return operation;
}
