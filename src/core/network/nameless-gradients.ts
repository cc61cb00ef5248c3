/** The gradients of an evaluation that have no name: what update steps multiply with their rate, and what gradient functions return. */
import type { Recorder } from '../autodiff/recorder.ts';
import { TapeBudgetExceeded } from '../autodiff/new-tape.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { scalar } from '../autodiff/tensor.ts';
import type { Binding, ExpressionValue, Trace } from '../evaluator/trace.ts';
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
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
import { onceForEach } from './remembered.ts';
import { isDifferentiable, type NamedNode, nodeOfValue } from './names.ts';
import { decayingName, expressionText, readStep, type StepGradient, stepGradient } from './update-steps.ts';

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

/** The expression of a gradient that has no name; null where a line gives it one. */
export function namelessExpression({ kind, target, valueExpression }: Binding): ast.Expr | null {
  return target === null && (kind === 'returned' || kind === 'name') ? valueExpression : null;
}

/** The names of the weights that steps of an evaluation let decay. */
export function decayingNames({ bindings }: Trace): ReadonlySet<string> {
  const names = new Set(bindings.map(({ statement }) => decayIn(statement)));
  names.delete(null);
  return names as ReadonlySet<string>;
}

function namelessCandidates(
  source: GradientSource,
  named: readonly NamedNode[],
  withNames: readonly GradientCandidate[],
): GradientCandidate[] {
  const context: Context = { ...source, entries: new EntriesByNode(named), withNames };
  const found: GradientCandidate[] = [];
  const edited = new Set(
    source.trace.bindings.flatMap(({ kind, previousNode }) => (kind === 'edit' ? previousNode : [])),
  );
  for (const binding of endsOfEach(source.trace.bindings)) {
    if (returnsGradient(binding)) found.push(...returnedCandidate(binding, context));
    else if (isReturnedName(binding) && readBinding(binding) === null) {
      if (!edited.has(binding.node)) found.push(...oddlyNamed(binding, context));
    } else if (binding.previousNode !== null && binding.node !== null) {
      const step = stepIn(binding.statement);
      if (step && binding.target === step.target) found.push(...stepCandidate(binding, step, context));
    }
  }
  return found;
}

interface Context extends GradientSource {
  readonly entries: EntriesByNode;
  readonly withNames: readonly GradientCandidate[];
}

/** The names of each node, in order. */
class EntriesByNode {
  private readonly entries = new Map<NodeId, NamedNode[]>();

  constructor(named: readonly NamedNode[]) {
    for (const entry of named) {
      const known = this.entries.get(entry.node);
      if (known) known.push(entry);
      else this.entries.set(entry.node, [entry]);
    }
  }

  at(node: NodeId): readonly NamedNode[] {
    return this.entries.get(node) ?? [];
  }
}

/** Bindings of one statement that are looked at from either end: loops over entries make thousands. */
const endLimit = 40;

function endsOfEach(bindings: readonly Binding[]): readonly Binding[] {
  const counts = new Map<ast.Stmt, number>();
  for (const { statement } of bindings) counts.set(statement, (counts.get(statement) ?? 0) + 1);
  const seen = new Map<ast.Stmt, number>();
  return bindings.filter(({ statement }) => {
    const at = seen.get(statement) ?? 0;
    seen.set(statement, at + 1);
    return at < endLimit || at >= (counts.get(statement) ?? 0) - endLimit;
  });
}

/** True for a returned expression that computes a gradient. */
function returnsGradient({ frame, statement, valueExpression }: Binding): boolean {
  if (statement.kind !== 'Return' || valueExpression === null) return false;
  return givenNames(frame) !== null && returnedGradients(statement).includes(valueExpression);
}

/** True for a name that its function returns as the gradient. */
function isReturnedName({ frame, kind, name, container }: Binding): boolean {
  if (kind !== 'name' && kind !== 'edit') return false;
  return givenNames(frame)?.has(kind === 'edit' ? (container ?? name) : name) ?? false;
}

/** The names that a frame's function returns as gradients; null where it returns none. */
function givenNames({ function: giver }: Binding['frame']): ReadonlySet<string> | null {
  return giver?.definition.kind === 'FunctionDef' ? namesGivenBy(giver.definition) : null;
}

/** What the text of a definition or statement says is found once: a tree never changes, and one tree is evaluated many times. */
const namesGivenBy = onceForEach((definition: ast.FunctionDef) =>
  isGradientFunction(definition) ? returnedNames(definition) : null,
);
const stepIn = onceForEach(stepGradient);
const decayIn = onceForEach(decayingName);

function stepCandidate(binding: Binding, step: StepGradient, context: Context): GradientCandidate[] {
  const { tape, trace } = context;
  const before = binding.previousNode;
  const raw = nodeIn(trace, step.expression, binding);
  if (before === null || raw === null || !isDifferentiable(tape.nodes[before])) return [];
  const targets = targetsAt(before, binding, context.entries);
  if (targets.length === 0 || !sameCount(tape.nodes[raw], tape.nodes[before])) return [];
  if (readsOwnGradient(raw, before, context)) return [];
  const node = gradientOf(raw, step.sign, step.rate, binding, context);
  if (node === null) return [];
  const candidate = {
    binding: nameless(binding, step.expression, raw),
    node,
    reading: readStep(step),
    targets,
    isStep: true,
    isRated: step.isRated,
  };
  const bare = step.withoutDecay;
  const bareRaw = bare && nodeIn(trace, bare.expression, binding);
  if (!bare || bareRaw === null) return [candidate];
  const bareNode = gradientOf(bareRaw, bare.sign, null, binding, context);
  if (bareNode === null) return [candidate];
  const withoutDecay = {
    ...candidate,
    binding: nameless(binding, bare.expression, bareRaw),
    node: bareNode,
  };
  return [{ ...candidate, withoutDecay }];
}

