/** The typed syntax tree of a Python module; names and fields follow Python's own `ast` module, every node carries its span. */
import type { Span } from './source.ts';

interface NodeBase {
  readonly span: Span;
}

export interface Module extends NodeBase {
  readonly kind: 'Module';
  readonly body: readonly Stmt[];
}

// Statements

export interface Arg extends NodeBase {
  readonly name: string;
  readonly annotation: Expr | null;
}

/** Parameters of a function. `defaults` belong to the last of `posonlyargs` + `args`, as in Python; a missing `kwDefaults` entry is null. */
export interface Arguments {
  readonly posonlyargs: readonly Arg[];
  readonly args: readonly Arg[];
  readonly vararg: Arg | null;
  readonly kwonlyargs: readonly Arg[];
  readonly kwDefaults: readonly (Expr | null)[];
  readonly kwarg: Arg | null;
  readonly defaults: readonly Expr[];
}

export interface FunctionDef extends NodeBase {
  readonly kind: 'FunctionDef';
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: Arguments;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly returns: Expr | null;
  readonly isAsync: boolean;
}

export interface ClassDef extends NodeBase {
  readonly kind: 'ClassDef';
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
}

export interface Return extends NodeBase {
  readonly kind: 'Return';
  readonly value: Expr | null;
}
export interface Delete extends NodeBase {
  readonly kind: 'Delete';
  readonly targets: readonly Expr[];
}
/** `a = b = value` has two targets. */
export interface Assign extends NodeBase {
  readonly kind: 'Assign';
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface AugAssign extends NodeBase {
  readonly kind: 'AugAssign';
  readonly target: Expr;
  readonly op: BinaryOperator;
  readonly value: Expr;
}
export interface AnnAssign extends NodeBase {
  readonly kind: 'AnnAssign';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
}
export interface For extends NodeBase {
  readonly kind: 'For';
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface While extends NodeBase {
  readonly kind: 'While';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
/** `elif` is an If inside `orelse`, as in Python. */
export interface If extends NodeBase {
  readonly kind: 'If';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface WithItem {
  readonly context: Expr;
  readonly target: Expr | null;
}
export interface With extends NodeBase {
  readonly kind: 'With';
  readonly items: readonly WithItem[];
  readonly body: readonly Stmt[];
}
export interface Raise extends NodeBase {
  readonly kind: 'Raise';
  readonly exc: Expr | null;
  readonly cause: Expr | null;
}
export interface ExceptHandler extends NodeBase {
  readonly type: Expr | null;
  readonly name: string | null;
  readonly body: readonly Stmt[];
}
export interface Try extends NodeBase {
  readonly kind: 'Try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
export interface Assert extends NodeBase {
  readonly kind: 'Assert';
  readonly test: Expr;
  readonly msg: Expr | null;
}
export interface Alias {
  readonly name: string;
  readonly asname: string | null;
}
export interface Import extends NodeBase {
  readonly kind: 'Import';
  readonly names: readonly Alias[];
}
/** `from . import x` has module '' and level 1; `from x import *` has one alias named `*`. */
export interface ImportFrom extends NodeBase {
  readonly kind: 'ImportFrom';
  readonly module: string;
  readonly names: readonly Alias[];
  readonly level: number;
}
export interface Global extends NodeBase {
  readonly kind: 'Global';
  readonly names: readonly string[];
}
export interface Nonlocal extends NodeBase {
  readonly kind: 'Nonlocal';
  readonly names: readonly string[];
}
export interface ExprStmt extends NodeBase {
  readonly kind: 'Expr';
  readonly value: Expr;
}
export interface Pass extends NodeBase {
  readonly kind: 'Pass';
}
export interface Break extends NodeBase {
  readonly kind: 'Break';
}
export interface Continue extends NodeBase {
  readonly kind: 'Continue';
}
/** A statement that Python has and the tree does not model (`match`, a Python 2 `exec` …); it evaluates to nothing known. */
export interface UnsupportedStmt extends NodeBase {
  readonly kind: 'UnsupportedStmt';
  readonly syntax: string;
}

export type Stmt =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue
  | UnsupportedStmt;

// Expressions

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '<<' | '>>' | '&' | '|' | '^';
export type UnaryOperator = '-' | '+' | '~' | 'not';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';

/** `op` is 'and' or 'or'; nested chains of one operator are flattened, as in Python. */
export interface BoolOp extends NodeBase {
  readonly kind: 'BoolOp';
  readonly op: 'and' | 'or';
  readonly values: readonly Expr[];
}
export interface NamedExpr extends NodeBase {
  readonly kind: 'NamedExpr';
  readonly target: Name;
  readonly value: Expr;
}
export interface BinOp extends NodeBase {
  readonly kind: 'BinOp';
  readonly left: Expr;
  readonly op: BinaryOperator;
  readonly right: Expr;
}
export interface UnaryOp extends NodeBase {
  readonly kind: 'UnaryOp';
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface Lambda extends NodeBase {
  readonly kind: 'Lambda';
  readonly args: Arguments;
  readonly body: Expr;
}
export interface IfExp extends NodeBase {
  readonly kind: 'IfExp';
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
/** A null key stands for `**mapping`. */
export interface Dict extends NodeBase {
  readonly kind: 'Dict';
  readonly keys: readonly (Expr | null)[];
  readonly values: readonly Expr[];
}
export interface SetExpr extends NodeBase {
  readonly kind: 'Set';
  readonly elts: readonly Expr[];
}
export interface Comprehension {
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
}
export interface ListComp extends NodeBase {
  readonly kind: 'ListComp' | 'SetComp' | 'GeneratorExp';
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface DictComp extends NodeBase {
  readonly kind: 'DictComp';
  readonly key: Expr;
  readonly value: Expr;
  readonly generators: readonly Comprehension[];
}
export interface Await extends NodeBase {
  readonly kind: 'Await';
  readonly value: Expr;
}
export interface Yield extends NodeBase {
  readonly kind: 'Yield' | 'YieldFrom';
  readonly value: Expr | null;
}
export interface Compare extends NodeBase {
  readonly kind: 'Compare';
  readonly left: Expr;
  readonly ops: readonly ComparisonOperator[];
  readonly comparators: readonly Expr[];
}
/** A null `arg` stands for `**value`. */
export interface Keyword extends NodeBase {
  readonly arg: string | null;
  readonly value: Expr;
}
export interface Call extends NodeBase {
  readonly kind: 'Call';
  readonly func: Expr;
  /** Positional arguments; `*args` is a Starred. */
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}
export interface FormattedValue extends NodeBase {
  readonly kind: 'FormattedValue';
  readonly value: Expr;
  /** 'r', 's', 'a' or null. */
  readonly conversion: string | null;
  /** The format specification's text, null where there is none. */
  readonly formatSpec: string | null;
}
/** An f-string; its parts are string Constants and FormattedValues. */
export interface JoinedStr extends NodeBase {
  readonly kind: 'JoinedStr';
  readonly values: readonly Expr[];
}
export type ConstantValue =
  | { readonly type: 'none' }
  | { readonly type: 'ellipsis' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'complex'; readonly value: number }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: string };
export interface Constant extends NodeBase {
  readonly kind: 'Constant';
  readonly value: ConstantValue;
}
export interface Attribute extends NodeBase {
  readonly kind: 'Attribute';
  readonly value: Expr;
  readonly attr: string;
}
/** `index` is one expression: a Slice, a Tuple that may hold Slices, or any other expression. */
export interface Subscript extends NodeBase {
  readonly kind: 'Subscript';
  readonly value: Expr;
  readonly index: Expr;
}
export interface Starred extends NodeBase {
  readonly kind: 'Starred';
  readonly value: Expr;
}
export interface Name extends NodeBase {
  readonly kind: 'Name';
  readonly id: string;
}
export interface List extends NodeBase {
  readonly kind: 'List';
  readonly elts: readonly Expr[];
}
export interface Tuple extends NodeBase {
  readonly kind: 'Tuple';
  readonly elts: readonly Expr[];
}
export interface Slice extends NodeBase {
  readonly kind: 'Slice';
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}
/** An expression that Python has and the tree does not model; it evaluates to nothing known. */
export interface UnsupportedExpr extends NodeBase {
  readonly kind: 'UnsupportedExpr';
  readonly syntax: string;
}

export type Expr =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetExpr
  | ListComp
  | DictComp
  | Await
  | Yield
  | Compare
  | Call
  | FormattedValue
  | JoinedStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice
  | UnsupportedExpr;
