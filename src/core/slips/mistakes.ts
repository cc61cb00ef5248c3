/** From the edit that mends a line to the mistake that it had: told by what the edit does to values, over all draws. */
import type { Tensor } from '../autodiff/tensor.ts';
import { reverseSweep } from '../autodiff/sweep.ts';
import type { Guilt } from '../check/blame.ts';
import { linesRead } from '../check/line-truth.ts';
import { agreement, bestScale, matchOf, relativeError } from '../network/match.ts';
import { roleOf } from '../network/name-hints.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import { contains } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';
import { replacedIn } from './pieces.ts';
import type { Slip } from './search.ts';
import type { Trial } from './trial.ts';

/** Mistakes of gradient lines beside the penalty's, by the names of their rules. */
export type Mistake =
  | 'wrong-batch-factor'
  | 'wrong-factor'
  | 'wrong-sign'
  | 'wrong-operand'
  | 'missing-activation-derivative'
  | 'wrong-activation-derivative'
  | 'wrong-loss-derivative'
  | 'bias-sum-axis'
  | 'missing-dropout-mask';

export function mistakeOf(slip: Slip): Mistake {
  if (slip.kind === 'missing derivative') return 'missing-activation-derivative';
  if (isMaskMissing(slip)) return 'missing-dropout-mask';
  if (slip.kind === 'derivative' || isInDerivative(slip)) return 'wrong-activation-derivative';
  if (slip.trials.every(isFirstDelta)) return 'wrong-loss-derivative';
  const factor = factorOf(slip);
  if (factor) return factor;
  return slip.kind === 'sum' ? 'bias-sum-axis' : 'wrong-operand';
}

/** The line with the loss's own derivative: it is computed from no other gradient, and what it is of is no parameter. */
function isFirstDelta({ guilt: { line, network } }: Trial): boolean {
  return line.role === 'intermediate' && linesRead(line, network).length === 0;
}

/** Where the line is a multiple of the truth: the mistake that this multiple tells; null where it is none. */
function factorOf({ trials }: Slip): Mistake | null {
  const ratios = trials.map(({ guilt }) => ratioOf(guilt));
  if (ratios.some((ratio) => ratio === null)) return null;
  if (ratios.every((ratio) => Math.abs((ratio ?? 0) + 1) < 1e-4)) return 'wrong-sign';
  const isBatch = trials.every(({ guilt: { network } }, at) => isPowerOfCount(ratios[at] ?? 1, network));
  return isBatch ? 'wrong-batch-factor' : 'wrong-factor';
}

/** The number by which the line, or its data part beside a right penalty, is a multiple of the truth; null where it is none. */
function ratioOf({ user, data, penalty }: Guilt): number | null {
  const truth = { ...data, data: data.data.map((entry, at) => entry + (penalty.data[at] ?? 0)) };
  const bare = { ...user, data: user.data.map((entry, at) => entry - (penalty.data[at] ?? 0)) };
  return multiple(user, truth) ?? multiple(bare, data);
}

function multiple(user: Tensor, truth: Tensor): number | null {
  return matchOf(user, truth).scaledError <= agreement ? bestScale(user.data, truth.data) : null;
}

function isPowerOfCount(ratio: number, { exampleCount }: NetworkEvaluation): boolean {
  if (exampleCount === null || exampleCount < 2) return false;
  return [1, -1, 2, -2].some((power) => Math.abs(ratio / exampleCount ** power - 1) < 1e-4);
}

/** True where a factor is missing whose entries are zero or one number: the mask of a dropout, or its scale. */
function isMaskMissing({ kind, by, root, trials }: Slip): boolean {
  if (kind === 'factor') {
    const added = expressionsOf(by.expression).filter(
      (each) => each.kind === 'Name' || each.kind === 'Attribute',
    );
    return added.some(
      (each) =>
        roleOf(each.kind === 'Name' ? each.id : each.kind === 'Attribute' ? each.attr : '') ===
        'keepProbability',
    );
  }
  if (kind !== 'missing factor' || by.expression.kind !== 'BinOp') return false;
  const factor = by.expression.right;
  return trials.every((trial) => {
    const execution = trial.executions(root).at(-1);
    const value = execution && trial.valueOf(factor, execution);
    return value ? new Set(value.data).size <= 2 && value.data.includes(0) : false;
  });
}

/** True where the edit lies in a factor that is, after it, the derivative of an elementwise step of the forward pass. */
function isInDerivative({ root, site, by, trials }: Slip): boolean {
  const [trial] = trials;
  const execution = trial?.executions(root).at(-1);
  if (!trial || !execution) return false;
  const around = expressionsOf(root).filter((each) => each !== site && contains(each.span, site.span));
  const derivatives = elementwiseDerivatives(trial.guilt.network);
  return around.some((factor) => {
    const value = trial.valueOf(replacedIn(factor, site, by.expression), execution);
    return (
      value !== null &&
      derivatives.some(
        (derivative) =>
          derivative.data.length === value.data.length &&
          relativeError(value.data, derivative.data, 1) <= agreement,
      )
    );
  });
}

/** Operations that apply one function to each entry, by the elementwise chains of a network's named activations. */
function elementwiseDerivatives(network: NetworkEvaluation): readonly Tensor[] {
  const known = derivativesOf.get(network);
  if (known) return known;
  const found: Tensor[] = [];
  const named = network.variables.filter(({ kind }) => kind !== 'parameter' && kind !== 'data');
  for (const variable of named) {
    const own = network.tape[variable.node]?.value;
    if (!own || own.data.length < 2) continue;
    const adjoints = reverseSweep(network.tape, variable.node);
    for (const other of named) {
      const derivative = adjoints.get(other.node);
      if (other.node === variable.node || !derivative || derivative.data.length !== own.data.length) continue;
      if (isVaried(derivative)) found.push(derivative);
    }
  }
  derivativesOf.set(network, found);
  return found;
}

const derivativesOf = new WeakMap<NetworkEvaluation, readonly Tensor[]>();

function isVaried({ data }: Tensor): boolean {
  return data.some((entry) => entry !== data[0]);
}
