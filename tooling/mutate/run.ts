/** What a run of the mutation tool found: plain data, one entry for each mutant. */
import type { Testimony } from './numpy-witness.ts';
import type { Family } from './operator.ts';

export interface Outcome {
  readonly program: string;
  readonly operator: string;
  readonly family: Family;
  readonly rules: readonly string[];
  /** 1-based line of the program. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** How it was shown that the mutant is wrong: a parameter's gradient is not its central difference. Steps have no such proof. */
  readonly proof: 'differences' | 'none';
  /** What central differences in NumPy say of the mutant, which know nothing of the engine. */
  readonly numpy: Testimony;
  /** A finding, any. */
  readonly caught: boolean;
  /** A finding on the line of the slip. */
  readonly onLine: boolean;
  /** It marks the edited place, and nothing beyond the smallest operand around it. */
  readonly exact: boolean;
  /** The one on the line has a right name. */
  readonly named: boolean;
  readonly fixed: 'none' | 'right' | 'wrong';
  /** True where every gradient is called verified although the mutant is wrong. */
  readonly calledRight: boolean;
  /** What was said: `rule line`. */
  readonly said: readonly string[];
}

export interface ProgramRun {
  readonly program: string;
  readonly lines: number;
  readonly outcomes: readonly Outcome[];
  /** Mutants that compute the same gradients, and ones that do not run. */
  readonly dropped: number;
  readonly failure: string | null;
}
