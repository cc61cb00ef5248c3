/** What a rule is: a mistake with a name, recognised from the numbers of a guilty line. */
import type { Guilt } from '../check/blame.ts';
import { type PenaltyTerm, penaltyTermsOf, withoutTerms } from '../check/line-terms.ts';
import { agreement, relativeError } from '../network/match.ts';
import type { Span } from '../python/source.ts';
import type { Mistake } from '../slips/mistakes.ts';
import type { Slip } from '../slips/search.ts';
import type { RelatedPlace, Severity, TextEdit } from './finding.ts';

/** A guilty line as it shows in every draw, with what the rules ask about it. */
export interface Case {
  readonly draws: readonly Evidence[];
  /** The edit that mends the line, sought when it is asked for; null where none does. */
  readonly slip: () => FoundSlip | null;
}

/** The smallest edit that makes a line right in every draw, and the mistake that it tells. */
export interface FoundSlip extends Slip {
  readonly mistake: Mistake;
}

/** One draw's numbers. All arrays have the variable's number of entries, in its order. */
export interface Evidence {
  readonly guilt: Guilt;
  /** The terms of the line that depend on parameters alone. */
  readonly terms: readonly PenaltyTerm[];
  /** What the line has beside the true data part: where the data part is right, the penalty as the user wrote it. */
  readonly residual: Float64Array;
  /** The true penalty part. */
  readonly penalty: Float64Array;
  /** True where the line without its penalty terms is the true data part: the mistake is in the penalty. */
  readonly dataPartIsRight: boolean;
  /** True where the cost's penalty reaches the variable. */
  readonly isPenalised: boolean;
}

/** What a rule says of a case. */
export interface Diagnosis {
  readonly message: string;
  /** A paragraph more, Markdown. */
  readonly elaboration: string;
  /** The sub-expression that carries the mistake, or the statement where something is missing. */
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  /** Edits that may repair the line, the best first; the first that proves right is offered. */
  readonly repairs: readonly Repair[];
}

export interface Repair {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Rule {
  /** The mistake's name, as in the command line's contract. */
  readonly name: string;
  readonly severity: Severity;
  /** One sentence for lists of rules. */
  readonly summary: string;
  /** Null where the case is not this mistake. */
  examine(suspect: Case): Diagnosis | null;
}

/** The evidence of one draw. Null where the line's shape does not fit its variable's. */
export function evidenceOf(guilt: Guilt): Evidence | null {
  const count = guilt.data.data.length;
  if (guilt.user.data.length !== count) return null;
  const terms = penaltyTermsOf(guilt);
  const bare = withoutTerms(guilt, terms);
  return {
    guilt,
    terms,
    residual: guilt.user.data.map((value, at) => value - (guilt.data.data[at] ?? 0)),
    penalty: guilt.penalty.data,
    dataPartIsRight: bare !== null && fillsTo(bare.data, guilt.data.data),
    isPenalised: guilt.penalty.data.some((value) => value !== 0),
  };
}

function fillsTo(bare: Float64Array, data: Float64Array): boolean {
  if (bare.length !== data.length)
    return bare.every((value) => value === 0) && data.every((value) => value === 0);
  return relativeError(bare, data, 1) <= agreement;
}

/** True where a condition holds in every draw of a case. */
export function inEveryDraw(suspect: Case, condition: (evidence: Evidence) => boolean): boolean {
  return suspect.draws.every(condition);
}

/** The first draw: the one whose expressions and numbers are shown. */
export function shown(suspect: Case): Evidence {
  const [first] = suspect.draws;
  if (!first) throw new Error('a case has at least one draw');
  return first;
}
