/** What the difference between the user's gradient and the true one looks like, in one sentence read off the numbers. */
import type { GradientDetail, Matrix } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';

export type Maps = NonNullable<GradientDetail['maps']>;

/** The sentence under the heat maps: "Every entry is off by 1.83." and its like. */
export function describeDifference(maps: Maps, isWrong = false): string {
  const { truth, user, difference } = maps;
  if (difference.values.some((value) => !isNumber(value)))
    return 'Some entries of your line are not a number.';
  const limit = tolerance * Math.max(largest(truth), largest(user), Number.MIN_VALUE);
  if (largest(difference) <= limit) return isWrong ? hidden : agrees;
  const offset = oneNumber(difference, limit);
  if (offset !== null) return `Every entry is off by ${formatNumber(offset)}.`;
  const ofPenalty = largest(maps.penalty) > limit ? besidePenalty(maps, limit) : null;
  if (ofPenalty !== null) return ofPenalty;
  const ofTruth = ratio(user, truth, limit);
  if (ofTruth !== null) return `Every entry is ${formatNumber(ofTruth)} times the true one.`;
  const wrong = difference.values.filter((value) => Math.abs(value) > limit).length;
  return wrong === difference.values.length
    ? 'Every entry is off, each by another number.'
    : `${wrong} of ${difference.values.length} entries are off.`;
}

const agrees = 'The line agrees with the true gradient in every entry.';
/** With a strength of zero a slip in the penalty is a slip in nothing. */
const hidden =
  'With these numbers the mistake cannot be seen: the line agrees by chance. A check with λ = 0 would pass it.';

/** What the line adds to the data part: it should be the penalty part. */
export function addedToData({ user, data }: Maps): Matrix {
  return { ...user, values: user.values.map((value, index) => value - (data.values[index] ?? Number.NaN)) };
}

/** The largest absolute value; 0 for an empty matrix. */
export function largest(matrix: Matrix): number {
  return matrix.values.reduce((most, value) => (isNumber(value) ? Math.max(most, Math.abs(value)) : most), 0);
}

/** NaN and infinity arrive as null: messages to the page are JSON. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

const tolerance = 1e-6;

/** The slips that put something else where the penalty part belongs: nothing, one number, a multiple. */
function besidePenalty(maps: Maps, limit: number): string | null {
  const added = addedToData(maps);
  if (largest(added) <= limit)
    return 'The line is the data part alone: the penalty part is missing in every entry.';
  const constant = oneNumber(added, limit);
  if (constant !== null) {
    return `To the data part the line adds one number, ${formatNumber(constant)}, in every entry. The penalty part is another number in each.`;
  }
  const share = ratio(added, maps.penalty, limit);
  return share === null
    ? null
    : `The line adds ${formatNumber(share)} times the penalty part instead of once.`;
}

/** The number that stands in every entry; null where they differ, or where there is one entry only. */
function oneNumber(matrix: Matrix, limit: number): number | null {
  const first = matrix.values[0];
  if (first === undefined || matrix.values.length < 2) return null;
  return matrix.values.every((value) => Math.abs(value - first) <= limit) ? first : null;
}

/** The number c with left = c·right in every entry; null where there is none, or where right is zero. */
function ratio(left: Matrix, right: Matrix, limit: number): number | null {
  let numerator = 0;
  let denominator = 0;
  right.values.forEach((value, index) => {
    numerator += value * (left.values[index] ?? 0);
    denominator += value * value;
  });
  if (denominator === 0 || right.values.length < 2) return null;
  const c = numerator / denominator;
  const fits = right.values.every((value, index) => Math.abs((left.values[index] ?? 0) - c * value) <= limit);
  return fits ? c : null;
}
