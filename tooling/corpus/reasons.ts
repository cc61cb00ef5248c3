/** Groups the reasons of undecided lines, so that the most frequent ones can be worked on first. */
import { type CorpusFile, placeText } from './run.ts';

export interface ReasonGroup {
  /** The reason without the names and numbers of the single case. */
  readonly reason: string;
  readonly lines: number;
  readonly files: number;
  /** The reason's first quoted names, the most frequent first, with their counts. */
  readonly names: readonly (readonly [name: string, count: number])[];
  /** One line that has this reason: path and place. */
  readonly example: string;
}

/** A reason with its places left out and its names, quotations, shapes and numbers replaced, so that equal reasons read equal. */
export function normalizeReason(reason: string): string {
  return reason
    .replace(/^Not checked: /, '')
    .replace(/`[^`]*`/g, '`…`')
    .replace(/(?<!\w)'[^']*'|"[^"]*"/g, "'…'")
    .replace(/ \((?:cell \d+, )?line \d+(?:, `…`)?\)/g, '')
    .replace(/\b(AssertionError|NotImplementedError): .*/, '$1: …')
    .replace(/[\w.]+\(\)/g, '…()')
    .replace(/\((?:[-\w.]+,? ?)*\)/g, (text) => (/\d/.test(text) ? '(…)' : text))
    .replace(/-?\b\d+(?:\.\d+)?(?:e[-+]?\d+)?\b/g, '#')
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** The reasons of all undecided lines, the most frequent first, equal counts in the order of the alphabet. */
export function groupReasons(files: readonly CorpusFile[]): readonly ReasonGroup[] {
  const cases = new Map<string, Case[]>();
  for (const file of files) {
    for (const gradient of file.gradients) {
      if (gradient.verdict !== 'undecided') continue;
      const reason = gradient.reason ?? '(no reason)';
      // An analysis that is cut off calls lines unreached that it would have reached.
      const key = `${file.capReached ? '(cap reached) ' : ''}${normalizeReason(reason)}`;
      const place = `${file.path}:${placeText(gradient)}`;
      cases.set(key, [...(cases.get(key) ?? []), { reason, path: file.path, place }]);
    }
  }
  return [...cases]
    .map(([reason, same]) => reasonGroup(reason, same))
    .sort((a, b) => b.lines - a.lines || (a.reason < b.reason ? -1 : 1));
}

interface Case {
  readonly reason: string;
  readonly path: string;
  readonly place: string;
}

function reasonGroup(reason: string, cases: readonly Case[]): ReasonGroup {
  return {
    reason,
    lines: cases.length,
    files: new Set(cases.map(({ path }) => path)).size,
    names: countEach(cases.flatMap((each) => /`([^`]*)`/.exec(each.reason)?.[1] ?? [])),
    example: cases[0]?.place ?? '',
  };
}

/** How often each word occurs, the most frequent first, equal counts in the order of the alphabet. */
export function countEach(words: readonly string[]): readonly (readonly [word: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}
