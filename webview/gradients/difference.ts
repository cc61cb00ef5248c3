/** What the difference between the user's gradient and the true one looks like, in one sentence read off the numbers. */
import type { GradientDetail, Matrix } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';

type Maps = NonNullable<GradientDetail['maps']>;

/** The sentence under the heat maps: "Every entry is off by 1.83." and its like. */
export function describeDifference(maps: Maps): string {
  const { truth, user, difference, penalty } = maps;
  if (difference.values.some((value) => !isNumber(value)))
    return 'Some entries of your line are not a number.';
  const limit = tolerance * Math.max(largest(truth), largest(user), Number.MIN_VALUE);
  if (largest(difference) <= limit) return 'The line agrees with the true gradient in every entry.';
  const offset = difference.values[0] ?? 0;
  if (difference.values.length > 1 && difference.values.every((value) => Math.abs(value - offset) <= limit)) {
    return `Every entry is off by ${formatNumber(offset)}.`;
  }
  const ofPenalty = ratio(difference, penalty, limit);
  if (ofPenalty !== null) return penaltySentence(ofPenalty);
  const ofTruth = ratio(user, truth, limit);
  if (ofTruth !== null) return `Every entry is ${formatNumber(ofTruth)} times the true one.`;
  const wrong = difference.values.filter((value) => Math.abs(value) > limit).length;
  return wrong === difference.values.length
    ? 'Every entry is off, each by another number.'
    : `${wrong} of ${difference.values.length} entries are off.`;
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

function penaltySentence(share: number): string {
  if (Math.abs(share + 1) <= tolerance)
    return 'The difference is the penalty part itself: the line leaves it out.';
  if (share > 0) return `The line carries ${formatNumber(share + 1)} times the penalty part instead of once.`;
  return `The line carries the penalty part ${formatNumber(share + 1)} times instead of once.`;
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
