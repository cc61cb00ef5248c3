/** Builders of table entries, for the families whose entries differ only by a function and its derivative. */
import { mapEntries, mapPairs } from '../broadcasting.ts';
import { divideLoop, type EntryLoop, multiplyLoop, negativeLoop, type PairLoop } from '../loops.ts';
import type { Operation } from '../tape.ts';
import { allocateEntries, type DType, type Tensor, tensor } from '../tensor.ts';

/** The dtype of a result that keeps its operands' kind: bool < int64 < float64. */
export function promoted(x: DType, y: DType): DType {
  if (x === 'float64' || y === 'float64') return 'float64';
  return x === 'int64' || y === 'int64' ? 'int64' : 'bool';
}

/** Sums of products under their dtype: for booleans a sum is `or`. The memory must not be in use elsewhere. */
export function summed(data: Float64Array, shape: readonly number[], dtype: DType): Tensor {
  if (dtype === 'bool') for (let i = 0; i < data.length; i++) data[i] = data[i] === 0 ? 0 : 1;
  return tensor(data, shape, dtype);
}

/** Integers for booleans, as NumPy's arithmetic on them gives. */
export function numeric(dtype: DType): DType {
  return dtype === 'bool' ? 'int64' : dtype;
}

/** An entry y = f(x) at every entry, always float64, with dy/dx from x and y. */
export function realFunction(
  name: string,
  f: (x: number) => number,
  derivative: (x: number, y: number) => number,
  formula: { readonly value: string; readonly gradient: string },
  loop?: EntryLoop,
): Operation {
  return unaryEntry(name, () => 'float64', f, derivative, formula, loop);
}

/** An entry y = f(x) at every entry whose dtype follows the input's. */
export function unaryEntry(
  name: string,
  dtype: (x: DType) => DType,
  f: (x: number) => number,
  derivative: (x: number, y: number) => number,
  formula: { readonly value: string; readonly gradient: string },
  loop?: EntryLoop,
): Operation {
  return {
    name,
    value: ([x]) => mapEntries(x as Tensor, dtype((x as Tensor).dtype), f, loop),
    vectorJacobianProduct: (g, [x], y) => {
      const slope = (x as Tensor).data;
      const data = allocateEntries(slope.length);
      for (let i = 0; i < data.length; i++) {
        data[i] = (g.data[i] as number) * derivative(slope[i] as number, y.data[i] as number);
      }
      return [{ dtype: 'float64', shape: y.shape, data }];
    },
    entryFunction: () => f,
    formula: { value: formula.value, gradients: [formula.gradient] },
  };
}

/** A partial derivative ∂f/∂x or ∂f/∂y of z = f(x, y). */
type Partial2 = (x: number, y: number, z: number) => number;

/** An entry z = f(x, y) at every broadcast pair of entries. */
export function binaryEntry(
  name: string,
  dtype: (x: DType, y: DType) => DType,
  f: (x: number, y: number) => number,
  partials: readonly [Partial2, Partial2],
  formula: Operation['formula'],
  loop?: PairLoop,
): Operation {
  return {
    name,
    value: ([x, y]) => {
      const [left, right] = [x as Tensor, y as Tensor];
      return mapPairs(left, right, dtype(left.dtype, right.dtype), f, loop);
    },
    vectorJacobianProduct: (g, [x, y], z, _attributes, wanted) =>
      partials.map((partial, i) =>
        wanted?.[i] === false ? null : pullBack(g, x as Tensor, y as Tensor, z, partial),
      ),
    entryFunction: () => f,
    formula,
  };
}

/** g · ∂z/∂input at every entry of the output. */
function pullBack(g: Tensor, x: Tensor, y: Tensor, z: Tensor, partial: Partial2): Tensor {
  if (x.data.length === z.data.length && y.data.length === z.data.length) {
    const data = allocateEntries(z.data.length);
    for (let i = 0; i < data.length; i++) {
      const slope = partial(x.data[i] as number, y.data[i] as number, z.data[i] as number);
      data[i] = (g.data[i] as number) * slope;
    }
    return { dtype: 'float64', shape: z.shape, data };
  }
  // The walk over (x, y) is in the order of z, so a running index finds g and z beside each pair.
  let at = 0;
  return mapPairs(x, y, 'float64', (a, b) => {
    const index = at++;
    return (g.data[index] as number) * partial(a, b, z.data[index] as number);
  });
}

/** Products, quotients and negatives of upstream gradients with values, broadcast. */
export const pull = {
  times: (g: Tensor, y: Tensor): Tensor => mapPairs(g, y, 'float64', (a, b) => a * b, multiplyLoop),
  over: (g: Tensor, y: Tensor): Tensor => mapPairs(g, y, 'float64', (a, b) => a / b, divideLoop),
  back: (g: Tensor): Tensor => mapEntries(g, 'float64', (a) => -a, negativeLoop),
};

/** An entry without a derivative: its result is a truth value or a whole number that steps. */
export function withoutDerivative(
  name: string,
  inputs: number,
  value: Operation['value'],
  formula: string,
): Operation {
  const none = new Array<null>(inputs).fill(null);
  return {
    name,
    value,
    vectorJacobianProduct: () => none,
    formula: { value: formula, gradients: none.map(() => '0') },
  };
}
