/** The report of a comparison for people: lost verdicts before gained ones, then findings, reasons, failures and time. */
import {
  type Comparison,
  type FileChange,
  type FilePair,
  type FindingChange,
  isLoss,
  type LineChange,
} from './compare.ts';
import { columns, detailText, findingText, gradientText, percent } from './entry-text.ts';
import { countEach, normalizeReason } from './reasons.ts';
import type { CorpusFile } from './run.ts';
import { judgedShare, spreadOf, sumsOf, timesOf } from './sums.ts';

/** The text of a comparison; `verbose` also lists each line that is undecided for another reason. Ends with a newline. */
export function comparisonText(comparison: Comparison, options: { readonly verbose: boolean }): string {
  const { pairs, lines, onlyBefore, onlyAfter, findings } = comparison;
  const losses = lines.filter(isLoss);
  const sections = [
    sumTable(pairs),
    listed('Only in the earlier run', onlyBefore),
    listed('Only in this run', onlyAfter),
    lineSections(lines),
    findingSection(findings),
    reasonSection(comparison.reasons, options.verbose),
    listed('Failing now', comparison.failed.map(failureText)),
    listed(
      'Failing no more',
      comparison.recovered.map(({ after }) => after.path),
    ),
    listed('Cap', comparison.capChanged.map(capText)),
    listed('Much slower or faster', comparison.timeChanged.map(timeText)),
    [
      `Changed verdicts: ${lines.length}, of them lost: ${losses.length}. ` +
        `Changed findings: ${findings.length}. Failing now: ${comparison.failed.length}.`,
    ],
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

function sumTable(pairs: readonly FilePair[]): readonly string[] {
  const head = ['', ...sumNames, 'judged'];
  const before = pairs.map((pair) => pair.before);
  const after = pairs.map((pair) => pair.after);
  const [numbersBefore, numbersAfter] = [numbersOf(before), numbersOf(after)];
  const change = numbersAfter.map((number, index) => signed(number - (numbersBefore[index] ?? 0)));
  return [
    `Compared with the earlier run, over the ${pairs.length} files of both:`,
    ...columns([
      head,
      ['before', ...numbersBefore, percent(judgedShare(sumsOf(before)))],
      ['now', ...numbersAfter, percent(judgedShare(sumsOf(after)))],
      ['change', ...change, ''],
    ]),
  ];
}

const sumNames = [
  'with lines',
  'lines',
  'verified',
  'wrong',
  'undecided',
  'findings',
  'median ms',
  'total ms',
];

function numbersOf(files: readonly CorpusFile[]): readonly number[] {
  const { withLines, gradients, verified, wrong, undecided, findings } = sumsOf(files);
  const { median, total } = spreadOf(timesOf(files));
  return [withLines, gradients, verified, wrong, undecided, findings, median, total];
}

function signed(number: number): string {
  return number > 0 ? `+${number}` : String(number);
}

/** One section for each kind of change, in the order of the changes, which is the worst first. */
function lineSections(lines: readonly LineChange[]): readonly string[] {
  const kinds = [...new Set(lines.map(kindOf))];
  return kinds.flatMap((kind, index) => {
    const same = lines.filter((line) => kindOf(line) === kind);
    const title = `${same.some(isLoss) ? 'LOST ' : ''}${kind}: ${same.length}`;
    return [...(index === 0 ? [] : ['']), title, ...byFile(same, lineText)];
  });
}

function kindOf({ from, to }: LineChange): string {
  return `${from} → ${to}`;
}

function lineText({ before, after }: LineChange): readonly string[] {
  const gradient = after ?? before;
  const detail = after ? detailText(after) : '';
  const was = after?.verdict !== 'undecided' && before ? detailText(before) : '';
  return [
    ...(gradient ? [gradientText(gradient)] : []),
    ...(was === '' ? [] : [`  was: ${was}`]),
    ...(detail === '' ? [] : [`  now: ${detail}`]),
  ];
}

function findingSection(findings: readonly FindingChange[]): readonly string[] {
  if (findings.length === 0) return [];
  return [`Findings changed: ${findings.length}`, ...byFile(findings, findingChangeText)];
}

function findingChangeText({ kind, before, after }: FindingChange): readonly string[] {
  const [title = '', ...rest] = after ? findingText(after) : before ? findingText(before) : [];
  const was = before && after ? findingText(before).slice(1) : [];
  return [`${kind} ${title}`, ...was.map((line) => `  was: ${line.trim()}`), ...rest];
}

/** Reasons change in numbers when one cause is removed and the next comes to light, so they are counted. */
function reasonSection(reasons: readonly LineChange[], verbose: boolean): readonly string[] {
  if (reasons.length === 0) return [];
  const changes = reasons.map(
    ({ before, after }) =>
      `${normalizeReason(before?.reason ?? '')}\n          → ${normalizeReason(after?.reason ?? '')}`,
  );
  return [
    `Undecided for another reason: ${reasons.length}`,
    ...countEach(changes).map(([change, count]) => `${String(count).padStart(6)}  ${change}`),
    ...(verbose ? byFile(reasons, reasonChangeText) : []),
  ];
}

function reasonChangeText({ before, after }: LineChange): readonly string[] {
  if (!before || !after) return [];
  return [gradientText(after), `  was: ${detailText(before)}`, `  now: ${detailText(after)}`];
}

function byFile<Change extends FileChange>(
  changes: readonly Change[],
  textOf: (change: Change) => readonly string[],
): readonly string[] {
  const paths = [...new Set(changes.map(({ path }) => path))];
  return paths.flatMap((path) => {
    const own = changes.filter((change) => change.path === path);
    const mark = own.some(({ capReached }) => capReached) ? ' (cap reached)' : '';
    return [`  ${path}${mark}`, ...own.flatMap(textOf).map((line) => `    ${line}`)];
  });
}

function listed(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${title}: ${items.length}`, ...items.map((item) => `  ${item}`)];
}

function failureText({ after }: FilePair): string {
  return `${after.path}: ${after.failure?.split('\n').join('\n    ') ?? ''}`;
}

function capText({ after }: FilePair): string {
  return `${after.path}: ${after.capReached ? 'reached now' : 'reached no more'}`;
}

function timeText({ before, after }: FilePair): string {
  return `${before.milliseconds} → ${after.milliseconds} ms  ${after.path}`;
}
