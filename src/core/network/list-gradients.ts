/** Gradients in lists of plain numbers: each element of `weight_deltas` is the gradient of the element of `weights` in its place. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Binding } from '../evaluator/trace.ts';
import { type GradientNameReading, lastName } from './gradient-names.ts';
import type { NamedNode } from './names.ts';
import { isNoGradient } from './not-gradients.ts';

/** One element of a list of gradients: as a binding of its own, with what it is the gradient of by its place. */
export interface GradientElement {
  readonly binding: Binding;
  readonly node: NodeId;
  readonly targets: readonly NamedNode[];
}

/** The elements of a list that bears a gradient's name; none where the list is filled later. */
export function gradientElements(
  binding: Binding,
  reading: GradientNameReading,
  tape: readonly TapeNode[],
  bindings: readonly Binding[],
): GradientElement[] {
  if (!binding.elements || isPlain(binding)) return [];
  if (binding.elements.every((node) => tape[node]?.operation === 'leaf')) return [];
  const wanted = elementsOf(reading.of, binding, bindings);
  return binding.elements.map((node, at): GradientElement => {
    const element = wanted?.[at];
    const targets = element === undefined ? [] : [namedElement(binding, reading.of, element, at)];
    return { binding: { ...binding, node }, node, targets };
  });
}

function isPlain({ valueExpression, augmented, name }: Binding): boolean {
  const kind = valueExpression?.kind;
  if (augmented === null && (kind === 'Name' || kind === 'Attribute')) return true;
  return valueExpression !== null && isNoGradient(lastName(name), valueExpression);
}

/** The nodes in the list of the wanted name as it was at the binding's moment; null where there is none of that length. */
function elementsOf(
  wanted: string,
  { elements, order }: Binding,
  bindings: readonly Binding[],
): readonly NodeId[] | null {
  if (wanted === '') return null;
  let held: NodeId[] | null = null;
  for (const other of bindings) {
    if (other.order >= order) break;
    if (other.elements && isLike(lastName(other.name), wanted)) {
      held = other.elements.length === elements?.length ? [...other.elements] : held;
    } else if (held && other.kind === 'subscript' && other.node !== null && other.previousNode !== null) {
      const at = held.indexOf(other.previousNode);
      if (at >= 0) held[at] = other.node;
    }
  }
  return held;
}

/** `weight_deltas` and `dweights` speak of `weights`, `grad_w` of `w` and of `ws`. */
function isLike(name: string, wanted: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/_/g, '').replace(/s$/, '');
  return plain(name) === plain(wanted);
}

function namedElement(binding: Binding, name: string, node: NodeId, at: number): NamedNode {
  return {
    text: `${name}[${at}]`,
    name,
    node,
    order: -1,
    frame: binding.frame,
    loops: binding.loops,
    binding: null,
    span: null,
  };
}
