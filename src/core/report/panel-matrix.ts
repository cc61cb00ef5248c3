/** Arrays as the panel's heat maps take them: rectangles of at most 64 by 64 numbers. */
import type { Tensor } from '../autodiff/tensor.ts';
import type { Adjoint } from '../network/network.ts';
import type { GraphNode, Matrix } from '../../protocol.ts';

/** Rows and columns that a heat map holds at most; larger arrays are sampled evenly and say so. */
export const longestSide = 64;

/**
 * The array as a rectangle. Shapes: () → (1, 1); (n,) → (1, n); (…, n) → (product of the rest, n); sides beyond 64 are
 * sampled evenly, with the whole size in `sampledFrom`.
 */
export function matrixOf(value: Tensor): Matrix {
  const columns = value.shape.at(-1) ?? 1;
  const rows = columns === 0 ? 0 : value.data.length / columns;
  const rowsKept = evenly(rows);
  const columnsKept = evenly(columns);
  const values = rowsKept.flatMap((row) =>
    columnsKept.map((column) => value.data[row * columns + column] ?? Number.NaN),
  );
  const matrix = { rows: rowsKept.length, columns: columnsKept.length, values };
  return rows <= longestSide && columns <= longestSide
    ? matrix
    : { ...matrix, sampledFrom: { rows, columns } };
}

/** The parts of a gradient as rectangles, where both are there; null elsewhere. */
export function partsOf(adjoint: Adjoint | undefined): GraphNode['parts'] {
  const { data = null, penalty = null } = adjoint ?? {};
  return data && penalty && { data: matrixOf(data), penalty: matrixOf(penalty) };
}

/** The shape as NumPy prints it: "(3, 5)", "(3,)", "()". */
export function shapeOf(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** "20×m": the sides of an array that holds examples, the one axis that counts them as m; all as numbers where none or several do. */
export function sizesOf(shape: readonly number[], exampleCount: number | null): string {
  const ofExamples = shape.filter((side) => side === exampleCount).length === 1;
  return shape.map((side) => (ofExamples && side === exampleCount ? 'm' : String(side))).join('×');
}

function evenly(length: number): number[] {
  const kept = Math.min(length, longestSide);
  return Array.from({ length: kept }, (_, index) => Math.floor((index * length) / kept));
}
