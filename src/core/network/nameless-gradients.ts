/** The gradients of an evaluation that have no name: what update steps multiply with their rate, and what gradient functions return. */
import type { Recorder } from '../autodiff/recorder.ts';
import { TapeBudgetExceeded } from '../autodiff/new-tape.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { scalar } from '../autodiff/tensor.ts';
import type { Binding, ExpressionValue, Trace } from '../evaluator/trace.ts';
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { dependents } from './dependence.ts';
import {
  computes,
  isGradientFunction,
  readFunctionName,
  returnedGradients,
  returnedNames,
} from './gradient-functions.ts';
import { type GradientCandidate, readBinding } from './gradient-lines.ts';
import { isDeltaName, lastName, readGradientName } from './gradient-names.ts';
import { roleOf } from './name-hints.ts';
import { isDifferentiable, type NamedNode, nodeOfValue } from './names.ts';
import { expressionText, readStep, type StepGradient, stepGradient } from './update-steps.ts';

/** What of an evaluation is looked at. */
export interface GradientSource {
  readonly tape: Recorder;
  readonly trace: Trace;
  /** What a layer was passed, which its backward function returns the gradients of. */
  readonly givenCost: { readonly inputs?: ReadonlySet<NodeId> } | null;
}

/** The candidates that names tell, and the nameless ones; a step by a gradient that has a name computes none. */
export function withNameless(
  withNames: readonly GradientCandidate[],
  source: GradientSource,
  named: readonly NamedNode[],
): GradientCandidate[] {
  return [...withNames, ...namelessCandidates(source, named, withNames)].sort(
    (a, b) => a.binding.order - b.binding.order,
  );
}

function namelessCandidates(
  source: GradientSource,
  named: readonly NamedNode[],
  withNames: readonly GradientCandidate[],
): GradientCandidate[] {
  const steps = new Map<ast.Stmt, StepGradient | null>();
  const givers = new Givers();
  const found: GradientCandidate[] = [];
  const edited = new Set(
    source.trace.bindings.flatMap(({ kind, previousNode }) => (kind === 'edit' ? previousNode : [])),
  );
  for (const binding of source.trace.bindings) {
    if (givers.returns(binding)) {
      found.push(...returnedCandidate(binding, source, named, withNames));
      continue;
    }
    if (givers.isReturnedName(binding) && readBinding(binding) === null && !edited.has(binding.node)) {
      found.push(...oddlyNamed(binding, source, named));
      continue;
    }
    if (binding.previousNode === null || binding.node === null) continue;
    const step = remembered(steps, binding.statement, stepGradient);
    if (step && binding.target === step.target)
      found.push(...stepCandidate(binding, step, source, named, withNames));
  }
  return found;
}

/** The functions of an evaluation that return gradients, each looked at once. */
class Givers {
  private readonly names = new Map<ast.FunctionDef, ReadonlySet<string> | null>();

  /** True for a returned expression that computes a gradient. */
  returns({ frame, statement, valueExpression }: Binding): boolean {
    if (statement.kind !== 'Return' || valueExpression === null) return false;
    return this.namesOf(frame) !== null && returnedGradients(statement).includes(valueExpression);
  }

  /** True for a name that its function returns as the gradient. */
  isReturnedName({ frame, kind, name, container }: Binding): boolean {
    if (kind !== 'name' && kind !== 'edit') return false;
    return this.namesOf(frame)?.has(kind === 'edit' ? (container ?? name) : name) ?? false;
  }

  private namesOf({ function: giver }: Binding['frame']): ReadonlySet<string> | null {
    if (giver?.definition.kind !== 'FunctionDef') return null;
    return remembered(this.names, giver.definition, (definition) =>
      isGradientFunction(definition) ? returnedNames(definition) : null,
    );
  }
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make(key);
  known.set(key, made);
  return made;
}

