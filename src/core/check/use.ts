/** Lines that are known to be right by what is made of them: steps whose own variable nothing in the program holds. */
import type { Tensor } from '../autodiff/tensor.ts';
import { ancestors } from '../network/dependence.ts';
import { agreement, isRight, relativeError } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import { valueWith } from './line-truth.ts';

/** Changes of a result below this are rounding: the line does not bear on it. */
const noticeable = 1e-6;

/** Each line takes a replay; a program with more open ones is machine-made. */
const mostLines = 300;

/**
 * The lines of one draw that agree with no variable's derivative and yet are right: every parameter's gradient computed
 * from them is right, and a right gradient changes when they do. `dxmu1` of a batch norm is such a line: the part of ∂J/∂x
 * that flows one of several ways.
 */
export function confirmedByUse(network: NetworkEvaluation): ReadonlySet<GradientLine> {
  const open = network.gradients.filter((line) => line.role === 'intermediate' && !isRight(line));
  if (open.length === 0 || open.length > mostLines) return new Set();
  const results = network.gradients
    .filter((line) => line.target && line.match && !line.superseded)
    .map((line) => ({ line, below: ancestors(network.tape, [line.node]) }));
  return new Set(
    open.filter((line) => {
      const made = results.filter(({ line: result, below }) => result !== line && below[line.node] === 1);
      if (made.some(({ line: result }) => result.role === 'parameter' && !isRight(result))) return false;
      return made.some(({ line: result }) => isExact(result) && bears(line, result, network));
    }),
  );
}

/** True where a line gives the true gradient itself, not a multiple of it. */
function isExact({ match }: GradientLine): boolean {
  return match !== null && !match.isTrivial && match.relativeError <= agreement;
}

/** True where the result becomes another one when every entry of the line's value is changed by a factor of its own. */
function bears(line: GradientLine, result: GradientLine, network: NetworkEvaluation): boolean {
  const value = network.tape[line.node]?.value;
  const before = network.tape[result.node]?.value;
  if (!value || !before) return false;
  const changed: Tensor = { ...value, data: value.data.map((entry, at) => entry * (1.3 + 0.1 * (at % 7))) };
  const after = valueWith(result, network, new Map([[line.node, changed]]));
  return after !== null && relativeError(after.data, before.data, 1) > noticeable;
}
