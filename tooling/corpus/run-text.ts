/** The report of a run for people: each file, the groups, the reasons, and the sums at the end, where a terminal shows them. */
import { columns, detailText, findingText, gradientText, percent } from './entry-text.ts';
import { countEach, groupReasons } from './reasons.ts';
import type { CorpusFile, CorpusRun } from './run.ts';
import { judgedShare, type Sums, spreadOf, sumsByGroup, sumsOf, timesOf } from './sums.ts';

/** The text of a run; `verbose` adds the lines that are not verified and the findings. Ends with a newline. */
export function runText(run: CorpusRun, options: { readonly verbose: boolean }): string {
  const { files } = run;
  const sections = [
    options.verbose ? detailedFiles(files) : columns([fileHead, ...files.map(fileRow)]),
    groupTable(files),
    options.verbose ? [] : notedFiles(files),
    reasonTable(files),
    ruleTable(files),
    sumLines(run),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const fileHead = ['lines', 'verified', 'wrong', 'undecided', 'findings', 'ms', 'file'];

function fileRow(file: CorpusFile): readonly (string | number)[] {
  const { gradients, verified, wrong, undecided, findings } = sumsOf([file]);
  return [gradients, verified, wrong, undecided, findings, file.milliseconds, fileName(file)];
}

/** A file's path with its group and whatever is unusual about it. */
function fileName({ path, group, passesTextTest, capReached, failure }: CorpusFile): string {
  const marks = [
    group === null ? [] : [group],
    capReached ? ['cap reached'] : [],
    failure === null ? [] : ['failed'],
    passesTextTest || failure !== null ? [] : ['no gradient-like text'],
  ].flat();
  return marks.length === 0 ? path : `${path} (${marks.join(', ')})`;
}

function detailedFiles(files: readonly CorpusFile[]): readonly string[] {
  return columns([fileHead, ...files.map(fileRow)]).flatMap((row, index) => {
    const file = files[index - 1];
    return file ? [row, ...details(file).map((line) => `    ${line}`)] : [row];
  });
}

function details({ note, failure, problems, gradients, findings }: CorpusFile): readonly string[] {
  return [
    ...(note === null ? [] : [`note: ${note}`]),
    ...(failure === null ? [] : failure.split('\n').map((line) => `failed: ${line.trim()}`)),
    ...problems.map(({ message, range }) => `problem ${range.start.line}:${range.start.column} ${message}`),
    ...gradients.flatMap((gradient) =>
      gradient.verdict === 'verified'
        ? []
        : [`${gradient.verdict} ${gradientText(gradient)}`, `  ${detailText(gradient)}`],
    ),
    ...findings.flatMap(findingText),
  ];
}

/** The files that the list has a note on, with what was found there, so that known mistakes can be looked up. */
function notedFiles(files: readonly CorpusFile[]): readonly string[] {
  const noted = files.filter(({ note }) => note !== null);
  if (noted.length === 0) return [];
  const lines = noted.flatMap((file) => [
    file.path,
    `    note: ${file.note}`,
    ...(file.findings.length === 0 ? [`    no finding; ${verdicts(sumsOf([file]))}`] : []),
    ...file.findings.flatMap(findingText).map((line) => `    ${line}`),
  ]);
  return ['Files with a note:', ...lines];
}

function groupTable(files: readonly CorpusFile[]): readonly string[] {
  const groups = sumsByGroup(files);
  if (groups.size === 0) return [];
  const head = [
    'group',
    'files',
    'with lines',
    'lines',
    'verified',
    'wrong',
    'undecided',
    'findings',
    'judged',
  ];
  const rows = [...groups].map(([name, sums]) => [
    name,
    sums.files,
    sums.withLines,
    sums.gradients,
    sums.verified,
    sums.wrong,
    sums.undecided,
    sums.findings,
    percent(judgedShare(sums)),
  ]);
  return columns([head, ...rows]);
}

function reasonTable(files: readonly CorpusFile[]): readonly string[] {
  const groups = groupReasons(files);
  if (groups.length === 0) return [];
  const lines = groups.flatMap(({ reason, lines, files, names, example }) => [
    `${String(lines).padStart(6)} in ${files}  ${reason}`,
    `${' '.repeat(8)}${namesText(names)}e.g. ${example}`,
  ]);
  return ['Undecided: lines, files, reason:', ...lines];
}

const namesShown = 3;

function namesText(names: readonly (readonly [string, number])[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, namesShown).map(([name, count]) => `${shortened(name)} ${count}`);
  const rest = names.length > namesShown ? `, … ${names.length - namesShown} more` : '';
  return `${shown.join(', ')}${rest}; `;
}

function shortened(name: string): string {
  return `\`${name.length > 40 ? `${name.slice(0, 39)}…` : name}\``;
}

function ruleTable(files: readonly CorpusFile[]): readonly string[] {
  const counts = countEach(files.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  if (counts.length === 0) return [];
  return ['Findings by rule:', ...counts.map(([rule, count]) => `${String(count).padStart(6)}  ${rule}`)];
}

function sumLines({ files, cap }: CorpusRun): readonly string[] {
  const sums = sumsOf(files);
  const { median, p95, max, total } = spreadOf(timesOf(files));
  const share = sums.gradientLike === 0 ? null : sums.withLines / sums.gradientLike;
  return [
    `Files: ${sums.files}; ${sums.gradientLike} of them have a gradient-like text (the engine's own text test lets ` +
      `them through), the others are not analysed; ${sums.failures} failed`,
    `Gradient lines were found in ${sums.withLines} files: ${percent(share)} of those with a gradient-like text, ` +
      `${percent(sums.files === 0 ? null : sums.withLines / sums.files)} of all`,
    `Gradient lines: ${verdicts(sums)}; judged ${percent(judgedShare(sums))}`,
    `Findings: ${sums.findings}`,
    `Time per analysed file: median ${median} ms, 95th percentile ${p95} ms, longest ${max} ms; together ` +
      `${(total / 1000).toFixed(1)} s; ${sums.capReached} reached the cap of ${cap} ms`,
  ];
}

function verdicts({ gradients, verified, wrong, undecided }: Sums): string {
  return `${gradients} found, ${verified} verified, ${wrong} wrong, ${undecided} undecided`;
}
