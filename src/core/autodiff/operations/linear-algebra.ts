/** Matrix products of every rank, the outer product, inverse and determinant. */
import { broadcastShapes, broadcastStrides, mapEntries, walkRows } from '../broadcasting.ts';
import { ShapeError } from '../shape-error.ts';
import type { Operation } from '../tape.ts';
import { allocate, type Tensor, tensor } from '../tensor.ts';
import { promoted, summed } from './families.ts';
import {
  addProduct,
  addProductTransposedLeft,
  addProductTransposedRight,
  type MatrixAt,
} from './matrix-products.ts';

/** A product of stacks of matrices: (…, m, n) @ (…, n, p), vectors promoted to matrices. */
interface StackedProduct {
  readonly m: number;
  readonly n: number;
  readonly p: number;
  readonly batch: readonly number[];
  /** Shape of the result, without the axes that promoted vectors brought. */
  readonly shape: readonly number[];
  readonly xShape: readonly number[];
  readonly yShape: readonly number[];
}

function planProduct(x: Tensor, y: Tensor): StackedProduct {
  if (x.shape.length === 0 || y.shape.length === 0) {
    const which = x.shape.length === 0 ? 0 : 1;
    throw new ShapeError(`matmul: Input operand ${which} does not have enough dimensions`);
  }
  const xShape = x.shape.length === 1 ? [1, ...x.shape] : x.shape;
  const yShape = y.shape.length === 1 ? [...y.shape, 1] : y.shape;
  const [m, n] = xShape.slice(-2) as [number, number];
  const [inner, p] = yShape.slice(-2) as [number, number];
  if (n !== inner) {
    const message = `matmul: Input operand 1 has a mismatch in its core dimension 0 (size ${inner} is different from ${n})`;
    throw new ShapeError(message, [{ left: n, right: inner }]);
  }
  const single = xShape.length === 2 && yShape.length === 2;
  const batch = single ? NO_BATCH : broadcastShapes(xShape.slice(0, -2), yShape.slice(0, -2));
  const shape = [...batch, ...(x.shape.length === 1 ? [] : [m]), ...(y.shape.length === 1 ? [] : [p])];
  return { m, n, p, batch, shape, xShape, yShape };
}

type Kernel = (out: MatrixAt, left: MatrixAt, right: MatrixAt, m: number, n: number, p: number) => void;

/** Runs a kernel for every matrix of the stack; `steps` are the elements of one matrix of out, left and right. */
function overBatch(
  plan: StackedProduct,
  kernel: Kernel,
  out: { readonly data: Float64Array; readonly strides: readonly number[] },
  left: { readonly data: Float64Array; readonly strides: readonly number[] },
  right: { readonly data: Float64Array; readonly strides: readonly number[] },
): void {
  const visit = (offsets: readonly number[]): void => {
    const at = (index: number, data: Float64Array): MatrixAt => ({ data, start: offsets[index] as number });
    kernel(at(0, out.data), at(1, left.data), at(2, right.data), plan.m, plan.n, plan.p);
  };
  if (plan.batch.length === 0) visit([0, 0, 0]);
  // A last axis of size 1 makes each "row" of the walk one matrix.
  else walkRows([...plan.batch, 1], [out.strides, left.strides, right.strides], visit);
}

const NO_BATCH: readonly number[] = [];

function batchStrides(shape: readonly number[], batch: readonly number[]): readonly number[] {
  if (batch.length === 0) return NO_BATCH;
  const matrix = shape.slice(-2).reduce((a, b) => a * b, 1);
  return broadcastStrides(shape.slice(0, -2), batch)
    .map((stride) => stride * matrix)
    .concat(0);
}

const matmul: Operation = {
  name: 'matmul',
  value: ([a, b]) => {
    const [x, y] = [a as Tensor, b as Tensor];
    const plan = planProduct(x, y);
    const outShape = [...plan.batch, plan.m, plan.p];
    const data = allocate(outShape);
    overBatch(
      plan,
      addProduct,
      { data, strides: batchStrides(outShape, plan.batch) },
      { data: x.data, strides: batchStrides(plan.xShape, plan.batch) },
      { data: y.data, strides: batchStrides(plan.yShape, plan.batch) },
    );
    return summed(data, plan.shape, promoted(x.dtype, y.dtype));
  },
  vectorJacobianProduct: (g, [a, b], _output, _attributes, wanted) => {
    const [x, y] = [a as Tensor, b as Tensor];
    const plan = planProduct(x, y);
    const upstream = { data: g.data, strides: batchStrides([...plan.batch, plan.m, plan.p], plan.batch) };
    const left = { data: x.data, strides: batchStrides(plan.xShape, plan.batch) };
    const right = { data: y.data, strides: batchStrides(plan.yShape, plan.batch) };
    // Matrices that the stack repeats have stride 0, so their gradients add up in place.
    const into = (strides: readonly number[], shape: readonly number[], isWanted: boolean | undefined) =>
      isWanted === false ? null : { data: allocate(shape), strides };
    const xGradient = into(left.strides, plan.xShape, wanted?.[0]);
    const yGradient = into(right.strides, plan.yShape, wanted?.[1]);
    if (xGradient) overBatch(plan, addProductTransposedRight, xGradient, upstream, right);
    if (yGradient) overBatch(plan, addProductTransposedLeft, yGradient, left, upstream);
    return [xGradient && tensor(xGradient.data, x.shape), yGradient && tensor(yGradient.data, y.shape)];
  },
  formula: { value: 'x @ y', gradients: ['g @ y.T', 'x.T @ g'] },
};

