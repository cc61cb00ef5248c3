/** What was recorded about probes before they were settled: their nodes are filled in once there are any. */
import type { NodeId } from '../autodiff/tape.ts';
import type * as ast from '../python/ast.ts';
import type { Recording } from './recording.ts';
import type { Binding } from './trace.ts';
import type { ProbeValue, Value } from './values.ts';

export class UnsettledRecords {
  readonly #expressions = new Map<ProbeValue, { expression: ast.Expr; order: number }[]>();
  readonly #bindings = new Map<ProbeValue, Binding[]>();

  expression(probe: ProbeValue, expression: ast.Expr, order: number): void {
    const waiting = this.#expressions.get(probe) ?? [];
    waiting.push({ expression, order });
    this.#expressions.set(probe, waiting);
  }

  binding(probe: ProbeValue, binding: Binding): void {
    const waiting = this.#bindings.get(probe) ?? [];
    waiting.push(binding);
    this.#bindings.set(probe, waiting);
  }

  /** Completes the records of a probe, each at its own place in the order of events. */
  settle(probe: ProbeValue, value: Value, node: NodeId | null, recording: Recording): void {
    for (const binding of this.#bindings.get(probe) ?? []) Object.assign(binding, { value, node });
    if (node !== null) {
      for (const { expression, order } of this.#expressions.get(probe) ?? []) {
        recording.expression(expression, node, order);
      }
    }
    this.#bindings.delete(probe);
    this.#expressions.delete(probe);
  }
}
