/** Comparisons and logic: results are truth values and have no derivative. */
import { mapPairs } from '../broadcasting.ts';
import { ShapeError } from '../shape-error.ts';
import type { Operation } from '../tape.ts';
import type { Tensor } from '../tensor.ts';
import { promoted, withoutDerivative } from './families.ts';

function comparison(name: string, symbol: string, f: (x: number, y: number) => boolean): Operation {
  const value: Operation['value'] = ([x, y]) =>
    mapPairs(x as Tensor, y as Tensor, 'bool', (a, b) => (f(a, b) ? 1 : 0));
  return {
    ...withoutDerivative(name, 2, value, `x ${symbol} y`),
    entryFunction: () => (x, y) => (f(x, y) ? 1 : 0),
  };
}

/** Bit operations work on truth values and whole numbers, in 64 bits as NumPy's do. */
function bitwise(name: string, symbol: string, f: (x: bigint, y: bigint) => bigint): Operation {
  const value: Operation['value'] = ([x, y]) => {
    const dtype = promoted((x as Tensor).dtype, (y as Tensor).dtype);
    if (dtype === 'float64') {
      throw new ShapeError(`ufunc '${name}' not supported for the input types`, [], 'TypeError');
    }
    return mapPairs(x as Tensor, y as Tensor, dtype, (a, b) =>
      Number(BigInt.asIntN(64, f(BigInt(a), BigInt(b)))),
    );
  };
  return withoutDerivative(name, 2, value, `x ${symbol} y`);
}

export const comparisonOperations: readonly Operation[] = [
  comparison('equal', '==', (x, y) => x === y),
  comparison('notEqual', '!=', (x, y) => x !== y),
  comparison('less', '<', (x, y) => x < y),
  comparison('lessEqual', '<=', (x, y) => x <= y),
  comparison('greater', '>', (x, y) => x > y),
  comparison('greaterEqual', '>=', (x, y) => x >= y),
  comparison('logicalAnd', 'and', (x, y) => x !== 0 && y !== 0),
  comparison('logicalOr', 'or', (x, y) => x !== 0 || y !== 0),
  comparison('logicalXor', 'xor', (x, y) => (x !== 0) !== (y !== 0)),
  bitwise('bitwiseAnd', '&', (x, y) => x & y),
  bitwise('bitwiseOr', '|', (x, y) => x | y),
  bitwise('bitwiseXor', '^', (x, y) => x ^ y),
  bitwise('leftShift', '<<', (x, y) => x << y),
  bitwise('rightShift', '>>', (x, y) => x >> y),
];
