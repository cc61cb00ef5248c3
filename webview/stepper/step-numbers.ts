/** The numbers that a step of the backward pass speaks of, found in the network on show. */
import type { Matrix, NetworkView, StepQuantity } from '../../src/protocol.ts';

/** The matrix of a quantity: its own, or that of a node, transposed where the step says so; null where there is none. */
export function numbersOf({ numbers }: StepQuantity, network: NetworkView): Matrix | null {
  if (!numbers || !('nodeId' in numbers)) return numbers;
  const node = network.nodes.find(({ id }) => id === numbers.nodeId);
  if (!node) return null;
  const { what, turned } = numbers;
  const matrix =
    what === 'value'
      ? node.value
      : what === 'gradient'
        ? node.gradient
        : (node.parts?.[what] ?? node.gradient);
  return matrix && turned ? transposed(matrix) : matrix;
}

const known = new WeakMap<Matrix, Matrix>();

/** The same object for the same matrix, so that its heat map is not painted again. */
function transposed(matrix: Matrix): Matrix {
  const before = known.get(matrix);
  if (before) return before;
  const { rows, columns, values, sampledFrom } = matrix;
  const turned = {
    rows: columns,
    columns: rows,
    values: values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? Number.NaN),
    ...(sampledFrom ? { sampledFrom: { rows: sampledFrom.columns, columns: sampledFrom.rows } } : {}),
  };
  known.set(matrix, turned);
  return turned;
}
