/** Edits of signs: a minus too many or too few, a sum for a difference, a difference turned round. */
import { expressionsOf } from '../../python/walk.ts';
import type { Ground } from '../ground.ts';
import { binary, negative, pieceOf } from '../pieces.ts';
import type { Edit } from './edit.ts';

/** A minus sign that stands there and should not. */
export function* minusEdits({ root }: Ground): Iterable<Edit> {
  for (const site of expressionsOf(root).toReversed()) {
    if (site.kind === 'UnaryOp' && site.op === '-') yield { kind: 'sign', site, by: pieceOf(site.operand) };
  }
}

/** The other signs: a minus too few, a sum for a difference, a difference turned round. */
export function* signEdits({ parts, root }: Ground): Iterable<Edit> {
  const smallestFirst = expressionsOf(root).toReversed();
  const arrays = new Set(parts.map(({ expression }) => expression));
  for (const site of smallestFirst) {
    if (site.kind !== 'BinOp' || !arrays.has(site)) continue;
    const [left, right] = [pieceOf(site.left), pieceOf(site.right)];
    if (site.op === '-') yield { kind: 'sign', site, by: binary(right, '-', left) };
    if (site.op === '+' || site.op === '-')
      yield { kind: 'sign', site, by: binary(left, site.op === '+' ? '-' : '+', right) };
  }
  for (const site of smallestFirst) {
    const isNumber = site.kind === 'Constant' && (site.value.type === 'int' || site.value.type === 'float');
    if (isNumber && startsProduct(site, root)) yield { kind: 'sign', site, by: negative(pieceOf(site)) };
  }
  for (const { expression: site } of parts) {
    if (site.kind === 'BinOp' && site.op === '+')
      yield { kind: 'sign', site, by: binary(pieceOf(site.right), '-', pieceOf(site.left)) };
  }
  yield { kind: 'sign', site: root, by: negative(pieceOf(root)) };
}

/** The sign in front of a product belongs to its first factor: `-2 / m * X`. */
function startsProduct(site: Edit['site'], root: Edit['site']): boolean {
  return expressionsOf(root).some(
    (each) => each.kind === 'BinOp' && (each.op === '*' || each.op === '/') && each.left === site,
  );
}
