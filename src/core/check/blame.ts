/** Blame: which line is at fault, found by putting true values in for the gradients that each line reads. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { totalOf } from '../network/cost.ts';
import { dependents } from '../network/dependence.ts';
import { bestScale, disagreement, isRight, shapesFit } from '../network/match.ts';
import type { Adjoint, GradientLine, NetworkEvaluation } from '../network/network.ts';
import { agreesWithTruth, linesRead, scaled, scalesIn, truthOf, valueWith } from './line-truth.ts';

/** A line that is wrong even when everything it reads is right, with the numbers that show it. */
export interface Guilt {
  readonly line: GradientLine;
  readonly network: NetworkEvaluation;
  /** What the line gives with true values put in for the gradients that it reads. */
  readonly user: Tensor;
  /** The true values put in, by node. */
  readonly truths: ReadonlyMap<NodeId, Tensor>;
  /** What the line gave as it stands. */
  readonly recorded: Tensor;
  /** The true gradient's two parts, times `scale`; zeros where a part does not reach the variable. */
  readonly data: Tensor;
  readonly penalty: Tensor;
  /** The constant factor that the intermediates carry up to this line; 1 for a parameter's gradient. */
  readonly scale: number;
  /** True for an intermediate that is right but for a factor, which spoils what is computed from it. */
  readonly isOffScale: boolean;
}

/** The guilty lines of one draw, and their victims: parameters' gradients that true values put in make right. */
export interface Blame {
  readonly guilty: readonly Guilt[];
  readonly victims: readonly GradientLine[];
}

/** The guilty lines of one draw. Wrong lines that become right with true values put in are victims and are left out. */
export function guiltyLines(network: NetworkEvaluation): readonly Guilt[] {
  return blame(network).guilty;
}

/**
 * Blames the lines of one draw. A parameter's gradient is guilty by its own value; an intermediate only where the truth
 * in its place makes a gradient that is computed from it right: its name alone may mean another variable.
 */
export function blame(network: NetworkEvaluation): Blame {
  const examined = new Map<GradientLine, Examination>();
  const pending = network.gradients.filter(
    (line) => line.role === 'parameter' && line.match && !line.superseded && !isRight(line),
  );
  for (let line = pending.pop(); line; line = pending.pop()) {
    if (examined.has(line)) continue;
    const examination = examine(line, network);
    examined.set(line, examination);
    pending.push(...examination.suspects);
  }
  const answerable = answerableLines(examined);
  const guilty = [...examined].flatMap(([line, { guilt }]) => (guilt && answerable.has(line) ? [guilt] : []));
  const victims = [...examined].flatMap(([line, { isVictim }]) =>
    isVictim && answerable.has(line) ? [line] : [],
  );
  const offScale = guiltyOfFactor(guilty, network);
  return {
    guilty: [...guilty.filter(({ line }) => !offScale.spoiled.has(line)), ...offScale.guilty],
    victims: [
      ...victims.filter((line) => line.role === 'parameter'),
      ...[...offScale.spoiled].filter((line) => line.role === 'parameter'),
    ],
  };
}

/**
 * Intermediates that take on a factor that what they are computed from does not have, where this factor taken away makes
 * every wrong gradient right that is computed from them: `dA1 * D1` without the division by the probability to keep. Else
 * every one that is guilty otherwise: others may be victims of another line.
 */
