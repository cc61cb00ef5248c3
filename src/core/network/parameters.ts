/** Which nodes of an evaluation are the parameters of the cost, and which are data. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { ancestors, dependents } from './dependence.ts';
import { unrolledVector } from './elements.ts';
import type { GradientCandidate } from './gradient-lines.ts';
import { roleOf } from './name-hints.ts';
import { isDifferentiable, type NamedNode } from './names.ts';

const dataRoles = new Set(['data', 'labels']);
const parameterRoles = new Set(['weights', 'bias']);

/**
 * The parameters of a cost: the nodes that gradients are named for, or that bear a weight's or bias's name, and that are
 * computed neither from data nor from one another, but by updates.
 */
export function parameterNodes(
  tape: readonly TapeNode[],
  cost: NodeId,
  candidates: readonly GradientCandidate[],
  named: readonly NamedNode[],
  labels: ReadonlySet<NodeId>,
): Set<NodeId> {
  const reached = ancestors(tape, [cost], labels);
  const proposed = new Map<NodeId, string>();
  const updated = dependents(
    tape,
    candidates.map((candidate) => candidate.binding.node ?? candidate.node),
  );
  const stepped = new Set(
    named.flatMap(({ binding, node }) => (updated[node] === 1 && binding?.previousNode) || []),
  );
  const isPassedOn = passedOn(tape, candidates);
  for (const candidate of candidates) {
    for (const target of candidate.targets) {
      // A gradient that others are computed from is on the way to a parameter's, unless a step changes what it is of.
      const isKnown =
        parameterRoles.has(roleOf(target.name)) || stepped.has(target.node) || proposed.has(target.node);
      if (isKnown || !isPassedOn(candidate)) proposed.set(target.node, target.name);
    }
  }
  for (const entry of named) {
    if (parameterRoles.has(roleOf(entry.name)) && !proposed.has(entry.node))
      proposed.set(entry.node, entry.name);
  }
  proposeVectors(tape, candidates, named, proposed);
  const dataNodes = named.filter((entry) => dataRoles.has(roleOf(entry.name)) && !proposed.has(entry.node));
  const others = new Set([...proposed.keys(), ...dataNodes.map((entry) => entry.node)]);
  const found = new Set<NodeId>();
  const firstNames = new Map<NodeId, string>();
  for (const entry of named) if (!firstNames.has(entry.node)) firstNames.set(entry.node, entry.name);
  for (const [node, name] of proposed) {
    if (!reached[node] || !isDifferentiable(tape[node]) || dataRoles.has(roleOf(name))) continue;
    // Data stays data under a later name, as in `A = X` before a loop over layers.
    const isRenamedData =
      dataRoles.has(roleOf(firstNames.get(node) ?? '')) && !parameterRoles.has(roleOf(name));
    if (isRenamedData) continue;
    const before = ancestors(tape, tape[node]?.inputs ?? []);
    if (isInitialState(tape[node], name, named, updated)) continue;
    // A weight that an earlier pass's gradient has changed is still the weight.
    const isUpdated = updated[node] === 1 && parameterRoles.has(roleOf(name));
    let computed = false;
    for (const other of others) if (before[other]) computed = true;
    if (isUpdated || !computed || isRescaled(tape, node, name, firstNames)) found.add(node);
  }
  return found.size > 0 ? found : inputsWithGradients(tape, reached, candidates, named);
}

/**
 * True for zeros that a program begins with and no step changes, as the first state of a recurrent network: a `dh` is
 * meant for a later state.
 */
function isInitialState(
  made: TapeNode | undefined,
  name: string,
  named: readonly NamedNode[],
  updated: Uint8Array,
): boolean {
  if (made?.operation !== 'leaf' || parameterRoles.has(roleOf(name))) return false;
  if (made.value.data.length < 2 || made.value.data.some((entry) => entry !== 0)) return false;
  const isStep = ({ binding, node }: NamedNode): boolean =>
    binding?.previousNode === made.id && updated[node] === 1;
  return !named.some(isStep);
}

/**
 * Labels that the program makes itself, as in `y = X @ true_w + noise`: what they are made from is nothing that is
 * trained. A prediction may be called `y` too; it is computed from what gradients are named for.
 */
export function labelNodes(
  tape: readonly TapeNode[],
  candidates: readonly GradientCandidate[],
  named: readonly NamedNode[],
): Set<NodeId> {
  const trained = dependents(
    tape,
    candidates.flatMap(({ targets }) => targets.slice(0, 1).map(({ node }) => node)),
  );
  const made = named.filter(
    ({ name, node, binding }) =>
      binding !== null && roleOf(name) === 'labels' && tape[node]?.operation !== 'leaf',
  );
  return new Set(made.map(({ node }) => node).filter((node) => trained[node] !== 1));
}

