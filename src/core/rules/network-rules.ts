/** Rules that speak of a network as a whole, or of its update steps, and not of one gradient line. */
import type { Judgement } from '../check/judge.ts';
import type { ProofContext } from '../check/prove.ts';
import type { Finding, Severity } from './finding.ts';

export interface NetworkRule {
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
  /** The findings of one judged network. */
  examine(judgement: Judgement, context: ProofContext): readonly Finding[];
}
