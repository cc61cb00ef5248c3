/** The runs of one expression in an evaluation: when, in which frame, and what its parts and the names around it were. */
import { replay } from '../autodiff/replay.ts';
import { ShapeError } from '../autodiff/shape-error.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { lastBefore } from '../evaluator/moments.ts';
import type { Surroundings } from '../evaluator/reevaluation.ts';
import type { Binding, CallRecord, Frame } from '../evaluator/trace.ts';
import type { Value } from '../evaluator/values.ts';
import { dependents } from '../network/dependence.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type * as ast from '../python/ast.ts';
import { contains } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';
import { augmentedRuns, statementInFull } from './augmented.ts';

/** One run of an expression whose value is on the tape. */
export interface Execution {
  readonly node: NodeId;
  /** Events of the expression's parts lie in (from, order]. */
  readonly from: number;
  readonly order: number;
  readonly frame: Frame;
}

/** The runs of an expression whose nodes are asked for, in order. */
export function executionsOf(
  expression: ast.Expr,
  network: NetworkEvaluation,
  isWanted: (node: NodeId, order: number) => boolean,
): Execution[] {
  const statement = statementInFull(expression);
  if (statement) return augmentedRuns(statement, network).filter(({ node, order }) => isWanted(node, order));
  const values = network.trace.expressions.get(expression) ?? [];
  const frameAt = framesOf(expression, network);
  const found: Execution[] = [];
  let from = 0;
  for (const { node, order } of values) {
    const frame = isWanted(node, order) ? frameAt(order) : null;
    if (frame) found.push({ node, order, from, frame });
    from = order;
  }
  return found;
}

/** The frame in which a part of the source ran at a moment: the innermost call of the function that it stands in. */
function framesOf({ span }: ast.Expr, { trace }: NetworkEvaluation): (order: number) => Frame | null {
  const calls = trace.calls.filter(({ callee }) => contains(callee.definition.span, span));
  if (calls.length > 0) {
    // Calls are in the order in which they begin: the last that is running is the innermost.
    return (at) => calls.findLast(({ startOrder, order }) => startOrder <= at && at <= order)?.frame ?? null;
  }
  const top = trace.bindings.find(
    ({ frame, statement }) => frame.function === null && statement.span.source === span.source,
  );
  return () => top?.frame ?? null;
}

/** Values of nodes, as recorded or when some of them had other values; null for what is not on the tape. */
export type ValueAt = (node: NodeId) => Tensor | null;

/**
 * What an edited expression sees in one run of the expression that it takes the place of. A part of it that ran has the
 * value of that run; one that stands elsewhere in the function has the latest value that it had.
 */
export function surroundingsOf(
  edited: ast.Expr,
  root: ast.Expr,
  execution: Execution,
  network: NetworkEvaluation,
  valueAt: ValueAt,
): Surroundings {
  return {
    frame: execution.frame,
    names: namesAt(edited, execution, network, valueAt),
    known: (part) => {
      const node = nodeOfPart(part, root, execution, network);
      return node === null ? null : valueAt(node);
    },
    holdsTensors: indexOf(network).holdsTensors,
  };
}

/**
 * The node of a part of an edited expression in one run; null where it is to be evaluated there. What the root itself
 * holds has the value of that run. Of what is read elsewhere in the function, attributes and entries under a fixed key are
 * taken as they were read last; names are looked up, and elements of lists, which grow.
 */
function nodeOfPart(
  part: ast.Expr,
  root: ast.Expr,
  { from, order }: Execution,
  network: NetworkEvaluation,
): NodeId | null {
  const values = network.trace.expressions.get(part);
  if (!values) return null;
  const last = lastBefore(values, order + 1);
  if (contains(root.span, part.span)) return last && last.order > from ? last.node : null;
  return isSteady(part) ? ((last ?? values[0])?.node ?? null) : null;
}

/** The node that a part of an edited expression reads in one run, recorded or by its name; null where it is none. */
export function nodeRead(
  part: ast.Expr,
  root: ast.Expr,
  run: Execution,
  network: NetworkEvaluation,
): NodeId | null {
  const recorded = nodeOfPart(part, root, run, network);
  if (recorded !== null || part.kind !== 'Name') return recorded;
  return lastBefore(bindingsOf(run.frame, part.id, network), run.order)?.node ?? null;
}

