/** The cost of an evaluation: where it is, and how it splits into a data part and a penalty by what each depends on. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { reverseSweep } from '../autodiff/sweep.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Frame, LoopPosition, Trace } from '../evaluator/trace.ts';
import { type Span, textOf } from '../python/source.ts';
import { ancestors, dependents } from './dependence.ts';
import { keptCosts } from './kept-costs.ts';
import { isCostFunctionName, isCostName } from './name-hints.ts';
import { isDifferentiable, type NamedNode, sharedLoops } from './names.ts';
import type { Adjoint } from './network.ts';

/** A number of the program that may be its cost. */
export interface CostCandidate {
  readonly node: NodeId;
  readonly name: string;
  readonly span: Span | null;
  readonly loops: readonly LoopPosition[];
  /** The call that computes it; null where that is not known. */
  readonly frame: Frame | null;
  readonly order: number;
  /** False for what is only kept in a list or printed: it may be another measure than what the gradients descend. */
  readonly isNamed: boolean;
}

/**
 * The numbers that may be costs: single floating-point values that bear a cost's name or are returned by a function that
 * bears one. A candidate that another one is made from (the cross-entropy inside the regularised cost) is left out.
 */
export function costCandidates(
  tape: readonly TapeNode[],
  trace: Trace,
  named: readonly NamedNode[],
): CostCandidate[] {
  const found = new Map<NodeId, CostCandidate>();
  for (const entry of named) {
    if (!entry.binding || !isCostName(entry.name) || !isSingleNumber(tape[entry.node])) continue;
    if (!found.has(entry.node)) {
      const { text: name, span, loops, frame, order } = entry;
      found.set(entry.node, { node: entry.node, name, span, loops, frame, order, isNamed: true });
    }
  }
  for (const binding of trace.bindings) {
    if (binding.kind !== 'returned' || binding.node === null || !isSingleNumber(tape[binding.node])) continue;
    const functionName = binding.frame.function?.name ?? '';
    if (!isCostFunctionName(functionName) || found.has(binding.node)) continue;
    const { loops, frame, order } = binding;
    found.set(binding.node, {
      node: binding.node,
      name: functionName,
      span: binding.statement.span,
      loops,
      frame,
      order,
      isNamed: true,
    });
  }
  const isComputed = ({ node }: CostCandidate): boolean => tape[node]?.operation !== 'leaf';
  if (![...found.values()].some(isComputed)) addKept(found, tape, trace);
  const computed = [...found.values()].filter(isComputed);
  const candidates = firstAndLastPasses(computed);
  return candidates.filter((candidate) => {
    const readers = dependents(tape, [candidate.node]);
    return !candidates.some(
      (other) =>
        other.node !== candidate.node &&
        readers[other.node] === 1 &&
        (other.name === candidate.name || !isOutside(other.loops, candidate.loops)),
    );
  });
}

/** Where no name speaks of a cost: what is kept in a list of losses, or printed. */
function addKept(found: Map<NodeId, CostCandidate>, tape: readonly TapeNode[], trace: Trace): void {
  for (const { node, expression, order, loops } of keptCosts(trace)) {
    if (found.has(node) || !isSingleNumber(tape[node])) continue;
    const name = textOf(expression.span).replace(/\s+/g, ' ');
    found.set(node, { node, name, span: expression.span, loops, frame: null, order, isNamed: false });
  }
}

/** Passes of a loop at either end whose costs are looked at; what lies between is like them. */
export const passesAtEnds = 4;

/** Of the costs that one statement gives in many passes of a loop, the first few and the last few: a running sum ends in the last. */
function firstAndLastPasses(candidates: readonly CostCandidate[]): readonly CostCandidate[] {
  const groups = new Map<string, CostCandidate[]>();
  for (const candidate of candidates) {
    const key = `${candidate.span?.source.uri}:${candidate.span?.start}:${candidate.name}`;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length <= 2 * passesAtEnds) return group;
    const ordered = group.toSorted((a, b) => a.order - b.order);
    return [...ordered.slice(0, passesAtEnds), ...ordered.slice(-passesAtEnds)];
  });
}

/** True where `a` stands outside of a loop that `b` stands in: a sum over the passes of a training loop, not a later step. */
function isOutside(a: readonly LoopPosition[], b: readonly LoopPosition[]): boolean {
  return a.length < b.length && sharedLoops(a, b) === a.length;
}

