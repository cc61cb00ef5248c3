/** The penalty part of a parameter's gradient: which multiple of what it is, as a formula and as sentences. */
import { largestMagnitude, type Tensor } from '../autodiff/tensor.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type { DerivationRoute } from '../../protocol.ts';
import { latexOfName } from '../explain/notation.ts';
import type { NamedNode } from './panel-graph.ts';
import { symbolOf } from './panel-symbols.ts';

/** A number in the penalty's derivative, as it is built from λ and m. */
export interface Coefficient {
  /** `\frac{\lambda}{m}` and λ/m. */
  readonly latex: string;
  readonly text: string;
  /** Half of it, as it stands before the sum of squares: `\frac{\lambda}{2m}`. */
  readonly halfLatex: string;
  readonly halfText: string;
}

/** What ∂Ω/∂parameter is: c·W for the sum of squares, c·sign(W) for the sum of absolute values, or something else. */
export type PenaltyForm =
  | { readonly kind: 'squares'; readonly coefficient: Coefficient }
  | { readonly kind: 'absolutes'; readonly coefficient: Coefficient }
  | { readonly kind: 'other' };

/** The form of a penalty's derivative, told from its values at the probe. */
export function penaltyForm(gradient: Tensor, parameter: Tensor, network: NetworkEvaluation): PenaltyForm {
  const squares = multiple(gradient, parameter.data);
  if (squares !== null) return { kind: 'squares', coefficient: coefficientOf(squares, network) };
  const absolutes = multiple(gradient, parameter.data.map(Math.sign));
  if (absolutes !== null) return { kind: 'absolutes', coefficient: coefficientOf(absolutes, network) };
  return { kind: 'other' };
}

/** LaTeX of ∂Ω/∂parameter. */
export function penaltyLatex(form: PenaltyForm, node: NamedNode): string {
  const symbol = symbolOf(node);
  switch (form.kind) {
    case 'squares':
      return `${form.coefficient.latex}${symbol}`;
    case 'absolutes':
      return `${form.coefficient.latex}\\operatorname{sign}(${symbol})`;
    case 'other':
      return `\\frac{\\partial\\Omega}{\\partial ${symbol}}`;
  }
}

/** Why ∂Ω/∂parameter is what it is: one or two sentences. */
export function penaltyReason(form: PenaltyForm, node: NamedNode): string {
  const name = `\`${node.label}\``;
  switch (form.kind) {
    case 'squares':
      return `The derivative of w² is 2w, and 2 · ${form.coefficient.halfText} is ${form.coefficient.text}: each entry of ${name} gets its own weight.`;
    case 'absolutes':
      return `The penalty holds ${form.coefficient.text} times the sum of |${name}|. The derivative of |w| is the sign of w, entry by entry.`;
    case 'other':
      return `The penalty reads ${name} itself, so its derivative is added to the data part.`;
  }
}

/**
 * The two ways to see that the derivative of a sum of squares is the matrix and not its sum, for one weight matrix.
 * `weights` are the parameters that the penalty reads.
 */
export function squaresRoutes(
  node: NamedNode,
  coefficient: Coefficient,
  value: Tensor,
  weights: readonly NamedNode[],
): readonly DerivationRoute[] {
  const symbol = symbolOf(node);
  const entry = entryOf(symbol);
  const half = coefficient.halfLatex;
  const norms = weights.map((weight) => `\\lVert ${symbolOf(weight)}\\rVert_F^2`).join(' + ');
  const sum = Number(value.data.reduce((total, weight) => total + weight, 0).toPrecision(3));
  return [
    {
      title: 'Entry by entry',
      steps: [
        {
          latex: `\\Omega = ${half}${weights.length > 1 ? `\\left(${norms}\\right)` : norms}`,
          sentence: 'The penalty is a sum of squares over all weights.',
        },
        {
          latex: `\\lVert ${symbol}\\rVert_F^2 = \\sum_{i,j} \\left(${entry}\\right)^2`,
          sentence: 'Each weight stands in a term of its own.',
        },
        {
          latex: `\\frac{\\partial \\Omega}{\\partial ${entry}} = ${half}\\cdot 2\\,${entry} = ${coefficient.latex}\\,${entry}`,
          sentence:
            'Only one term holds this weight. The derivatives of all others vanish, so no sum is left.',
        },
        {
          latex: `\\frac{\\partial \\Omega}{\\partial ${symbol}} = ${coefficient.latex}\\,${symbol}`,
          sentence: `Entry by entry, that is the matrix. Its sum, \`np.sum(${node.label})\`, is one number (${sum} here) and would shift every entry alike.`,
        },
      ],
    },
    {
      title: 'By the trace',
      steps: [
        {
          latex: `\\lVert W\\rVert_F^2 = \\operatorname{tr}\\left(W^{\\top} W\\right)`,
          sentence: 'The sum of squares is a trace.',
        },
        {
          latex: `d\\operatorname{tr}\\left(W^{\\top} W\\right) = 2\\operatorname{tr}\\left(W^{\\top} dW\\right) \\;\\Rightarrow\\; \\frac{\\partial}{\\partial W}\\lVert W\\rVert_F^2 = 2W`,
          sentence: `The derivative is a matrix of the shape of W; times ${coefficient.halfText} it is ${coefficient.text} W.`,
        },
      ],
    },
  ];
}

