/** What the user calls the things of a formula: values, gradients, λ, m. */
import { scalar, type Tensor } from '../autodiff/tensor.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { agreement } from '../network/match.ts';
import { namelessExpression } from '../network/nameless-gradients.ts';
import type { GradientLine, Variable } from '../network/network.ts';
import { contains, textOf } from '../python/source.ts';
import { adjointAt, type Draws, multiplied, valuesAt } from './draws.ts';
import type { Expression } from './expression.ts';
import { type NamedNumber, scaled } from './factors.ts';
import type { NetworkNames } from './network-names.ts';
import { latexOfName } from './notation.ts';

/**
 * How a gradient's name is meant: `asWritten` with the constant factor that the user's line carries (dZ3 = A3 - Y is m times
 * the derivative), `exact` as the derivative itself.
 */
export type Convention = 'asWritten' | 'exact';

/** The names of one network, seen from the function of one gradient line. */
export class Names {
  readonly draws: Draws;
  readonly variables: ReadonlyMap<NodeId, Variable>;
  readonly numbers: readonly NamedNumber[];
  private readonly factors = new Map<NodeId, readonly number[] | null>();

  constructor(
    private readonly known: NetworkNames,
    readonly convention: Convention,
    private readonly subject: Variable,
  ) {
    this.draws = known.draws;
    this.variables = known.variables;
    this.numbers = this.namedNumbers();
  }

  /** Rows of whole numbers, which may be classes. */
  get classes(): readonly Expression[] {
    return this.known.classNodes.flatMap((node) => this.value(node) ?? []);
  }

  /** The data of a value's shape. */
  dataLike(value: Tensor | undefined): readonly NodeId[] {
    return value && value.shape.length > 0 ? this.known.dataOfShape(value.shape) : [];
  }

  /** The value as a symbol; null where the code has no name for it. */
  value(node: NodeId): Expression | null {
    const variable = this.isOwn(node) ? this.variables.get(node) : undefined;
    const text = variable?.name ?? this.known.bound.get(node);
    if (text === undefined) return null;
    return {
      kind: 'symbol',
      text,
      latex: symbolLatex(text, variable?.layer ?? null),
      values: valuesAt(this.draws, node),
      of: { node, as: 'value' },
    };
  }

  /** True where a line of the user's code computes the variable's gradient. */
  hasGradientLine(node: NodeId): boolean {
    return this.known.lines.has(node);
  }

  /** True where the code names the value itself; elsewhere only its gradient has a name. */
  private isOwn(node: NodeId): boolean {
    return this.known.own.has(node);
  }

  /** True where two nodes go by one name because their gradients are the same. */
  areOne(a: NodeId, b: NodeId): boolean {
    return (this.known.summands.get(a) ?? a) === (this.known.summands.get(b) ?? b);
  }

  /** ∂J/∂variable as a symbol, under the user's own name for it where there is one. */
  gradient(variable: Variable): Expression | null {
    const adjoint = adjointAt(this.draws, variable.node, 'both');
    if (!adjoint) return null;
    const own = this.known.lines.get(variable.node)?.findLast((line) => !namelessExpression(line.binding));
    const derivative = `\\frac{\\partial J}{\\partial ${symbolLatex(variable.name, variable.layer)}}`;
    const name = /^\w+$/.test(variable.name) ? `d${variable.name}` : `∂J/∂${variable.name}`;
    return {
      kind: 'symbol',
      text: own ? gradientName(own) : name,
      latex: own && !this.isOwn(variable.node) ? symbolLatex(gradientName(own), null) : derivative,
      values: multiplied(adjoint, this.factorsOf(variable.node)),
      of: { node: variable.node, as: 'gradient' },
    };
  }

  /** True where no line carries a factor, so that both conventions are one. */
  get isExact(): boolean {
    return [...this.known.lines.keys()].every((node) =>
      this.factorsOf(node).every((factor) => Math.abs(factor - 1) <= agreement),
    );
  }

  /** By draw: what the user's gradient of the node is as a multiple of the true one; all 1 under the exact convention. */
  factorsOf(node: NodeId): readonly number[] {
    const [network] = this.draws;
    const ones = this.draws.map(() => 1);
    if ((this.convention === 'exact' && this.isOwn(node)) || network.parameterNodes.has(node)) return ones;
    const own = this.factorsOfLines(node);
    if (own || this.convention === 'exact') return own ?? ones;
    // A wrong line has no factor of its own; it is meant to have that of the lines around it.
    const around = [this.subject, ...network.gradients.flatMap(({ target }) => target ?? [])];
    for (const { node: other } of around) {
      const factors = network.parameterNodes.has(other) ? null : this.factorsOfLines(other);
      if (factors) return factors;
    }
    return ones;
  }

