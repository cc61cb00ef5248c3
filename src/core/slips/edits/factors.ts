/** Edits of single numbers that multiply or divide: one too many, one too few, another one. */
import type * as ast from '../../python/ast.ts';
import { textOf } from '../../python/source.ts';
import { expressionsOf } from '../../python/walk.ts';
import { type Ground, literalsOf } from '../ground.ts';
import { binary, numberOf, type Piece, pieceOf } from '../pieces.ts';
import type { Edit } from './edit.ts';
import { meanEdits } from './sums.ts';

export function* factorEdits(ground: Ground): Iterable<Edit> {
  yield* meanEdits(ground, 'sum');
  yield* withoutFactor(ground);
  yield* otherLiterals(ground);
  yield* otherNumbers(ground);
  yield* withFactor(ground);
  yield* meanEdits(ground, 'mean');
}

/** `x * 2` → `x`, `1/m * x` → `x`, `x / m` → `x`. */
function* withoutFactor({ root, valueOf }: Ground): Iterable<Edit> {
  for (const site of expressionsOf(root).toReversed()) {
    if (site.kind !== 'BinOp' || (site.op !== '*' && site.op !== '/')) continue;
    const isSingle = (side: ast.Expr): boolean => valueOf(side)?.data.length === 1;
    if (isSingle(site.right)) yield { kind: 'factor', site, by: pieceOf(site.left), mark: site.right };
    if (isSingle(site.left) && !(site.op === '/' && site.left.kind === 'Constant')) {
      const by =
        site.op === '*' ? pieceOf(site.right) : binary(numberOf(1, site.span), '/', pieceOf(site.right));
      yield { kind: 'factor', site, by, mark: site.left };
    }
    if (isSingle(site.right)) {
      const op = site.op === '*' ? '/' : '*';
      yield { kind: 'factor', site, by: binary(pieceOf(site.left), op, pieceOf(site.right)) };
    }
  }
}

const commonNumbers = [1, 2, 0.5, 0, 3, 4];

/** Another number in the place of a written one: those of the file, and the common ones. */
function* otherLiterals({ root, execution }: Ground): Iterable<Edit> {
  const own = expressionsOf(root).filter((site) => site.kind === 'Constant');
  if (own.length === 0) return;
  const definition = execution.frame.function?.definition;
  const near = definition?.kind === 'FunctionDef' ? literalsOf([definition]) : [];
  const numbers = [...new Set([...commonNumbers, ...near.slice(0, 12)])];
  for (const site of own) {
    if (site.value.type !== 'int' && site.value.type !== 'float') continue;
    for (const number of numbers) {
      if (number !== site.value.value) yield { kind: 'literal', site, by: inStyleOf(site, number) };
    }
  }
}

/** A whole number written as the other one was: `1.` for `2.` */
function inStyleOf(site: ast.Constant, number: number): Piece {
  const piece = numberOf(number, site.span);
  const [, ending = ''] = /^\d+(\.0?)$/.exec(textOf(site.span)) ?? [];
  return Number.isInteger(number) ? { ...piece, text: `${piece.text}${ending}` } : piece;
}

/** `x / n` → `x / m`. */
function* otherNumbers({ root, numbers, valueOf }: Ground): Iterable<Edit> {
  const known = new Set(numbers.map(({ piece }) => piece.text));
  for (const site of expressionsOf(root)) {
    const text = textOf(site.span);
    if (!known.has(text) || valueOf(site)?.data.length !== 1) continue;
    for (const { piece } of numbers) if (piece.text !== text) yield { kind: 'factor', site, by: piece };
  }
}

/** A number in reach that is missing: on the whole, or on one term of a sum. */
function* withFactor({ root, numbers, parts }: Ground): Iterable<Edit> {
  const places = [root, ...parts.map(({ expression }) => expression).filter((each) => each !== root)];
  const two = numberOf(2, root.span);
  for (const site of places) {
    if (!isTerm(site, root)) continue;
    const own = pieceOf(site);
    for (const number of [...numbers.map(({ piece }) => piece), two]) {
      yield { kind: 'factor', site, by: binary(own, '/', number), mark: null };
      yield { kind: 'factor', site, by: binary(number, '*', own), mark: null };
      yield { kind: 'factor', site, by: binary(own, '/', binary(number, '**', two)), mark: null };
    }
  }
}

/** True for the root and for what it adds and subtracts. */
function isTerm(site: ast.Expr, root: ast.Expr): boolean {
  if (site === root) return true;
  if (root.kind === 'BinOp' && (root.op === '+' || root.op === '-'))
    return isTerm(site, root.left) || isTerm(site, root.right);
  return root.kind === 'UnaryOp' && isTerm(site, root.operand);
}
