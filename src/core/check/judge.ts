/** Judging: every gradient statement of a surveyed network, over all draws and loop passes. */
import { ancestors, dependents } from '../network/dependence.ts';
import { totalOf } from '../network/cost.ts';
import { readGradientName } from '../network/gradient-names.ts';
import { agreement, disagreement, isRight, matchOf } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import type * as ast from '../python/ast.ts';
import { contains } from '../python/source.ts';
import { isTrusted, type SurveyedNetwork } from '../network/survey.ts';
import { type Blame, blame, type Guilt, turnedLines } from './blame.ts';
import { updateSteps } from './steps.ts';
import { confirmedByUse } from './use.ts';

/** One gradient statement under one name, with its lines in all draws and loop passes. */
export interface JudgedStatement {
  readonly key: string;
  readonly lines: readonly GradientLine[];
  readonly standing: Standing;
  /** The largest relative error over draws and passes; Infinity where shapes do not fit. */
  readonly relativeError: number;
}

/**
 * 'right' in every draw, by its own value or by what is made of it; 'guilty' in every draw; 'spoiled': off only because of what it reads; 'proportional': off by one
 * factor that all parameters' gradients of the network share; 'untold': neither agrees nor can be blamed.
 */
export type Standing = 'right' | 'guilty' | 'spoiled' | 'proportional' | 'untold';

export interface Judgement {
  readonly network: SurveyedNetwork;
  readonly statements: readonly JudgedStatement[];
  /** By statement key, the guilty lines of all draws. */
  readonly guilts: ReadonlyMap<string, readonly Guilt[]>;
  /** The factor that all parameters' gradients carry against the cost, per draw; null where there is no common one. */
  readonly commonScale: readonly number[] | null;
  /** True where gradient lines confirm the cost: one agrees in every draw, or becomes right with true values put in. */
  readonly isConfirmed: boolean;
  /** True where all gradients have the wrong sign, and the update goes uphill with them. */
  readonly isTurned: boolean;
}

export function judge(network: SurveyedNetwork): Judgement {
  const common = commonScaleOf(network.draws);
  const isTurned = common !== null && followsUphill(network, common);
  const blames = isTurned
    ? network.draws.map((draw): Blame => ({ guilty: turnedLines(draw), victims: [] }))
    : network.draws.map(blame);
  // A factor that comes in behind a right gradient is no choice of the cost.
  const comesIn = blames.every(({ guilty }) => guilty.some(({ isOffScale }) => isOffScale));
  const commonScale = isTurned || comesIn ? null : common;
  const guilts = commonScale ? new Map<string, Guilt[]>() : guiltsOf(blames);
  const spoiled = new Set(network.draws.flatMap((draw) => spoiledLines(draw, guilts)));
  const confirmed = new Set(network.draws.flatMap((draw) => [...confirmedByUse(draw)]));
  const groups = new Map<string, GradientLine[]>();
  for (const draw of network.draws) {
    for (const line of draw.gradients) {
      const key = keyOf(line);
      const known = groups.get(key);
      if (known) known.push(line);
      else groups.set(key, [line]);
    }
  }
  const isConfirmed = isTurned || isTrusted(network) || blames.every(({ victims }) => victims.length > 0);
  const statements = [...groups].map(([key, all]): JudgedStatement => {
    const lines = lastSteps(all);
    const isConfirmedByUse =
      lines.every((line) => isRight(line) || confirmed.has(line)) &&
      lines.some((line) => !line.match?.isTrivial);
    const error = Math.max(...lines.map((line) => (confirmed.has(line) ? 0 : errorOf(line))));
    const standing = isConfirmedByUse
      ? 'right'
      : standingOf(key, lines, guilts, spoiled, commonScale !== null);
    return {
      key,
      lines,
      standing: !isConfirmed && standing === 'spoiled' ? 'untold' : standing,
      relativeError: error,
    };
  });
  return { network, statements, guilts, commonScale, isConfirmed, isTurned };
}

