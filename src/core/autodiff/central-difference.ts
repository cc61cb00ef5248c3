/** Central differences: the second witness of a gradient, by replaying the tape with one entry moved. */
import { prepareReplay } from './replay.ts';
import type { NodeId, TapeNode } from './tape.ts';
import { type Tensor, tensor } from './tensor.ts';

export interface DifferenceOptions {
  /** The step for an entry x is step·max(1, |x|). Default 1e-6, or 1e-3 with Richardson's extrapolation. */
  readonly step?: number;
  /** Combines the steps h, h/2 and h/4 so that the errors in h² and h⁴ cancel. */
  readonly richardson?: boolean;
  /** Asked before every entry; true ends the work. */
  readonly cancelled?: () => boolean;
}

/**
 * ∂root/∂leaf by (J(x + h) − J(x − h)) / 2h for every entry of the leaf; null where it was cancelled.
 * Shapes: the leaf's. A root that is not a scalar counts as the sum of its entries.
 * Source: Richardson's deferred approach to the limit; Press et al., Numerical Recipes (2007), section 5.7.
 */
export function centralDifference(
  tape: readonly TapeNode[],
  root: NodeId,
  leaf: NodeId,
  options: DifferenceOptions = {},
): Tensor | null {
  const { value } = tape[leaf] as TapeNode;
  const run = prepareReplay(tape, [leaf], [root]);
  const rootAt = (entry: number, moved: number): number => {
    const data = value.data.slice();
    data[entry] = moved;
    const result = run(new Map([[leaf, tensor(data, value.shape)]])).get(root) as Tensor;
    return result.data.reduce((sum, part) => sum + part, 0);
  };
  const gradient = new Float64Array(value.data.length);
  const step = options.step ?? (options.richardson ? 1e-3 : 1e-6);
  for (let entry = 0; entry < gradient.length; entry++) {
    if (options.cancelled?.()) return null;
    const x = value.data[entry] as number;
    const slope = (h: number): number => {
      const [above, below] = [x + h, x - h];
      return (rootAt(entry, above) - rootAt(entry, below)) / (above - below);
    };
    const h = step * Math.max(1, Math.abs(x));
    gradient[entry] = options.richardson ? extrapolated(slope, h) : slope(h);
  }
  return tensor(gradient, value.shape);
}

function extrapolated(slope: (h: number) => number, h: number): number {
  const [coarse, middle, fine] = [slope(h), slope(h / 2), slope(h / 4)];
  const first = (4 * middle - coarse) / 3;
  const second = (4 * fine - middle) / 3;
  return (16 * second - first) / 15;
}
