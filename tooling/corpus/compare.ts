/** What changed between two runs over the same corpus: verdicts, reasons, findings, failures and time. */
import type { Verdict } from '../../src/core/report/analysis.ts';
import { normalizeReason } from './reasons.ts';
import {
  type CorpusFile,
  type CorpusFinding,
  type CorpusGradient,
  type CorpusRun,
  placeText,
} from './run.ts';

/** What a run says of a gradient line; absent where it finds none there. */
export type LineState = Verdict | 'absent';

export interface FileChange {
  readonly path: string;
  /** True where the file reached the cap in either run, so that the machine's speed may have made the difference. */
  readonly capReached: boolean;
}

export interface LineChange extends FileChange {
  readonly from: LineState;
  readonly to: LineState;
  readonly before: CorpusGradient | null;
  readonly after: CorpusGradient | null;
}

export interface FindingChange extends FileChange {
  /** Of a changed finding the message or the fix differs. */
  readonly kind: 'gone' | 'new' | 'changed';
  readonly before: CorpusFinding | null;
  readonly after: CorpusFinding | null;
}

/** A file of both runs, with what is true of it in one of them alone. */
export interface FilePair {
  readonly before: CorpusFile;
  readonly after: CorpusFile;
}

export interface Comparison {
  /** The files of both runs, in the order of the later run. */
  readonly pairs: readonly FilePair[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** Lines whose verdict changed, the worst changes first, each kind in the order of the files. */
  readonly lines: readonly LineChange[];
  /** Lines undecided in both runs for reasons that do not read equal. */
  readonly reasons: readonly LineChange[];
  readonly findings: readonly FindingChange[];
  readonly failed: readonly FilePair[];
  readonly recovered: readonly FilePair[];
  /** Files that reach the cap in one run alone. */
  readonly capChanged: readonly FilePair[];
  /** Files whose time at least doubled or halved and differs by half a second: more than noise. */
  readonly timeChanged: readonly FilePair[];
}

/** The kinds of changes from the worst to the best. */
const order = [
  'verified wrong',
  'verified undecided',
  'verified absent',
  'wrong undecided',
  'wrong absent',
  'wrong verified',
  'undecided absent',
  'absent undecided',
  'absent wrong',
  'undecided wrong',
  'absent verified',
  'undecided verified',
];

/** What changed from the earlier run to the later one, over the files of both. */
export function compareRuns(earlier: CorpusRun, later: CorpusRun): Comparison {
  const known = new Map(earlier.files.map((file) => [file.path, file]));
  const present = new Set(later.files.map(({ path }) => path));
  const pairs = later.files.flatMap((after) => {
    const before = known.get(after.path);
    return before ? [{ before, after }] : [];
  });
  const lines = pairs.flatMap(lineChanges);
  const rank = ({ from, to }: LineChange) => order.indexOf(`${from} ${to}`);
  return {
    pairs,
    onlyBefore: [...known.keys()].filter((path) => !present.has(path)),
    onlyAfter: [...present].filter((path) => !known.has(path)),
    lines: lines.filter(({ from, to }) => from !== to).sort((a, b) => rank(a) - rank(b)),
    reasons: lines.filter(({ from, to }) => from === to),
    findings: pairs.flatMap(findingChanges),
    failed: pairs.filter(({ before, after }) => before.failure === null && after.failure !== null),
    recovered: pairs.filter(({ before, after }) => before.failure !== null && after.failure === null),
    capChanged: pairs.filter(({ before, after }) => before.capReached !== after.capReached),
    timeChanged: pairs.filter(({ before, after }) => differ(before.milliseconds, after.milliseconds)),
  };
}

/** True where a line that had a verdict lost it, or a verified line is called wrong. */
export function isLoss({ from, to }: LineChange): boolean {
  return from === 'verified'
    ? to !== 'verified'
    : from === 'wrong' && (to === 'undecided' || to === 'absent');
}

/** Lines of one file whose verdict changed, or that are undecided for another reason. */
function lineChanges(pair: FilePair): LineChange[] {
  const { before, after } = pair;
  return matched(before.gradients, after.gradients, gradientKey).flatMap(([old, fresh]): LineChange[] => {
    const change: LineChange = {
      ...fileOf(pair),
      from: old?.verdict ?? 'absent',
      to: fresh?.verdict ?? 'absent',
      before: old,
      after: fresh,
    };
    return change.from !== change.to || reasonOf(old) !== reasonOf(fresh) ? [change] : [];
  });
}

function fileOf({ before, after }: FilePair): FileChange {
  return { path: after.path, capReached: before.capReached || after.capReached };
}

function findingChanges(pair: FilePair): FindingChange[] {
  const { before, after } = pair;
  const file = fileOf(pair);
  return matched(before.findings, after.findings, findingKey).flatMap(([old, fresh]): FindingChange[] => {
    if (old === null) return [{ ...file, kind: 'new', before: old, after: fresh }];
    if (fresh === null) return [{ ...file, kind: 'gone', before: old, after: fresh }];
    const same = old.message === fresh.message && JSON.stringify(old.fix) === JSON.stringify(fresh.fix);
    return same ? [] : [{ ...file, kind: 'changed', before: old, after: fresh }];
  });
}

/** The entries of both lists side by side by their key, in the order of the later list, then what is left of the earlier. */
function matched<Entry>(
  earlier: readonly Entry[],
  later: readonly Entry[],
  keyOf: (entry: Entry) => string,
): (readonly [Entry | null, Entry | null])[] {
  const left = new Map<string, Entry[]>();
  for (const entry of earlier) left.set(keyOf(entry), [...(left.get(keyOf(entry)) ?? []), entry]);
  const pairs = later.map((entry) => [left.get(keyOf(entry))?.shift() ?? null, entry] as const);
  return [...pairs, ...[...left.values()].flat().map((entry) => [entry, null] as const)];
}

/** A line is known by its place and what it assigns; its verdict and its variable are what the runs may differ in. */
function gradientKey(gradient: CorpusGradient): string {
  return `${placeText(gradient)} ${gradient.name}`;
}

function findingKey(finding: CorpusFinding): string {
  return `${placeText(finding)} ${finding.rule} ${finding.gradient} ${finding.text}`;
}

function reasonOf(gradient: CorpusGradient | null): string | null {
  return gradient?.verdict === 'undecided' ? normalizeReason(gradient.reason ?? '') : null;
}

function differ(before: number, after: number): boolean {
  const [less, more] = before < after ? [before, after] : [after, before];
  return more - less >= 500 && more >= 2 * less;
}