const outer: Operation = {
  name: 'outer',
  value: ([x, y]) => {
    const [a, b] = [(x as Tensor).data, (y as Tensor).data];
    const data = allocate([a.length, b.length]);
    for (let i = 0; i < a.length; i++) {
      for (let j = 0; j < b.length; j++) data[i * b.length + j] = (a[i] as number) * (b[j] as number);
    }
    return tensor(data, [a.length, b.length], promoted((x as Tensor).dtype, (y as Tensor).dtype));
  },
  vectorJacobianProduct: (g, [x, y]) => {
    const [a, b] = [x as Tensor, y as Tensor];
    const [m, n] = [a.data.length, b.data.length];
    const xGradient = allocate(a.shape);
    const yGradient = allocate(b.shape);
    const whole = (data: Float64Array): MatrixAt => ({ data, start: 0 });
    addProduct(whole(xGradient), whole(g.data), whole(b.data), m, n, 1);
    addProductTransposedLeft(whole(yGradient), whole(a.data), whole(g.data), m, 1, n);
    return [tensor(xGradient, a.shape), tensor(yGradient, b.shape)];
  },
  formula: { value: 'outer(x, y)', gradients: ['g @ y', 'x @ g'] },
};

/** Gauss-Jordan elimination with row pivoting. */
function eliminate(x: Tensor): { readonly inverse: Float64Array | null; readonly determinant: number } {
  const [n, columns] = x.shape as readonly [number, number];
  if (x.shape.length !== 2 || n !== columns) {
    throw new ShapeError(
      'Last 2 dimensions of the array must be square',
      x.shape.length === 2 ? [{ left: n, right: columns }] : [],
      'LinAlgError',
    );
  }
  const a = x.data.slice();
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  let determinant = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column] as number) > Math.abs(a[pivot * n + column] as number)) pivot = row;
    }
    const head = a[pivot * n + column] as number;
    if (head === 0) return { inverse: null, determinant: 0 };
    determinant *= pivot === column ? head : -head;
    for (const matrix of [a, inverse]) clearColumnStep(matrix, n, column, pivot, head);
    for (let row = 0; row < n; row++) {
      const factor = a[row * n + column] as number;
      if (row === column || factor === 0) continue;
      for (const matrix of [a, inverse]) {
        for (let k = 0; k < n; k++) {
          matrix[row * n + k] = (matrix[row * n + k] as number) - factor * (matrix[column * n + k] as number);
        }
      }
    }
  }
  return { inverse, determinant };
}

/** Swaps the pivot's row into place and divides it by the pivot. */
function clearColumnStep(matrix: Float64Array, n: number, column: number, pivot: number, head: number): void {
  for (let k = 0; k < n; k++) {
    const upper = matrix[pivot * n + k] as number;
    matrix[pivot * n + k] = matrix[column * n + k] as number;
    matrix[column * n + k] = upper / head;
  }
}

function transposedSquare(data: Float64Array, n: number): Float64Array {
  return data.map((_, at) => data[(at % n) * n + Math.floor(at / n)] as number);
}

const inverse: Operation = {
  name: 'inverse',
  value: ([x]) => {
    const result = eliminate(x as Tensor).inverse;
    if (result === null) throw new ShapeError('Singular matrix', [], 'LinAlgError');
    return tensor(result, (x as Tensor).shape);
  },
  vectorJacobianProduct: (g, _inputs, y, attributes) => {
    const n = y.shape[0] as number;
    const transposed = tensor(transposedSquare(y.data, n), y.shape);
    const left = matmul.value([transposed, g], attributes);
    return [mapEntries(matmul.value([left, transposed], attributes), 'float64', (entry) => -entry)];
  },
  formula: { value: 'inv(x)', gradients: ['-inv(x).T @ g @ inv(x).T'] },
};

const determinant: Operation = {
  name: 'determinant',
  value: ([x]) => tensor(Float64Array.of(eliminate(x as Tensor).determinant), []),
  vectorJacobianProduct: (g, [x], y) => {
    const { inverse: inverted } = eliminate(x as Tensor);
    const scale = (g.data[0] as number) * (y.data[0] as number);
    const n = (x as Tensor).shape[0] as number;
    const result =
      inverted === null ? new Float64Array(n * n).fill(Number.NaN) : transposedSquare(inverted, n);
    return [
      tensor(
        result.map((entry) => entry * scale),
        (x as Tensor).shape,
      ),
    ];
  },
  formula: { value: 'det(x)', gradients: ['g * det(x) * inv(x).T'] },
};

export const linearAlgebraOperations: readonly Operation[] = [matmul, outer, inverse, determinant];