/** The variable that the step changes, under the name that the step gives it where it bears several. */
function targetsAt(node: NodeId, { text, order }: Binding, entries: EntriesByNode): NamedNode[] {
  const before = entries.at(node).filter((entry) => entry.order < order);
  const entry = before.find((each) => each.text === text) ?? before[0];
  return entry ? [entry] : [];
}

/** True where the step uses a gradient of the changed variable that a line of its own computes. */
function readsOwnGradient(node: NodeId, target: NodeId, { tape, withNames }: Context): boolean {
  const own = new Set(
    withNames
      .filter(
        (candidate) =>
          candidate.node <= node &&
          !isDeltaName(candidate.binding.name) &&
          candidate.targets.some((entry) => entry.node === target),
      )
      .map((candidate) => candidate.node),
  );
  const first = Math.min(...own);
  const seen = new Set<NodeId>();
  const pending = own.size > 0 ? [node] : [];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (own.has(at)) return true;
    if (at < first || seen.has(at)) continue;
    seen.add(at);
    pending.push(...(tape.nodes[at]?.inputs ?? []));
  }
  return false;
}

/** The gradient's node: the expression's value without the rate and with the gradient's sign. Null where the rate is not known. */
function gradientOf(
  raw: NodeId,
  sign: 1 | -1,
  rate: ast.Expr | null,
  binding: Binding,
  { tape, trace }: Context,
): NodeId | null {
  if (sign === 1 && rate === null) return raw;
  const factor = rate === null ? 1 : rateIn(rate, binding, trace, tape);
  if (factor === null || factor === 0) return null;
  return dividedOnce(binding, raw, sign * factor, tape);
}

function dividedOnce(binding: Binding, raw: NodeId, factor: number, tape: Recorder): NodeId | null {
  if (factor === 0) return null;
  const key = `${raw} ${factor}`;
  const known = derived.get(binding)?.get(key);
  if (known !== undefined) return known;
  const made = dividedBy(raw, factor, tape);
  if (made !== null) derived.set(binding, (derived.get(binding) ?? new Map<string, NodeId>()).set(key, made));
  return made;
}

/** Nodes that were made for a binding: several passes over one evaluation add them to its tape once. */
const derived = new WeakMap<Binding, Map<string, NodeId>>();

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
function rateIn(rate: ast.Expr, binding: Binding, trace: Trace, tape: Recorder): number | null {
  if (rate.kind === 'Constant') return Number(textOf(rate.span));
  const traced = nodeIn(trace, rate, binding);
  if (traced !== null) return tape.value(traced).data[0] ?? null;
  const name = lastName(textOf(rate.span));
  const last = trace.bindings.findLast((other) => other.order < binding.order && other.name === name);
  const value =
    last?.value ??
    trace.calls
      .findLast((call) => call.startOrder < binding.order && call.arguments.has(name))
      ?.arguments.get(name);
  return value?.type === 'float' || value?.type === 'int' ? value.value : null;
}

function returnedCandidate(binding: Binding, context: Context): GradientCandidate[] {
  const { node, valueExpression, frame } = binding;
  if (node === null || valueExpression === null || !isDifferentiable(context.tape.nodes[node])) return [];
  const caller = context.withNames.filter((candidate) => candidate.node === node);
  const targets = [...caller.flatMap((candidate) => candidate.targets), ...passedTargets(binding, context)];
  const giver = frame.function?.definition;
  const reading = readFunctionName(giver?.kind === 'FunctionDef' ? giver.name : '');
  return [
    { binding: nameless(binding, valueExpression, node), node, reading, targets: withoutRepeats(targets) },
  ];
}

/** `ds = s * (1 - s) * upstream` in a function that returns `ds` as the gradient. */
function oddlyNamed(binding: Binding, context: Context): GradientCandidate[] {
  const { node, kind, valueExpression } = binding;
  const isComputed = kind === 'edit' || (valueExpression !== null && computes(valueExpression));
  if (node === null || !isComputed || !isDifferentiable(context.tape.nodes[node])) return [];
  return [{ binding, node, reading: { of: '', layer: null }, targets: passedTargets(binding, context) }];
}

/** What a returned gradient may be of: arguments of its shape that are neither labels nor gradients; a layer's inputs. */
function passedTargets({ node, frame }: Binding, { tape, trace, givenCost, entries }: Context): NamedNode[] {
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
    .flatMap((other) => entries.at(other).slice(0, 1))
    .filter((entry) => roleOf(entry.name) !== 'labels');
}

function withoutRepeats(entries: readonly NamedNode[]): NamedNode[] {
  const distinct = new Map<NodeId, NamedNode>();
  for (const entry of entries) if (!distinct.has(entry.node)) distinct.set(entry.node, entry);
  return [...distinct.values()];
}

/** The binding as that of its gradient alone. Its text tells the place and stays when the expression is edited. */
function nameless(binding: Binding, expression: ast.Expr, node: NodeId): Binding {
  const { statement } = binding;
  const isReturned = binding.kind === 'returned';
  const place =
    statement.kind === 'Return' && statement.value?.kind === 'Tuple'
      ? `return ${statement.value.elts.indexOf(expression)}`
      : 'return';
  return {
    ...binding,
    kind: isReturned ? binding.kind : 'name',
    text: isReturned ? place : `step of ${binding.text}`,
    name: expressionText(expression),
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
