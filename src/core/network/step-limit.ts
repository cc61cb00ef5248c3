/** The limit of one analysis on the steps that all its evaluations take together, so that no file keeps the editor waiting. */

export interface StepLimit {
  /** Asked by evaluations once in every thousand steps; true where the host cancelled or the limit is reached. */
  readonly cancelled: () => boolean;
  /** True once the limit is reached. */
  readonly isReached: () => boolean;
}

/** In thousands of steps: many times what ordinary files take, seconds on a slow machine. */
const limit = 2000;

/** The limit of a new analysis, on top of the host's own wish to cancel. */
export function newStepLimit(cancelled: () => boolean): StepLimit {
  let questions = 0;
  return {
    cancelled: () => {
      questions += 1;
      return questions > limit || cancelled();
    },
    isReached: () => questions > limit,
  };
}
