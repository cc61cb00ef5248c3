/** The names of an evaluation: which node every name held, when and where. */
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { currentNode, spoiledBy } from '../evaluator/arrays.ts';
import type { Binding, Frame, LoopPosition, Trace } from '../evaluator/trace.ts';
import type { Value } from '../evaluator/values.ts';
import type * as ast from '../python/ast.ts';
import { type Span, textOf } from '../python/source.ts';
import { lastName } from './gradient-names.ts';
import { lastPart } from './probe-shapes.ts';

/** A name held a traced value at a moment. */
export interface NamedNode {
  /** As the user writes it. */
  readonly text: string;
  /** The last identifier or key: `W1` for `parameters["W1"]`. */
  readonly name: string;
  readonly node: NodeId;
  /** The moment; -1 for probes, which are there from the start. */
  readonly order: number;
  readonly frame: Frame | null;
  readonly loops: readonly LoopPosition[];
  readonly binding: Binding | null;
  /** Its place among elements of one name, as the time in `h[t]`; absent for other names. */
  readonly position?: number;
  readonly span: Span | null;
}

/** Every named node in order: probes first, then arguments and bindings as they came. */
export function namedNodes(
  trace: Trace,
  tape: Recorder,
  pathOfNode: ReadonlyMap<NodeId, string>,
): readonly NamedNode[] {
  const found: NamedNode[] = [];
  for (const [node, path] of pathOfNode) {
    const span = tape.nodes[node]?.span ?? null;
    found.push({
      text: path,
      name: lastPart(path),
      node,
      order: -1,
      frame: null,
      loops: [],
      binding: null,
      span,
    });
  }
  for (const call of trace.calls) {
    for (const [name, value] of call.arguments) {
      const node = nodeOfValue(value, tape);
      if (node === null) continue;
      found.push({
        text: name,
        name,
        node,
        order: call.startOrder,
        frame: call.frame,
        loops: [],
        binding: null,
        span: null,
      });
    }
  }
  for (const binding of trace.bindings) {
    if (binding.node === null || binding.kind === 'returned') continue;
    found.push({
      text: binding.text,
      name: nameOfBinding(binding),
      node: binding.node,
      order: binding.order,
      frame: binding.frame,
      loops: binding.loops,
      binding,
      span: binding.statement.span,
      ...(binding.key?.type === 'int' ? { position: binding.key.value } : {}),
    });
  }
  found.push(...loadedNames(trace, found));
  return found.sort((a, b) => a.order - b.order);
}

/** Names, elements and attributes that were read and that no binding names: an argument, `W[k]` of a list, `layer.W`. */
function loadedNames(trace: Trace, known: readonly NamedNode[]): NamedNode[] {
  const named = new Set(known.map((entry) => `${entry.node} ${entry.name}`));
  const found: NamedNode[] = [];
  for (const [expression, values] of trace.expressions) {
    const name = loadedName(expression);
    if (name === null) continue;
    const text = textOf(expression.span);
    for (const { order, node } of values) {
      if (named.has(`${node} ${name}`)) continue;
      named.add(`${node} ${name}`);
      found.push({ text, name, node, order, frame: null, loops: [], binding: null, span: expression.span });
    }
  }
  return found;
}

function loadedName(expression: ast.Expr): string | null {
  if (expression.kind === 'Name') return expression.id;
  if (expression.kind === 'Attribute') return expression.attr;
  if (expression.kind !== 'Subscript') return null;
  return constantKey(expression.index) ?? lastName(textOf(expression.span));
}

function constantKey(index: ast.Expr): string | null {
  return index.kind === 'Constant' && index.value.type === 'str' ? index.value.value : null;
}

/** The name by which others speak of what a binding binds: its string key, else its last identifier. */
export function nameOfBinding(binding: Binding): string {
  if (binding.key?.type === 'str') return binding.key.value;
  return lastName(binding.name);
}

/**
 * The tape node of a value, where it has one now. An array's node is read at the moment of the call; an array into which
 * something unknown was written has none.
 */
export function nodeOfValue(value: Value, tape: Recorder): NodeId | null {
  if (value.type === 'float') return value.node;
  if (value.type === 'array') return spoiledBy(value) ? null : currentNode(value, tape);
  return null;
}

/** True for an array or number that can be differentiated: floating point. */
export function isDifferentiable(node: TapeNode | undefined): node is TapeNode {
  return node !== undefined && node.value.dtype === 'float64';
}

/** Number of loop positions that two places share, from the outside: how closely they belong together. */
export function sharedLoops(a: readonly LoopPosition[], b: readonly LoopPosition[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length) {
    const left = a[shared];
    const right = b[shared];
    if (!left || !right || left.loop !== right.loop || left.iteration !== right.iteration) break;
    shared++;
  }
  return shared;
}