/** `grad` of no name, as long as the vector that the weights are cut from, is the gradient of all of them together. */
function proposeVectors(
  tape: readonly TapeNode[],
  candidates: readonly GradientCandidate[],
  named: readonly NamedNode[],
  proposed: Map<NodeId, string>,
): void {
  const weights = [...proposed].filter(([, name]) => parameterRoles.has(roleOf(name))).map(([node]) => node);
  for (const { node, targets } of candidates) {
    const shape = targets.length > 0 ? undefined : tape[node]?.value.shape;
    if (shape?.length !== 1) continue;
    const vector = unrolledVector(tape, shape[0] ?? 0, weights);
    const name = named.find((entry) => entry.node === vector)?.name;
    if (vector !== null && name !== undefined) proposed.set(vector, name);
  }
}

/** By the name of a gradient, what the gradients of other names are computed from. */
function passedOn(
  tape: readonly TapeNode[],
  candidates: readonly GradientCandidate[],
): (candidate: GradientCandidate) => boolean {
  const marks = new Map<string, Uint8Array>();
  const marksFor = (name: string): Uint8Array => {
    const known = marks.get(name);
    if (known) return known;
    const others = candidates.filter(({ binding }) => binding.name !== name);
    const made = ancestors(
      tape,
      others.flatMap(({ node }) => tape[node]?.inputs ?? []),
    );
    marks.set(name, made);
    return made;
  };
  return ({ binding, node }) => marksFor(binding.name)[node] === 1;
}

const rescaling = new Set(['multiply', 'divide', 'negative', 'copy', 'astype']);

/** True for weights that are made in two steps, `w = random(…)` and `w /= sqrt(n)`: the second is what is trained. */
function isRescaled(
  tape: readonly TapeNode[],
  node: NodeId,
  name: string,
  firstNames: ReadonlyMap<NodeId, string>,
): boolean {
  const made = tape[node];
  if (!made || !rescaling.has(made.operation) || !parameterRoles.has(roleOf(name))) return false;
  const arrays = made.inputs.filter((input) => (tape[input]?.value.data.length ?? 0) > 1);
  return arrays.length === 1 && arrays[0] !== undefined && firstNames.get(arrays[0]) === name;
}

/**
 * A loss by itself has no parameters: its gradients are those of what it was given, `dx` of the scores x. Where no name
 * says which, whatever has a gradient's shape; values tell then.
 */
function inputsWithGradients(
  tape: readonly TapeNode[],
  reached: Uint8Array,
  candidates: readonly GradientCandidate[],
  named: readonly NamedNode[],
): Set<NodeId> {
  const isInput = (node: NodeId): boolean =>
    tape[node]?.operation === 'leaf' && reached[node] === 1 && isDifferentiable(tape[node]);
  const byName = candidates.flatMap(({ targets }) => targets.find(({ node }) => isInput(node))?.node ?? []);
  if (byName.length > 0) return new Set(byName);
  const shapes = new Set(candidates.map(({ node }) => tape[node]?.value.shape.join()));
  const given = named.filter(
    ({ node, name, order }) => order < 0 && isInput(node) && roleOf(name) === 'unknown',
  );
  return new Set(given.map(({ node }) => node).filter((node) => isShaped(tape[node], shapes)));
}

function isShaped(node: TapeNode | undefined, shapes: ReadonlySet<string | undefined>): boolean {
  return node !== undefined && node.value.data.length > 1 && shapes.has(node.value.shape.join());
}

/**
 * The leaves that hold data: arrays below the cost that are no parameter and belong to none. Numbers, and arrays filled
 * with one number, are neutral: they may scale a penalty. In a program of plain numbers those are data.
 */
export function dataLeaves(
  tape: readonly TapeNode[],
  cost: NodeId,
  parameters: ReadonlySet<NodeId>,
  plainNumbers: ReadonlySet<NodeId>,
): NodeId[] {
  const reached = ancestors(tape, [cost], parameters);
  return tape
    .filter((node) => reached[node.id] === 1 && node.operation === 'leaf' && !parameters.has(node.id))
    .filter((node) => plainNumbers.has(node.id) || (node.value.data.length > 1 && !isFilled(node.value.data)))
    .map((node) => node.id);
}

function isFilled(data: Float64Array): boolean {
  return data.every((value) => value === data[0]);
}
