/** The report of the command line as plain data, one entry per file, for graders, CI and the other two formats. */
import { type Range, rangeOf, type Span } from '../python/source.ts';
import type {
  Analysis,
  Finding,
  Fix,
  GradientReport,
  GradientRole,
  Problem,
  RelatedPlace,
  Severity,
  Verdict,
} from './analysis.ts';

/** Lines and columns are 1-based, columns count UTF-16 units, the end is exclusive; lines of a notebook count within the cell. */
export type LineRange = Pick<Range, 'start' | 'end'>;

export interface GradientEntry {
  readonly name: string;
  readonly of: string;
  readonly role: GradientRole;
  readonly function: string | null;
  readonly cell: number | null;
  readonly range: LineRange;
  readonly verdict: Verdict;
  readonly assumed: boolean;
  readonly relativeError: number | null;
  readonly reason: string | null;
}

export interface RelatedEntry {
  readonly message: string;
  readonly path: string;
  readonly cell: number | null;
  readonly range: LineRange;
}

export interface EditEntry {
  readonly path: string;
  readonly cell: number | null;
  readonly range: LineRange;
  readonly newText: string;
}

export interface FixEntry {
  readonly title: string;
  readonly edits: readonly EditEntry[];
}

export interface FindingEntry {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly gradient: string;
  readonly cell: number | null;
  readonly range: LineRange;
  readonly related: readonly RelatedEntry[];
  readonly fix: FixEntry | null;
}

export interface ProblemEntry {
  readonly message: string;
  readonly cell: number | null;
  readonly range: LineRange;
}

/** What is known of one file; everything in it stands in that file. */
export interface FileReport {
  readonly path: string;
  readonly gradients: readonly GradientEntry[];
  readonly findings: readonly FindingEntry[];
  readonly problems: readonly ProblemEntry[];
}

export interface Summary {
  readonly files: number;
  readonly gradients: number;
  readonly verified: number;
  readonly wrong: number;
  readonly undecided: number;
  readonly findings: number;
}

/** What the report calls a document, from the uri under which it was analysed. */
export type PathOf = (uri: string) => string;

/** The entry of one analysed document. Marks that stand in other files are left to the reports of those files. */
export function fileReport(analysis: Analysis, pathOf: PathOf = (uri) => uri): FileReport {
  const own = (span: Span) => span.source.uri === analysis.source.uri;
  return {
    path: pathOf(analysis.source.uri),
    gradients: analysis.gradients.filter(({ span }) => own(span)).map(gradientEntry),
    findings: analysis.findings
      .filter(({ span }) => own(span))
      .map((finding) => findingEntry(finding, pathOf)),
    problems: analysis.problems.filter(({ span }) => span === null || own(span)).map(problemEntry),
  };
}

/** The entry of a file that could not be looked at, with the reason at its first character. */
export function unreadableReport(path: string, message: string): FileReport {
  return { path, gradients: [], findings: [], problems: [problemEntry({ message, span: null })] };
}

/** The same report with only the findings whose rule is kept; the gradients stay, since a verdict is not a finding. */
export function keepRules(report: FileReport, kept: (rule: string) => boolean): FileReport {
  return { ...report, findings: report.findings.filter(({ rule }) => kept(rule)) };
}

/** The counts over all files. */
export function summarize(files: readonly FileReport[]): Summary {
  const gradients = files.flatMap((file) => file.gradients);
  const count = (verdict: Verdict) => gradients.filter((gradient) => gradient.verdict === verdict).length;
  return {
    files: files.length,
    gradients: gradients.length,
    verified: count('verified'),
    wrong: count('wrong'),
    undecided: count('undecided'),
    findings: files.reduce((sum, file) => sum + file.findings.length, 0),
  };
}

/** The JSON document of a run, indented, with a newline at its end. */
export function jsonReport(files: readonly FileReport[], version: string): string {
  return `${JSON.stringify({ tool: 'backprop-lens', version, files, summary: summarize(files) }, null, 2)}\n`;
}

function gradientEntry(gradient: GradientReport): GradientEntry {
  return {
    name: gradient.name,
    of: gradient.of,
    role: gradient.role,
    function: gradient.functionName,
    ...place(gradient.span),
    verdict: gradient.verdict,
    assumed: gradient.assumed,
    relativeError: finiteOrLargest(gradient.relativeError),
    reason: gradient.reason,
  };
}

/** JSON has no infinity: a gradient that overflows reads as the largest number, not as the null of an undecided one. */
function finiteOrLargest(value: number | null): number | null {
  return value === null || Number.isFinite(value) ? value : Number.MAX_VALUE;
}

function findingEntry(finding: Finding, pathOf: PathOf): FindingEntry {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    gradient: finding.gradient,
    ...place(finding.span),
    related: finding.related.map((related) => relatedEntry(related, pathOf)),
    fix: finding.fix && fixEntry(finding.fix, pathOf),
  };
}

function relatedEntry({ message, span }: RelatedPlace, pathOf: PathOf): RelatedEntry {
  return { message, path: pathOf(span.source.uri), ...place(span) };
}

function fixEntry({ title, edits }: Fix, pathOf: PathOf): FixEntry {
  return {
    title,
    edits: edits.map(({ span, newText }) => ({ path: pathOf(span.source.uri), ...place(span), newText })),
  };
}

const fileStart: LineRange = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function problemEntry({ message, span }: Problem): ProblemEntry {
  return span === null ? { message, cell: null, range: fileStart } : { message, ...place(span) };
}

function place(span: Span): { readonly cell: number | null; readonly range: LineRange } {
  const { cell, start, end } = rangeOf(span);
  return { cell, range: { start, end } };
}
