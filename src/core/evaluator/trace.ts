/** What an evaluation leaves behind beside the tape: every binding, call and failure, in order. */
import type { NodeId } from '../autodiff/tape.ts';
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import type { FunctionValue, PythonError, Scope, Value } from './values.ts';

/** One running call of a user function, or the top level of a module. */
export interface Frame {
  readonly id: number;
  readonly parent: Frame | null;
  /** Null at the top level of a module. */
  readonly function: FunctionValue | null;
  /** "Net.backward"; null at top level. */
  readonly qualifiedName: string | null;
  /** The call expression that opened the frame; null for the entry. */
  readonly callSpan: Span | null;
  /** The names that it sees, as the evaluation left them. */
  readonly scope: Scope;
}

/** Where in which loop a binding happened: the loops around it, outermost first, across frames. */
export interface LoopPosition {
  readonly loop: ast.For | ast.While | ast.ListComp | ast.DictComp;
  readonly iteration: number;
}

/**
 * A value got a name: an assignment, an augmented assignment, an entry of a dict display, an element of a returned tuple,
 * an in-place edit through a subscript.
 */
export interface Binding {
  readonly kind:
    | 'name'
    | 'attribute'
    /** `grads["dW1"] = …`: a dict entry or a list element; an edit of an array's elements is an 'edit'. */
    | 'subscript'
    | 'edit'
    | 'dictEntry'
    | 'returned';
  /** As the user writes it: `dW1`, `self.dW`, `grads["dW" + str(l)]`; for a dictEntry the key's source text; '' for 'returned'. */
  readonly text: string;
  /** The name with its keys evaluated: `dW1`, `dW`, for `grads["dW" + str(3)]` the key `dW3`, for `nabla_w[-l]` `nabla_w`. */
  readonly name: string;
  /** For subscripts and attributes, what holds it, as written: `grads`, `self.layers[i]`. */
  readonly container: string | null;
  /** The evaluated key or index of a subscript, null elsewhere. */
  readonly key: Value | null;
  readonly statement: ast.Stmt;
  readonly target: ast.Expr | null;
  /** The expression whose value is bound; for `a += b` it is b. */
  readonly valueExpression: ast.Expr | null;
  readonly augmented: ast.BinaryOperator | null;
  /** The value after the binding (for an edit, the whole array's). */
  readonly value: Value;
  /** The value's version on the tape at this moment; null where it is not an array or traced number. */
  readonly node: NodeId | null;
  /** For a list of traced numbers, their nodes at this moment; null for anything else. */
  readonly elements: readonly NodeId[] | null;
  /** What the name held before, on the tape; null where it held nothing traced. */
  readonly previousNode: NodeId | null;
  readonly frame: Frame;
  readonly loops: readonly LoopPosition[];
  /** Position in the order of all events of the evaluation. */
  readonly order: number;
  /** Order when the statement began; evaluations of its sub-expressions lie in [startOrder, order]. */
  readonly startOrder: number;
}

/** A sub-expression had this traced value. */
export interface ExpressionValue {
  readonly order: number;
  readonly node: NodeId;
}

/** One call of a user function, with what it got and gave. */
export interface CallRecord {
  readonly frame: Frame;
  readonly callee: FunctionValue;
  readonly arguments: ReadonlyMap<string, Value>;
  readonly result: Value | null;
  readonly startOrder: number;
  readonly order: number;
}

/** A statement was cut short: a Python exception, or something unknown decided where the program goes. */
export interface Interruption {
  readonly message: string;
  readonly span: Span | null;
  readonly order: number;
  /** The Python exception, where one cut the statement short and the program went on behind it. */
  readonly error: PythonError | null;
}

export interface Trace {
  readonly bindings: readonly Binding[];
  readonly calls: readonly CallRecord[];
  readonly expressions: ReadonlyMap<ast.Expr, readonly ExpressionValue[]>;
  readonly interruptions: readonly Interruption[];
  /** The program's own plain numbers that were put on the tape. */
  readonly plainNumbers: ReadonlySet<NodeId>;
  /** Functions that were entered at least once, by definition. */
  readonly entered: ReadonlySet<ast.FunctionDef | ast.Lambda>;
  /** Statements that were executed at least once. */
  readonly executed: ReadonlySet<ast.Stmt>;
}