function guiltyOfFactor(
  guilty: readonly Guilt[],
  network: NetworkEvaluation,
): { readonly guilty: readonly Guilt[]; readonly spoiled: ReadonlySet<GradientLine> } {
  const spoiled = new Set<GradientLine>();
  const found: Guilt[] = [];
  const wrong =
    guilty.length === 0 ? [] : network.gradients.filter((line) => isWrongParameter(line, network));
  const accused = new Set(guilty.map(({ line }) => line));
  for (const line of wrong.length === 0 ? [] : network.gradients.filter(isCarrier)) {
    const after = dependents(network.tape, [line.node]);
    const below = wrong.filter((each) => !spoiled.has(each) && after[each.node] === 1);
    const repair = [below, below.filter((each) => accused.has(each))]
      .filter((each) => each.length > 0 && (isBroughtIn(line, network) || saysFactor(each, network)))
      .map((each) => ({ reached: each, scale: scaleThatRepairs(line, each, after, network) }))
      .find(({ scale }) => scale !== null);
    const guilt = repair && repair.scale !== null ? guiltOfScale(line, network, repair.scale) : null;
    if (!repair || !guilt) continue;
    found.push(guilt);
    for (const each of repair.reached) spoiled.add(each);
    const values = trueValues([line], network, guilt.scale);
    for (const each of accused) if (isRepaired(each, network, values)) spoiled.add(each);
  }
  return { guilty: found, spoiled };
}

function isCarrier(line: GradientLine): boolean {
  return line.role === 'intermediate' && line.target !== null && isRight(line) && !line.match?.isTrivial;
}

function isWrongParameter(line: GradientLine, network: NetworkEvaluation): boolean {
  if (line.role !== 'parameter' || line.superseded || !line.match || isRight(line)) return false;
  const truth = truthOf(line, network, 1);
  const shape = network.tape[line.node]?.value.shape;
  return truth !== null && shape !== undefined && shapesFit(shape, truth.shape);
}

/**
 * One factor on all gradients may be meant otherwise. Another gradient that agrees tells, a penalty that does, or a sum of
 * which only one share has the factor.
 */
function saysFactor(wrong: readonly GradientLine[], network: NetworkEvaluation): boolean {
  const isAgreed = network.gradients.some(
    (line) => line.role === 'parameter' && !line.superseded && isRight(line) && !line.match?.isTrivial,
  );
  return isAgreed || wrong.some((line) => isMixed(line, network) || isPenalised(line, network));
}

/** True where the line is no multiple of the truth; a single number always is. */
function isMixed({ match, node }: GradientLine, { tape }: NetworkEvaluation): boolean {
  return (match?.scaledError ?? 0) > disagreement && (tape[node]?.value.data.length ?? 0) > 1;
}

/** True where what the line is computed from is exactly the cost's derivative, and the line has a factor that slips bring in. */
function isBroughtIn(line: GradientLine, network: NetworkEvaluation): boolean {
  const inherited = inheritedScale(line, network);
  const own = Math.abs(line.match?.scale ?? 1);
  if (inherited === null || !isSame(inherited, 1) || isSame(own, 1)) return false;
  const factor = own > 1 ? own : 1 / own;
  return isSame(factor, Math.round(factor));
}

function isPenalised({ target }: GradientLine, { adjoints }: NetworkEvaluation): boolean {
  const penalty = target && adjoints.get(target.node)?.penalty;
  return penalty?.data.some((entry) => entry !== 0) === true;
}

function isRepaired(
  line: GradientLine,
  network: NetworkEvaluation,
  values: ReadonlyMap<NodeId, Tensor>,
): boolean {
  const value = valueWith(line, network, values);
  return value !== null && agreesWithTruth(value, line, network);
}

/**
 * Where all gradients have the wrong sign and the update follows them uphill: the first intermediates that have it, or,
 * where none has, those that every gradient starts from if several steps add them; else the parameters' gradients themselves.
 */
export function turnedLines(network: NetworkEvaluation): readonly Guilt[] {
  const first = network.gradients.filter(
    (line) => isCarrier(line) && !line.superseded && inheritedScale(line, network) === null,
  );
  const isTurned = ({ match }: GradientLine): boolean => (match?.scale ?? 1) < 0;
  const later = network.gradients.filter((line) => isCarrier(line) && isTurned(line));
  const turned = first.filter(isTurned);
  const steps = new Set(
    network.gradients.flatMap(({ role, binding }) => (role === 'parameter' ? [binding.statement] : [])),
  );
  const guilty = turned.length > 0 ? turned : later.length === 0 && steps.size > 1 ? first : [];
  const found = guilty.flatMap((line) => guiltOfScale(line, network, -(line.match?.scale ?? 1)) ?? []);
  return found.length > 0 ? found : blame(network).guilty;
}

