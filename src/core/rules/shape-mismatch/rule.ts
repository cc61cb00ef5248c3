/** shape-mismatch: the gradient does not have the shape of its variable. */
import type { Rule } from '../rule.ts';

/** Lines of another shape have no evidence entry by entry; `shape-misfit.ts` makes the diagnosis. */
export const shapeMismatch: Rule = {
  name: 'shape-mismatch',
  severity: 'error',
  summary: 'The gradient does not have the shape of its variable.',
  examine: () => null,
};
