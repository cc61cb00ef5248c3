/** The gradient check: every parameter's gradient against reverse mode and against central differences, entry by entry. */
import { centralDifference } from './autodiff/central-difference.ts';
import {
  type Differences,
  prepareDifferences,
  type SpotCheck,
} from './autodiff/differences/every-coordinate.ts';
import type { NodeId } from './autodiff/tape.ts';
import type { Tensor } from './autodiff/tensor.ts';
import type { CheckOptions, GradientCheck, ParameterCheck } from './engine.ts';
import { totalOf } from './network/cost.ts';
import type { GradientLine, NetworkEvaluation } from './network/network.ts';
import { agreement, shapesFit } from './network/match.ts';
import type { Analysis, GradientReport } from './report/analysis.ts';
import { entryIndex } from './rules/wording.ts';

/** The step of the central differences. */
const epsilon = 1e-6;

/** Relative difference that an entry's two evaluations may have beside rounding. */
const spotTolerance = 1e-6;

/** Checks every network of an analysis. It gives way to the host between parameters, so that cancelling is heard. */
export async function checkNetworks(
  analysis: Analysis,
  options: CheckOptions,
): Promise<readonly GradientCheck[]> {
  const checks: GradientCheck[] = [];
  const total = analysis.networks.reduce((sum, network) => sum + parameterLines(network).length, 0);
  let done = 0;
  for (const [index, network] of analysis.networks.entries()) {
    const rows: ParameterCheck[] = [];
    const nodes = parameterLines(network).flatMap(({ target }) => (target ? [target.node] : []));
    const differences = prepareDifferences(network.tape, network.cost.node, nodes);
    for (const line of parameterLines(network)) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (options.cancelled()) break;
      const row = checkLine(line, { network, differences, gradients: analysis.gradients }, options);
      if (row) rows.push(row);
      done += 1;
      options.progress(done / Math.max(1, total), line.binding.text);
    }
    checks.push({
      networkTitle: network.title,
      costName: network.costName,
      rows,
      undecided: undecidedOf(analysis.gradients, index),
      epsilon,
      cancelled: options.cancelled(),
    });
  }
  return checks;
}

function parameterLines(network: NetworkEvaluation): GradientLine[] {
  return network.gradients.filter(
    (line) => line.role === 'parameter' && !line.superseded && line.target !== null,
  );
}

function undecidedOf(gradients: readonly GradientReport[], network: number): GradientCheck['undecided'] {
  return gradients
    .filter((gradient) => gradient.verdict === 'undecided' && (gradient.network ?? 0) === network)
    .map((gradient) => ({ name: gradient.name, reason: gradient.reason ?? 'not checked' }));
}

interface NetworkUnderCheck {
  readonly network: NetworkEvaluation;
  readonly differences: Differences;
  readonly gradients: readonly GradientReport[];
}

function checkLine(
  line: GradientLine,
  { network, differences, gradients }: NetworkUnderCheck,
  options: CheckOptions,
): ParameterCheck | null {
  const user = network.tape[line.node]?.value;
  const reverse = line.target ? totalOf(network.adjoints.get(line.target.node)) : null;
  if (!user || !reverse || !line.target) return null;
  const central = centralOf(network, differences, line.target.node, options);
  if (!central) return null;
  const fits = shapesFit(user.shape, reverse.shape);
  const entry = fits ? worstEntry(user, reverse) : 0;
  const userAgainstReverse = fits ? courseError(user.data, reverse.data) : 1;
  const report = gradients.find((gradient) => gradient.id === line.id);
  return {
    gradientId: line.id,
    name: report?.name ?? line.binding.text,
    of: report?.of ?? line.target.name,
    shape: reverse.shape,
    userAgainstReverse,
    reverseAgainstCentral: courseError(reverse.data, central.data),
    worst: {
      index: entryIndex(entry, reverse.shape),
      user: user.data[entry] ?? Number.NaN,
      reverse: reverse.data[entry] ?? Number.NaN,
      central: central.data[entry] ?? Number.NaN,
    },
    verdict: report?.verdict ?? (userAgainstReverse <= agreement ? 'verified' : 'wrong'),
  };
}

/**
 * Central differences of every entry, by what each entry reaches; where evaluating everything again for a few of them
 * says otherwise, the plain loop over all entries takes the stand instead. Null where it was cancelled.
 */
function centralOf(
  network: NetworkEvaluation,
  differences: Differences,
  node: NodeId,
  { cancelled }: CheckOptions,
): Tensor | null {
  const found = differences.of(node, { step: epsilon, cancelled });
  if (found === null || found.spotChecks.every(agrees)) return found?.gradient ?? null;
  return centralDifference(network.tape, network.cost.node, node, { step: epsilon, cancelled });
}

function agrees({ byDependence, byWholeEvaluation, roundingError }: SpotCheck): boolean {
  const size = Math.max(Math.abs(byDependence), Math.abs(byWholeEvaluation));
  return Math.abs(byDependence - byWholeEvaluation) <= roundingError + spotTolerance * size;
}

/** ‖a − b‖ / (‖a‖ + ‖b‖); 0 where both vanish, so that a dead unit is no division by zero. */
export function courseError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let left = 0;
  let right = 0;
  for (let at = 0; at < a.length; at++) {
    difference += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
    left += (a[at] ?? 0) ** 2;
    right += (b[at] ?? 0) ** 2;
  }
  const size = Math.sqrt(left) + Math.sqrt(right);
  return size === 0 ? 0 : Math.sqrt(difference) / size;
}

function worstEntry(user: Tensor, truth: Tensor): number {
  let worst = 0;
  const gap = (at: number): number => Math.abs((user.data[at] ?? 0) - (truth.data[at] ?? 0));
  for (let at = 0; at < truth.data.length; at++) if (gap(at) > gap(worst)) worst = at;
  return worst;
}