/** The factor with which an intermediate would make wrong lines right and leave right ones as they are; null where none does. */
function scaleThatRepairs(
  line: GradientLine,
  wrong: readonly GradientLine[],
  after: Uint8Array,
  network: NetworkEvaluation,
): number | null {
  const inherited = inheritedScale(line, network);
  const own = line.match?.scale ?? 1;
  const tried = inherited === null ? knownScales(network) : [inherited];
  const right = network.gradients.filter(
    (other) =>
      other.role === 'parameter' &&
      !other.superseded &&
      after[other.node] === 1 &&
      isRight(other) &&
      !other.match?.isTrivial,
  );
  const repaired = tried.find((scale) => {
    if (isSame(scale, own)) return false;
    const values = trueValues([line], network, scale);
    return [...wrong, ...right].every((each) => isRepaired(each, network, values));
  });
  return repaired ?? null;
}

function knownScales({ exampleCount }: NetworkEvaluation): readonly number[] {
  return exampleCount === null ? [1] : [1, exampleCount];
}

function guiltOfScale(line: GradientLine, network: NetworkEvaluation, scale: number): Guilt | null {
  const recorded = network.tape[line.node]?.value;
  const parts = line.target && partsOf(network.adjoints.get(line.target.node), scale);
  if (!recorded || !parts) return null;
  return { ...parts, line, network, user: recorded, truths: new Map(), recorded, scale, isOffScale: true };
}

/** The two parts of a true gradient times a factor, each of the whole's shape; null where there is none. */
function partsOf(adjoint: Adjoint | undefined, scale: number): Pick<Guilt, 'data' | 'penalty'> | null {
  const total = totalOf(adjoint);
  if (!adjoint || !total) return null;
  const zeros: Tensor = { ...total, data: new Float64Array(total.data.length) };
  return { data: scaled(adjoint.data ?? zeros, scale), penalty: scaled(adjoint.penalty ?? zeros, scale) };
}

/** Parameters' gradients, and the intermediates whose true values repair an answerable line. */
function answerableLines(examined: ReadonlyMap<GradientLine, Examination>): ReadonlySet<GradientLine> {
  const found = new Set([...examined.keys()].filter((line) => line.role === 'parameter'));
  for (const line of found) {
    const examination = examined.get(line);
    if (examination?.isVictim) for (const suspect of examination.suspects) found.add(suspect);
  }
  return found;
}

interface Examination {
  readonly guilt: Guilt | null;
  /** True where the line becomes right with true values put in for the suspects. */
  readonly isVictim: boolean;
  /** Lines read that are wrong themselves. */
  readonly suspects: readonly GradientLine[];
}

/** The nearest lines that a line reads and whose variables are known; a gradient of something unknown is looked through. */
function judgedLinesRead(line: GradientLine, network: NetworkEvaluation): readonly GradientLine[] {
  const found = new Set<GradientLine>();
  const seen = new Set<GradientLine>([line]);
  const pending = linesRead(line, network);
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.match) found.add(at);
    else pending.push(...linesRead(at, network));
  }
  return [...found];
}

function examine(line: GradientLine, network: NetworkEvaluation): Examination {
  const suspects = wrongLinesRead(line, network);
  const recorded = network.tape[line.node]?.value;
  if (!recorded || !line.target) return { guilt: null, isVictim: false, suspects };
  const scales = scalesIn(network);
  let user = recorded;
  let put: ReadonlyMap<NodeId, Tensor> = new Map();
  for (const read of [suspects, ...behind(suspects, network)]) {
    for (const scale of read.length === 0 ? [] : scales) {
      const values = trueValues(read, network, scale);
      const value = valueWith(line, network, values);
      if (!value) continue;
      if (agreesWithTruth(value, line, network)) return { guilt: null, isVictim: true, suspects: read };
      if (read === suspects && isSame(scale, inheritedScale(line, network) ?? 1))
        [user, put] = [value, values];
    }
  }
  return { guilt: guiltOf(line, network, user, put, scales), isVictim: false, suspects };
}

