/** Pre-activations that a program does not name: in `A1 = np.tanh(np.dot(W1, X) + b1)` what tanh is applied to is Z1. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { NamedNode } from './names.ts';

/** The names under which gradients speak of the unnamed pre-activations of named activations. */
export function unnamedPreactivations(named: readonly NamedNode[], tape: readonly TapeNode[]): NamedNode[] {
  const names = new Set(named.map(({ name }) => name));
  // An argument of `sigmoid(z)` has no name in the program around it.
  const nodes = new Set(named.flatMap(({ node, binding }) => (binding ? [node] : [])));
  const found: NamedNode[] = [];
  for (const entry of named) {
    const name = preactivationName(entry.name);
    if (name === null || names.has(name) || entry.binding === null) continue;
    const node = preactivationOf(entry.node, tape);
    if (node !== null && !nodes.has(node)) found.push({ ...entry, text: name, name, node, binding: null });
  }
  return found;
}

/** `Z1` for `A1`, `z` for `h`. */
function preactivationName(name: string): string | null {
  const [, letter = '', suffix = ''] = /^([aAhH])(L|_?\d*)$/.exec(name) ?? [];
  if (letter === '') return null;
  return `${letter === letter.toUpperCase() ? 'Z' : 'z'}${suffix}`;
}

/** An activation is few operations. */
const mostOperations = 12;

/** The product, or product with a bias, from which alone an activation is computed; null where that is not one node. */
function preactivationOf(activation: NodeId, tape: readonly TapeNode[]): NodeId | null {
  const found = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const pending = [activation];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const node = tape[at];
    if (!node || seen.has(at)) continue;
    seen.add(at);
    if (seen.size > mostOperations) return null;
    if (isLinear(node, tape)) found.add(at);
    else pending.push(...node.inputs);
  }
  const [only] = found;
  const hasShape = only !== undefined && sameShape(tape[only], tape[activation]);
  return found.size === 1 && hasShape && only !== activation ? only : null;
}

function isLinear({ operation, inputs }: TapeNode, tape: readonly TapeNode[]): boolean {
  if (operation === 'matmul') return true;
  return operation === 'add' && inputs.some((input) => tape[input]?.operation === 'matmul');
}

function sameShape(a: TapeNode | undefined, b: TapeNode | undefined): boolean {
  return a?.value.shape.join() === b?.value.shape.join();
}