const tolerance = 1e-9;

/** The number c with gradient = c·basis in every entry; null where there is none. */
function multiple(gradient: Tensor, basis: Float64Array): number | null {
  let numerator = 0;
  let denominator = 0;
  basis.forEach((value, index) => {
    numerator += value * (gradient.data[index] ?? 0);
    denominator += value * value;
  });
  if (denominator === 0) return null;
  const c = numerator / denominator;
  const limit = tolerance * largestMagnitude(gradient);
  const fits = basis.every((value, index) => Math.abs((gradient.data[index] ?? 0) - c * value) <= limit);
  return fits && c !== 0 ? c : null;
}

/** Multiples of λ and of λ/m that real costs use; the first that gives the number names it. */
function coefficientOf(c: number, network: NetworkEvaluation): Coefficient {
  const strengths = network.strengthNodes.flatMap((node) => {
    const value = network.tape[node]?.value.data[0];
    return value === undefined ? [] : [{ value, latex: strengthLatex(node, value, network) }];
  });
  for (const { value, latex } of strengths) {
    for (const divisor of [exampleCountOf(network), 1]) {
      if (divisor === null) continue;
      for (const factor of [1, 2, 0.5, 0.25, 4]) {
        if (Math.abs((factor * value) / divisor - c) > tolerance * Math.abs(c)) continue;
        return named(factor, latex, divisor === 1 ? '' : 'm');
      }
    }
  }
  const [whole, half] = [String(Number(c.toPrecision(4))), String(Number((c / 2).toPrecision(4)))];
  return { latex: `${whole}\\,`, text: whole, halfLatex: `${half}\\,`, halfText: half };
}

/** m, or where the network does not tell it the one size that all of the data share. */
function exampleCountOf(network: NetworkEvaluation): number | null {
  if (network.exampleCount !== null) return network.exampleCount;
  const shapes = network.variables
    .filter((variable) => variable.kind === 'data')
    .map((variable) => network.tape[variable.node]?.value.shape ?? []);
  const shared = (shapes[0] ?? []).filter((side) => shapes.every((shape) => shape.includes(side)));
  return shapes.length > 1 && shared.length === 1 ? (shared[0] ?? null) : null;
}

function named(factor: number, strength: string, divisor: string): Coefficient {
  const [latex, text] = fraction(factor, strength, divisor);
  const [halfLatex, halfText] = fraction(factor / 2, strength, divisor);
  return { latex, text, halfLatex, halfText };
}

/** (½, λ, m) → `\frac{\lambda}{2m}` and λ/(2m). */
function fraction(factor: number, strength: string, divisor: string): readonly [latex: string, text: string] {
  const letter = strength === '\\lambda' ? 'λ' : strength.replace(/\\mathrm\{([^}]*)\}|\\/g, '$1');
  const above = factor > 1 ? String(factor) : '';
  const below = `${factor < 1 ? 1 / factor : ''}${divisor}`;
  if (below === '') return [`${above}${strength}\\,`, `${above}${letter}`];
  return [
    `\\frac{${above}${strength}}{${below}}`,
    `${above}${letter}/${below.length > 1 ? `(${below})` : below}`,
  ];
}

/** λ under the user's own name where that is another letter. */
function strengthLatex(node: number, value: number, network: NetworkEvaluation): string {
  const variable = network.variables.find((named) => named.node === node)?.name;
  const named = variable ?? [...network.hyperparameters].find(([, number]) => number === value)?.[0];
  return named === undefined ? '\\lambda' : latexOfName(named);
}

/** W^{[1]} → w^{[1]}_{ij}. */
function entryOf(symbol: string): string {
  return /^[A-Z](\^\{[^}]*\})?$/.test(symbol)
    ? `${symbol.charAt(0).toLowerCase()}${symbol.slice(1)}_{ij}`
    : `\\left(${symbol}\\right)_{ij}`;
}