/** Names of what is made small; other costs may be likelihoods and rewards, for which uphill is right. */
const fallingName = /(?:loss|cost|err(?:or)?|mse|nll|entropy|risk)|^J$/i;

/** True where all gradients have the wrong sign and every step that uses them moves its parameter uphill, or would if it were evaluated. */
function followsUphill({ draws, descends }: SurveyedNetwork, scales: readonly number[]): boolean {
  return (
    scales.every((scale) => scale < 0) &&
    draws.every((draw) => {
      const steps = updateSteps(draw);
      const isMeantToFall = draw.basis === 'cost' && fallingName.test(draw.costName);
      if (!isMeantToFall || (steps.length === 0 && !descends)) return false;
      return steps.every(({ direction }) => direction === 'up');
    })
  );
}

/** Of a gradient that a loop adds up in its passes, the whole sum; what it held on the way is nobody's derivative. */
function lastSteps(lines: readonly GradientLine[]): readonly GradientLine[] {
  const last = lines.filter((line) => !line.superseded);
  if (last.length > 0) return last;
  const continued = new Set(
    lines.flatMap(({ binding }) => (binding.augmented === null ? [] : [binding.previousNode])),
  );
  return lines.filter((line) => !continued.has(line.node));
}

/** Lines of one statement and one name belong together. */
export function keyOf(line: GradientLine): string {
  return `${keyOfStatement(line.binding.statement)}:${line.binding.text}`;
}

export function keyOfStatement({ span }: ast.Stmt): string {
  return `${span.source.uri}:${span.start}`;
}

function errorOf(line: GradientLine): number {
  if (!line.match) return Number.NaN;
  return line.role === 'parameter' ? line.match.relativeError : line.match.scaledError;
}

function standingOf(
  key: string,
  lines: readonly GradientLine[],
  guilts: ReadonlyMap<string, readonly Guilt[]>,
  spoiled: ReadonlySet<GradientLine>,
  isProportional: boolean,
): Standing {
  if (guilts.has(key)) return 'guilty';
  if (isProportional && lines.some((line) => line.role === 'parameter' && line.match)) return 'proportional';
  const isOff = lines.every((line) => isRight(line) || (errorOf(line) >= disagreement && spoiled.has(line)));
  return isOff ? 'spoiled' : 'untold';
}

/** The lines that are computed from a guilty one. */
function spoiledLines(
  draw: NetworkEvaluation,
  guilts: ReadonlyMap<string, readonly Guilt[]>,
): GradientLine[] {
  const offScale = new Set(
    [...guilts.values()].flatMap((each) =>
      each.flatMap(({ line, isOffScale }) => (isOffScale ? [line] : [])),
    ),
  );
  const sources = draw.gradients.filter(
    (line) => offScale.has(line) || (guilts.has(keyOf(line)) && !isRight(line)),
  );
  const readers = dependents(
    draw.tape,
    sources.map((line) => line.node),
  );
  return draw.gradients.filter((line) => line.match && readers[line.node] === 1);
}

/** Guilty lines by statement, for statements that are guilty in every draw. */
function guiltsOf(blames: readonly Blame[]): Map<string, Guilt[]> {
  const perDraw = blames.map(({ guilty }) => {
    const found = new Map<string, Guilt[]>();
    for (const guilt of guilty) {
      if ((!guilt.isOffScale && errorOf(guilt.line) < disagreement) || !holdsNumbers(guilt)) continue;
      if (hasNoTruth(guilt) || readsForeignData(guilt) || isPassedStrangeGradient(guilt)) continue;
      if (isInBrokenLoop(guilt)) continue;
      const key = keyOf(guilt.line);
      found.set(key, [...(found.get(key) ?? []), guilt]);
    }
    return found;
  });
  const [first, ...others] = perDraw;
  const together = new Map<string, Guilt[]>();
  for (const [key, guilts] of first ?? []) {
    if (!others.every((other) => other.has(key))) continue;
    together.set(key, [...guilts, ...others.flatMap((other) => other.get(key) ?? [])]);
  }
  return together;
}

