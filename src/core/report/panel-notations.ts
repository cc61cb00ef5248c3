/** The course's and the textbook's names for the nodes of a network's graph. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Notation } from '../explain/derivation.ts';
import type { NamedGraph, NamedNode } from './panel-graph.ts';
import { symbolOf } from './panel-symbols.ts';

/** Z, A, W with the layer in brackets, and ∂J/∂W: the user's own names as mathematics. */
export function courseNotation(graph: NamedGraph): Notation {
  return notation(graph, symbolOf, (symbol) => `\\frac{\\partial J}{\\partial ${symbol}}`);
}

/**
 * a, h, W with the layer in parentheses, ŷ and y, and ∇_W J. Source: Goodfellow, Bengio and Courville, Deep Learning (2016),
 * algorithm 6.4. What has no role there keeps its own name.
 */
export function textbookNotation(graph: NamedGraph): Notation {
  // A program that follows the textbook has its names already.
  const isNamedSo = ['a', 'h'].every((letter) => graph.nodes.some(({ name }) => stemOf(name) === letter));
  const prediction = predictionOf(graph);
  const symbol = (node: NamedNode) => {
    if (isNamedSo) return symbolOf(node);
    return node === prediction ? '\\hat{y}' : textbookSymbol(node);
  };
  return notation(graph, symbol, (name) => `\\nabla_{${name}} J`);
}

function notation(
  graph: NamedGraph,
  symbol: (node: NamedNode) => string,
  derivative: (symbol: string) => string,
): Notation {
  const nodes = new Map<NodeId, NamedNode>(graph.nodes.map((node) => [node.node, node]));
  const value = (id: NodeId): string | null => {
    const node = nodes.get(id);
    return node ? symbol(node) : null;
  };
  return {
    value,
    gradient: (id) => {
      const name = value(id);
      return name === null ? null : derivative(name);
    },
  };
}

function stemOf(name: string): string {
  return /^[A-Za-z]+/.exec(name)?.[0] ?? '';
}

function textbookSymbol(node: NamedNode): string {
  const letter = letterOf(node);
  if (letter === null) return symbolOf(node);
  if (node.layer === null && node.kind !== 'data') return symbolOf(node);
  const primes = '\\prime'.repeat(node.label.length - node.label.replace(/′+$/, '').length);
  const raised = `${primes}${node.layer === null ? '' : `(${node.layer})`}`;
  return raised === '' ? letter : `${letter}^{${raised}}`;
}

function letterOf({ kind, name, variable }: NamedNode): string | null {
  if (kind === 'parameter') return variable?.isBias ? 'b' : 'W';
  if (kind === 'activation') return 'h';
  if (kind === 'layer') return variable?.kind === 'preactivation' ? 'a' : null;
  if (kind !== 'data') return null;
  return /^[xX]$/.test(name) ? 'x' : /^[yYtT]$/.test(name) ? 'y' : null;
}

/** The last activation before the loss. */
function predictionOf({ nodes, edges }: NamedGraph): NamedNode | null {
  const ends = new Set(nodes.filter(({ kind }) => kind === 'loss' || kind === 'cost').map(({ id }) => id));
  const read = new Set(edges.filter(({ to }) => ends.has(to)).map(({ from }) => from));
  return nodes.findLast(({ kind, id }) => kind === 'activation' && read.has(id)) ?? null;
}
