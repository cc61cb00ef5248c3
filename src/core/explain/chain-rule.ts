/** The chain rule's last step for one variable, found by trying the forms that backward passes have against the true values. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Variable } from '../network/network.ts';
import { adjointAt, multiplied } from './draws.ts';
import { type Expression, product, sumOf, type Values } from './expression.ts';
import { factorsBetween, scaled } from './factors.ts';
import { elementwiseForms, matrixForms, overAxes } from './forms.ts';
import type { Names } from './names.ts';
import { outputForms, outputSlopeForms } from './output-forms.ts';
import { type Path, Paths } from './paths.ts';

/** Variables without a gradient line of the user's are stepped over, so often at most. */
const longestChain = 3;

/** Entries that are computed for all forms of one formula together; a person waits for it. */
const mostEntries = 2_000_000;
/** What a form costs beside its entries. */
const entriesOfForm = 500;
/** Gradients larger than this have no formula: one form alone would take too long. */
const largestGradient = 50_000;

export class ChainRule {
  private readonly paths: Paths;
  private entriesLeft = mostEntries;

  constructor(private readonly names: Names) {
    this.paths = new Paths(names);
  }

  /** Data part plus penalty part, times the user's factor; null where one of them has no form that we know. */
  gradientOf(variable: Variable, depth = 0): Expression | null {
    const { node } = variable;
    const parts: Expression[] = [];
    const data = this.target(node, 'data');
    if (data) {
      const found = this.dataPart(variable, data, depth);
      if (!found) return null;
      parts.push(found);
    }
    const penalty = this.target(node, 'penalty');
    if (penalty) {
      const found = this.penaltyPart(node, penalty);
      if (!found) return null;
      parts.push(found);
    }
    return parts.length > 0 ? this.confirmed(sumOf(parts), node) : null;
  }

  /** One step alone: what comes after has a name of its own, whether the user computes its gradient or not. */
  stepOf(variable: Variable): Expression | null {
    return this.gradientOf(variable, longestChain);
  }

  private target(node: NodeId, part: 'data' | 'penalty' | 'both'): Values | null {
    const adjoint = adjointAt(this.names.draws, node, part);
    if (!adjoint || adjoint.every((value) => value.data.every((entry) => entry === 0))) return null;
    return multiplied(adjoint, this.names.factorsOf(node));
  }

  /** The whole formula once more against the whole gradient. */
  private confirmed(formula: Expression, node: NodeId): Expression | null {
    const target = this.target(node, 'both');
    const factors = target && factorsBetween(target, formula);
    return factors?.every((factor) => Math.abs(factor - 1) <= 1e-4) ? formula : null;
  }

  private penaltyPart(node: NodeId, target: Values): Expression | null {
    const weights = this.names.value(node);
    return weights && this.firstThatFits([weights, { kind: 'sign', of: weights }], target);
  }

  private dataPart(variable: Variable, target: Values, depth: number): Expression | null {
    const value = this.names.value(variable.node);
    const downstream = this.paths.namedAfter(variable.node);
    const paths = this.paths.from(variable.node);
    const written = paths.filter(({ to }) => this.names.hasGradientLine(to.node));
    const steppedOver = paths.filter(({ to }) => !this.names.hasGradientLine(to.node));
    return (
      (value && this.firstThatFits(outputForms(value, downstream, this.names), target)) ??
      this.throughOne(written, variable, target, depth) ??
      this.firstThatFits(outputSlopeForms(downstream, this.names), target) ??
      this.throughOne(steppedOver, variable, target, depth)
    );
  }

  private throughOne(
    paths: readonly Path[],
    variable: Variable,
    target: Values,
    depth: number,
  ): Expression | null {
    for (const path of paths) {
      const upstream = this.upstream(path.to, depth);
      const found = upstream && this.firstThatFits(this.stepForms(variable, path, upstream, target), target);
      if (found) return found;
    }
    return null;
  }

  private *stepForms(
    variable: Variable,
    path: Path,
    upstream: Expression,
    target: Values,
  ): Generator<Expression> {
    const before = path.isBound ? this.names.value(variable.node) : null;
    yield* elementwiseForms(upstream, before, this.names.value(path.to.node));
    for (const operand of path.operands) {
      yield product(upstream, operand);
      yield* matrixForms(upstream, operand);
    }
    yield* overAxes(
      upstream,
      target,
      this.names.draws.map(({ exampleCount }) => exampleCount),
    );
  }

  /** ∂J/∂variable: by the user's name, by its own formula where the user steps over it, else by a name of ours. */
  private upstream(variable: Variable, depth: number): Expression | null {
    const expanded =
      this.names.hasGradientLine(variable.node) || depth >= longestChain
        ? null
        : this.gradientOf(variable, depth + 1);
    return expanded ?? this.names.gradient(variable);
  }

  private firstThatFits(forms: Iterable<Expression>, target: Values): Expression | null {
    const entries = target.reduce((sum, { data }) => sum + data.length, 0);
    if (entries > largestGradient) return null;
    for (const form of forms) {
      this.entriesLeft -= entries + entriesOfForm;
      if (this.entriesLeft < 0) return null;
      const factors = factorsBetween(target, form);
      const found = factors && scaled(factors, form, this.names.numbers);
      if (found) return found;
    }
    return null;
  }
}
