/** Blame: which line is at fault, found by putting true values in for the gradients that each line reads. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { totalOf } from '../network/cost.ts';
import { bestScale, isRight, shapesFit } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
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
  return { guilty, victims: victims.filter((line) => line.role === 'parameter') };
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

function examine(line: GradientLine, network: NetworkEvaluation): Examination {
  const suspects = linesRead(line, network).filter((read) => read.match !== null && !isRight(read));
  const recorded = network.tape[line.node]?.value;
  if (!recorded || !line.target) return { guilt: null, isVictim: false, suspects };
  const scales = scalesIn(network);
  let user = recorded;
  let put: ReadonlyMap<NodeId, Tensor> = new Map();
  for (const scale of suspects.length === 0 ? [] : scales) {
    const values = trueValues(suspects, network, scale);
    const value = valueWith(line, network, values);
    if (!value) continue;
    if (agreesWithTruth(value, line, network)) return { guilt: null, isVictim: true, suspects };
    if (isSame(scale, inheritedScale(line, network) ?? 1)) [user, put] = [value, values];
  }
  return { guilt: guiltOf(line, network, user, put, scales), isVictim: false, suspects };
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
  const adjoint = line.target ? network.adjoints.get(line.target.node) : undefined;
  const total = totalOf(adjoint);
  const recorded = network.tape[line.node]?.value;
  if (!adjoint || !total || !recorded) return null;
  const inherited =
    line.role === 'parameter' ? 1 : (inheritedScale(line, network) ?? nearestScale(recorded, total, scales));
  const scale = scales.find((known) => isSame(known, inherited)) ?? 1;
  const zeros: Tensor = { ...total, data: new Float64Array(total.data.length) };
  return {
    line,
    network,
    user,
    truths,
    recorded,
    data: scaled(adjoint.data ?? zeros, scale),
    penalty: scaled(adjoint.penalty ?? zeros, scale),
    scale,
  };
}
