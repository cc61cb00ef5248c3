/** The mathematical symbol of a node of the panel's graph. */
import { latexOfName } from '../explain/notation.ts';
import type { NamedNode } from './panel-graph.ts';

/** LaTeX of the node's name: `W^{[1]}`, `X`, `\\Omega`; a later version of a variable carries primes. */
export function symbolOf(node: NamedNode): string {
  if (node.variable === null && node.label.startsWith('Ω')) {
    return node.label.length === 1 ? '\\Omega' : `\\Omega_${node.label.slice(1)}`;
  }
  const symbol = latexOfName(node.name, node.layer);
  const primes = node.label.length - node.label.replace(/′+$/, '').length;
  return primes === 0 ? symbol : withPrimes(symbol, primes);
}

/** A^{[1]} becomes A^{\\prime[1]}: TeX takes one raised group only. */
function withPrimes(symbol: string, primes: number): string {
  const marks = '\\prime'.repeat(primes);
  const raised = /^(.*)\^\{(.*)\}$/.exec(symbol);
  return raised ? `${raised[1]}^{${marks}${raised[2]}}` : `${symbol}^{${marks}}`;
}
