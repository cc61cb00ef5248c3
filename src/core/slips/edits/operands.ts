/** Edits of what is multiplied: another matrix, another element, the factors turned or in the other order. */
import type * as ast from '../../python/ast.ts';
import { textOf } from '../../python/source.ts';
import type { Ground } from '../ground.ts';
import { attribute, binary, call, numberOf, type Piece, pieceOf } from '../pieces.ts';
import type { Edit } from './edit.ts';

/** `A2` for `A1`, and for whole expressions a value in reach of their shape; names that differ least come first. */
export function* operandEdits({ parts, operands, root }: Ground): Iterable<Edit> {
  for (const { expression: site, value } of parts.toSorted(
    (a, b) => Number(isLeaf(b.expression)) - Number(isLeaf(a.expression)),
  )) {
    if (site === root || (site.kind === 'Attribute' && site.attr === 'T')) continue;
    const text = textOf(site.span);
    const ranked = operands
      .map(({ piece, value: other }) => ({ piece, isFitting: sameShape(other.shape, value.shape) }))
      .filter(({ piece, isFitting }) => piece.text !== text && (isFitting || isLeaf(site)))
      .map(({ piece, isFitting }) => ({ piece, rank: (isFitting ? 0 : 100) + distance(text, piece.text) }))
      .sort((a, b) => a.rank - b.rank);
    for (const { piece } of ranked) yield { kind: 'operand', site, by: piece };
  }
}

function isLeaf({ kind }: ast.Expr): boolean {
  return kind === 'Name' || kind === 'Attribute' || kind === 'Subscript';
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** How many characters two names have to themselves. */
function distance(a: string, b: string): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  let tail = 0;
  while (tail < a.length - same && tail < b.length - same && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return a.length + b.length - 2 * (same + tail);
}

/** `X` for `X.T` and back, `B @ A` for `A @ B`, and both at once. */
export function* layoutEdits({ parts }: Ground): Iterable<Edit> {
  for (const { expression: site, value } of parts) {
    if (value.shape.length < 2) continue;
    const turned = turnedPiece(site);
    if (turned) yield { kind: 'layout', site, by: turned };
  }
  for (const { expression: site } of parts) {
    const product = productOf(site);
    if (!product) continue;
    const [left, right] = [pieceOf(product.left), pieceOf(product.right)];
    yield { kind: 'layout', site, by: product.with(right, left) };
    const [turnedLeft, turnedRight] = [
      turnedPiece(product.left) ?? left,
      turnedPiece(product.right) ?? right,
    ];
    yield { kind: 'layout', site, by: product.with(turnedRight, turnedLeft) };
    yield { kind: 'layout', site, by: product.with(turnedLeft, turnedRight) };
    yield { kind: 'layout', site, by: product.with(turnedLeft, right) };
    yield { kind: 'layout', site, by: product.with(left, turnedRight) };
  }
}

function turnedPiece(site: ast.Expr): Piece | null {
  if (site.kind === 'Attribute' && site.attr === 'T') return pieceOf(site.value);
  return isLeaf(site) ? attribute(pieceOf(site), 'T') : null;
}

interface Product {
  readonly left: ast.Expr;
  readonly right: ast.Expr;
  with(left: Piece, right: Piece): Piece;
}

/** A matrix product as it is written: `a @ b`, `np.dot(a, b)`, `a.dot(b)`. */
function productOf(site: ast.Expr): Product | null {
  if (site.kind === 'BinOp' && site.op === '@')
    return { left: site.left, right: site.right, with: (left, right) => binary(left, '@', right) };
  if (site.kind !== 'Call' || site.func.kind !== 'Attribute') return null;
  if (!['dot', 'matmul', 'outer', 'mm'].includes(site.func.attr)) return null;
  const { func } = site;
  const [first, second] = site.args;
  if (first && second)
    return { left: first, right: second, with: (left, right) => call(pieceOf(func), [left, right]) };
  if (!first) return null;
  return { left: func.value, right: first, with: (left, right) => call(attribute(left, func.attr), [right]) };
}

/** `h[t - 1]` for `h[t]`, `W[l + 1]` for `W[l]`. */
export function* elementEdits({ parts }: Ground): Iterable<Edit> {
  for (const { expression: part } of parts) {
    if (part.kind !== 'Subscript') continue;
    const site = part.index;
    if (
      site.kind === 'Tuple' ||
      site.kind === 'Slice' ||
      (site.kind === 'Constant' && site.value.type === 'str')
    )
      continue;
    const one = numberOf(1, site.span);
    if (site.kind === 'BinOp' && (site.op === '+' || site.op === '-'))
      yield { kind: 'element', site, by: pieceOf(site.left) };
    if (site.kind === 'Constant' && site.value.type === 'int') {
      yield { kind: 'element', site, by: numberOf(site.value.value + 1, site.span) };
      yield { kind: 'element', site, by: numberOf(site.value.value - 1, site.span) };
    }
    yield { kind: 'element', site, by: binary(pieceOf(site), '-', one) };
    yield { kind: 'element', site, by: binary(pieceOf(site), '+', one) };
  }
}
