/** The gradient lines of an evaluation: the bindings that may be gradients, and the variables that they may be gradients of. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { lastBefore } from '../evaluator/moments.ts';
import type { Binding } from '../evaluator/trace.ts';
import type * as ast from '../python/ast.ts';
import { expressionsOf } from '../python/walk.ts';
import {
  type GradientNameReading,
  isDeltaName,
  lastName,
  readContainedGradientName,
  readGradientName,
} from './gradient-names.ts';
import { readingsBesideNames } from './names-beside.ts';
import { isDifferentiable, type NamedNode, nameOfBinding, sharedLoops } from './names.ts';
import { isNoGradient } from './not-gradients.ts';
import { gradientElements } from './list-gradients.ts';
import { onceForEach, remembered } from './remembered.ts';
import { SimilarNames } from './similar-names.ts';

/** A binding whose name reads as a gradient's, with what it may be the gradient of. */
export interface GradientCandidate {
  readonly binding: Binding;
  readonly node: NodeId;
  readonly reading: GradientNameReading;
  /** Variables that bear the name that the reading gives, the likeliest first. Empty where the name does not say. */
  readonly targets: readonly NamedNode[];
  /** True for the gradient in an update step: what the step changes is a parameter, whatever made it. */
  readonly isStep?: boolean;
  /** False for a step without a known rate: one constant factor in it is the rate's. */
  readonly isRated?: boolean;
  /** The same gradient without a decay of the weights that an update step adds; absent where there is none. */
  readonly withoutDecay?: GradientCandidate;
}

/** All bindings of an evaluation whose names read as gradients and that hold traced floating-point values. */
export function gradientCandidates(
  tape: readonly TapeNode[],
  bindings: readonly Binding[],
  named: readonly NamedNode[],
): GradientCandidate[] {
  const found: GradientCandidate[] = [];
  const likely = likelyTargets(named, tape);
  const positions = loopPositions(bindings);
  const isWhole = wholeOf(bindings, tape);
  const add = (binding: Binding, reading: GradientNameReading | null | undefined): void => {
    if (!reading || !isWhole(binding)) return;
    const targets = targetsByName(likely(nameOfTarget(reading)), binding, tape, positions(binding));
    found.push({ binding, node: binding.node, reading, targets });
  };
  const last = lastOfEach(bindings);
  for (const binding of last) {
    if (binding.elements) found.push(...elementCandidates(binding, tape, bindings));
    add(binding, readBinding(binding));
  }
  const unread = last.filter((binding) => readBinding(binding) === null && isWhole(binding));
  for (const [binding, reading] of readingsBesideNames(unread, named, found, tape)) add(binding, reading);
  const updates = updatesByGradient(found, bindings, tape);
  return found.map((candidate) =>
    candidate.reading.of === '' && candidate.reading.layer === null
      ? { ...candidate, targets: targetsByUpdate(candidate, updates, bindings, named, tape) }
      : candidate,
  );
}

/** Tells the bindings of traced arrays that are computed and final: no copies, first values, or edits on the way. */
function wholeOf(
  bindings: readonly Binding[],
  tape: readonly TapeNode[],
): (binding: Binding) => binding is Binding & { readonly node: NodeId } {
  const edited = new Set(
    bindings.filter((binding) => binding.kind === 'edit').map((binding) => binding.previousNode),
  );
  return (binding): binding is Binding & { readonly node: NodeId } => {
    const node = binding.node === null ? undefined : tape[binding.node];
    if (!isDifferentiable(node)) return false;
    if (isPlainCopy(binding) || isBlank(node) || isWrittenOut(binding) || isOtherwise(binding)) return false;
    // Only the last of many edits of one array holds its gradient: `dW[:, j] += x` in a loop.
    return !isFirstValue(binding, node) && !(binding.kind === 'edit' && edited.has(binding.node));
  };
}

/** What a reading speaks of; a `delta2` is that of the second layer's pre-activation, unless its value says otherwise. */
function nameOfTarget({ of, layer }: GradientNameReading): string {
  return of === '' && layer !== null ? `z${layer}` : of;
}

function elementCandidates(
  binding: Binding,
  tape: readonly TapeNode[],
  bindings: readonly Binding[],
): GradientCandidate[] {
  const reading = readBinding(binding);
  if (!reading) return [];
  return gradientElements(binding, reading, tape, bindings).map((element) => ({ ...element, reading }));
}

/** Bindings of one name in one statement that are looked at: nested loops make thousands, of which the last ones are whole. */
const bindingLimit = 400;

