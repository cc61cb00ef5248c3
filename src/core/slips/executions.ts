/** The runs of one expression in an evaluation: when, in which frame, and what its parts and the names around it were. */
import { replay } from '../autodiff/replay.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Surroundings } from '../evaluator/reevaluation.ts';
import type { Binding, ExpressionValue, Frame } from '../evaluator/trace.ts';
import type { Value } from '../evaluator/values.ts';
import { dependents } from '../network/dependence.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type * as ast from '../python/ast.ts';
import { contains } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';

/** One run of an expression whose value is on the tape. */
export interface Execution {
  readonly node: NodeId;
  /** Events of the expression's parts lie in (from, order]. */
  readonly from: number;
  readonly order: number;
  readonly frame: Frame;
}

/** All runs of an expression, in order. */
export function executionsOf(expression: ast.Expr, network: NetworkEvaluation): Execution[] {
  const values = network.trace.expressions.get(expression) ?? [];
  let from = 0;
  return values.flatMap(({ node, order }) => {
    const frame = frameAt(expression, order, network);
    const execution = frame ? [{ node, order, from, frame }] : [];
    from = order;
    return execution;
  });
}

/** The frame in which a part of the source ran at a moment: the innermost call of the function that it stands in. */
function frameAt({ span }: ast.Expr, order: number, { trace }: NetworkEvaluation): Frame | null {
  let innermost: { readonly frame: Frame; readonly startOrder: number } | null = null;
  for (const call of trace.calls) {
    if (call.startOrder > order || call.order < order || !contains(call.callee.definition.span, span))
      continue;
    if (!innermost || call.startOrder > innermost.startOrder) innermost = call;
  }
  if (innermost) return innermost.frame;
  const binding = trace.bindings.find(
    ({ frame, statement }) => frame.function === null && statement.span.source === span.source,
  );
  return binding?.frame ?? null;
}

/**
 * What an expression sees in one of its runs, when some nodes had other values. A part of it that ran has the value of
 * that run; one that stands elsewhere in the function has the latest value that it had in that frame.
 */
export function surroundingsOf(
  execution: Execution,
  network: NetworkEvaluation,
  substitutions: ReadonlyMap<NodeId, Tensor>,
): Surroundings {
  const valueAt = valuesUnder(network, substitutions);
  return {
    frame: execution.frame,
    names: namesAt(execution, network, valueAt),
    known: (part) => {
      const node = nodeOfPart(part, execution, network);
      return node === null ? null : valueAt(node);
    },
    holdsTensors: holdsTensors(network),
  };
}

function nodeOfPart(part: ast.Expr, { from, order }: Execution, network: NetworkEvaluation): NodeId | null {
  const values = network.trace.expressions.get(part);
  if (!values) return null;
  const last = latest(values, order);
  if (last && last.order > from) return last.node;
  // Read elsewhere in the function: before, or in a branch that comes later.
  return (last ?? values[0])?.node ?? null;
}

/** The last of ordered values that is not after a moment. */
function latest(values: readonly ExpressionValue[], order: number): ExpressionValue | null {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as ExpressionValue).order <= order) low = middle + 1;
    else high = middle;
  }
  return values[low - 1] ?? null;
}

function namesAt(
  { frame, order }: Execution,
  network: NetworkEvaluation,
  valueAt: (node: NodeId) => Tensor | null,
): Map<string, Value | Tensor> {
  const found = new Map<string, Value | Tensor>();
  const call = network.trace.calls.find((record) => record.frame === frame);
  for (const [name, value] of call?.arguments ?? []) found.set(name, value);
  for (const binding of bindingsOf(frame, network)) {
    if (binding.order >= order) break;
    const held = binding.node === null ? null : valueAt(binding.node);
    found.set(binding.name, held ?? binding.value);
  }
  return found;
}

const bindingsByFrame = new WeakMap<NetworkEvaluation, ReadonlyMap<Frame, readonly Binding[]>>();

/** The bindings of plain names in a frame, in order. */
export function bindingsOf(frame: Frame, network: NetworkEvaluation): readonly Binding[] {
  const known = bindingsByFrame.get(network);
  if (known) return known.get(frame) ?? [];
  const grouped = new Map<Frame, Binding[]>();
  for (const binding of network.trace.bindings) {
    if (binding.kind !== 'name') continue;
    const group = grouped.get(binding.frame);
    if (group) group.push(binding);
    else grouped.set(binding.frame, [binding]);
  }
  bindingsByFrame.set(network, grouped);
  return grouped.get(frame) ?? [];
}

/** Nodes' values when some nodes have others. */
function valuesUnder(
  { tape }: NetworkEvaluation,
  substitutions: ReadonlyMap<NodeId, Tensor>,
): (node: NodeId) => Tensor | null {
  const known = new Map<NodeId, Tensor>(substitutions);
  const changed = substitutions.size === 0 ? null : dependents(tape, substitutions.keys());
  return (node) => {
    if (changed?.[node] !== 1) return tape[node]?.value ?? null;
    const before = known.get(node);
    if (before) return before;
    const value = replay(tape, substitutions, [node]).get(node);
    if (value) known.set(node, value);
    return value ?? null;
  };
}

function holdsTensors({ trace }: NetworkEvaluation): boolean {
  return trace.bindings.some(({ value }) => value.type === 'array' && value.isTensor === true);
}

/** The expressions of a tree that ran at least once and whose values are on the tape, outermost first. */
export function tracedParts(root: ast.Expr, network: NetworkEvaluation): ast.Expr[] {
  return expressionsOf(root).filter((part) => network.trace.expressions.has(part));
}
