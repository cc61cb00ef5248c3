/** The one number by which a wrong gradient is off, where it is one. */
import type { Tensor } from '../autodiff/tensor.ts';
import { agreement, bestScale, matchOf } from '../network/match.ts';

/** c where the user's value is c·(data + penalty), or c·data + penalty, in every entry; null where it is neither. */
export function factorOffTruth(user: Tensor, data: Tensor, penalty: Tensor): number | null {
  const truth = { ...data, data: data.data.map((entry, at) => entry + (penalty.data[at] ?? 0)) };
  const bare = { ...user, data: user.data.map((entry, at) => entry - (penalty.data[at] ?? 0)) };
  return multiple(user, truth) ?? multiple(bare, data);
}

/** c where the user's value is c·data + penalty, the penalty exactly, in every entry; null where it is not, or there is no penalty. */
export function factorBesidePenalty(user: Tensor, data: Tensor, penalty: Tensor): number | null {
  if (user.data.length !== data.data.length || penalty.data.every((entry) => entry === 0)) return null;
  return multiple({ ...user, data: user.data.map((entry, at) => entry - (penalty.data[at] ?? 0)) }, data);
}

function multiple(user: Tensor, truth: Tensor): number | null {
  return matchOf(user, truth).scaledError <= agreement ? bestScale(user.data, truth.data) : null;
}
