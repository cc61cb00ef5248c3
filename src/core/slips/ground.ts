/** What the edits of one expression are made from: its parts, and the values in reach of it by the names that they have there. */
import type { Tensor } from '../autodiff/tensor.ts';
import type { Scope, Value } from '../evaluator/values.ts';
import { roleOf } from '../network/name-hints.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type * as ast from '../python/ast.ts';
import { contains, type Span, textOf } from '../python/source.ts';
import { expressionsOf, walk } from '../python/walk.ts';
import { type Execution, namesBefore } from './executions.ts';
import { attribute, call, nameOf, numberOf, type Piece, pieceOf, subscript } from './pieces.ts';
import type { Trial } from './trial.ts';

/** A value in reach of an expression, as the code there would write it. */
export interface Operand {
  readonly piece: Piece;
  readonly value: Tensor;
}

/** The ground on which an expression is edited: one run of it in one draw. */
export interface Ground {
  readonly trial: Trial;
  readonly network: NetworkEvaluation;
  readonly root: ast.Expr;
  readonly execution: Execution;
  /** The expressions of the root that hold arrays, outermost first, with their values. */
  readonly parts: readonly { readonly expression: ast.Expr; readonly value: Tensor }[];
  /** Arrays that the root's function reads or holds. */
  readonly operands: readonly Operand[];
  /** Single numbers that are not on the tape or are probes: m, λ, keep_prob. */
  readonly numbers: readonly { readonly piece: Piece; readonly value: number }[];
  /** `np`, as this file names it; null where it does not. */
  readonly numpy: Piece | null;
  valueOf(expression: ast.Expr): Tensor | null;
}

/** At most this many values in reach are tried in each place. */
const mostOperands = 40;

/** Null where the expression never ran on the way to the line. */
export function groundOf(root: ast.Expr, trial: Trial): Ground | null {
  const execution = trial.executions(root).at(-1);
  if (!execution) return null;
  const { network } = trial.guilt;
  const valueOf = (expression: ast.Expr): Tensor | null => trial.valueOf(expression, root, execution);
  const parts = expressionsOf(root).flatMap((expression) => {
    if (expression !== root && !network.trace.expressions.has(expression)) return [];
    const value = valueOf(expression);
    return value ? [{ expression, value }] : [];
  });
  const pieces = piecesInReach(root, execution, network);
  const operands: Operand[] = [];
  const numbers: { piece: Piece; value: number }[] = [];
  for (const piece of pieces) {
    const value = valueOf(piece.expression);
    if (!value) continue;
    if (value.data.length === 1) numbers.push({ piece, value: value.data[0] ?? Number.NaN });
    else if (operands.length < mostOperands) operands.push({ piece, value });
  }
  numbers.push(...sizesOf(operands, root.span));
  return {
    trial,
    network,
    root,
    execution,
    parts,
    operands,
    numbers,
    numpy: numpyName(execution, root.span),
    valueOf,
  };
}

/** The sizes of data in reach as a program writes them, those first that its file writes: `len(y)`, `X.shape[0]`. */
function sizesOf(
  operands: readonly Operand[],
  span: Span,
): { readonly piece: Piece; readonly value: number }[] {
  const found = operands.flatMap(({ piece, value: { shape, data } }) => {
    if (piece.expression.kind !== 'Name' || !/^(?:data|labels)$/.test(roleOf(piece.text))) return [];
    const ofShape = shape.map((size, axis) => ({
      piece: subscript(attribute(piece, 'shape'), numberOf(axis, span)),
      value: size,
    }));
    const length = { piece: call(nameOf('len', span), [piece]), value: shape[0] ?? 1 };
    return [length, { piece: attribute(piece, 'size'), value: data.length }, ...ofShape];
  });
  const isWritten = ({ text }: Piece): boolean => span.source.text.includes(text);
  return found.sort((a, b) => Number(isWritten(b.piece)) - Number(isWritten(a.piece))).slice(0, mostSizes);
}

/** At most this many sizes are tried. */
const mostSizes = 6;

/** The names, attributes and elements that the root's function reads, and the names that it binds, each text once. */
function piecesInReach(root: ast.Expr, execution: Execution, network: NetworkEvaluation): Piece[] {
  const found = new Map<string, Piece>();
  const within = execution.frame.function?.definition.span ?? null;
  for (const expression of network.trace.expressions.keys()) {
    const isRead =
      expression.kind === 'Name' || expression.kind === 'Attribute' || expression.kind === 'Subscript';
    if (!isRead || expression.span.source !== root.span.source) continue;
    if (within ? !contains(within, expression.span) : isInFunction(expression, network)) continue;
    const text = textOf(expression.span);
    if (!text.endsWith('.T') && !found.has(text)) found.set(text, pieceOf(expression));
  }
  const names = namesBefore(execution, network);
  for (const [text, piece] of attributesOf(names.get('self'), root.span)) {
    if (!found.has(text)) found.set(text, piece);
  }
  for (const [name, value] of names) {
    if (!found.has(name) && mayBeOperand(value)) found.set(name, nameOf(name, root.span));
  }
  return [...found.values()];
}

/** The arrays that an object keeps for its methods, as `self.out`. */
function attributesOf(self: Value | undefined, span: Span): readonly (readonly [string, Piece])[] {
  if (self?.type !== 'instance') return [];
  return [...self.attributes].flatMap(([name, value]) =>
    value.type === 'array' ? [[`self.${name}`, attribute(nameOf('self', span), name)] as const] : [],
  );
}

function mayBeOperand({ type }: Value): boolean {
  return type === 'array' || type === 'float' || type === 'int' || type === 'probe';
}

function isInFunction({ span }: ast.Expr, { trace }: NetworkEvaluation): boolean {
  for (const definition of trace.entered) if (contains(definition.span, span)) return true;
  return false;
}

function numpyName({ frame }: Execution, span: Span): Piece | null {
  for (let at: Scope | null = frame.scope; at; at = at.parent) {
    for (const [name, value] of at.names) {
      if (value.type === 'module' && value.name === 'np') return nameOf(name, span);
    }
  }
  return null;
}

/** The functions of the program that the root can call by name, with their definitions. */
export function functionsInReach({
  execution,
  root,
}: Ground): { readonly name: string; readonly definition: ast.FunctionDef }[] {
  const found = new Map<string, ast.FunctionDef>();
  for (let at: Scope | null = execution.frame.scope; at; at = at.parent) {
    for (const [name, value] of at.names) {
      if (value.type === 'function' && value.definition.kind === 'FunctionDef' && !found.has(name))
        found.set(name, value.definition);
    }
  }
  return [...found]
    .filter(([, definition]) => definition.span.source === root.span.source)
    .map(([name, definition]) => ({ name, definition }));
}

/** The numbers written in the root's file, each once. */
export function literalsOf(statements: readonly ast.Stmt[]): readonly number[] {
  const found = new Set<number>();
  for (const statement of statements) {
    walk(statement, (node) => {
      if (node.kind === 'Constant' && (node.value.type === 'int' || node.value.type === 'float'))
        found.add(node.value.value);
      return undefined;
    });
  }
  return [...found];
}
