/** Gradients that their names tell only beside other names: `dlogvar` where there is a `logvar`, `g["W1"]` where weights have the key W1. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Binding } from '../evaluator/trace.ts';
import { ancestors } from './dependence.ts';
import type { GradientNameReading } from './gradient-names.ts';
import type { NamedNode } from './names.ts';

/** A gradient that has a name of its own. */
interface SpokenGradient {
  readonly node: NodeId;
  readonly reading: GradientNameReading;
}

/** The readings of bindings whose names are no gradient's by themselves; none for the others. */
export function readingsBesideNames(
  bindings: readonly Binding[],
  named: readonly NamedNode[],
  spoken: readonly SpokenGradient[],
  tape: readonly TapeNode[],
): ReadonlyMap<Binding, GradientNameReading> {
  const found = new Map<Binding, GradientNameReading>();
  const byName = grouped(named, ({ name }) => name);
  for (const binding of bindings) {
    const of = binding.kind === 'name' && binding.node !== null ? namedAfter(binding, byName) : null;
    if (of !== null) found.set(binding, { of, layer: null });
  }
  for (const entries of containersOfGradients(bindings, byName, spoken, tape))
    for (const { binding, key } of entries) found.set(binding, { of: key, layer: null });
  return found;
}

/** What follows the d of a name, where it is the name of something that the same function has bound before. */
function namedAfter(
  { name, frame, startOrder }: Binding,
  byName: ReadonlyMap<string, readonly NamedNode[]>,
): string | null {
  const [, of = ''] = /^d_?([A-Za-z]\w+)$/.exec(name) ?? [];
  const isBound = byName.get(of)?.some((entry) => entry.frame === frame && entry.order < startOrder);
  return isBound === true ? of : null;
}

interface Entry {
  readonly binding: Binding;
  readonly node: NodeId;
  readonly key: string;
  /** What another container holds under this key, with the same shape. */
  readonly twin: NodeId;
}

/** Fewer keys than this may be the same by chance. */
const fewestKeys = 2;

/**
 * Containers that hold, under the keys of another one, arrays of the same shapes that are computed with products or sums:
 * gradients beside their parameters. What is made of a gradient of the same variable (a momentum, a next value) is none.
 */
function containersOfGradients(
  bindings: readonly Binding[],
  byName: ReadonlyMap<string, readonly NamedNode[]>,
  spoken: readonly SpokenGradient[],
  tape: readonly TapeNode[],
): readonly (readonly Entry[])[] {
  const entries = bindings.flatMap((binding) => entryOf(binding, byName, tape) ?? []);
  const groups = [...grouped(entries, containerOf).values()].filter(
    (group) => new Set(group.map(({ key }) => key)).size >= fewestKeys,
  );
  const known = spoken.map(({ node, reading }) => ({ node, key: reading.of }));
  return groups.filter((group) => {
    const others = [known, ...groups.filter((other) => other !== group)].flat();
    return group.every(({ key, node, twin }) => {
      const behind = ancestors(tape, [node], new Set([twin]));
      return sumsUp(behind, tape) && !others.some((other) => other.key === key && behind[other.node] === 1);
    });
  });
}

function containerOf({ binding }: Entry): string {
  return `${binding.frame.id} ${binding.container ?? binding.statement.span.start}`;
}

function entryOf(
  binding: Binding,
  byName: ReadonlyMap<string, readonly NamedNode[]>,
  tape: readonly TapeNode[],
): Entry | null {
  const { kind, key, node, container, order } = binding;
  if ((kind !== 'subscript' && kind !== 'dictEntry') || key?.type !== 'str' || node === null) return null;
  const shape = tape[node]?.value.shape.join();
  const twin = byName
    .get(key.value)
    ?.find(
      (entry) =>
        entry.order < order &&
        entry.node !== node &&
        !isIn(container, entry) &&
        tape[entry.node]?.value.shape.join() === shape,
    );
  return twin && !isStep(node, twin.node, tape) ? { binding, node, key: key.value, twin: twin.node } : null;
}

function isIn(container: string | null, { binding, text }: NamedNode): boolean {
  return container !== null && (binding?.container === container || text.startsWith(`${container}[`));
}

/** `new["W1"] = weights["W1"] - rate * d`: the next value of a parameter. */
function isStep(node: NodeId, parameter: NodeId, tape: readonly TapeNode[]): boolean {
  const { operation = '', inputs = [] } = tape[node] ?? {};
  return (operation === 'subtract' || operation === 'add') && inputs.includes(parameter);
}

const summing: ReadonlySet<string> = new Set(['matmul', 'sum', 'mean']);

function sumsUp(behind: Uint8Array, tape: readonly TapeNode[]): boolean {
  return tape.some(({ id, operation }) => behind[id] === 1 && summing.has(operation));
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known) known.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
