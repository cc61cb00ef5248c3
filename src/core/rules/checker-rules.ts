/** Rules that speak of the program's own gradient checks, and of no gradient. */
import type { ProofContext } from '../check/prove.ts';
import type { PlanContext } from '../network/plans.ts';
import type { Finding, Severity } from './finding.ts';

export interface CheckerRule {
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
  /** The findings of one document, in steps between which the host may do other work. */
  examine(context: PlanContext, proof: ProofContext): Generator<undefined, readonly Finding[]>;
}
