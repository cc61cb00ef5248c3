/** The words and signs by which the runs of a training are told apart, and the sentences about them. */
import type { TrainingRun, TrainingView } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';

export type RunKind = TrainingRun['kind'];

/** What a run is called in the legend. */
export const runName: Readonly<Record<RunKind, string>> = {
  yours: 'your gradient',
  true: 'true gradient',
  unpenalised: 'true, without penalty',
};

/** What the training says about the user's gradient: where it leads, beside the true one. */
export function trainingSentence({ runs }: TrainingView): string {
  const [yours, truth] = [runOf(runs, 'yours'), runOf(runs, 'true')];
  if (!yours || !truth) return '';
  const steps = truth.cost.length - 1;
  const right = last(truth.cost);
  if (yours.lostAt !== null)
    return `With your gradient the cost runs away at step ${yours.lostAt}. With the true one it falls to ${formatNumber(right)}.`;
  const [end, start] = [last(yours.cost), yours.cost[0] ?? 0];
  if (isSame(yours.cost, truth.cost))
    return `Your gradient goes the way of the true one: after ${steps} steps the cost is ${formatNumber(right)}.`;
  const way = end > start ? 'has grown to' : 'has fallen to';
  return `After ${steps} steps the cost ${way} ${formatNumber(end)} with your gradient, to ${formatNumber(right)} with the true one.`;
}

/** What the penalty is for, in the numbers of the runs with and without it; empty where there is none. */
export function penaltySentence({ runs }: TrainingView): string {
  const [truth, plain] = [runOf(runs, 'true'), runOf(runs, 'unpenalised')];
  if (!truth || !plain) return '';
  return `The penalty holds ‖W‖ at ${formatNumber(last(truth.norm))}; without it ‖W‖ is ${formatNumber(last(plain.norm))}.`;
}

/** The values of all runs at one step: "step 57: your gradient 0.93, true gradient 0.41". */
export function stepSentence(runs: readonly TrainingRun[], quantity: 'cost' | 'norm', step: number): string {
  const parts = runs.map((run) => {
    const value = run[quantity][step];
    return `${runName[run.kind]} ${value === undefined ? 'has run away' : formatNumber(value)}`;
  });
  return `step ${step}: ${parts.join(', ')}`;
}

export function runOf(runs: readonly TrainingRun[], kind: RunKind): TrainingRun | undefined {
  return runs.find((run) => run.kind === kind);
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  const size = Math.max(...one.map(Math.abs));
  return (
    one.length === other.length &&
    one.every((value, at) => Math.abs(value - (other[at] ?? Number.NaN)) <= 1e-9 * size)
  );
}

function last(values: readonly number[]): number {
  return values.at(-1) ?? Number.NaN;
}
