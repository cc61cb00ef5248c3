/** The report for people at a terminal: every finding with its line, a caret underline, the reason and the fix. */
import type { FileReport, FindingEntry, GradientEntry, LineRange, RelatedEntry, Summary } from './json.ts';
import { summarize } from './json.ts';

/** The text of a file, or of one code cell of a notebook. */
export interface SourcePart {
  readonly cell: number | null;
  readonly text: string;
}

/** A file's report with the text that its lines are quoted from. */
export interface QuotableReport {
  readonly report: FileReport;
  readonly parts: readonly SourcePart[];
}

/** The text of a run; `verbose` adds the undecided gradients with their reasons. Ends with a newline. */
export function textReport(files: readonly QuotableReport[], options: { readonly verbose: boolean }): string {
  const blocks = files.flatMap(({ report, parts }) => [
    ...report.problems.map((problem) => `${location(report.path, problem)}: ${problem.message}`),
    ...report.findings.map((finding) => findingBlock(report.path, finding, parts)),
    ...(options.verbose ? report.gradients.filter(isUndecided).map(undecidedLine(report.path)) : []),
  ]);
  const summary = summaryLine(summarize(files.map(({ report }) => report)), options.verbose);
  return `${[...blocks, summary].join('\n\n')}\n`;
}

interface Place {
  readonly cell: number | null;
  readonly range: LineRange;
}

/** path:line:column, which terminals open on a click; in a notebook the cell's index stands between. */
function location(path: string, { cell, range }: Place): string {
  const { line, column } = range.start;
  return cell === null ? `${path}:${line}:${column}` : `${path}:cell ${cell}:${line}:${column}`;
}

function findingBlock(path: string, finding: FindingEntry, parts: readonly SourcePart[]): string {
  const lines = [
    `${location(path, finding)}: ${finding.severity}: ${finding.rule}`,
    `  ${finding.message}`,
    ...excerpt(finding, parts),
    ...finding.related.map((related) => relatedLine(related)),
  ];
  if (finding.fix) lines.push(`  fix: ${finding.fix.title}`);
  return lines.join('\n');
}

function relatedLine(related: RelatedEntry): string {
  return `  see ${location(related.path, related)}: ${related.message}`;
}

/** The marked line between two margins, carets under the mark; a mark over several lines is underlined on its first. */
function excerpt({ cell, range }: Place, parts: readonly SourcePart[]): string[] {
  const text = parts.find((part) => part.cell === cell)?.text;
  const line = text?.split(/\r?\n/)[range.start.line - 1];
  if (line === undefined) return [];
  const number = String(range.start.line);
  const margin = ' '.repeat(number.length);
  const from = range.start.column - 1;
  const until = range.end.line === range.start.line ? range.end.column - 1 : line.length;
  const before = line.slice(0, from).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, until - from));
  return [`  ${margin} |`, `  ${number} | ${line}`, `  ${margin} | ${before}${carets}`];
}

function isUndecided(gradient: GradientEntry): boolean {
  return gradient.verdict === 'undecided';
}

function undecidedLine(path: string): (gradient: GradientEntry) => string {
  return (gradient) =>
    `${location(path, gradient)}: undecided: ${gradient.name}\n  ${gradient.reason ?? 'No reason is known.'}`;
}

function summaryLine(summary: Summary, verbose: boolean): string {
  const { files, gradients, verified, wrong, undecided, findings } = summary;
  const counts = `${plural(findings, 'finding')} in ${plural(files, 'file')}`;
  if (gradients === 0) return `${counts}; no hand-written gradient found.`;
  const hint = undecided > 0 && !verbose ? ' (--verbose lists them)' : '';
  return `${counts}; of ${plural(gradients, 'gradient')} ${verified} verified, ${wrong} wrong, ${undecided} undecided${hint}.`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
