/** The data part of a variable's gradient as a formula, read off the numbers: a form is shown only where it gives the true values. */
import { mapPairs, unbroadcast } from '../autodiff/broadcasting.ts';
import { operationNamed } from '../autodiff/operations.ts';
import { reverseSweep } from '../autodiff/sweep.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { filled, largestDifference, largestMagnitude, sameShape, type Tensor } from '../autodiff/tensor.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type { NamedGraph, NamedNode } from './panel-graph.ts';
import { symbolOf } from './panel-symbols.ts';

/** A factor of a product, and whether it stands in it transposed. */
export interface Factor {
  readonly latex: string;
  readonly node: NamedNode;
  readonly turned: boolean;
}

/** How ∂L/∂variable comes from the gradient g of the one variable that reads it; `plain` where none of the known forms gives the true values. */
export type DataPart = { readonly latex: string } & (
  | { readonly form: 'plain' | 'same' | 'sum' }
  /** g ⊙ slope */
  | { readonly form: 'elementwise'; readonly slope: { readonly latex: string; readonly value: Tensor } }
  /** g·factor or factor·g, as matrices. */
  | { readonly form: 'product'; readonly factors: readonly [Factor, Factor] }
);

/**
 * The data part by the chain rule over the variable's one reader, e.g. `\frac{\partial L}{\partial Z^{[1]}}\,X^{\top}`;
 * the plain symbol ∂L/∂variable where it has several readers or none of the known forms gives the true values.
 */
export function dataPart(node: NamedNode, network: NetworkEvaluation, graph: NamedGraph): DataPart {
  const parts = known.get(network) ?? new Map<NodeId, DataPart>();
  known.set(network, parts);
  const part = parts.get(node.node) ?? foundPart(node, network, graph);
  parts.set(node.node, part);
  return part;
}

/** The table of parts and the steps of the backward pass ask for the same; trying the forms takes time in a large network. */
const known = new WeakMap<NetworkEvaluation, Map<NodeId, DataPart>>();

function foundPart(node: NamedNode, network: NetworkEvaluation, graph: NamedGraph): DataPart {
  const own = network.adjoints.get(node.node)?.data;
  const readers = graph.edges.filter((edge) => edge.from === node.id && !edge.onPenaltyBranch);
  const reader = graph.nodes.find((candidate) => candidate.id === readers[0]?.to);
  const upstream = reader && network.adjoints.get(reader.node)?.data;
  const plain: DataPart = { form: 'plain', latex: partial('L', node) };
  if (readers.length !== 1 || !own || !upstream || upstream.shape.length === 0) return plain;
  const siblings = graph.edges
    .filter((edge) => edge.to === reader.id && edge.from !== node.id)
    .flatMap((edge) => graph.nodes.filter((candidate) => candidate.id === edge.from));
  return (
    asSum(own, upstream, reader) ??
    asElementwise(own, upstream, node, reader, network) ??
    asProduct(own, upstream, siblings, reader, network) ??
    plain
  );
}

/** `\frac{\partial L}{\partial W^{[1]}}`. */
export function partial(of: string, node: NamedNode): string {
  return `\\frac{\\partial ${of}}{\\partial ${symbolOf(node)}}`;
}

/** A bias is added to every example, so its gradient is the sum over them. */
function asSum(own: Tensor, upstream: Tensor, reader: NamedNode): DataPart | null {
  if (sameShape(own.shape, upstream.shape) || !stretches(own.shape, upstream.shape)) return null;
  if (!agree(unbroadcast(upstream, own.shape), own)) return null;
  const latex = `\\sum_{i=1}^{m} \\frac{\\partial L}{\\partial ${raised(symbolOf(reader), '(i)')}}`;
  return { form: 'sum', latex };
}

/** g ⊙ f′: the derivative f′ is what a seed of ones brings back, and only an elementwise operation passes the test. */
function asElementwise(
  own: Tensor,
  upstream: Tensor,
  node: NamedNode,
  reader: NamedNode,
  network: NetworkEvaluation,
): DataPart | null {
  if (!sameShape(own.shape, upstream.shape)) return null;
  const ones = filled(upstream.shape, 1);
  const slope = reverseSweep(network.tape, reader.node, {
    seed: ones,
    stopAt: new Set([node.node]),
    wanted: new Set([node.node]),
  }).get(node.node);
  if (
    !slope ||
    !agree(
      mapPairs(upstream, slope, 'float64', (g, f) => g * f),
      own,
    )
  )
    return null;
  if (agree(slope, ones)) return { form: 'same', latex: partial('L', reader) };
  const isActivation = node.kind === 'layer' && reader.kind === 'activation';
  const derivative = isActivation ? `f'(${symbolOf(node)})` : partial(symbolOf(reader), node);
  return {
    form: 'elementwise',
    latex: `${partial('L', reader)} \\odot ${derivative}`,
    slope: { latex: derivative, value: slope },
  };
}

/** One of the eight ways in which the upstream gradient and another input can be multiplied as matrices. */
function asProduct(
  own: Tensor,
  upstream: Tensor,
  siblings: readonly NamedNode[],
  reader: NamedNode,
  network: NetworkEvaluation,
): DataPart | null {
  const g = { value: upstream, latex: partial('L', reader), node: reader, turned: false };
  for (const sibling of siblings) {
    const value = network.tape[sibling.node]?.value;
    if (!value || value.shape.length !== 2 || upstream.shape.length !== 2) continue;
    const x = { value, latex: symbolOf(sibling), node: sibling, turned: false };
    for (const left of [g, transposed(g)]) {
      for (const right of [x, transposed(x)]) {
        for (const [one, other] of [[left, right] as const, [right, left] as const]) {
          if (one.value.shape[1] !== other.value.shape[0]) continue;
          if (!agree(product(one.value, other.value), own)) continue;
          return { form: 'product', latex: `${one.latex}\\,${other.latex}`, factors: [one, other] };
        }
      }
    }
  }
  return null;
}

function transposed({ value, latex, node, turned }: Factor & { readonly value: Tensor }) {
  const flipped = operationNamed('transpose').value([value], {});
  const closed = latex.startsWith('\\frac') ? `\\left(${latex}\\right)^{\\top}` : raised(latex, '\\top');
  return { value: flipped, latex: closed, node, turned: !turned };
}

/** W^{[1]} and ⊤ become W^{[1]\top}: two raised marks in one. */
function raised(latex: string, mark: string): string {
  const layered = /^(.*)\^\{(.*)\}$/.exec(latex);
  return layered ? `${layered[1]}^{${layered[2]}${mark}}` : `${latex}^{${mark}}`;
}

function product(left: Tensor, right: Tensor): Tensor {
  return operationNamed('matmul').value([left, right], {});
}

const tolerance = 1e-9;

function agree(left: Tensor, right: Tensor): boolean {
  if (!sameShape(left.shape, right.shape)) return false;
  return largestDifference(left, right) <= tolerance * Math.max(largestMagnitude(right), Number.MIN_VALUE);
}

function stretches(from: readonly number[], into: readonly number[]): boolean {
  const offset = into.length - from.length;
  return offset >= 0 && from.every((side, axis) => side === 1 || side === into[axis + offset]);
}
