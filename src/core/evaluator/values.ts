/** The values of the evaluator: Python objects, NumPy arrays over the tape, and what is not known. */
import type { NodeId } from '../autodiff/tape.ts';
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';

/** A value that the evaluator could not determine; it spreads through every operation that reads it. */
export interface UnknownValue {
  readonly type: 'unknown';
  /** One sentence, without a full stop: "`load_data` is not defined in this workspace". */
  readonly reason: string;
  readonly span: Span | null;
}

/** A Python float. `node` is its place on the tape when it depends on a probe or an array, null for plain numbers. */
export interface FloatValue {
  readonly type: 'float';
  readonly value: number;
  readonly node: NodeId | null;
}

export interface ListValue {
  readonly type: 'list';
  items: Value[];
}
export interface TupleValue {
  readonly type: 'tuple';
  readonly items: readonly Value[];
}
/** Keys are compared as Python compares them; `hashKey` in the evaluator makes the string under which an entry is stored. */
export interface DictValue {
  readonly type: 'dict';
  readonly entries: Map<string, { readonly key: Value; value: Value }>;
  /** Set for `collections.defaultdict`. */
  readonly defaultFactory: Value | null;
}
export interface SetValue {
  readonly type: 'set';
  readonly entries: Map<string, Value>;
}
export interface RangeValue {
  readonly type: 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}
export interface SliceValue {
  readonly type: 'slice';
  readonly lower: Value;
  readonly upper: Value;
  readonly step: Value;
}

/** How a view is derived from its base: one step of basic indexing, reshaping or axis permutation, as a table operation. */
export interface ViewStep {
  readonly operation: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * A NumPy array object. Identity matters: two names may hold one object. `node` is the current version on the tape;
 * writing makes a new version. A view reads through `base` and writes back into it (see `evaluator/arrays.ts`).
 */
export interface ArrayValue {
  readonly type: 'array';
  node: NodeId;
  /** Grows by one with every in-place change. */
  version: number;
  readonly view: { readonly base: ArrayValue; readonly step: ViewStep; baseVersion: number } | null;
  /** True for `np.matrix`, where `*` is the matrix product. */
  readonly isMatrix: boolean;
  /** True for a tensor of PyTorch, whose methods have other names and arguments. */
  readonly isTensor?: boolean;
  /** Set when something unknown was written into the array: nothing computed from it is known then (see `spoiledBy`). */
  spoiled?: UnknownValue;
}

export interface FunctionValue {
  readonly type: 'function';
  readonly definition: ast.FunctionDef | ast.Lambda;
  readonly name: string;
  /** "Net.backward" for a method, "outer.inner" for a closure. */
  readonly qualifiedName: string;
  readonly scope: Scope;
  readonly defaults: readonly Value[];
  readonly kwDefaults: readonly (Value | null)[];
  /** The class in whose body the function was defined, for `super()`. */
  owner: ClassValue | null;
}
export interface BoundMethodValue {
  readonly type: 'method';
  readonly self: Value;
  readonly function: FunctionValue | BuiltinValue;
}
/** A function of the evaluator's own tables: built-ins, NumPy, math. */
export interface BuiltinValue {
  readonly type: 'builtin';
  readonly name: string;
  readonly call: BuiltinFunction;
  /** Functions that hang on this one: `np.add.at`, `np.maximum.reduce`. */
  readonly attributes?: ReadonlyMap<string, Value>;
}
export interface ClassValue {
  readonly type: 'class';
  readonly name: string;
  readonly definition: ast.ClassDef | null;
  readonly bases: readonly Value[];
  readonly attributes: Map<string, Value>;
}
export interface InstanceValue {
  readonly type: 'instance';
  readonly class: ClassValue;
  readonly attributes: Map<string, Value>;
}
export interface ModuleValue {
  readonly type: 'module';
  readonly name: string;
  readonly attributes: Map<string, Value>;
  /** The answer for attributes that the table lacks; null means AttributeError. */
  readonly missing: ((name: string, span: Span) => Value) | null;
}

/**
 * A value that the engine supplies because nothing in reach does: an argument of an entry function, data from a file.
 * What it is (an array, a number, a dict …) is settled by its first use; see ProbeSource.
 */
export interface ProbeValue {
  readonly type: 'probe';
  /** The path that names it: `X`, `parameters["W1"]`, `cache[3]`, `self.weights`. The key of its specification. */
  readonly path: string;
  /** The name that hints at its nature: the last identifier or key of the path. */
  readonly hint: string;
  readonly span: Span | null;
}

export type Value =
  | UnknownValue
  | { readonly type: 'none' }
  | { readonly type: 'ellipsis' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: number }
  | FloatValue
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'dtype'; readonly name: string }
  | ListValue
  | TupleValue
  | DictValue
  | SetValue
  | RangeValue
  | SliceValue
  | { readonly type: 'iterator'; next(): Value | null }
  | ArrayValue
  | FunctionValue
  | BoundMethodValue
  | BuiltinValue
  | ClassValue
  | InstanceValue
  | ModuleValue
  | ProbeValue;

/** What a built-in function receives. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly span: Span;
}

/** A built-in reaches the rest of the evaluation through its first argument. */
export type BuiltinFunction = (evaluation: Evaluation, args: CallArguments) => Value;

