/** Names that the function of a gradient line can use: for λ, for m, for a parameter. */
import type { Guilt } from '../check/blame.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Binding } from '../evaluator/trace.ts';
import type { Value } from '../evaluator/values.ts';
import { contains, textOf } from '../python/source.ts';

/** A name in the line's function whose value is one of the nodes; null where there is none. */
export function nameInScope(guilt: Guilt, nodes: readonly NodeId[]): string | null {
  const wanted = new Set(nodes);
  const { trace } = guilt.network;
  const { frame, order } = guilt.line.binding;
  const call = trace.calls.find((record) => record.frame === frame);
  for (const [name, value] of call?.arguments ?? []) {
    const node = nodeAt(value);
    if (node !== null && wanted.has(node)) return name;
    if (value.type === 'probe' && nodes.some((each) => guilt.network.probePaths.get(each) === value.path)) {
      return name;
    }
  }
  for (const binding of bindingsBefore(guilt)) {
    if (binding.kind === 'name' && binding.node !== null && wanted.has(binding.node)) return binding.name;
  }
  const within = frame.function?.definition.span ?? null;
  for (const [expression, values] of trace.expressions) {
    if (expression.kind !== 'Attribute' && expression.kind !== 'Subscript' && expression.kind !== 'Name')
      continue;
    if (within && !contains(within, expression.span)) continue;
    if (values.some((value) => wanted.has(value.node) && value.order <= order))
      return textOf(expression.span);
  }
  return null;
}

/** A name in the line's function that holds the number of examples in every draw; null where there is none. */
export function sizeNameInScope(guilt: Guilt): string | null {
  const wanted = guilt.network.exampleCount;
  if (wanted === null) return null;
  const isCount = (value: Value): boolean =>
    (value.type === 'int' || value.type === 'float') && value.value === wanted;
  for (const binding of bindingsBefore(guilt)) {
    if (binding.kind === 'name' && isCount(binding.value)) return binding.name;
  }
  const call = guilt.network.trace.calls.find((record) => record.frame === guilt.line.binding.frame);
  for (const [name, value] of call?.arguments ?? []) if (isCount(value)) return name;
  return null;
}

function bindingsBefore(guilt: Guilt): Binding[] {
  const { frame, order } = guilt.line.binding;
  return guilt.network.trace.bindings.filter((binding) => binding.frame === frame && binding.order < order);
}

function nodeAt(value: Value): NodeId | null {
  return value.type === 'float' || value.type === 'array' ? value.node : null;
}