function lastOfEach(bindings: readonly Binding[]): readonly Binding[] {
  const counts = new Map<Binding['statement'], number>();
  const kept: Binding[] = [];
  for (const binding of [...bindings].reverse()) {
    const count = (counts.get(binding.statement) ?? 0) + 1;
    counts.set(binding.statement, count);
    if (count <= bindingLimit) kept.push(binding);
  }
  return kept.reverse();
}

/** Steps from an update's result back to the gradient: a factor, a sign, a sum with momentum. */
const updateDepth = 6;

/** By gradient, the bindings that are computed from it in a few steps that pass no other gradient. */
function updatesByGradient(
  candidates: readonly GradientCandidate[],
  bindings: readonly Binding[],
  tape: readonly TapeNode[],
): ReadonlyMap<NodeId, readonly Binding[]> {
  const gradients = new Set(candidates.map(({ node }) => node));
  const found = new Map<NodeId, Binding[]>();
  for (const binding of bindings) {
    if (binding.node === null || binding.previousNode === null || gradients.has(binding.node)) continue;
    for (const source of gradientsBehind(binding.node, gradients, tape)) {
      const known = found.get(source);
      if (known) known.push(binding);
      else found.set(source, [binding]);
    }
  }
  return found;
}

function gradientsBehind(
  node: NodeId,
  gradients: ReadonlySet<NodeId>,
  tape: readonly TapeNode[],
): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  let reached: readonly NodeId[] = tape[node]?.inputs ?? [];
  for (let depth = 0; depth < updateDepth && reached.length > 0; depth++) {
    const passed: NodeId[] = [];
    for (const each of reached) {
      if (gradients.has(each)) found.add(each);
      else passed.push(...(tape[each]?.inputs ?? []));
    }
    reached = passed;
  }
  return found;
}

/** What a gradient named only `grad` is of: the value of its shape that an update step changes by it. */
function targetsByUpdate(
  candidate: GradientCandidate,
  updates: ReadonlyMap<NodeId, readonly Binding[]>,
  bindings: readonly Binding[],
  named: readonly NamedNode[],
  tape: readonly TapeNode[],
): NamedNode[] {
  const shape = tape[candidate.node]?.value.shape;
  // Among single numbers a delta has the size of everything, and many weights are changed by it.
  if (shape?.length === 0 && isDeltaName(nameOfBinding(candidate.binding))) return [];
  const steps =
    updates.get(candidate.node) ?? bindings.filter((binding) => reads(binding, candidate.binding));
  for (const { previousNode, order } of steps) {
    if (previousNode === null || previousNode === candidate.node || order < candidate.binding.order) continue;
    if (!sameCount(shape, tape[previousNode]?.value.shape)) continue;
    const target = named.find((entry) => entry.node === previousNode);
    if (target) return [target];
  }
  return [];
}

/** True where a step reads the gradient by its name: an update that is held still is not computed from it. */
function reads({ frame, previousNode, valueExpression, statement }: Binding, gradient: Binding): boolean {
  if (previousNode === null || valueExpression === null) return false;
  if (frame !== gradient.frame || statement === gradient.statement) return false;
  const name = lastName(gradient.kind === 'edit' ? (gradient.container ?? gradient.name) : gradient.name);
  return namesIn(valueExpression).has(name);
}

/** The names and attributes that an expression reads. */
const namesIn = onceForEach((expression: ast.Expr): ReadonlySet<string> => {
  const parts = expressionsOf(expression);
  return new Set(
    parts.flatMap((part) => (part.kind === 'Name' ? part.id : part.kind === 'Attribute' ? part.attr : [])),
  );
});

/** The reading of what a binding binds; null where its name is no gradient's. */
export function readBinding(binding: Binding): GradientNameReading | null {
  switch (binding.kind) {
    case 'name':
      return readGradientName(binding.name);
    case 'attribute':
      return readGradientName(lastName(binding.name));
    case 'dictEntry':
      return binding.key?.type === 'str'
        ? readContainedGradientName(binding.container ?? '', binding.key.value)
        : null;
    case 'subscript':
      return readContainedGradientName(
        binding.container ?? '',
        binding.key?.type === 'str' ? binding.key.value : null,
      );
    case 'edit':
      return readGradientName(lastName(binding.container ?? binding.name));
    case 'returned':
      return null;
  }
}

/** `dW = np.zeros(W.shape)`: an array that is about to be filled is no gradient yet, and one without entries says nothing. */
function isBlank(node: TapeNode): boolean {
  if (node.value.data.length === 0) return true;
  return node.inputs.length === 0 && node.value.data.every((value) => value === 0);
}