/** A namespace chain: a function's locals, its closure, the module's globals, the built-ins. */
export interface Scope {
  readonly names: Map<string, Value>;
  readonly parent: Scope | null;
  readonly kind: 'builtins' | 'module' | 'function' | 'class' | 'comprehension';
  /** Names declared `global` or `nonlocal` here. */
  readonly redirected: Map<string, Scope>;
  /** In a function, every name that its body binds: reading one before that is an error, as in Python; null elsewhere. */
  readonly localNames: ReadonlySet<string> | null;
  /** "Net.backward" in a method's scope, "Net" in the class body; null outside functions and classes. */
  readonly qualifiedName: string | null;
}

/** How a value is about to be used when it still is a probe. */
export type Demand =
  | { readonly kind: 'array' }
  /** One side of an operator; `other` is the settled other side, or null where it is a probe itself. */
  | {
      readonly kind: 'operand';
      readonly operator: string;
      readonly side: 'left' | 'right';
      readonly other: Value | null;
    }
  | { readonly kind: 'number' }
  /** An integer; 'size' where it is a length in a shape, 'count' where it bounds a loop, 'index' where it selects. */
  | { readonly kind: 'integer'; readonly use: 'size' | 'count' | 'index' | 'other' }
  | { readonly kind: 'indexArray'; readonly axisLength: number }
  /** Unpacked into `length` targets (with the targets' names as hints), or iterated over (null). */
  | { readonly kind: 'sequence'; readonly length: number | null; readonly hints: readonly string[] }
  | { readonly kind: 'subscript'; readonly key: Value }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'call'; readonly argumentCount: number }
  | { readonly kind: 'truth' }
  | { readonly kind: 'comparison'; readonly operator: string; readonly other: Value | null }
  | { readonly kind: 'any' };

/** Decides what probes are. The evaluator asks it the first time that a probe is used; the answer must be the same object ever after. */
export interface ProbeSource {
  /** Attributes that the object under examination gets where its own initialiser leaves them unset. */
  readonly suppliedAttributes?: ReadonlySet<string>;
  /** Notes that the object under examination holds an empty list under a name that layers bear. */
  noteEmptyLayers?(name: string): void;
  settle(probe: ProbeValue, demand: Demand, evaluation: Evaluation, span: Span): Value;
  /** The column of that name of the table that a node holds, where it is data of its own; null elsewhere. */
  column?(table: NodeId, name: string, evaluation: Evaluation): Value | null;
  /** Settles without a demand if the probe has been settled before; null otherwise. */
  settled(probe: ProbeValue): Value | null;
}

/** The part of a running evaluation that tables of built-ins and probe sources may use. */
export interface Evaluation {
  readonly tape: import('../autodiff/recorder.ts').Recorder;
  readonly probes: ProbeSource;
  /** Replaces a probe by what it is, for the given use; any other value comes back as it is. */
  resolve(value: Value, demand: Demand, span: Span): Value;
  /** Calls any callable value. Throws PythonError where Python would raise. */
  call(callee: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value>, span: Span): Value;
  /** Iterates over any iterable value; null where it is not known how. */
  iterate(value: Value, span: Span): Iterable<Value> | UnknownValue;
  /** A uniform number in [0, 1) from the evaluation's seeded generator. */
  random(): number;
  /** A standard normal number from the same generator. */
  randomNormal(): number;
}

export const NONE: Value = { type: 'none' };
export const TRUE: Value = { type: 'bool', value: true };
export const FALSE: Value = { type: 'bool', value: false };

export function unknown(reason: string, span: Span | null): UnknownValue {
  return { type: 'unknown', reason, span };
}
export function int(value: number): Value {
  return { type: 'int', value };
}
export function float(value: number, node: NodeId | null = null): FloatValue {
  return { type: 'float', value, node };
}
export function str(value: string): Value {
  return { type: 'str', value };
}
export function bool(value: boolean): Value {
  return value ? TRUE : FALSE;
}

/** Two sizes that a program wants equal, e.g. the inner dimensions of a product; the network's probes are resized by them. */
export interface SizeConflict {
  readonly left: number;
  readonly right: number;
}

/**
 * An array of this shape was used as one with another number of axes, as a single number, or as whole numbers that
 * select entries. `names` are what the program calls the sizes.
 */
export interface RankConflict {
  readonly shape: readonly number[];
  readonly wanted: number | 'number' | 'index';
  readonly names: readonly string[];
}

/** A Python exception travelling through the evaluator. `conflicts` tells the sizes behind a shape error. */
export class PythonError extends Error {
  constructor(
    readonly exceptionType: string,
    message: string,
    readonly span: Span | null,
    readonly conflicts: readonly SizeConflict[] = [],
    /** The raised instance, where the user's code raised one. */
    readonly value: Value | null = null,
    readonly rank: RankConflict | null = null,
  ) {
    super(message);
  }
}

/** The evaluation's budget is used up or it was cancelled; nothing catches it but the plan that started the evaluation. */
export class EvaluationStopped extends Error {
  constructor(
    readonly reason: string,
    readonly span: Span | null,
  ) {
    super(reason);
  }
}
