/** The mathematical symbol of a node of the panel's graph. */
import { latexOfName } from '../explain/notation.ts';
import type { NamedNode } from './panel-graph.ts';

/** LaTeX of the node's name: `W^{[1]}`, `X`, `\Omega`. */
export function symbolOf(node: NamedNode): string {
  if (node.variable === null && node.label.startsWith('Ω'))
    return node.label.replace('Ω', '\\Omega_').replace(/_$/, '');
  return latexOfName(node.label, node.variable?.layer ?? null);
}