/** False where the line or the true gradient holds nan or inf: the probe met a place where neither is defined. */
function holdsNumbers({ user, recorded, data, penalty }: Guilt): boolean {
  return [user, recorded, data, penalty].every((tensor) => tensor.data.every(Number.isFinite));
}

/** A true gradient this much smaller than what the line gives is none. */
const negligible = 1e-6;

/**
 * True where there is no true gradient to speak of: the cost is saturated there, or the variable is not the one that the
 * line means.
 */
function hasNoTruth({ user, data, penalty }: Guilt): boolean {
  const largest = (values: Float64Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest(data.data) + largest(penalty.data) <= negligible * largest(user.data);
}

/** True where an exception ends a pass of a loop around the line: what the line sums up then lacks passes for that reason. */
function isInBrokenLoop({ network: { trace, raisedAt }, line: { binding } }: Guilt): boolean {
  const raised = [raisedAt, ...trace.interruptions.map(({ error, span }) => (error ? span : null))];
  return raised.some((span) => span !== null && binding.loops.some(({ loop }) => contains(loop.span, span)));
}

/** True where the line depends on data that the cost does not see: what it was given is not what the cost was given. */
function readsForeignData({ network, line }: Guilt): boolean {
  const ofCost = ancestors(network.tape, [network.cost.node]);
  const ofLine = ancestors(network.tape, [line.node]);
  const leaves = network.tape.filter(
    ({ operation, value: { data } }) =>
      operation === 'leaf' && data.length > 1 && data.some((value) => value !== data[0]),
  );
  // `np.arange(n)` is made anew wherever it is written, and is the same data.
  const seen = leaves.filter(({ id }) => ofCost[id] === 1).map(({ value }) => value.data);
  return leaves.some(
    ({ id, value }) =>
      ofLine[id] === 1 && ofCost[id] !== 1 && !seen.some((data) => sameEntries(data, value.data)),
  );
}

function sameEntries(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((entry, at) => entry === b[at]);
}

/**
 * True where the line's function was passed a gradient that is the derivative by nothing: then the mistake may lie with
 * the caller, as in `linear_backward(relu_backward(dA, Z), cache)` with another layer's dA.
 */
function isPassedStrangeGradient({ network, line }: Guilt): boolean {
  const call = network.trace.calls.find(({ frame }) => frame === line.binding.frame);
  if (!call) return false;
  const below = ancestors(network.tape, [line.node]);
  const judged = new Set(network.gradients.flatMap((other) => (other.match ? [other.node] : [])));
  return [...call.arguments].some(([name, value]) => {
    if (value.type !== 'array' || readGradientName(name) === null) return false;
    const user = network.tape[value.node]?.value;
    if (!user || below[value.node] !== 1 || judged.has(value.node)) return false;
    return ![...network.adjoints.values()].some((adjoint) => {
      const truth = totalOf(adjoint);
      return truth !== null && matchOf(user, truth).scaledError <= agreement;
    });
  });
}

/**
 * The one factor by which all parameters' gradients differ from the cost's, where it is not 1: gradients of the summed
 * cost while the cost is a mean, or ascent with both signs turned. Null where the gradients do not share one.
 */
function commonScaleOf(draws: readonly NetworkEvaluation[]): number[] | null {
  const scales: number[] = [];
  for (const draw of draws) {
    const lines = draw.gradients.filter(
      (line) => line.role === 'parameter' && !line.superseded && line.match,
    );
    const [first] = lines;
    const scale = first?.match?.scale;
    if (lines.length < 2 || scale === undefined || Math.abs(scale - 1) < 1e-4) return null;
    const isCommon = lines.every(
      (line) =>
        line.match !== null &&
        line.match.scaledError <= 1e-5 &&
        Math.abs(line.match.scale - scale) <= 1e-5 * Math.abs(scale),
    );
    if (!isCommon) return null;
    scales.push(scale);
  }
  return scales.length > 0 ? scales : null;
}