function isSteady(part: ast.Expr): boolean {
  if (part.kind === 'Attribute') return part.value.kind === 'Name' || isSteady(part.value);
  if (part.kind !== 'Subscript' || part.index.kind !== 'Constant') return false;
  return part.index.value.type === 'str' && (part.value.kind === 'Name' || isSteady(part.value));
}

function namesAt(
  edited: ast.Expr,
  { frame, order }: Execution,
  network: NetworkEvaluation,
  valueAt: ValueAt,
): Map<string, Value | Tensor> {
  const found = new Map<string, Value | Tensor>();
  const passed = argumentsOf(frame, network);
  for (const part of expressionsOf(edited)) {
    if (part.kind !== 'Name' || found.has(part.id)) continue;
    const binding = lastBefore(bindingsOf(frame, part.id, network), order);
    const held = binding?.node === null || !binding ? null : valueAt(binding.node);
    const value = held ?? binding?.value ?? passed?.get(part.id);
    if (value) found.set(part.id, value);
  }
  return found;
}

function argumentsOf(frame: Frame, network: NetworkEvaluation): ReadonlyMap<string, Value> | null {
  return indexOf(network).calls.get(frame)?.arguments ?? null;
}

/** The bindings of a name in a frame, in order. */
export function bindingsOf(frame: Frame, name: string, network: NetworkEvaluation): readonly Binding[] {
  return indexOf(network).bindings.get(frame)?.get(name) ?? [];
}

/** What a frame's names are at a moment: arguments, and what was bound since. */
export function namesBefore(
  { frame, order }: Execution,
  network: NetworkEvaluation,
): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>(argumentsOf(frame, network) ?? []);
  for (const [name, bindings] of indexOf(network).bindings.get(frame) ?? []) {
    const last = lastBefore(bindings, order);
    if (last) found.set(name, last.value);
  }
  return found;
}

interface TraceIndex {
  readonly calls: ReadonlyMap<Frame, CallRecord>;
  readonly bindings: ReadonlyMap<Frame, ReadonlyMap<string, readonly Binding[]>>;
  readonly holdsTensors: boolean;
}

const indexes = new WeakMap<NetworkEvaluation, TraceIndex>();

/** The trace of an evaluation by frames and names; made once. */
function indexOf(network: NetworkEvaluation): TraceIndex {
  const known = indexes.get(network);
  if (known) return known;
  const { trace } = network;
  const bindings = new Map<Frame, Map<string, Binding[]>>();
  for (const binding of trace.bindings) {
    if (binding.kind !== 'name') continue;
    const names = bindings.get(binding.frame) ?? new Map<string, Binding[]>();
    bindings.set(binding.frame, names);
    const same = names.get(binding.name);
    if (same) same.push(binding);
    else names.set(binding.name, [binding]);
  }
  const made = {
    calls: new Map(trace.calls.map((call) => [call.frame, call])),
    bindings,
    holdsTensors: trace.bindings.some(({ value }) => value.type === 'array' && value.isTensor === true),
  };
  indexes.set(network, made);
  return made;
}

/** Null where a true value does not have the shape that what follows was computed with. */
function replayed(
  tape: NetworkEvaluation['tape'],
  substitutions: ReadonlyMap<NodeId, Tensor>,
  node: NodeId,
): Tensor | null {
  try {
    return replay(tape, substitutions, [node]).get(node) ?? null;
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}

/** Nodes' values when some nodes have others. `spend` hears how many nodes were gone through for it. */
export function valuesUnder(
  { tape }: NetworkEvaluation,
  substitutions: ReadonlyMap<NodeId, Tensor>,
  spend: (nodes: number) => void,
): ValueAt {
  const known = new Map<NodeId, Tensor>(substitutions);
  if (substitutions.size > 0) spend(tape.length);
  const changed = substitutions.size === 0 ? null : dependents(tape, substitutions.keys());
  return (node) => {
    if (changed?.[node] !== 1) return tape[node]?.value ?? null;
    const before = known.get(node);
    if (before) return before;
    spend(tape.length);
    const value = replayed(tape, substitutions, node);
    if (value) known.set(node, value);
    return value;
  };
}
