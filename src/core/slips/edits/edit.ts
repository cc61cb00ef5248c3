/** An edit: one expression of a tree written in another way. */
import type * as ast from '../../python/ast.ts';
import type { Ground } from '../ground.ts';
import type { Piece } from '../pieces.ts';

/** What an edit changes; the mistake that it mends is told by what the change does to the value, see `classify.ts`. */
export type EditKind =
  | 'sign'
  | 'factor'
  | 'operand'
  | 'layout'
  | 'element'
  | 'sum'
  | 'derivative'
  | 'missing factor'
  | 'missing summand'
  | 'comparison'
  | 'literal';

export interface Edit {
  readonly kind: EditKind;
  /** The expression that is replaced. */
  readonly site: ast.Expr;
  readonly by: Piece;
  /** What carries the mistake, where that is less than the site; null where something is missing. */
  readonly mark?: ast.Expr | null;
  /** The array that is missing as a factor of the site; absent for other edits. */
  readonly factor?: Piece;
}

/** All edits of one kind that are worth a try, the likeliest first. */
export type Edits = (ground: Ground) => Iterable<Edit>;