  private factorsOfLines(node: NodeId): readonly number[] | null {
    const known = this.factors.get(node);
    if (known !== undefined) return known;
    const found = this.lastFactors(node);
    this.factors.set(node, found);
    return found;
  }

  private lastFactors(node: NodeId): readonly number[] | null {
    for (const line of [...(this.known.lines.get(node) ?? [])].reverse()) {
      const factors = this.factorsOfLine(line);
      if (factors) return factors;
    }
    return null;
  }

  private factorsOfLine(line: GradientLine): readonly number[] | null {
    const at = this.draws[0].gradients.indexOf(line);
    const factors: number[] = [];
    for (const draw of this.draws) {
      const match = draw.gradients[at]?.match;
      if (!match || match.isTrivial || !(match.scaledError <= agreement)) return null;
      factors.push(match.scale);
    }
    const one: Expression = { kind: 'number', value: 1 };
    return scaled(factors, one, this.numbers) ? factors : null;
  }

  private namedNumbers(): NamedNumber[] {
    const [network] = this.draws;
    const numbers: NamedNumber[] = [];
    const [strength] = network.strengthNodes;
    if (strength !== undefined) {
      const text = this.nameInScope(strength) ?? 'lambda_';
      const values = valuesAt(this.draws, strength).map((value) => value.data[0] ?? Number.NaN);
      const { symbol, powers } = namedNumber(text, values, [0, 1]);
      // l1 and l2 are no layers.
      const latex = /^l[12]$/i.test(text) ? '\\lambda' : symbol.latex;
      numbers.push({ symbol: { ...symbol, latex }, values, powers });
    }
    const counts = this.draws.map((draw) => draw.exampleCount ?? Number.NaN);
    if (!counts.some(Number.isNaN))
      numbers.push(namedNumber(this.known.countName ?? 'm', counts, [0, -1, 1]));
    for (const [name] of network.hyperparameters) {
      const values = this.draws.map((draw) => draw.hyperparameters.get(name) ?? Number.NaN);
      const isKnown = numbers.some((number) => number.values.every((value, draw) => value === values[draw]));
      if (!isKnown) numbers.push(namedNumber(name, values, [0, -1, 1]));
    }
    for (const { name, node, layer } of network.variables.filter(({ kind }) => kind === 'data')) {
      const sizes = valuesAt(this.draws, node).map(({ data }) => data.length);
      if (numbers.some(({ values }) => values.every((value, draw) => value === sizes[draw]))) continue;
      const size = namedNumber(`${name}.size`, sizes, [0, -1]);
      numbers.push({
        ...size,
        symbol: { ...size.symbol, latex: `\\lvert ${symbolLatex(name, layer)} \\rvert` },
      });
    }
    return numbers;
  }

  /** The name in the gradient line's own function, else the one that the network knows. */
  private nameInScope(node: NodeId): string | null {
    const frame = this.known.lines.get(this.subject.node)?.at(-1)?.binding.frame;
    const within = frame?.function?.definition.span ?? null;
    const inScope = within && this.known.placesOf(node).find((span) => contains(within, span));
    if (inScope) return textOf(inScope);
    return this.variables.get(node)?.name ?? this.known.bound.get(node) ?? null;
  }
}

/** LaTeX of a variable; `W[k]` and `h[k - 1]` keep their index as the layer where no number is known. */
function symbolLatex(name: string, layer: number | null): string {
  const indexed =
    layer === null ? /^([A-Za-z_]\w*)\[\s*([A-Za-z]\w*)(?:\s*([+-])\s*(\d+))?\s*\]$/.exec(name) : null;
  if (!indexed) return latexOfName(name, layer);
  const [, stem = '', letter = '', sign = '', offset = ''] = indexed;
  return `${latexOfName(stem)}^{[${letter}${sign}${offset}]}`;
}

function namedNumber(text: string, values: readonly number[], powers: NamedNumber['powers']): NamedNumber {
  const tensors = values.map((value) => scalar(value));
  return { symbol: { kind: 'symbol', text, latex: latexOfName(text), values: tensors }, values, powers };
}

/** `dhidden[hidden <= 0] = 0` edits `dhidden`. */
function gradientName({ binding }: GradientLine): string {
  const { kind, target, text } = binding;
  return kind === 'edit' && target?.kind === 'Subscript' ? textOf(target.value.span) : text;
}
