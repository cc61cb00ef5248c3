/** Numbers in formulas: which product of λ, m and small numbers a factor is, told from its values in every draw. */
import { agreement, bestScale, relativeError } from '../network/match.ts';
import { type Expression, numberOf, product, quotient, type Values, valueOf } from './expression.ts';

type NamedSymbol = Extract<Expression, { kind: 'symbol' }>;

/** A number of the network with a name, and the powers that it has in real costs. */
export interface NamedNumber {
  readonly symbol: NamedSymbol;
  /** One value per draw. */
  readonly values: readonly number[];
  readonly powers: readonly (1 | 0 | -1)[];
}

/** The number c of each draw with truth = c · formula in every entry; null where one draw has none. */
export function factorsBetween(truth: Values, of: Expression): readonly number[] | null {
  const factors: number[] = [];
  for (const [draw, wanted] of truth.entries()) {
    const given = valueOf(of, draw);
    if (!given || given.shape.length !== wanted.shape.length) return null;
    if (given.shape.some((size, axis) => size !== wanted.shape[axis])) return null;
    const factor = bestScale(wanted.data, given.data);
    if (factor === 0 || !Number.isFinite(factor)) return null;
    if (!(relativeError(wanted.data, given.data, factor) <= agreement)) return null;
    factors.push(factor);
  }
  return factors;
}

/** A formula times a factor: `(lambd / m) * W1`, `(A3 - Y) / m`, `-x`; null where no product of the names is the factor. */
export function scaled(
  factors: readonly number[],
  of: Expression,
  names: readonly NamedNumber[],
): Expression | null {
  const sign = (factors[0] ?? 0) < 0 ? -1 : 1;
  const form = formOf(
    factors.map((factor) => sign * factor),
    names,
  );
  if (!form) return null;
  const scaledUp = times(form, of);
  return sign < 0 ? { kind: 'negative', of: scaledUp } : scaledUp;
}

interface Form {
  readonly above: readonly Expression[];
  readonly below: readonly Expression[];
}

function times({ above, below }: Form, of: Expression): Expression {
  const denominator = below.length > 0 ? product(...below) : null;
  const isRatio = of.kind === 'quotient';
  if (above.length > 0) {
    const numerator = product(...above);
    return product(denominator ? quotient(numerator, denominator) : numerator, of);
  }
  if (!denominator) return of;
  return isRatio ? quotient(of.left, product(denominator, of.right)) : quotient(of, denominator);
}

const smallNumbers = [1, 2, 1 / 2, 4, 1 / 4];

/** The plainest form first: without a small number, then with as few names as do it. */
function formOf(factors: readonly number[], names: readonly NamedNumber[]): Form | null {
  const all = combinations(names).map((powers) => ({
    powers,
    rest: factors.map((factor, draw) =>
      names.reduce((left, name, at) => left / (name.values[draw] ?? Number.NaN) ** (powers[at] ?? 0), factor),
    ),
  }));
  for (const number of smallNumbers) {
    const fits = (rest: number): boolean => Math.abs(rest - number) <= agreement * number;
    const found = all.find(({ rest }) => rest.every(fits));
    if (!found) continue;
    const { powers } = found;
    const raised = (power: number): Expression[] =>
      names.flatMap(({ symbol }, at) => (powers[at] === power ? [symbol] : []));
    return {
      above: [...(number > 1 ? [numberOf(number)] : []), ...raised(1)],
      below: [...(number < 1 ? [numberOf(1 / number)] : []), ...raised(-1)],
    };
  }
  return null;
}

/** The combinations of one list of names are asked for with every form that fits. */
const knownCombinations = new WeakMap<readonly NamedNumber[], readonly (readonly number[])[]>();
/** Names beyond these have no part in a factor: hyper-parameters by the dozen would make millions of products. */
const mostNames = 8;

function combinations(names: readonly NamedNumber[]): readonly (readonly number[])[] {
  const known = knownCombinations.get(names);
  if (known) return known;
  const found = combined(names.slice(0, mostNames));
  knownCombinations.set(names, found);
  return found;
}

function combined(names: readonly NamedNumber[]): number[][] {
  const all = names.reduce<number[][]>(
    (before, { powers }) => before.flatMap((chosen) => powers.map((power) => [...chosen, power])),
    [[]],
  );
  const used = (powers: readonly number[]): number => powers.filter((power) => power !== 0).length;
  return all.filter((powers) => used(powers) <= 3).sort((a, b) => used(a) - used(b));
}
