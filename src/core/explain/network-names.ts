/** What the names of a network have in common for all its gradient lines, gathered once. */
import type { NodeId } from '../autodiff/tape.ts';
import type { GradientLine, NetworkEvaluation, Variable } from '../network/network.ts';
import { type Span, textOf } from '../python/source.ts';
import { type Draws, drawsInStep } from './draws.ts';

/** Data that may be the labels of a prediction: more of one shape than this would be guesswork. */
const mostLabels = 12;

/** The names of a network's nodes, whoever asks. */
export class NetworkNames {
  readonly variables = new Map<NodeId, Variable>();
  /** The gradient lines of each variable. */
  readonly lines = new Map<NodeId, GradientLine[]>();
  /** The first name that the program bound or read a node by. */
  readonly bound = new Map<NodeId, string>();
  /** The nodes that the code names themselves; elsewhere only their gradients have names. */
  readonly own: ReadonlySet<NodeId>;
  /** Sums whose gradient goes by the name of a summand's. */
  readonly summands = new Map<NodeId, NodeId>();
  readonly classNodes: readonly NodeId[];
  /** A name that holds the number of examples in every draw; null where there is none. */
  readonly countName: string | null;
  private data: readonly NodeId[] | null = null;
  private readonly places = new Map<NodeId, Span[]>();

  constructor(readonly draws: Draws) {
    const [network] = draws;
    this.own = new Set(network.variables.map(({ node }) => node));
    for (const line of network.gradients) {
      if (!line.target) continue;
      this.variables.set(line.target.node, line.target);
      const known = this.lines.get(line.target.node);
      if (known) known.push(line);
      else this.lines.set(line.target.node, [line]);
    }
    this.extendThroughSums();
    for (const variable of network.variables) this.variables.set(variable.node, variable);
    this.gatherNames();
    this.classNodes = network.tape
      .filter(
        ({ operation, value }) => operation === 'leaf' && value.dtype === 'int64' && value.shape.length === 1,
      )
      .map(({ id }) => id);
    const counts = draws.map((draw) => draw.exampleCount ?? Number.NaN);
    this.countName = counts.some(Number.isNaN) ? null : this.nameOfCount(counts);
  }

  /** Where the program reads a node by a name, an attribute or an element. */
  placesOf(node: NodeId): readonly Span[] {
    return this.places.get(node) ?? [];
  }

  /** Data of a shape, of each name the first node and the last: in a loop each pass has its own. */
  dataOfShape(shape: readonly number[]): readonly NodeId[] {
    const [{ tape }] = this.draws;
    this.data ??= this.namedData();
    return this.data.filter((node) => tape[node]?.value.shape.join() === shape.join()).slice(0, mostLabels);
  }

  private namedData(): NodeId[] {
    const first = new Map<string, NodeId>();
    const last = new Map<string, NodeId>();
    for (const { name, node, kind } of this.draws[0].variables) {
      if (kind !== 'data') continue;
      if (!first.has(name)) first.set(name, node);
      last.set(name, node);
    }
    return [...new Set([...first.values(), ...last.values()])];
  }

  private gatherNames(): void {
    const [{ trace }] = this.draws;
    for (const { node, kind, text } of trace.bindings) {
      if (node !== null && kind === 'name' && !this.bound.has(node)) this.bound.set(node, text);
    }
    for (const [expression, values] of trace.expressions) {
      const { kind, span } = expression;
      if (kind !== 'Attribute' && kind !== 'Name' && kind !== 'Subscript') continue;
      for (const node of new Set(values.map((value) => value.node))) {
        const known = this.places.get(node);
        if (known) known.push(span);
        else this.places.set(node, [span]);
        if (kind !== 'Subscript' && !this.bound.has(node)) this.bound.set(node, textOf(span));
      }
    }
  }

  /** In `X @ W + b` the product and the sum have one gradient; where neither has a name, a line for one is for both. */
  private extendThroughSums(): void {
    const [{ tape, adjoints }] = this.draws;
    for (const { id, operation, inputs, value } of tape) {
      if (operation !== 'add' || this.variables.has(id) || !adjoints.has(id)) continue;
      const summand = inputs.find(
        (input) =>
          this.lines.has(input) &&
          !this.own.has(input) &&
          tape[input]?.value.data.length === value.data.length,
      );
      const variable = summand === undefined ? undefined : this.variables.get(summand);
      if (summand === undefined || !variable || this.own.has(id)) continue;
      this.variables.set(id, { ...variable, node: id });
      this.lines.set(id, this.lines.get(summand) ?? []);
      this.summands.set(id, this.summands.get(summand) ?? summand);
    }
  }

  private nameOfCount(counts: readonly number[]): string | null {
    const found = this.draws.map((draw, at) => {
      const named = new Set<string>();
      const others = new Set<string>();
      for (const { kind, name, value, statement } of draw.trace.bindings) {
        if (kind !== 'name' || (value.type !== 'int' && value.type !== 'float')) continue;
        (value.value === counts[at] && statement.kind !== 'For' ? named : others).add(name);
      }
      return new Set([...named].filter((name) => !others.has(name)));
    });
    const shared = [...(found[0] ?? [])].filter((name) => found.every((names) => names.has(name)));
    return shared.find((name) => /^(?:m|n|N|M)$|size|batch|num|count/.test(name)) ?? shared[0] ?? null;
  }
}

/** The names of a network and its further draws, gathered when the first formula is asked for. */
export function networkNames(network: NetworkEvaluation, others: readonly NetworkEvaluation[]): NetworkNames {
  const found = known.get(network);
  if (
    found &&
    found.others.length === others.length &&
    others.every((other, at) => other === found.others[at])
  )
    return found.names;
  const names = new NetworkNames(drawsInStep(network, others));
  known.set(network, { others, names });
  return names;
}

const known = new WeakMap<
  NetworkEvaluation,
  { readonly others: readonly NetworkEvaluation[]; readonly names: NetworkNames }
>();