/** `self.d_weights = np.ones(shape)` in an initialiser: what a gradient's attribute holds before there is one. */
function isFirstValue({ frame, kind }: Binding, node: TapeNode): boolean {
  const isSetUp = frame.qualifiedName?.endsWith('.__init__') === true;
  return isSetUp && kind === 'attribute' && node.inputs.length === 0;
}

/** `delta = 1.0`: a number of the program's own, such as a margin. */
function isWrittenOut({ kind, valueExpression, augmented }: Binding): boolean {
  return kind !== 'edit' && augmented === null && valueExpression?.kind === 'Constant';
}

/** A value that bears a gradient's name and is something else, as its expression shows. */
function isOtherwise({ valueExpression, name }: Binding): boolean {
  return valueExpression !== null && isNoGradient(lastName(name), valueExpression);
}

/**
 * `grads["dW1"] = dW1` and `{"dW1": dW1}` give a second name to a gradient that is reported where it is computed; `dZ = A`
 * makes a gradient of something else.
 */
function isPlainCopy({ augmented, kind, valueExpression }: Binding): boolean {
  if (augmented || kind === 'edit') return false;
  if (valueExpression?.kind === 'Attribute') return true;
  return valueExpression?.kind === 'Name' && !isActivationName(valueExpression.id);
}

/** Names of values of the forward pass that nobody gives to a gradient. */
const isActivationName = remembered((name: string): boolean => /^[aAzZhH](?:L|_?\d*)$/.test(name));

interface LikelyTarget {
  readonly entry: NamedNode;
  readonly likeness: number;
  /** Entries of its array. */
  readonly count: number;
}

/** By the name that a reading gives, what may be meant; a loop asks for one name in every pass. */
function likelyTargets(
  named: readonly NamedNode[],
  tape: readonly TapeNode[],
): (name: string) => readonly LikelyTarget[] {
  const names = new SimilarNames(named);
  const known = new Map<string, readonly LikelyTarget[]>([['', []]]);
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const found = names.like(name).flatMap(({ entry, likeness }): LikelyTarget[] => {
      const node = tape[entry.node];
      return isDifferentiable(node) ? [{ entry, likeness, count: node.value.data.length }] : [];
    });
    known.set(name, found);
    return found;
  };
}

/** By binding, the whole numbers that the variables of the loops around it have there: the time step, the layer. */
function loopPositions(bindings: readonly Binding[]): (binding: Binding) => ReadonlySet<number> {
  const counters = new Map<string, Binding[]>();
  for (const each of bindings) {
    if (each.kind !== 'name' || each.value.type !== 'int') continue;
    const key = `${each.frame.id} ${each.name}`;
    const known = counters.get(key);
    if (known) known.push(each);
    else counters.set(key, [each]);
  }
  return ({ frame, loops, order }) => {
    const found = new Set<number>();
    for (const { loop } of loops) {
      if (loop.kind !== 'For' || loop.target.kind !== 'Name') continue;
      const last = lastBefore(counters.get(`${frame.id} ${loop.target.id}`) ?? [], order);
      if (last?.value.type === 'int') found.add(last.value.value);
    }
    return found;
  };
}

function targetsByName(
  likely: readonly LikelyTarget[],
  binding: Binding,
  tape: readonly TapeNode[],
  positions: ReadonlySet<number>,
): NamedNode[] {
  const ownCount = binding.node === null ? undefined : tape[binding.node]?.value.data.length;
  const scored: { readonly entry: NamedNode; readonly score: number }[] = [];
  for (const { entry, likeness, count } of likely) {
    if (entry.node === binding.node) continue;
    const sameCount = count === ownCount ? 8 : 0;
    const scope = entry.frame === binding.frame ? 3 : entry.frame === null ? 2 : 1;
    const loops = sharedLoops(entry.loops, binding.loops);
    // `dw[j] += lam * w[j]` speaks of the element that it reads.
    const isRead = entry.order >= binding.startOrder && entry.order <= binding.order ? 2 : 0;
    const sameStep = entry.position !== undefined && positions.has(entry.position) ? 4 : 0;
    const score = likeness * 16 + sameCount + sameStep + scope + isRead + loops / 8 + entry.order * 1e-9;
    scored.push({ entry, score });
  }
  scored.sort((a, b) => b.score - a.score);
  const distinct = new Map<NodeId, NamedNode>();
  for (const { entry } of scored) if (!distinct.has(entry.node)) distinct.set(entry.node, entry);
  return [...distinct.values()];
}

function sameCount(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (!a || !b) return false;
  const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  return count(a) === count(b);
}
