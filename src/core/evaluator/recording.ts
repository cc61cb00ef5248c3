/** Writes the trace of an evaluation: one counter orders every event, bindings and calls are kept as they happen. */
import type { NodeId } from '../autodiff/tape.ts';
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import type {
  Binding,
  CallRecord,
  ExpressionValue,
  Frame,
  Interruption,
  LoopPosition,
  Trace,
} from './trace.ts';
import type { FunctionValue, PythonError, Scope, Value } from './values.ts';

/** A call that is running: its result and end are not known yet. */
export interface OpenCall {
  result: Value | null;
  order: number;
}

/** What a construct says about a binding, where that is not null; where and when it happens is added to it. */
export type NewBinding = Pick<Binding, 'kind' | 'text' | 'name' | 'value'> &
  Partial<Pick<Binding, 'container' | 'key' | 'target' | 'valueExpression' | 'augmented' | 'previousNode'>>;

export class Recording implements Trace {
  readonly bindings: Binding[] = [];
  readonly calls: CallRecord[] = [];
  readonly expressions = new Map<ast.Expr, ExpressionValue[]>();
  readonly interruptions: Interruption[] = [];
  readonly plainNumbers = new Set<NodeId>();
  readonly entered = new Set<ast.FunctionDef | ast.Lambda>();
  readonly executed = new Set<ast.Stmt>();

  /** The loops around what runs now, outermost first; replaced, never changed, so that bindings can share it. */
  loops: readonly LoopPosition[] = [];

  private lastOrder = 0;
  private frameCount = 0;

  /** The order of the latest event. */
  get order(): number {
    return this.lastOrder;
  }

  /** The order of a new event. */
  nextOrder(): number {
    this.lastOrder += 1;
    return this.lastOrder;
  }

  frame(parent: Frame | null, callee: FunctionValue | null, callSpan: Span | null, scope: Scope): Frame {
    this.frameCount += 1;
    return {
      id: this.frameCount,
      parent,
      function: callee,
      qualifiedName: callee?.qualifiedName ?? null,
      callSpan,
      scope,
    };
  }

  expression(expression: ast.Expr, node: NodeId, order: number): void {
    const values = this.expressions.get(expression);
    if (values) values.push({ order, node });
    else this.expressions.set(expression, [{ order, node }]);
  }

  /** Notes that a call begins; the answer is closed with the call's result and order when it ends. */
  openCall(frame: Frame, callee: FunctionValue, values: ReadonlyMap<string, Value>): OpenCall {
    this.entered.add(callee.definition);
    const startOrder = this.nextOrder();
    const record = { frame, callee, arguments: values, result: null, startOrder, order: startOrder };
    this.calls.push(record);
    return record;
  }

  interruption(message: string, span: Span | null, error: PythonError | null = null): void {
    this.interruptions.push({ message, span, order: this.nextOrder(), error });
  }
}
