/** The ways from a value to the next variables that have names, with what joins on each way. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Variable } from '../network/network.ts';
import type { Expression } from './expression.ts';
import type { Names } from './names.ts';

/** A way from one variable to the next. */
export interface Path {
  readonly to: Variable;
  /** Named values that join on the way: the X of W1 → W1 @ X + b1. */
  readonly operands: readonly Expression[];
  /** False where the start has only the name that its gradient line gave it. */
  readonly isBound: boolean;
}

/** Ways through values without names part and meet again: what a formula needs is near. */
const mostVisits = 2_000;
/** Values after the start that may be the prediction. */
const mostAfter = 24;

export class Paths {
  private readonly readers = new Map<NodeId, TapeNode[]>();
  private readonly bound: ReadonlySet<NodeId>;

  constructor(private readonly names: Names) {
    const [network] = names.draws;
    this.bound = new Set(network.variables.map(({ node }) => node));
    for (const node of network.tape) {
      if (!network.adjoints.has(node.id) || network.dependsOnData[node.id] !== 1) continue;
      for (const input of new Set(node.inputs)) {
        const known = this.readers.get(input);
        if (known) known.push(node);
        else this.readers.set(input, [node]);
      }
    }
  }

  /** One path for each named array that the value reaches without passing another. */
  from(start: NodeId): Path[] {
    const operands = new Map<NodeId, Set<NodeId>>();
    let left = mostVisits;
    const visit = (node: NodeId, joined: ReadonlySet<NodeId>): void => {
      for (const reader of this.readers.get(node) ?? []) {
        if (left-- <= 0) return;
        const inputs = new Set([...joined, ...reader.inputs.filter((input) => input !== node)]);
        if (!this.isStop(reader) || this.names.areOne(start, reader.id)) visit(reader.id, inputs);
        else operands.set(reader.id, new Set([...(operands.get(reader.id) ?? []), ...inputs]));
      }
    };
    visit(start, new Set());
    return [...operands].flatMap(([id, joined]) => {
      const to = this.names.variables.get(id);
      return to ? [{ to, operands: this.named(joined), isBound: this.bound.has(start) }] : [];
    });
  }

  /** The named values that come after the start, the nearest first. */
  namedAfter(start: NodeId): Expression[] {
    const found: Expression[] = [];
    const seen = new Set<NodeId>();
    let nearest: readonly NodeId[] = [start];
    while (nearest.length > 0 && found.length < mostAfter && seen.size < mostVisits) {
      const next: NodeId[] = [];
      for (const reader of nearest.flatMap((node) => this.readers.get(node) ?? [])) {
        if (seen.has(reader.id)) continue;
        seen.add(reader.id);
        next.push(reader.id);
        const value = this.bound.has(reader.id) ? this.names.value(reader.id) : null;
        if (value) found.push(value);
      }
      nearest = next;
    }
    return found;
  }

  private isStop(node: TapeNode): boolean {
    return this.names.variables.has(node.id) && node.value.data.length > 1;
  }

  private named(nodes: Iterable<NodeId>): Expression[] {
    const [{ tape }] = this.names.draws;
    const found: Expression[] = [];
    for (const node of nodes) {
      const value = this.names.value(node) ?? this.untransposed(tape[node]);
      if (value) found.push(value);
    }
    return found;
  }

  /** Of a nameless transpose the thing itself: the forms try it either way round. */
  private untransposed(node: TapeNode | undefined): Expression | null {
    const [source] = node?.operation === 'transpose' ? node.inputs : [];
    return source === undefined ? null : this.names.value(source);
  }
}
