/** What a failed assertion says about shapes, so that the probes can be made to fit it. */
import type * as ast from '../python/ast.ts';
import type { Machine } from './machine.ts';
import { numberOf } from './numbers.ts';
import { rankConflict } from './sequences.ts';
import type { RankConflict, Scope, SizeConflict, Value } from './values.ts';

/** The sizes, or the number of axes, that an assertion wants and does not find. */
export interface Claim {
  readonly conflicts: readonly SizeConflict[];
  readonly rank: RankConflict | null;
}

const nothing: Claim = { conflicts: [], rank: null };

/** The claim of a failed test: `a.shape == (n, m)`, `x.shape[0] == n`, `x.ndim == 2`, and such tests joined by `and`. */
export function claimOf(machine: Machine, test: ast.Expr, scope: Scope): Claim {
  if (test.kind === 'BoolOp' && test.op === 'and') {
    const claims = test.values.map((part) => claimOf(machine, part, scope));
    return {
      conflicts: claims.flatMap(({ conflicts }) => conflicts),
      rank: claims.find(({ rank }) => rank !== null)?.rank ?? null,
    };
  }
  const [right] = test.kind === 'Compare' ? test.comparators : [];
  if (test.kind !== 'Compare' || test.ops.length !== 1 || test.ops[0] !== '==' || !right) return nothing;
  const [a, b] = [machine.evaluate(test.left, scope), machine.evaluate(right, scope)];
  const ranked = rankClaim(machine, test.left, b, scope) ?? rankClaim(machine, right, a, scope);
  if (ranked) return { conflicts: [], rank: ranked };
  return sizeClaim(a, b);
}

/** Two sizes, or two shapes size by size. */
function sizeClaim(a: Value, b: Value): Claim {
  if (a.type === 'tuple' && b.type === 'tuple') {
    if (a.items.length !== b.items.length)
      return { conflicts: [], rank: rankConflict(a.items, b.items.length, []) };
    const pairs = a.items.map((item, at) => sizeClaim(item, b.items[at] ?? item).conflicts);
    return { conflicts: pairs.flat(), rank: null };
  }
  if (a.type !== 'int' || b.type !== 'int' || a.value === b.value) return nothing;
  return { conflicts: [{ left: a.value, right: b.value }], rank: null };
}

/** `x.ndim == 3` and `len(x.shape) == 3`. */
function rankClaim(machine: Machine, expression: ast.Expr, wanted: Value, scope: Scope): RankConflict | null {
  const array = rankedArray(expression);
  const count = numberOf(wanted);
  if (!array || !count?.isInteger) return null;
  const value = machine.evaluate(array, scope);
  const node = machine.nodeOf(value);
  return node === null ? null : { shape: machine.tape.value(node).shape, wanted: count.value, names: [] };
}

function rankedArray(expression: ast.Expr): ast.Expr | null {
  if (expression.kind === 'Attribute' && expression.attr === 'ndim') return expression.value;
  const [shape] = expression.kind === 'Call' ? expression.args : [];
  const isLength =
    expression.kind === 'Call' && expression.func.kind === 'Name' && expression.func.id === 'len';
  return isLength && shape?.kind === 'Attribute' && shape.attr === 'shape' ? shape.value : null;
}
