/** Gradients that their names tell only beside other names: `dlogvar` where there is a `logvar`, `g["W1"]` where weights have the key W1. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Binding } from '../evaluator/trace.ts';
import { ancestors } from './dependence.ts';
import type { GradientNameReading } from './gradient-names.ts';
import type { NamedNode } from './names.ts';

/** A gradient that has a name of its own. */
interface SpokenGradient {
  readonly binding: Binding;
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
    const of = namedAfter(binding, byName, spoken, tape);
    if (of !== null) found.set(binding, { of, layer: null });
  }
  for (const entries of containersOfGradients(bindings, byName, spoken, tape))
    for (const { binding, key } of entries) found.set(binding, { of: key, layer: null });
  return found;
}

/**
 * What follows the d of a name, where it is the name of something that the same function has bound before; of an
 * attribute, as in `self.gb`, where the same object has that one too, with the same shape or beside another gradient.
 */
function namedAfter(
  { kind, name, container, node, frame, startOrder }: Binding,
  byName: ReadonlyMap<string, readonly NamedNode[]>,
  spoken: readonly SpokenGradient[],
  tape: readonly TapeNode[],
): string | null {
  if (node === null || (kind !== 'name' && kind !== 'attribute')) return null;
  const form = kind === 'name' ? /^d_?([A-Za-z]\w+)$/ : /^(?:d|g)_?([A-Za-z]\w*)$/;
  const [, of = ''] = form.exec(name) ?? [];
  const isBesideGradient = spoken.some(
    ({ binding }) => binding.frame === frame && binding.container === container,
  );
  const isTwin = (entry: NamedNode): boolean => {
    if (kind === 'name') return entry.frame === frame;
    const fits = tape[entry.node]?.value.shape.join() === tape[node]?.value.shape.join();
    return entry.text === `${container}.${of}` && (fits || isBesideGradient);
  };
  return byName.get(of)?.some((entry) => entry.order < startOrder && isTwin(entry)) === true ? of : null;
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
