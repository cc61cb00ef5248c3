/** Trials: what a guilty line would give if an expression that it is computed from were written in another way. */
import { replay } from '../autodiff/replay.ts';
import { ShapeError } from '../autodiff/shape-error.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { type Guilt, truthsBefore } from '../check/blame.ts';
import { agreesWithTruth, scalesIn, valueWith } from '../check/line-truth.ts';
import { createReevaluation, type Reevaluation } from '../evaluator/reevaluation.ts';
import { ancestors, dependents } from '../network/dependence.ts';
import { agreement, isRight, matchOf } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import type { Project } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import { expressionsOf } from '../python/walk.ts';
import {
  type Execution,
  executionsOf,
  nodeRead,
  surroundingsOf,
  type ValueAt,
  valuesUnder,
} from './executions.ts';

/** An evaluation takes as long as looking at so many nodes. */
const workOfEvaluation = 400;

/** Runs of one expression that are gone through one after the other. */
const mostRuns = 24;

/** The work that is spent on one line in one draw: nodes looked at and evaluations together. */
const mostWork = 2_000_000;

/** Tries edits on one guilty line of one draw, with true values put in for the gradients that it reads. */
export class Trial {
  readonly #reevaluation: Reevaluation;
  /** By node: 1 where the line is computed from it, other than through a gradient whose true value is put in. */
  readonly #below: Uint8Array;
  readonly #executions = new Map<ast.Expr, readonly Execution[]>();
  /** By expression: 1 where a node depends on one of its runs. */
  readonly #after = new Map<ast.Expr, Uint8Array>();
  readonly #valueAt: ValueAt;
  /** What was spent so far: nodes of replays, and evaluations by what they take compared with a node. */
  #work = 0;
  readonly #spend = (nodes: number): void => {
    this.#work += nodes;
  };

  constructor(
    readonly guilt: Guilt,
    project: Project,
    cancelled: () => boolean,
  ) {
    const { network, line, truths } = guilt;
    this.#reevaluation = createReevaluation(project, network.tape, settledIn(network), cancelled);
    this.#valueAt = valuesUnder(network, new Map([...truthsBefore(guilt), ...truths]), this.#spend);
    this.#below = ancestors(network.tape, [line.node], new Set(truths.keys()));
  }

  /** True where no more edits are worth their time. */
  get isSpent(): boolean {
    return this.#work > mostWork;
  }

  /** The runs of an expression that bear on the line. */
  executions(root: ast.Expr): readonly Execution[] {
    const known = this.#executions.get(root);
    if (known) return known;
    const { network, line, truths } = this.guilt;
    const found = executionsOf(
      root,
      network,
      (node, order) => this.#below[node] === 1 && !truths.has(node) && order <= line.binding.order,
    );
    this.#executions.set(root, found);
    return found;
  }

  /** An expression's value in one run of the root in which it stands or is put; null where it has none. */
  valueOf(expression: ast.Expr, root: ast.Expr, execution: Execution): Tensor | null {
    return this.#evaluated(expression, root, execution, this.#valueAt);
  }

  /**
   * True where the line is right with `edited` in the place of `root`, wherever that ran on the way to it. An intermediate
   * that has another known factor then is right only if that mends a gradient computed from it.
   */
  repairs(root: ast.Expr, edited: ast.Expr): boolean {
    const { guilt } = this;
    const [value] = this.#results(root, edited, [guilt.line.node]);
    if (!value || !isTruth(value, guilt)) return false;
    return isTrueToScale(value, guilt) || this.#mendsLater(root, edited);
  }

  #mendsLater(root: ast.Expr, edited: ast.Expr): boolean {
    const { network, line } = this.guilt;
    const after = dependents(network.tape, [line.node]);
    const isSpoiled = network.gradients.some((each) => isWrongParameter(each) && after[each.node] === 1);
    return !isSpoiled || this.mended(root, edited) > 0;
  }

  /** How many wrong gradients of parameters become right. */
  mended(root: ast.Expr, edited: ast.Expr): number {
    const { network } = this.guilt;
    const wrong = network.gradients.filter(isWrongParameter);
    const values = this.#results(
      root,
      edited,
      wrong.map(({ node }) => node),
    );
    return wrong.filter((line, at) => {
      const value = values[at];
      return value ? agreesWithTruth(value, line, network) : false;
    }).length;
  }

  /**
   * True where every wrong gradient of a parameter becomes right by the edit alone, wherever the expression ran. Of an
   * expression that ran very often that is not asked.
   */
  mendsAll(root: ast.Expr, edited: ast.Expr): boolean {
    const { network } = this.guilt;
    const runs = executionsOf(root, network, () => true);
    if (runs.length > mostRuns) return true;
    const wrong = network.gradients.filter(isWrongParameter);
    const substitutions = new Map<NodeId, Tensor>();
    for (const execution of runs) {
      if (this.isSpent) return false;
      const value = this.#evaluated(
        edited,
        root,
        execution,
        valuesUnder(network, substitutions, this.#spend),
      );
      if (!value) return false;
      substitutions.set(execution.node, value);
    }
    return wrong.every((line) => {
      this.#spend(network.tape.length);
      const value = valueWith(line, network, substitutions);
      return value !== null && agreesWithTruth(value, line, network);
    });
  }

  /** True where the right gradients of parameters stay right. */
  keepsRight(root: ast.Expr, edited: ast.Expr): boolean {
    const { network } = this.guilt;
    const right = network.gradients.filter(
      (line) => line.role === 'parameter' && !line.superseded && isRight(line),
    );
    const values = this.#results(
      root,
      edited,
      right.map(({ node }) => node),
    );
    return right.every((line, at) => {
      const value = values[at];
      return value ? agreesWithTruth(value, line, network) : false;
    });
  }

  /** What nodes hold with the edit made; null for all of them where it cannot be made. */
  #results(root: ast.Expr, edited: ast.Expr, nodes: readonly NodeId[]): readonly (Tensor | null)[] {
    const { network, truths } = this.guilt;
    const substitutions = new Map<NodeId, Tensor>(truths);
    const isChain = this.#isChain(root, edited);
    try {
      for (const execution of this.executions(root)) {
        const valueAt = isChain ? valuesUnder(network, substitutions, this.#spend) : this.#valueAt;
        if (this.isSpent) return [];
        const value = this.#evaluated(edited, root, execution, valueAt);
        if (!value) return [];
        substitutions.set(execution.node, value);
      }
      this.#spend(network.tape.length);
      const values = replay(network.tape, substitutions, nodes);
      return nodes.map((node) => values.get(node) ?? null);
    } catch (error) {
      if (error instanceof ShapeError) return [];
      throw error;
    }
  }

  #evaluated(edited: ast.Expr, root: ast.Expr, execution: Execution, valueAt: ValueAt): Tensor | null {
    this.#spend(workOfEvaluation);
    const surroundings = surroundingsOf(edited, root, execution, this.guilt.network, valueAt);
    return this.#reevaluation.valueOf(edited, surroundings);
  }

  /** True where later runs of an edited expression read what earlier runs made. */
  #isChain(root: ast.Expr, edited: ast.Expr): boolean {
    const runs = this.executions(root);
    if (runs.length < 2) return false;
    const { network } = this.guilt;
    const known = this.#after.get(root);
    const after =
      known ??
      dependents(
        network.tape,
        runs.map(({ node }) => node),
      );
    if (!known) this.#after.set(root, after);
    const parts = expressionsOf(edited).filter((part) => part !== root);
    return runs.some((run) => parts.some((part) => after[nodeRead(part, root, run, network) ?? -1] === 1));
  }
}

