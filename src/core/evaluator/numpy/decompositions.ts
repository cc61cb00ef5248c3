/** `np.linalg` beyond products: pseudo-inverses, least squares, log-determinants, as compositions of table operations. */
import type { NodeId } from '../../autodiff/tape.ts';
import { type BuiltinValue, float, type UnknownValue, unknown, type Value } from '../values.ts';
import { arrayFromNode } from '../arrays.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction } from './function-table.ts';
import { anythingOr, operand } from './parameters.ts';

const transposedMatrix = (call: Call, a: NodeId): NodeId => call.apply('transpose', [a], { axes: null });

/** Below this ratio of the Gram matrix's determinant to its diagonal's product, columns count as dependent. */
const DEPENDENT = 1e-12;

/**
 * The Moore–Penrose inverse of a matrix of full rank: (AᵀA)⁻¹Aᵀ or Aᵀ(AAᵀ)⁻¹. Where columns (or rows) depend on each
 * other it is not known. Source: Golub and Van Loan, Matrix Computations, section 5.5.2.
 */
function pseudoInverse(call: Call, a: NodeId): NodeId | UnknownValue {
  const [rows, columns, ...rest] = call.shape(a);
  if (rows === undefined || columns === undefined || rest.length > 0)
    return call.unsupported('`np.linalg.pinv` of an array that is not a matrix');
  const turned = transposedMatrix(call, a);
  const gram = rows >= columns ? call.apply('matmul', [turned, a]) : call.apply('matmul', [a, turned]);
  const size = Math.min(rows, columns);
  const { data } = call.tensor(gram);
  let scale = 1;
  for (let i = 0; i < size; i++) scale *= data[i * size + i] as number;
  const determinant = call.tensor(call.apply('determinant', [gram])).data[0] as number;
  if (!(Math.abs(determinant) > DEPENDENT * scale))
    return call.unsupported('`np.linalg.pinv` of a matrix whose columns depend on each other');
  const inverse = call.apply('inverse', [gram]);
  return rows >= columns ? call.apply('matmul', [inverse, turned]) : call.apply('matmul', [turned, inverse]);
}

/** np.linalg.lstsq: the solution; residuals, rank and singular values are not known. */
function leastSquares(call: Call, a: NodeId, b: NodeId): Value {
  const inverse = pseudoInverse(call, a);
  if (isUnknown(inverse)) return inverse;
  const rest = unknown('The residuals of `np.linalg.lstsq` are outside what is evaluated', call.span);
  return { type: 'tuple', items: [arrayFromNode(call.apply('matmul', [inverse, b])), rest, rest, rest] };
}

/** The Cholesky factor, entry by entry. Errors: LinAlgError. Source: Golub and Van Loan, section 4.2. */
function cholesky(call: Call, a: NodeId): NodeId {
  const n = call.shape(a)[0] as number;
  const entry = (i: number, j: number): NodeId =>
    call.apply('index', [a], {
      index: [
        { kind: 'integer', value: i },
        { kind: 'integer', value: j },
      ],
    });
  const zero = call.constant(0);
  const factor: NodeId[][] = [];
  for (let i = 0; i < n; i++) {
    const row: NodeId[] = [];
    factor.push(row);
    for (let j = 0; j <= i; j++) {
      let rest = entry(i, j);
      for (let k = 0; k < j; k++) {
        const product = call.apply('multiply', [row[k] as NodeId, (factor[j] as NodeId[])[k] as NodeId]);
        rest = call.apply('subtract', [rest, product]);
      }
      if (i === j && !((call.tensor(rest).data[0] as number) > 0))
        throw call.error('LinAlgError', 'Matrix is not positive definite');
      row.push(
        i === j
          ? call.apply('sqrt', [rest])
          : call.apply('divide', [rest, (factor[j] as NodeId[])[j] as NodeId]),
      );
    }
    while (row.length < n) row.push(zero);
  }
  return call.reshape(call.apply('stack', factor.flat(), { axis: 0 }), [n, n]);
}

/** All functions of this family. */
export function decompositionFunctions(): readonly BuiltinValue[] {
  const a = operand();
  return [
    arrayFunction('np.linalg.pinv', { a, rcond: anythingOr(), hermitian: anythingOr() }, (call, args) =>
      pseudoInverse(call, args.a),
    ),
    arrayFunction('np.linalg.lstsq', { a, b: a, rcond: anythingOr() }, (call, args) =>
      leastSquares(call, args.a, args.b),
    ),
    arrayFunction('np.linalg.slogdet', { a }, (call, args) => {
      const determinant = call.apply('determinant', [args.a]);
      const sign = Math.sign(call.tensor(determinant).data[0] as number);
      const magnitude = call.apply('log', [call.apply('absolute', [determinant])]);
      return { type: 'tuple', items: [float(sign), call.result(magnitude)] };
    }),
    arrayFunction('np.linalg.cholesky', { a }, (call, args) => cholesky(call, args.a)),
  ];
}
