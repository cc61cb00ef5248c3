/** The result of analysing one document: what the editor, the command line and the panel are made from. */
import type { NetworkEvaluation } from '../network/network.ts';
import type { Finding } from '../rules/finding.ts';
import type { SourceText, Span } from '../python/source.ts';

export type { Finding, Fix, RelatedPlace, Severity, TextEdit } from '../rules/finding.ts';

export type Verdict = 'verified' | 'wrong' | 'undecided';
export type GradientRole = 'parameter' | 'intermediate';

/** One statement that gives a gradient its value, and what is known of it. */
export interface GradientReport {
  /** Stable within one analysis: used by panel, lens and hover to speak of the same gradient. */
  readonly id: string;
  /** As the user writes it: dW1, grads["dW1"], self.dweights. */
  readonly name: string;
  /** The variable that it is the gradient of, as the user writes it; '' where that is not known. */
  readonly of: string;
  readonly role: GradientRole;
  readonly functionName: string | null;
  /** The whole statement. */
  readonly span: Span;
  readonly verdict: Verdict;
  /** True where the cost or the forward pass was implied, not found. */
  readonly assumed: boolean;
  /** max|user − true| / max(|user|, |true|) over entries and probes; null where undecided. */
  readonly relativeError: number | null;
  /** Why undecided, one sentence; null otherwise. */
  readonly reason: string | null;
  /** The place that the reason speaks of. */
  readonly reasonSpan: Span | null;
  /** Shape of the value in the probe, with symbolic sizes where known: "(3, 2)" and "(n1, n0)". Null where undecided early. */
  readonly shape: readonly number[] | null;
  /** The true gradient as a formula in the user's names, plain text and LaTeX; null where not derived. */
  readonly formula: { readonly text: string; readonly latex: string } | null;
  /** Index into Analysis.networks; null where no network was found for it. */
  readonly network: number | null;
}

export interface Problem {
  readonly message: string;
  readonly span: Span | null;
}

export interface Analysis {
  readonly source: SourceText;
  readonly gradients: readonly GradientReport[];
  readonly findings: readonly Finding[];
  /** Could not read, could not parse, could not finish. */
  readonly problems: readonly Problem[];
  readonly networks: readonly NetworkEvaluation[];
}