function isWrongParameter(line: GradientLine): boolean {
  return line.role === 'parameter' && !line.superseded && line.match !== null && !isRight(line);
}

/** True where a value is the true gradient of a guilty line; an intermediate may carry a factor that is known in its network. */
export function isTruth(value: Tensor, guilt: Guilt): boolean {
  if (isTrueToScale(value, guilt)) return true;
  const { line, network, scale, isOffScale } = guilt;
  const match = matchOf(value, truthOf(guilt));
  if (line.role === 'parameter' || isOffScale || match.scaledError > agreement) return false;
  const factor = match.scale * scale;
  return scalesIn(network).some((known) => Math.abs(known - factor) <= 1e-6 * Math.abs(factor));
}

/** True where a value is the true gradient times the factor that the guilty line carries. */
function isTrueToScale(value: Tensor, guilt: Guilt): boolean {
  return matchOf(value, truthOf(guilt)).relativeError <= agreement;
}

function truthOf({ data, penalty }: Guilt): Tensor {
  return { ...data, data: data.data.map((entry, at) => entry + (penalty.data[at] ?? 0)) };
}

function settledIn(network: NetworkEvaluation): (path: string) => Tensor | null {
  const nodes = new Map([...network.probePaths].map(([node, path]) => [path, node]));
  return (path) => {
    const node = nodes.get(path);
    if (node !== undefined) return network.tape[node]?.value ?? null;
    const number = network.hyperparameters.get(path);
    return number === undefined ? null : { dtype: 'float64', shape: [], data: Float64Array.of(number) };
  };
}
