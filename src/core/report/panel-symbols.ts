/** The mathematical symbol of a node of the panel's graph. */
import { latexOfName } from '../explain/notation.ts';
import type { NamedNode } from './panel-graph.ts';

/** LaTeX of the node's name: `W^{[1]}`, `X`, `\\Omega`; a later version of a variable carries primes or its number. */
export function symbolOf(node: NamedNode): string {
  if (node.variable === null && node.label.startsWith('Ω')) {
    return node.label.length === 1 ? '\\Omega' : `\\Omega_${node.label.slice(1)}`;
  }
  const symbol = latexOfName(node.name, node.layer);
  const number = node.layer === null ? /[₀-₉]+$/.exec(node.label)?.[0] : undefined;
  if (number !== undefined) return `{${symbol}}_{${raisedDigits(number)}}`;
  const primes = node.label.length - node.label.replace(/′+$/, '').length;
  return primes === 0 ? symbol : withPrimes(symbol, primes);
}

/** ₁₂ → 12 */
function raisedDigits(lowered: string): string {
  return lowered.replace(/./g, (digit) => String(digit.charCodeAt(0) - '₀'.charCodeAt(0)));
}

/** A^{[1]} becomes A^{\\prime[1]}: TeX takes one raised group only. */
function withPrimes(symbol: string, primes: number): string {
  const marks = '\\prime'.repeat(primes);
  const raised = /^(.*)\^\{(.*)\}$/.exec(symbol);
  return raised ? `${raised[1]}^{${marks}${raised[2]}}` : `${symbol}^{${marks}}`;
}
