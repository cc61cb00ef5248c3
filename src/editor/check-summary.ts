/** The sentence that sums a gradient check up, made without the editor. */
import type { GradientCheck } from '../core/engine.ts';
import { formatError, type Translate } from './gradient-text.ts';

export interface CheckSummary {
  readonly sentence: string;
  /** The wrong gradient that is farthest off, else the first one; null where none was compared. */
  readonly gradientId: string | null;
  readonly allRight: boolean;
}

/** "5 of 6 gradients match the cost; dW1 is off by 0.43 (relative)." with what is left unchecked. */
export function checkSummary(t: Translate, checks: readonly GradientCheck[]): CheckSummary {
  const rows = checks.flatMap((check) => check.rows);
  const wrong = rows
    .filter(({ verdict }) => verdict === 'wrong')
    .sort((one, other) => other.userAgainstReverse - one.userAgainstReverse);
  const right = rows.filter(({ verdict }) => verdict === 'verified').length;
  const undecided = checks.flatMap((check) => check.undecided);
  const parts = [t('{0} of {1} gradients match the cost', right, rows.length + undecided.length)];
  if (wrong.length > 0) {
    const named = wrong
      .slice(0, 3)
      .map((row) => t('{0} is off by {1}', row.name, formatError(row.userAgainstReverse)));
    parts.push(...named);
    if (wrong.length > 3) parts.push(t('{0} more are off', wrong.length - 3));
  }
  const [first] = undecided;
  if (first) parts.push(t('{0} was not checked: {1}', first.name, first.reason.replace(/\.$/, '')));
  if (checks.some(({ cancelled }) => cancelled)) parts.push(t('the check was stopped early'));
  return {
    sentence: `${parts.join('; ')}.`,
    gradientId: (wrong[0] ?? rows[0])?.gradientId ?? null,
    allRight: wrong.length === 0 && right > 0,
  };
}
