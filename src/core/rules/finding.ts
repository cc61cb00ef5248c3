/** Findings: what a rule reports, where, and how it can be repaired. */
import type { Span } from '../python/source.ts';

export type Severity = 'error' | 'warning' | 'information';

export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** At most three sentences: what, why, what to do, in the user's names, with a number. */
  readonly message: string;
  /** A paragraph more, Markdown. */
  readonly elaboration: string;
  /** The sub-expression, or the statement where something is missing. */
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  /** Name and id of the gradient that it is about. */
  readonly gradient: string;
  readonly gradientId: string;
  /** Proven by evaluating the edited source again. */
  readonly fix: Fix | null;
}