function stepCandidate(
  binding: Binding,
  step: StepGradient,
  source: GradientSource,
  named: readonly NamedNode[],
  withNames: readonly GradientCandidate[],
): GradientCandidate[] {
  const { tape } = source;
  const before = binding.previousNode;
  const raw = nodeIn(source.trace, step.expression, binding);
  if (before === null || raw === null) return [];
  const targets = targetsAt(before, binding, named);
  if (targets.length === 0 || !isDifferentiable(tape.nodes[before])) return [];
  if (!sameCount(tape.nodes[raw], tape.nodes[before]) || readsOwnGradient(raw, before, tape, withNames))
    return [];
  const node = gradientOf(raw, step.sign, step.rate, binding, source);
  if (node === null) return [];
  const candidate = {
    binding: nameless(binding, step.expression, raw),
    node,
    reading: readStep(step),
    targets,
  };
  const bare = step.withoutDecay;
  const bareRaw = bare && nodeIn(source.trace, bare.expression, binding);
  const bareNode = bare && bareRaw !== null ? gradientOf(bareRaw, bare.sign, null, binding, source) : null;
  if (!bare || bareRaw === null || bareNode === null) return [candidate];
  const withoutDecay = { ...candidate, binding: nameless(binding, bare.expression, bareRaw), node: bareNode };
  return [{ ...candidate, withoutDecay }];
}

/** The variable that the step changes, under the name that the step gives it first. */
function targetsAt(node: NodeId, { text, order }: Binding, named: readonly NamedNode[]): NamedNode[] {
  const entries = named.filter((entry) => entry.node === node && entry.order < order);
  return entries
    .filter((entry) => entry.text === text)
    .concat(entries.filter((entry) => entry.text !== text))
    .slice(0, 1);
}

/** True where the step uses a gradient of the changed variable that a line of its own computes. */
function readsOwnGradient(
  node: NodeId,
  target: NodeId,
  tape: Recorder,
  withNames: readonly GradientCandidate[],
): boolean {
  const own = withNames.filter(
    (candidate) =>
      candidate.node <= node &&
      !isDeltaName(candidate.binding.name) &&
      candidate.targets.some((entry) => entry.node === target),
  );
  if (own.length === 0) return false;
  return (
    dependents(
      tape.nodes,
      own.map((candidate) => candidate.node),
    )[node] === 1
  );
}

/** The gradient's node: the expression's value without the rate and with the gradient's sign. Null where the rate is not known. */
function gradientOf(
  raw: NodeId,
  sign: 1 | -1,
  rate: ast.Expr | null,
  binding: Binding,
  { tape, trace }: GradientSource,
): NodeId | null {
  if (sign === 1 && rate === null) return raw;
  const factor = rate === null ? 1 : rateIn(rate, binding, trace);
  if (factor === null || factor === 0) return null;
  const known = derived.get(binding)?.get(raw);
  if (known !== undefined) return known;
  const made = dividedBy(raw, sign * factor, tape);
  if (made !== null) derived.set(binding, (derived.get(binding) ?? new Map<NodeId, NodeId>()).set(raw, made));
  return made;
}

/** Nodes that were made for a binding: several passes over one evaluation add them to its tape once. */
const derived = new WeakMap<Binding, Map<NodeId, NodeId>>();

function dividedBy(node: NodeId, factor: number, tape: Recorder): NodeId | null {
  const span = tape.nodes[node]?.span ?? null;
  try {
    if (factor === -1) return tape.apply('negative', [node], {}, span);
    return tape.apply('divide', [node, tape.leaf(scalar(factor), span)], {}, span);
  } catch (error) {
    if (error instanceof TapeBudgetExceeded) return null;
    throw error;
  }
}

/** The number that the rate had: written out, traced, or bound to its name last. */
function rateIn(rate: ast.Expr, binding: Binding, trace: Trace): number | null {
  if (rate.kind === 'Constant') return Number(textOf(rate.span));
  const name = lastName(textOf(rate.span));
  const last = trace.bindings.findLast((other) => other.order < binding.order && other.name === name);
  const value =
    last?.value ??
    trace.calls
      .findLast((call) => call.startOrder < binding.order && call.arguments.has(name))
      ?.arguments.get(name);
  return value?.type === 'float' || value?.type === 'int' ? value.value : null;
}

