/** What a gradient does to learning: plain gradient descent with the user's gradient, with the true one, and without the penalty. */
import { prepareChange, type TapeChange } from '../autodiff/changed-tape.ts';
import { ShapeError } from '../autodiff/shape-error.ts';
import { reverseSweep } from '../autodiff/sweep.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { isRight, shapesFit } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import type { TrainingRun, TrainingView } from '../../protocol.ts';

/** Steps of gradient descent in one run. */
export const trainingSteps = 200;

type Kind = TrainingRun['kind'];
type Parameters = ReadonlyMap<NodeId, Tensor>;

/**
 * Trains on the network's probe, a step at a time: yields the share of the work that is done, 0 to 1, and ends with the
 * runs. Lines that are right give the true gradient at every step; wrong ones are computed again on the tape from it.
 * Parameters whose gradient is not known descend by the true one and are named in `lent`. Null where no gradient of a
 * whole parameter is known.
 */
export function* training(network: NetworkEvaluation): Generator<number, TrainingView | null> {
  const descent = new Descent(network);
  if (descent.lines.size === 0) return null;
  const truth = yield* fastestRun(descent);
  const others: Kind[] = network.penaltyTerms.length > 0 ? ['yours', 'unpenalised'] : ['yours'];
  const runs = [truth.run];
  for (const [at, kind] of others.entries()) {
    const from = (at + 1) / (others.length + 1);
    runs.push(
      yield* descend(descent, kind, truth.rate, (step) => from + step / trainingSteps / (others.length + 1)),
    );
  }
  return { state: 'done', progress: 1, rate: truth.rate, runs, lent: descent.lent, strengths: [] };
}

