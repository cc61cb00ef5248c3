/** Pieces of Python with their syntax trees: what an edit puts in is evaluated as a tree and written as a text. */
import type * as ast from '../python/ast.ts';
import { type Span, textOf } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';

/** An expression that is not, or not as a whole, in the source: its tree, and its text in the user's own style. */
export interface Piece {
  readonly expression: ast.Expr;
  readonly text: string;
}

/** An expression of the source as it stands there. */
export function pieceOf(expression: ast.Expr): Piece {
  return { expression, text: textOf(expression.span) };
}

export function nameOf(id: string, span: Span): Piece {
  return { expression: { kind: 'Name', id, span }, text: id };
}

export function numberOf(value: number, span: Span): Piece {
  const type = Number.isInteger(value) ? 'int' : 'float';
  return { expression: { kind: 'Constant', value: { type, value }, span }, text: String(value) };
}

/** `left op right`, with the brackets that it needs. */
export function binary(left: Piece, op: ast.BinaryOperator, right: Piece): Piece {
  const own = binaryBinding[op];
  const first = bracketed(left, own, op === '**');
  const second = bracketed(right, own, op !== '**' && op !== '+');
  return {
    expression: {
      kind: 'BinOp',
      left: left.expression,
      op,
      right: right.expression,
      span: left.expression.span,
    },
    text: op === '**' ? `${first}**${second}` : `${first} ${op} ${second}`,
  };
}

export function negative(of: Piece): Piece {
  const { span } = of.expression;
  return {
    expression: { kind: 'UnaryOp', op: '-', operand: of.expression, span },
    text: `-${bracketed(of, binaryBinding['*'], true)}`,
  };
}

export function attribute(of: Piece, attr: string): Piece {
  const { span } = of.expression;
  return {
    expression: { kind: 'Attribute', value: of.expression, attr, span },
    text: `${bracketed(of, tightest, false)}.${attr}`,
  };
}

export function call(
  func: Piece,
  args: readonly Piece[],
  keywords: readonly (readonly [string, Piece])[] = [],
): Piece {
  const { span } = func.expression;
  const named = keywords.map(([name, value]) => `${name}=${value.text}`);
  return {
    expression: {
      kind: 'Call',
      func: func.expression,
      args: args.map(({ expression }) => expression),
      keywords: keywords.map(([arg, value]) => ({ arg, value: value.expression, span })),
      span,
    },
    text: `${func.text}(${[...args.map(({ text }) => text), ...named].join(', ')})`,
  };
}

export function subscript(of: Piece, index: Piece): Piece {
  const { span } = of.expression;
  return {
    expression: { kind: 'Subscript', value: of.expression, index: index.expression, span },
    text: `${of.text}[${index.text}]`,
  };
}

export function compared(left: Piece, op: ast.ComparisonOperator, right: Piece): Piece {
  const { span } = left.expression;
  return {
    expression: {
      kind: 'Compare',
      left: left.expression,
      ops: [op],
      comparators: [right.expression],
      span,
    },
    text: `${left.text} ${op} ${right.text}`,
  };
}

/** How tightly an expression holds together; what stands looser than its place needs brackets. */
const tightest = 20;
const binaryBinding: Readonly<Record<ast.BinaryOperator, number>> = {
  '**': 15,
  '*': 12,
  '/': 12,
  '//': 12,
  '%': 12,
  '@': 12,
  '+': 11,
  '-': 11,
  '<<': 10,
  '>>': 10,
  '&': 9,
  '^': 8,
  '|': 7,
};

function bindingOf(expression: ast.Expr): number {
  switch (expression.kind) {
    case 'BinOp':
      return binaryBinding[expression.op];
    case 'UnaryOp':
      return expression.op === 'not' ? 4 : 13;
    case 'Compare':
      return 5;
    case 'BoolOp':
      return 3;
    case 'IfExp':
    case 'Lambda':
    case 'NamedExpr':
      return 2;
    default:
      return tightest;
  }
}

function bracketed({ expression, text }: Piece, least: number, isStrict: boolean): string {
  const own = bindingOf(expression);
  return own > least || (own === least && !isStrict) ? text : `(${text})`;
}

/** The piece's text for the place of another expression of a tree, in brackets where its surroundings would pull it apart. */
export function textInPlaceOf(piece: Piece, place: ast.Expr, root: ast.Expr): string {
  if (place === root || isEnclosed(place.span)) return piece.text;
  const parent = expressionsOf(root).find((each) => isOperand(each, place));
  if (!parent) return piece.text;
  const isRight = parent.kind === 'BinOp' && parent.right === place;
  const isStrict = isRight && !(parent.op === '*' && isProduct(piece.expression)) && parent.op !== '+';
  return bracketed(piece, bindingOf(parent), isStrict);
}

function isOperand(parent: ast.Expr, place: ast.Expr): boolean {
  switch (parent.kind) {
    case 'BinOp':
      return parent.left === place || parent.right === place;
    case 'UnaryOp':
      return parent.operand === place;
    case 'Attribute':
    case 'Subscript':
      return parent.value === place;
    case 'Compare':
      return parent.left === place || parent.comparators.includes(place);
    default:
      return false;
  }
}

function isProduct(expression: ast.Expr): boolean {
  return expression.kind === 'BinOp' && expression.op === '*';
}

/** True where brackets or commas stand on both sides. */
function isEnclosed({ source, start, end }: Span): boolean {
  return /[([{,]\s*$/.test(source.text.slice(0, start)) && /^\s*[)\]},]/.test(source.text.slice(end));
}

/** The tree with one of its expressions replaced; what does not hold that expression is shared with the old tree. */
export function replacedIn(root: ast.Expr, place: ast.Expr, by: ast.Expr): ast.Expr {
  return replaceWithin(root, place, by) as ast.Expr;
}

function replaceWithin(part: unknown, place: ast.Expr, by: ast.Expr): unknown {
  if (part === place) return by;
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) {
    const parts = part.map((each) => replaceWithin(each, place, by));
    return parts.some((each, at) => each !== part[at]) ? parts : part;
  }
  if (isElsewhere(part, place)) return part;
  let copy: Record<string, unknown> | null = null;
  for (const [key, value] of Object.entries(part)) {
    if (key === 'span') continue;
    const replaced = replaceWithin(value, place, by);
    if (replaced !== value) copy = { ...(copy ?? part), [key]: replaced };
  }
  return copy ?? part;
}

/** True for a piece of the tree whose span does not hold the place. */
function isElsewhere(part: object, { span }: ast.Expr): boolean {
  if (!('span' in part)) return false;
  const own = part.span as Span;
  return own.end < span.end || own.start > span.start;
}