function isSingleNumber(node: TapeNode | undefined): boolean {
  return isDifferentiable(node) && node.value.data.length === 1;
}

const additive = new Set(['add', 'subtract']);
const linear = new Set([
  'negative',
  'reshape',
  'squeeze',
  'ravel',
  'sum',
  'mean',
  'index',
  'indexAssign',
  'astype',
  'broadcastTo',
  'expandDims',
  'transpose',
  'copy',
  'positive',
  'nansum',
  'stack',
  'concatenate',
  'trace',
]);

/**
 * The nodes at which parts of the cost join it that depend on parameters alone: the penalty Ω. `data` marks the nodes
 * that depend on data, `parameterised` those that depend on a parameter. Only sums, differences and products with what
 * depends on neither data nor parameters are passed on the way down from the cost. `isRoot` may refuse a node.
 */
export function penaltyRoots(
  tape: readonly TapeNode[],
  cost: NodeId,
  data: Uint8Array,
  parameterised: Uint8Array,
  isRoot: (node: TapeNode) => boolean = () => true,
): NodeId[] {
  const roots = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const pending = [cost];
  while (pending.length > 0) {
    const id = pending.pop();
    const node = id === undefined ? undefined : tape[id];
    if (!node || seen.has(node.id) || !parameterised[node.id]) continue;
    seen.add(node.id);
    if (!data[node.id]) {
      if (isRoot(node)) roots.add(node.id);
      continue;
    }
    const [left, right] = node.inputs;
    if (additive.has(node.operation) || linear.has(node.operation)) pending.push(...node.inputs);
    else if (node.operation === 'multiply' && left !== undefined && right !== undefined) {
      if (!parameterised[left] && !data[left]) pending.push(right);
      else if (!parameterised[right] && !data[right]) pending.push(left);
    } else if (
      node.operation === 'divide' &&
      left !== undefined &&
      right !== undefined &&
      !parameterised[right] &&
      !data[right]
    ) {
      pending.push(left);
    }
  }
  return [...roots];
}

/** True for a single number, as a penalty is: an array that is added inside the network is a bias. */
export function isPenaltyRoot(node: TapeNode): boolean {
  return node.value.data.length === 1;
}

/**
 * ∂L/∂node and ∂Ω/∂node for every node that the cost reaches: one reverse sweep that does not enter the penalty's roots,
 * and one that starts at them with what reaches them. Both stop at the parameters, behind which earlier updates may lie,
 * and at labels that the program makes.
 */
export function splitAdjoints(
  tape: readonly TapeNode[],
  cost: NodeId,
  roots: readonly NodeId[],
  stopAt: ReadonlySet<NodeId>,
): ReadonlyMap<NodeId, Adjoint> {
  const whole = reverseSweep(tape, cost, { stopAt });
  const dataPart = roots.length === 0 ? whole : reverseSweep(tape, cost, { blocked: new Set(roots), stopAt });
  const penaltyPart = new Map<NodeId, Tensor>();
  for (const root of roots) {
    const seed = whole.get(root);
    if (!seed) continue;
    for (const [node, adjoint] of reverseSweep(tape, root, { seed, stopAt })) {
      const known = penaltyPart.get(node);
      penaltyPart.set(node, known ? plus(known, adjoint) : adjoint);
    }
  }
  const split = new Map<NodeId, Adjoint>();
  const reached = ancestors(tape, [cost]);
  for (const node of tape) {
    if (!reached[node.id]) continue;
    const data = dataPart.get(node.id) ?? null;
    const penalty = penaltyPart.get(node.id) ?? null;
    if (data || penalty) split.set(node.id, { data, penalty });
  }
  return split;
}

/** ∂J/∂node: the two parts together; null where neither reaches the node. */
export function totalOf(adjoint: Adjoint | undefined): Tensor | null {
  if (!adjoint) return null;
  if (adjoint.data && adjoint.penalty) return plus(adjoint.data, adjoint.penalty);
  return adjoint.data ?? adjoint.penalty;
}

function plus(a: Tensor, b: Tensor): Tensor {
  return { dtype: 'float64', shape: a.shape, data: a.data.map((value, at) => value + (b.data[at] ?? 0)) };
}