/** How far behind a line wrong lines are looked for whose true values repair it. */
const mostSteps = 3;

/**
 * The wrong lines behind wrong lines, step by step: of a line whose name does not say which version of a variable it is
 * the gradient of, the true value may be another one, and that of the line before it is put in.
 */
function behind(
  lines: readonly GradientLine[],
  network: NetworkEvaluation,
): readonly (readonly GradientLine[])[] {
  const found: (readonly GradientLine[])[] = [];
  let at = lines;
  for (let step = 0; step < mostSteps; step++) {
    at = [...new Set(at.flatMap((line) => wrongLinesRead(line, network)))];
    if (at.length === 0) break;
    found.push(at);
  }
  return found;
}

function wrongLinesRead(line: GradientLine, network: NetworkEvaluation): readonly GradientLine[] {
  return judgedLinesRead(line, network).filter((read) => !isRight(read));
}

/** True values for every wrong line that comes before a guilty one: what an edit of that one may read. */
export function truthsBefore({ line, network, scale }: Guilt): ReadonlyMap<NodeId, Tensor> {
  const wrong = network.gradients.filter(
    (other) =>
      other.node !== line.node &&
      other.binding.order < line.binding.order &&
      other.match !== null &&
      !other.superseded &&
      !isRight(other),
  );
  const fitting = wrong.filter(({ match }) => Number.isFinite(match?.relativeError));
  return trueValues(fitting, network, line.role === 'parameter' ? 1 : scale);
}

function trueValues(
  suspects: readonly GradientLine[],
  network: NetworkEvaluation,
  scale: number,
): ReadonlyMap<NodeId, Tensor> {
  const values = new Map<NodeId, Tensor>();
  for (const suspect of suspects) {
    const truth = truthOf(suspect, network, suspect.role === 'parameter' ? 1 : scale);
    const shape = network.tape[suspect.node]?.value.shape;
    if (truth && shape) values.set(suspect.node, shapesFit(shape, truth.shape) ? { ...truth, shape } : truth);
  }
  return values;
}

/** The factor that the right intermediates carry from which a line is computed; null where there are none. */
function inheritedScale(line: GradientLine, network: NetworkEvaluation): number | null {
  const seen = new Set<GradientLine>();
  const pending = linesRead(line, network);
  for (let at = pending.shift(); at; at = pending.shift()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.role === 'intermediate' && at.match && isRight(at)) return at.match.scale;
    pending.push(...linesRead(at, network));
  }
  return null;
}

/** The known factor under which a first delta comes closest to the truth. */
function nearestScale(user: Tensor, truth: Tensor, scales: readonly number[]): number {
  const best = bestScale(user.data, truth.data);
  const distance = (scale: number): number => Math.abs(Math.log(Math.abs(best / scale)));
  return [...scales].sort((a, b) => distance(a) - distance(b))[0] ?? 1;
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}

function guiltOf(
  line: GradientLine,
  network: NetworkEvaluation,
  user: Tensor,
  truths: ReadonlyMap<NodeId, Tensor>,
  scales: readonly number[],
): Guilt | null {
  const total = line.target ? totalOf(network.adjoints.get(line.target.node)) : null;
  const recorded = network.tape[line.node]?.value;
  if (!total || !recorded) return null;
  const inherited =
    line.role === 'parameter' ? 1 : (inheritedScale(line, network) ?? nearestScale(recorded, total, scales));
  const scale = scales.find((known) => isSame(known, inherited)) ?? 1;
  const parts = line.target && partsOf(network.adjoints.get(line.target.node), scale);
  return parts && { ...parts, line, network, user, truths, recorded, scale, isOffScale: false };
}
