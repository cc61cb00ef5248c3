/** The words of lenses, hovers and the text report: plain sentences about gradients, made without the editor. */
import type { Analysis, Finding, GradientReport } from '../core/report/analysis.ts';

/** Puts a sentence into the user's language; `{0}`, `{1}` … stand for the arguments. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

const longestLens = 90;
const mostNames = 6;

/**
 * The lens of gradients that share one: the wrong ones with the reason if there are any, else the right ones, else why
 * they are not checked. `findings` are all of the document.
 */
export function lensTitle(
  t: Translate,
  gradients: readonly GradientReport[],
  findings: readonly Finding[],
): string {
  const wrong = gradients.filter(({ verdict }) => verdict === 'wrong');
  if (wrong.length > 0) return `✗ ${wrongTitle(t, wrong, findings)}`;
  const verified = gradients.filter(({ verdict }) => verdict === 'verified');
  if (verified.length > 0) return `✓ ${verifiedTitle(t, verified)}`;
  const reason = gradients.find((gradient) => gradient.reason)?.reason ?? '';
  return shorten(`? ${t('{0} is not checked: {1}', namesOf(t, gradients), withoutTicks(reason))}`);
}

/** What a line's lens says while its last edit has not been analysed. */
export function editedLensTitle(t: Translate, gradients: readonly GradientReport[]): string {
  return `… ${t('{0} was edited', namesOf(t, gradients))}`;
}

/**
 * The hover of one gradient as Markdown without HTML or links.
 * `told` are the findings that it need not repeat, as their mark stands under the pointer and tells them.
 */
export function hoverMarkdown(
  t: Translate,
  gradient: GradientReport,
  analysis: Analysis,
  told: readonly Finding[],
): string {
  const findings = analysis.findings.filter(({ gradientId }) => gradientId === gradient.id);
  const parts = [`**${escapeMarkdown(gradient.name)}** ${verdictSentence(t, gradient, analysis)}`];
  if (gradient.verdict === 'wrong' && gradient.reason !== null) parts.push(messageMarkdown(gradient.reason));
  if (gradient.formula) parts.push(`${t('True gradient:')} ${codeSpan(gradient.formula.text)}`);
  const numbers = numbersLine(t, gradient);
  if (numbers) parts.push(numbers);
  const untold = findings.filter((finding) => !told.includes(finding));
  parts.push(...untold.map(({ message }) => messageMarkdown(message)));
  return parts.join('\n\n');
}

/** Whether the gradient is right, as the end of a sentence that begins with its name. */
function verdictSentence(t: Translate, gradient: GradientReport, analysis: Analysis): string {
  const target = gradient.of ? codeSpan(gradient.of) : t('its variable');
  if (gradient.verdict === 'wrong')
    return t('✗ is not the gradient of the cost with respect to {0}.', target);
  if (gradient.verdict === 'undecided') {
    return t('is not checked: {0}', messageMarkdown(gradient.reason ?? t('no cost was found for it.')));
  }
  if (gradient.assumed) return t('✓ is the gradient of the assumed cost with respect to {0}.', target);
  return isScaled(gradient, analysis)
    ? t('✓ is the gradient of the cost with respect to {0}, times a constant.', target)
    : t('✓ is the gradient of the cost with respect to {0}.', target);
}

/** Intermediate gradients may carry a constant such as m that a later line takes out again. */
function isScaled({ id, network }: GradientReport, { networks }: Analysis): boolean {
  const line = networks[network ?? -1]?.gradients.find((candidate) => candidate.id === id);
  return line?.match ? Math.abs(line.match.scale - 1) > 1e-6 : false;
}

/** A relative error as people read it: two digits, and 0 as 0. */
export function formatError(error: number): string {
  return error === 0 ? '0' : error.toPrecision(2);
}

/** A message with `code` in backticks as Markdown in which nothing but the code is formatted. */
export function messageMarkdown(message: string): string {
  return message
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeMarkdown(part)))
    .join('');
}

/** A text as an inline code span of Markdown, whatever backticks it holds. */
export function codeSpan(text: string): string {
  const longestRun = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${text.replaceAll('\n', ' ')}${padding}${fence}`;
}

function wrongTitle(t: Translate, wrong: readonly GradientReport[], findings: readonly Finding[]): string {
  const finding = findings.find(({ gradientId }) => wrong.some(({ id }) => id === gradientId));
  if (finding) return shorten(withoutTicks(firstSentence(finding.message)));
  if (wrong.every(({ reason }) => reason !== null)) {
    return t('{0} is off because a gradient that it reads is wrong', namesOf(t, wrong));
  }
  const errors = wrong.map(({ relativeError }) => relativeError ?? 0);
  return t(
    '{0} differs from the cost’s gradient by {1}',
    namesOf(t, wrong),
    formatError(Math.max(...errors)),
  );
}

function verifiedTitle(t: Translate, verified: readonly GradientReport[]): string {
  const names = namesOf(t, verified);
  const assumed = verified.some((gradient) => gradient.assumed);
  if (assumed) {
    return verified.length === 1
      ? t('{0} matches the assumed cost', names)
      : t('{0} match the assumed cost', names);
  }
  return verified.length === 1 ? t('{0} matches the cost', names) : t('{0} match the cost', names);
}

function numbersLine(t: Translate, { shape, relativeError }: GradientReport): string | null {
  const parts = [
    shape ? `${t('Shape')} ${codeSpan(`(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`)}` : null,
    relativeError === null ? null : `${t('relative error')} ${formatError(relativeError)}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' · ') : null;
}

function namesOf(t: Translate, gradients: readonly GradientReport[]): string {
  const names = [...new Set(gradients.map(({ name }) => name))];
  const [first = '', ...rest] = names;
  return names.length <= mostNames
    ? names.join(', ')
    : t(
        '{0} and {1} more',
        [first, ...rest.slice(0, mostNames - 2)].join(', '),
        names.length - mostNames + 1,
      );
}

/** Up to the first full stop that ends a sentence; stops within `code` and within numbers do not. */
function firstSentence(message: string): string {
  return /^(?:`[^`]*`|[^`.]|\.(?!\s|$))*/.exec(message)?.[0] ?? message;
}

function withoutTicks(text: string): string {
  return text.replaceAll('`', '');
}

function shorten(text: string): string {
  return text.length <= longestLens ? text : `${text.slice(0, longestLens - 1).trimEnd()}…`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&');
}
