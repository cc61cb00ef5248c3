/** A gradient worked out step by step: which gradients of later variables it needs, and each one's formula in three notations. */
import type { NodeId } from '../autodiff/tape.ts';
import type { NetworkEvaluation, Variable } from '../network/network.ts';
import { ChainRule } from './chain-rule.ts';
import { type Expression, type FormulaSymbol, valueOf } from './expression.ts';
import { latexOfExpression, textOfExpression } from './expression-text.ts';
import { Names } from './names.ts';
import { networkNames } from './network-names.ts';

/**
 * How a step gets from the gradients that are known to the next: with the loss itself, through a matrix product, entry by
 * entry, by a sum over what was spread, times a number, unchanged, or in a way that has no short form.
 */
export type StepKind = 'loss' | 'product' | 'entries' | 'sum' | 'scaled' | 'same' | 'unknown';

/** The names of a notation, by node: of a variable, and of the cost's derivative by it. Null for a node that it does not name. */
export interface Notation {
  value(node: NodeId): string | null;
  gradient(node: NodeId): string | null;
}

export interface DerivedStep {
  readonly variable: Variable;
  readonly kind: StepKind;
  /** The variables whose gradients the formula reads. */
  readonly reads: readonly NodeId[];
  /** The formula's right side as LaTeX of a notation; null where there is none. */
  latex(notation: Notation): string | null;
  /** The whole line as NumPy, with the factors that the user's own gradients carry: `dZ3 = A3 - Y`. */
  readonly code: string | null;
  /** The sizes that meet in a matrix product or a sum: "(4, 5) · (5, 3) = (4, 3)"; '' elsewhere. */
  readonly shapes: string;
}

/** More steps than this are no explanation any more. */
const mostSteps = 24;

/**
 * The steps from the cost to one variable's gradient, in the order in which a backward pass takes them; the variable's own
 * is the last.
 */
export function derive(variable: Variable, network: NetworkEvaluation): readonly DerivedStep[] {
  const known = networkNames(network, []);
  const steps = new Map<NodeId, DerivedStep>();
  const open: Variable[] = [variable];
  for (let next = open.shift(); next && steps.size < mostSteps; next = open.shift()) {
    if (steps.has(next.node)) continue;
    const step = stepOf(next, known);
    steps.set(next.node, step);
    open.push(...step.reads.flatMap((node) => known.variables.get(node) ?? []));
  }
  // What stands later on the tape comes first in a backward pass.
  return [...steps.values()].sort((one, other) => other.variable.node - one.variable.node);
}

function stepOf(variable: Variable, known: ReturnType<typeof networkNames>): DerivedStep {
  const exactNames = new Names(known, 'exact', variable);
  const writtenNames = new Names(known, 'asWritten', variable);
  const exact = new ChainRule(exactNames).stepOf(variable);
  const written = writtenNames.isExact ? exact : new ChainRule(writtenNames).stepOf(variable);
  const [network] = known.draws;
  const hasPenalty = Boolean(network.adjoints.get(variable.node)?.penalty);
  const data = exact && dataPartOf(exact, hasPenalty);
  const reads = exact ? [...new Set(gradientsIn(exact))] : [];
  const name = writtenNames.gradient(variable);
  return {
    variable,
    kind: data ? kindOf(data) : 'unknown',
    reads,
    latex: (notation) => exact && latexOfExpression(exact, renamedBy(notation)),
    code: written && name?.kind === 'symbol' ? `${name.text} = ${textOfExpression(written)}` : null,
    shapes: data ? shapesOf(data) : '',
  };
}

function renamedBy(notation: Notation): (symbol: FormulaSymbol) => string | null {
  return ({ of }) => (of ? notation[of.as](of.node) : null);
}

/** Data part and penalty part are the two terms of a sum, in this order. */
function dataPartOf(formula: Expression, hasPenalty: boolean): Expression | null {
  if (!hasPenalty) return formula;
  return formula.kind === 'sum' ? (formula.terms[0] ?? null) : null;
}

function kindOf(data: Expression): StepKind {
  if (gradientsIn(data).length === 0) return 'loss';
  const core = unscaled(data);
  if (core.kind === 'matmul') return 'product';
  if (core.kind === 'axisSum') return 'sum';
  if (core.kind !== 'symbol' && core.kind !== 'transpose') return 'entries';
  return core === data ? 'same' : 'scaled';
}

/** The formula without a number above or below it. */
function unscaled(formula: Expression): Expression {
  if (formula.kind === 'negative') return unscaled(formula.of);
  if (formula.kind === 'quotient' && gradientsIn(formula.left).length > 0) return unscaled(formula.left);
  if (formula.kind !== 'product') return formula;
  const reading = formula.terms.filter((term) => gradientsIn(term).length > 0);
  const arrays = formula.terms.filter((term) => (valueOf(term, 0)?.shape.length ?? 0) > 0);
  const [only] = reading;
  return only && arrays.length === 1 ? unscaled(only) : formula;
}

function gradientsIn(formula: Expression): readonly NodeId[] {
  switch (formula.kind) {
    case 'symbol':
      return formula.of?.as === 'gradient' ? [formula.of.node] : [];
    case 'number':
      return [];
    case 'quotient':
    case 'matmul':
    case 'difference':
      return [...gradientsIn(formula.left), ...gradientsIn(formula.right)];
    case 'product':
    case 'sum':
      return formula.terms.flatMap(gradientsIn);
    default:
      return gradientsIn(formula.of);
  }
}

function shapesOf(data: Expression): string {
  const core = unscaled(data);
  const shape = (part: Expression): string => `(${valueOf(part, 0)?.shape.join(', ') ?? '?'})`;
  if (core.kind === 'matmul') return `${shape(core.left)} · ${shape(core.right)} = ${shape(core)}`;
  return core.kind === 'axisSum' ? `${shape(core.of)} summed to ${shape(core)}` : '';
}
