/** Trials: what a guilty line would give if an expression that it is computed from were written in another way. */
import { replay } from '../autodiff/replay.ts';
import { ShapeError } from '../autodiff/shape-error.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Guilt } from '../check/blame.ts';
import { scalesIn } from '../check/line-truth.ts';
import { createReevaluation, type Reevaluation } from '../evaluator/reevaluation.ts';
import { ancestors } from '../network/dependence.ts';
import { agreement, matchOf } from '../network/match.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type { Project } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import { type Execution, executionsOf, surroundingsOf } from './executions.ts';

/** Tries edits on one guilty line of one draw, with true values put in for the gradients that it reads. */
export class Trial {
  readonly #reevaluation: Reevaluation;
  /** By node: 1 where the line is computed from it, other than through a gradient whose true value is put in. */
  readonly #below: Uint8Array;
  readonly #executions = new Map<ast.Expr, readonly Execution[]>();

  constructor(
    readonly guilt: Guilt,
    project: Project,
    cancelled: () => boolean,
  ) {
    const { network, line, truths } = guilt;
    this.#reevaluation = createReevaluation(project, network.tape, settledIn(network), cancelled);
    this.#below = ancestors(network.tape, [line.node], new Set(truths.keys()));
  }

  /** The runs of an expression that bear on the line. */
  executions(root: ast.Expr): readonly Execution[] {
    const known = this.#executions.get(root);
    if (known) return known;
    const { network, line, truths } = this.guilt;
    const found = executionsOf(root, network).filter(
      ({ node, order }) => this.#below[node] === 1 && !truths.has(node) && order <= line.binding.order,
    );
    this.#executions.set(root, found);
    return found;
  }

  /** An edited expression's value in one run of the expression that it takes the place of; null where it has none. */
  valueOf(expression: ast.Expr, execution: Execution): Tensor | null {
    const { network, truths } = this.guilt;
    return this.#reevaluation.valueOf(expression, surroundingsOf(execution, network, truths));
  }

  /** What the line gives with `edited` in the place of `root`, wherever that ran; null where it gives nothing. */
  result(root: ast.Expr, edited: ast.Expr): Tensor | null {
    const { network, line, truths } = this.guilt;
    const substitutions = new Map<NodeId, Tensor>(truths);
    try {
      for (const execution of this.executions(root)) {
        const surroundings = surroundingsOf(execution, network, substitutions);
        const value = this.#reevaluation.valueOf(edited, surroundings);
        if (!value) return null;
        substitutions.set(execution.node, value);
      }
      return (
        substitutions.get(line.node) ??
        replay(network.tape, substitutions, [line.node]).get(line.node) ??
        null
      );
    } catch (error) {
      if (error instanceof ShapeError) return null;
      throw error;
    }
  }

  /** True where the line is right with `edited` in the place of `root`. */
  repairs(root: ast.Expr, edited: ast.Expr): boolean {
    const value = this.result(root, edited);
    return value !== null && isTruth(value, this.guilt);
  }
}

/** True where a value is the true gradient of a guilty line; an intermediate may carry a factor that is known in its network. */
export function isTruth(value: Tensor, { line, network, data, penalty, scale }: Guilt): boolean {
  const truth: Tensor = { ...data, data: data.data.map((entry, at) => entry + (penalty.data[at] ?? 0)) };
  const match = matchOf(value, truth);
  if (match.relativeError <= agreement) return true;
  if (line.role === 'parameter' || match.scaledError > agreement) return false;
  const factor = match.scale * scale;
  return scalesIn(network).some((known) => Math.abs(known - factor) <= 1e-6 * Math.abs(factor));
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
