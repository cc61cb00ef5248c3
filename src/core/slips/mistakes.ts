/** From the edit that mends a line to the mistake that it had: told by what the edit does to values, over all draws. */
import type { Tensor } from '../autodiff/tensor.ts';
import { reverseSweep } from '../autodiff/sweep.ts';
import { linesRead } from '../check/line-truth.ts';
import { agreement, matchOf, relativeError } from '../network/match.ts';
import { roleOf } from '../network/name-hints.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type * as ast from '../python/ast.ts';
import { contains } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';
import { factorOffTruth } from './factor.ts';
import { type Piece, pieceOf, replacedIn } from './pieces.ts';
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
  | 'missing-dropout-mask'
  | 'overwritten-gradient';

export function mistakeOf(slip: Slip): Mistake {
  if (slip.kind === 'missing summand') return 'overwritten-gradient';
  if (isDerivativeMissing(slip)) return 'missing-activation-derivative';
  if (isMaskMissing(slip)) return 'missing-dropout-mask';
  if (slip.kind === 'derivative' || isInDerivative(slip)) return 'wrong-activation-derivative';
  if (slip.trials.every(isFirstDelta)) return 'wrong-loss-derivative';
  const factor = factorOf(slip);
  if (factor) return factor;
  const isBias = slip.trials.every(({ guilt }) => guilt.line.target?.isBias);
  return slip.kind === 'sum' && isBias ? 'bias-sum-axis' : 'wrong-operand';
}

/** The line with the loss's own derivative: it is computed from no other gradient, and what it is of is no parameter. */
function isFirstDelta({ guilt: { line, network } }: Trial): boolean {
  return line.role === 'intermediate' && linesRead(line, network).length === 0;
}

/** Where the line, or the part of it that is edited, is a multiple of what is right: the mistake that this multiple tells; null where it is none. */
function factorOf(slip: Slip): Mistake | null {
  const { trials } = slip;
  const ofLine = trials.map(({ guilt: { user, data, penalty } }) => factorOffTruth(user, data, penalty));
  const ratios = ofLine.includes(null) ? trials.map((trial) => ratioOfSite(slip, trial)) : ofLine;
  if (ratios.includes(null)) return null;
  if (ratios.every((ratio) => Math.abs((ratio ?? 0) + 1) < 1e-4)) return 'wrong-sign';
  const isBatch = trials.every(({ guilt: { network } }, at) => isPowerOfCount(ratios[at] ?? 1, network));
  return isBatch ? 'wrong-batch-factor' : 'wrong-factor';
}

/** The factor by which the edited part is off; null where it is another array altogether, or two numbers. */
function ratioOfSite({ site, by, root }: Slip, trial: Trial): number | null {
  const own = valueIn(trial, root, pieceOf(site));
  const right = valueIn(trial, root, by);
  if (!own || !right || own.data.length < 2) return null;
  const { scale, scaledError } = matchOf(own, right);
  return scaledError <= agreement ? scale : null;
}

function isPowerOfCount(ratio: number, { exampleCount }: NetworkEvaluation): boolean {
  if (exampleCount === null || exampleCount < 2) return false;
  return [1, -1, 2, -2].some((power) => Math.abs(ratio / exampleCount ** power - 1) < 1e-4);
}

function isDerivativeMissing({ factor, root, trials: [trial] }: Slip): boolean {
  const value = factor && trial ? valueIn(trial, root, factor) : null;
  return value !== null && trial !== undefined && isActivationDerivative(value, trial.guilt.network);
}

/** True where a factor is missing whose entries are zero or one number, the mask of a dropout, or where its scale is off. */
function isMaskMissing({ kind, site, by, factor, root, trials }: Slip): boolean {
  if (kind === 'factor') return keepProbabilities(site) !== keepProbabilities(by.expression);
  if (!factor) return false;
  return trials.every((trial) => {
    const value = valueIn(trial, root, factor);
    return value ? new Set(value.data).size <= 2 && value.data.includes(0) : false;
  });
}

/** A piece's value where an expression ran last; null where it has none. */
function valueIn(trial: Trial, root: ast.Expr, { expression }: Piece): Tensor | null {
  const execution = trial.executions(root).at(-1);
  return execution ? trial.valueOf(expression, root, execution) : null;
}

/** How often an expression reads a name that probabilities to keep a unit bear. */
function keepProbabilities(expression: ast.Expr): number {
  return expressionsOf(expression).filter((each) => {
    const name = each.kind === 'Name' ? each.id : each.kind === 'Attribute' ? each.attr : '';
    return roleOf(name) === 'keepProbability';
  }).length;
}

/** True where the edit lies in a factor that is, after it, the derivative of an elementwise step of the forward pass. */
function isInDerivative({ root, site, by, trials }: Slip): boolean {
  const [trial] = trials;
  if (!trial) return false;
  const around = expressionsOf(root).filter((each) => each !== site && contains(each.span, site.span));
  return around.some((factor) => {
    const value = valueIn(trial, root, { expression: replacedIn(factor, site, by.expression), text: '' });
    return value !== null && isVaried(value) && isActivationDerivative(value, trial.guilt.network);
  });
}

/** Named values of one size whose derivatives by one another are compared. */
const mostVariables = 16;

/** True where a value is the derivative of a named array by what it is computed from, entry by entry; noise is none, whatever it scales. */
function isActivationDerivative(value: Tensor, { tape, variables, probePaths }: NetworkEvaluation): boolean {
  const isGiven = [...probePaths.keys()].some((node) => isSameTensor(tape[node]?.value, value));
  if (isGiven) return false;
  const named = variables.filter(
    ({ kind, node }) =>
      kind !== 'parameter' && kind !== 'data' && tape[node]?.value.data.length === value.data.length,
  );
  return named.slice(0, mostVariables).some(({ node }) => {
    for (const [input, derivative] of reverseSweep(tape, node)) {
      if (input === node || derivative.data.length !== value.data.length) continue;
      if (relativeError(value.data, derivative.data, 1) <= agreement) return true;
    }
    return false;
  });
}

function isSameTensor(given: Tensor | undefined, { shape, data }: Tensor): boolean {
  if (given?.shape.join() !== shape.join()) return false;
  return given.data.every((entry, at) => entry === data[at]);
}

function isVaried({ data }: Tensor): boolean {
  return data.some((entry) => entry !== data[0]);
}