/** Rates that are tried for the true gradient, the fastest first. */
const rates = [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

/** The run of the true gradient at the fastest rate at which no step makes the cost greater. */
function* fastestRun(
  descent: Descent,
): Generator<number, { readonly rate: number; readonly run: TrainingRun }> {
  for (const rate of rates.slice(0, -1)) {
    const run = yield* descend(descent, 'true', rate, (step) => step / trainingSteps / 3, falls);
    if (run.cost.length > trainingSteps) return { rate, run };
  }
  const rate = rates.at(-1) ?? 0;
  return { rate, run: yield* descend(descent, 'true', rate, (step) => step / trainingSteps / 3) };
}

/** Changes of the cost below this share of it are rounding. */
const rounding = 1e-9;

function falls(before: number, now: number): boolean {
  return now <= before + rounding * Math.abs(before);
}

/** A cost beyond this multiple of the first is not coming back. */
const runaway = 1e6;

function* descend(
  descent: Descent,
  kind: Kind,
  rate: number,
  share: (step: number) => number,
  goesOn: (before: number, now: number) => boolean = () => true,
): Generator<number, TrainingRun> {
  const cost: number[] = [];
  const norm: number[] = [];
  let parameters = descent.start;
  for (let step = 0; step <= trainingSteps; step++) {
    const here = descent.at(parameters, kind);
    const [first = here.cost, before = here.cost] = [cost[0], cost.at(-1)];
    const isLost = !(Math.abs(here.cost) <= runaway * Math.max(1, Math.abs(first)));
    if (isLost || !goesOn(before, here.cost)) return { kind, cost, norm, lostAt: step };
    cost.push(here.cost);
    norm.push(descent.norm(parameters));
    parameters = moved(parameters, here.gradients, rate);
    yield share(step);
  }
  return { kind, cost, norm, lostAt: null };
}

function moved(parameters: Parameters, gradients: Parameters, rate: number): Parameters {
  return new Map(
    [...parameters].map(([node, value]) => {
      const gradient = gradients.get(node);
      if (!gradient) return [node, value];
      const data = value.data.map((entry, at) => entry - rate * (gradient.data[at] ?? 0));
      return [node, { ...value, data }];
    }),
  );
}

/** One network as a function of its parameters: the cost, and the gradient that each kind of run descends by. */
class Descent {
  readonly start: Parameters;
  /** The line that counts for each parameter, where there is one that can be computed again. */
  readonly lines: ReadonlyMap<NodeId, GradientLine>;
  /** Names of the parameters that descend by the true gradient for want of a line. */
  readonly lent: readonly string[];
  readonly #network: NetworkEvaluation;
  readonly #forward: TapeChange;
  readonly #backward: TapeChange;
  /** Right intermediate gradients: their true values are put in. */
  readonly #trusted: readonly GradientLine[];
  readonly #wanted: ReadonlySet<NodeId>;
  readonly #weights: readonly NodeId[];

  constructor(network: NetworkEvaluation) {
    const { tape, gradients, adjoints, parameterNodes, cost } = network;
    this.#network = network;
    const nodes = [...parameterNodes].filter((node) => adjoints.has(node));
    this.start = new Map(nodes.map((node) => [node, (tape[node] as TapeNode).value]));
    this.lines = new Map(gradients.flatMap((line) => (this.#counts(line) ? [[line.target.node, line]] : [])));
    this.lent = nodes.filter((node) => !this.lines.has(node)).map((node) => this.#nameOf(node));
    this.#trusted = gradients.filter(
      (line) => line.role === 'intermediate' && !line.superseded && isRight(line) && !line.match?.isTrivial,
    );
    const trusted = this.#trusted.map(({ node }) => node);
    const wrong = [...this.lines.values()].filter((line) => !isRight(line)).map(({ node }) => node);
    this.#forward = prepareChange(tape, nodes, [cost.node]);
    this.#backward = prepareChange(tape, [...nodes, ...trusted], wrong);
    this.#wanted = new Set([...nodes, ...this.#trusted.flatMap(({ target }) => target?.node ?? [])]);
    const penalised = nodes.filter((node) => adjoints.get(node)?.penalty);
    this.#weights = penalised.length > 0 ? penalised : nodes.filter((node) => !this.#isBias(node));
  }

  /** The cost, and the gradients that a run of this kind moves along. Errors: none, a line that does not fit is passed over. */
  at(parameters: Parameters, kind: Kind): { readonly cost: number; readonly gradients: Parameters } {
    const tape = this.#forward(parameters);
    const cost = this.#network.cost.node;
    const penalties = new Set(this.#network.penaltyTerms.map(({ node }) => node));
    const adjoints = reverseSweep(tape, cost, {
      stopAt: this.#network.parameterNodes,
      wanted: this.#wanted,
      ...(kind === 'unpenalised' ? { blocked: penalties } : {}),
    });
    const gradients = kind === 'yours' ? this.#written(parameters, adjoints) : adjoints;
    return { cost: (tape[cost] as TapeNode).value.data[0] ?? Number.NaN, gradients };
  }

  /** ‖W‖ over all weights together. */
  norm(parameters: Parameters): number {
    const squares = this.#weights.flatMap((node) =>
      [...(parameters.get(node)?.data ?? [])].map((w) => w * w),
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  }

  /** What the user's lines give where the parameters are, from true values of the gradients that are right. */
  #written(parameters: Parameters, adjoints: ReadonlyMap<NodeId, Tensor>): Parameters {
    const given = new Map(parameters);
    for (const { node, target, match } of this.#trusted) {
      const truth = target && adjoints.get(target.node);
      if (truth) given.set(node, shapedAs(truth, match?.scale ?? 1, this.#network.tape[node]));
    }
    const tape = this.#replayed(given);
    const written = new Map<NodeId, Tensor>(adjoints);
    for (const [parameter, line] of this.lines) {
      const value = isRight(line) ? null : tape?.[line.node]?.value;
      if (value) written.set(parameter, value);
    }
    return written;
  }

  #replayed(given: Parameters): readonly TapeNode[] | null {
    try {
      return this.#backward(given);
    } catch (error) {
      if (error instanceof ShapeError) return null;
      throw error;
    }
  }

  #counts(
    line: GradientLine,
  ): line is GradientLine & { readonly target: NonNullable<GradientLine['target']> } {
    const { tape, parameterNodes } = this.#network;
    if (line.role !== 'parameter' || line.superseded || !line.target || !line.match) return false;
    const [gradient, parameter] = [tape[line.node], tape[line.target.node]];
    if (!gradient || !parameter || !parameterNodes.has(line.target.node)) return false;
    const isWhole = gradient.value.data.length === parameter.value.data.length;
    return isWhole && shapesFit(gradient.value.shape, parameter.value.shape);
  }

  #nameOf(node: NodeId): string {
    const { variables, probePaths } = this.#network;
    return (
      variables.find((variable) => variable.node === node)?.name ?? probePaths.get(node) ?? 'a parameter'
    );
  }

  #isBias(node: NodeId): boolean {
    return this.#network.variables.some((variable) => variable.node === node && variable.isBias);
  }
}

/** A true gradient as the user's line holds it: times the line's factor, in the line's shape. */
function shapedAs(truth: Tensor, scale: number, line: TapeNode | undefined): Tensor {
  const shape = line && line.value.data.length === truth.data.length ? line.value.shape : truth.shape;
  return { ...truth, shape, data: truth.data.map((entry) => entry * scale) };
}
