/** Comments that keep findings silent: `# backprop-lens: ignore[rule]` on a line, `ignore-file[rule]` for all of a text. */
import type { SourceText, Span } from '../python/source.ts';
import type { Finding, TextEdit } from './finding.ts';

/** A comment of that kind. */
interface Suppression {
  readonly span: Span;
  /** Null where it silences every rule. */
  readonly rules: readonly string[] | null;
  readonly isForFile: boolean;
}

/** Findings that are not silenced, and the comments that silence nothing. */
export interface Unsilenced {
  readonly findings: readonly Finding[];
  readonly unused: readonly { readonly message: string; readonly span: Span }[];
}

const comment = /#\s*backprop-lens:\s*(ignore(?:-file)?)\b(?:\s*\[([^\]\n]*)\])?/g;

/** Takes out the findings that the comments of their text silence. */
export function withoutSilenced(findings: readonly Finding[], source: SourceText): Unsilenced {
  const suppressions = suppressionsIn(source);
  if (suppressions.length === 0) return { findings, unused: [] };
  const used = new Set<string>();
  const kept = findings.filter((finding) => {
    const silencing = suppressions.filter((each) => silences(each, finding));
    for (const each of silencing) used.add(keyOf(each, each.rules === null ? null : finding.rule));
    return silencing.length === 0;
  });
  const unused = suppressions.flatMap((each) => {
    const open = (each.rules ?? [null]).filter((rule) => !used.has(keyOf(each, rule)));
    return open.map((rule) => ({ message: unusedMessage(rule, each.isForFile), span: each.span }));
  });
  return { findings: kept, unused };
}

/** The edit that silences a finding: a comment at the end of its last line, or one more name in the comment there. */
export function silencingEdit({ span, rule }: Finding): TextEdit {
  const { source } = span;
  const next = source.text.indexOf('\n', span.end);
  const lineEnd = next < 0 ? source.text.length : next;
  const end = source.text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  const known = suppressionsIn(source).find(
    (each) => !each.isForFile && each.rules !== null && span.end <= each.span.start && each.span.end <= end,
  );
  if (!known) return { span: { source, start: end, end }, newText: `  # backprop-lens: ignore[${rule}]` };
  const bracket = known.span.end - 1;
  return { span: { source, start: bracket, end: bracket }, newText: `, ${rule}` };
}

function suppressionsIn(source: SourceText): Suppression[] {
  if (!source.text.includes('backprop-lens:')) return [];
  return [...source.text.matchAll(comment)].map((match) => ({
    span: { source, start: match.index, end: match.index + match[0].length },
    rules:
      match[2]
        ?.split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '') ?? null,
    isForFile: match[1] === 'ignore-file',
  }));
}

/** A comment on any of the lines that a finding covers silences it. */
function silences({ span, rules, isForFile }: Suppression, finding: Finding): boolean {
  if (rules !== null && !rules.includes(finding.rule)) return false;
  if (isForFile) return true;
  const { text } = finding.span.source;
  const start = text.lastIndexOf('\n', finding.span.start - 1) + 1;
  const next = text.indexOf('\n', finding.span.end);
  return start <= span.start && span.start < (next < 0 ? text.length : next);
}

function keyOf({ span }: Suppression, rule: string | null): string {
  return `${span.start} ${rule ?? ''}`;
}

function unusedMessage(rule: string | null, isForFile: boolean): string {
  const what = rule === null ? 'Nothing is found' : `No ${rule} is found`;
  return `${what} ${isForFile ? 'in this file' : 'on this line'}: the comment ignores nothing and can go.`;
}