function returnedCandidate(
  binding: Binding,
  source: GradientSource,
  named: readonly NamedNode[],
  withNames: readonly GradientCandidate[],
): GradientCandidate[] {
  const { node, valueExpression, frame } = binding;
  if (node === null || valueExpression === null || !isDifferentiable(source.tape.nodes[node])) return [];
  const caller = withNames.filter((candidate) => candidate.node === node);
  const targets = [
    ...caller.flatMap((candidate) => candidate.targets),
    ...passedTargets(binding, source, named),
  ];
  const name = frame.function?.definition.kind === 'FunctionDef' ? frame.function.definition.name : '';
  const reading = readFunctionName(name);
  return [
    { binding: nameless(binding, valueExpression, node), node, reading, targets: withoutRepeats(targets) },
  ];
}

/** `ds = s * (1 - s) * upstream` in a function that returns `ds` as the gradient. */
function oddlyNamed(
  binding: Binding,
  source: GradientSource,
  named: readonly NamedNode[],
): GradientCandidate[] {
  const { node, kind, valueExpression } = binding;
  const isComputed = kind === 'edit' || (valueExpression !== null && computes(valueExpression));
  if (node === null || !isComputed || !isDifferentiable(source.tape.nodes[node])) return [];
  return [
    { binding, node, reading: { of: '', layer: null }, targets: passedTargets(binding, source, named) },
  ];
}

/** What a returned gradient may be of: arguments of its shape that are neither labels nor gradients; a layer's inputs. */
function passedTargets(
  { node, frame }: Binding,
  { tape, trace, givenCost }: GradientSource,
  named: readonly NamedNode[],
): NamedNode[] {
  if (node === null) return [];
  const call = trace.calls.find((each) => each.frame === frame);
  const passed = new Set<NodeId>();
  for (const [name, value] of call?.arguments ?? []) {
    const argument = nodeOfValue(value, tape);
    if (argument !== null && roleOf(name) !== 'labels' && readGradientName(name) === null)
      passed.add(argument);
  }
  for (const input of givenCost?.inputs ?? []) passed.add(input);
  return [...passed]
    .filter((other) => isDifferentiable(tape.nodes[other]) && sameShape(tape.nodes[other], tape.nodes[node]))
    .flatMap((other) => named.find((entry) => entry.node === other) ?? [])
    .filter((entry) => roleOf(entry.name) !== 'labels');
}

function withoutRepeats(entries: readonly NamedNode[]): NamedNode[] {
  const distinct = new Map<NodeId, NamedNode>();
  for (const entry of entries) if (!distinct.has(entry.node)) distinct.set(entry.node, entry);
  return [...distinct.values()];
}

/** The binding as that of its gradient alone. */
function nameless(binding: Binding, expression: ast.Expr, node: NodeId): Binding {
  const text = expressionText(expression);
  const kind = binding.kind === 'returned' ? binding.kind : 'name';
  return {
    ...binding,
    kind,
    text,
    name: text,
    container: null,
    key: null,
    target: null,
    valueExpression: expression,
    augmented: null,
    node,
    previousNode: null,
  };
}

function nodeIn({ expressions }: Trace, expression: ast.Expr, { startOrder, order }: Binding): NodeId | null {
  const values: readonly ExpressionValue[] = expressions.get(expression) ?? [];
  return values.findLast((value) => startOrder <= value.order && value.order <= order)?.node ?? null;
}

function sameCount(a: TapeNode | undefined, b: TapeNode | undefined): boolean {
  return a !== undefined && a.value.data.length === b?.value.data.length;
}

function sameShape(a: TapeNode | undefined, b: TapeNode | undefined): boolean {
  const [left, right] = [a?.value.shape, b?.value.shape];
  return left?.length === right?.length && left?.every((size, axis) => size === right?.[axis]) === true;
}
