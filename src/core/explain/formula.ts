/** The true gradient of a variable as a formula in the user's names, read off the tape by the chain rule. */
import { operationNamed } from '../autodiff/operations.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { NetworkEvaluation, Variable } from '../network/network.ts';
import { textOf } from '../python/source.ts';
import { type Formula, latexOfFormula, substituted, sumOf, symbol, textOfFormula } from './expression.ts';
import { latexOfName, upright } from './notation.ts';

/**
 * One step of the chain rule from the nearest named variables: `dZ1 @ X.T + (lambd / m) * W1`. Null where a step has no
 * plain formula or the way to the next named variable is long.
 */
export function formulaOf(variable: Variable, network: NetworkEvaluation): { text: string; latex: string } | null {
  const formula = new ChainRule(network).gradientOf(variable.node);
  if (!formula) return null;
  const text = textOfFormula(formula);
  return { text, latex: latexOfFormula(formula) ?? upright(text) };
}

const longest = 8;
const letters = ['x', 'y', 'z'];

class ChainRule {
  private readonly names = new Map<NodeId, string>();
  private readonly readers = new Map<NodeId, { readonly node: TapeNode; readonly position: number }[]>();

  constructor(private readonly network: NetworkEvaluation) {
    for (const variable of network.variables) this.names.set(variable.node, variable.name);
    for (const node of network.tape) {
      if (!network.adjoints.has(node.id)) continue;
      node.inputs.forEach((input, position) => {
        const known = this.readers.get(input) ?? [];
        known.push({ node, position });
        this.readers.set(input, known);
      });
    }
  }

  gradientOf(node: NodeId, depth = 0): Formula | null {
    if (depth > longest) return null;
    const parts: Formula[] = [];
    for (const reader of this.readers.get(node) ?? []) {
      const upstream = this.upstreamOf(reader.node.id, depth);
      const part = upstream && this.contribution(reader.node, reader.position, upstream, node);
      if (!part) return null;
      parts.push(part);
    }
    return parts.length > 0 && parts.length <= 3 ? sumOf(parts) : null;
  }

  /** ∂J/∂node as a symbol where the node has a name, 1 at the cost, one more step elsewhere. */
  private upstreamOf(node: NodeId, depth: number): Formula | null {
    if (node === this.network.cost.node) return { template: '1', symbols: [] };
    const name = this.names.get(node);
    if (name === undefined || /cost|loss|reg/i.test(name)) return this.gradientOf(node, depth + 1);
    const latex = `\\frac{\\partial J}{\\partial ${latexOfName(name)}}`;
    return symbol(/^\w+$/.test(name) ? `d${name}` : `∂J/∂${name}`, latex);
  }

  private contribution(reader: TapeNode, position: number, upstream: Formula, input: NodeId): Formula | null {
    const pattern = operationNamed(reader.operation).formula.gradients[position];
    if (pattern === undefined || /[,=<>]|\b(?:at|of|the|with)\b/.test(pattern.replace(/, repeated.*$/, ''))) return null;
    const plain = pattern.replace(/, repeated.*$/, '');
    if (/\b[a-z]{2,}\b(?!\()/.test(plain)) return null;
    const values: Record<string, Formula> = { g: upstream };
    reader.inputs.forEach((each, at) => {
      const letter = letters[at];
      if (letter) values[letter] = this.valueOf(each);
    });
    const step = plain === '' ? null : simplified(substituted(plain, values));
    if (!step) return null;
    const isShrunk = (this.network.tape[input]?.value.data.length ?? 0) < reader.value.data.length;
    const isProduct = reader.operation === 'matmul' || reader.inputs.length === 1;
    return isShrunk && !isProduct ? substituted('sum(x)', { x: step }) : step;
  }

  /** A value by its name, its source text, or its number. */
  private valueOf(node: NodeId): Formula {
    const name = this.names.get(node);
    if (name !== undefined) return symbol(name, latexOfName(name));
    const found = this.network.tape[node];
    if (found?.operation === 'transpose' && found.inputs[0] !== undefined) {
      return substituted('x.T', { x: this.valueOf(found.inputs[0]) });
    }
    if (found?.operation === 'leaf' && found.value.data.length === 1 && found.span === null) {
      const number = String(Number((found.value.data[0] ?? 0).toPrecision(4)));
      return symbol(number, number);
    }
    const text = found?.span ? textOf(found.span) : '…';
    return symbol(text.length <= 40 ? text : '…', latexOfName(text));
  }
}

/** Drops factors of one, which the chain's first step brings. */
function simplified(formula: Formula): Formula {
  const template = formula.template.replace(/^1 \* /, '').replace(/^1 @ /, '').replace(/\.T\.T\b/g, '');
  return { ...formula, template };
}
