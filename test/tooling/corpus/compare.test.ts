import { describe, expect, test } from 'vitest';
import { type Comparison, compareRuns, isLoss } from '../../../tooling/corpus/compare.ts';
import { comparisonText } from '../../../tooling/corpus/comparison-text.ts';
import type { CorpusFile, CorpusGradient } from '../../../tooling/corpus/run.ts';
import { corpusFile, findingAt, gradientAt } from './sample-files.ts';

function compare(before: readonly CorpusFile[], after: readonly CorpusFile[]): Comparison {
  return compareRuns({ cap: 1000, files: before }, { cap: 1000, files: after });
}

function compareLines(before: readonly CorpusGradient[], after: readonly CorpusGradient[]): Comparison {
  return compare([corpusFile('a.py', { gradients: before })], [corpusFile('a.py', { gradients: after })]);
}

const wrong = { verdict: 'wrong', relativeError: 0.5 } as const;
const undecided = { reason: 'Not checked: `f` is not defined here (line 91).' };

describe('Two runs', () => {
  test('that say the same differ in nothing', () => {
    const files = [
      corpusFile('a.py', { gradients: [gradientAt(1), gradientAt(2, undecided)], findings: [findingAt(1)] }),
    ];
    const { pairs, ...changes } = compare(files, structuredClone(files));
    expect(pairs).toHaveLength(1);
    for (const [name, change] of Object.entries(changes)) expect(change, name).toEqual([]);
  });

  test('are compared line by line, the worst changes first', () => {
    const { lines } = compareLines(
      [
        gradientAt(1, undecided),
        gradientAt(2),
        gradientAt(3),
        gradientAt(4),
        gradientAt(5, wrong),
        gradientAt(6),
      ],
      [
        gradientAt(1),
        gradientAt(2, undecided),
        gradientAt(3, wrong),
        gradientAt(5),
        gradientAt(6),
        gradientAt(7),
      ],
    );
    const said = lines.map((change) => {
      const line = (change.after ?? change.before)?.range.start.line;
      return `${line}: ${change.from} → ${change.to}${isLoss(change) ? ', lost' : ''}`;
    });
    expect(said).toEqual([
      '3: verified → wrong, lost',
      '2: verified → undecided, lost',
      '4: verified → absent, lost',
      '5: wrong → verified',
      '7: absent → verified',
      '1: undecided → verified',
    ]);
  });

  test('match two gradients of one line one by one', () => {
    const { lines } = compareLines([gradientAt(1), gradientAt(1)], [gradientAt(1), gradientAt(1, wrong)]);
    expect(lines.map(({ from, to }) => [from, to])).toEqual([['verified', 'wrong']]);
  });

  test('do not differ where a reason names another line or name', () => {
    const moved = { reason: 'Not checked: `g` is not defined here (line 92).' };
    const { lines, reasons } = compareLines([gradientAt(1, undecided)], [gradientAt(1, moved)]);
    expect([...lines, ...reasons]).toEqual([]);
  });

  test('tell where a line is undecided for another reason', () => {
    const { lines, reasons } = compareLines(
      [gradientAt(1, undecided)],
      [gradientAt(1, { reason: 'No cost.' })],
    );
    expect(lines).toEqual([]);
    expect(reasons.map(({ before, after }) => [before?.reason, after?.reason])).toEqual([
      [undecided.reason, 'No cost.'],
    ]);
  });

  test('tell findings that are new, gone, or say something else', () => {
    const before = [findingAt(1), findingAt(2), findingAt(3)];
    const after = [findingAt(1), findingAt(2, { message: 'dW lacks 1/m.' }), findingAt(4)];
    const { findings } = compare(
      [corpusFile('a.py', { findings: before })],
      [corpusFile('a.py', { findings: after })],
    );
    const said = findings.map((change) => [change.kind, (change.after ?? change.before)?.range.start.line]);
    expect(said).toEqual([
      ['changed', 2],
      ['new', 4],
      ['gone', 3],
    ]);
  });

  test('are compared over the files of both; the others are named', () => {
    const { pairs, onlyBefore, onlyAfter, lines } = compare(
      [corpusFile('a.py'), corpusFile('old.py', { gradients: [gradientAt(1)] })],
      [corpusFile('a.py'), corpusFile('new.py', { gradients: [gradientAt(1)] })],
    );
    expect(pairs.map(({ after }) => after.path)).toEqual(['a.py']);
    expect({ onlyBefore, onlyAfter, lines }).toEqual({
      onlyBefore: ['old.py'],
      onlyAfter: ['new.py'],
      lines: [],
    });
  });

  test('tell files that fail, reach the cap, or take much longer', () => {
    const after = [
      corpusFile('a.py', { failure: 'RangeError' }),
      corpusFile('b.py', { capReached: true, milliseconds: 1000 }),
      corpusFile('c.py', { milliseconds: 500 }),
    ];
    const { failed, recovered, capChanged, timeChanged } = compare(
      ['a.py', 'b.py', 'c.py'].map((path) => corpusFile(path)),
      after,
    );
    expect(failed.map((pair) => pair.after.path)).toEqual(['a.py']);
    expect(recovered).toEqual([]);
    expect(capChanged.map((pair) => pair.after.path)).toEqual(['b.py']);
    expect(timeChanged.map((pair) => pair.after.path)).toEqual(['b.py']);
  });
});

describe('The report of a comparison', () => {
  test('shows the lost line with its statement and what is said of it now', () => {
    const text = comparisonText(compareLines([gradientAt(7)], [gradientAt(7, undecided)]), {
      verbose: false,
    });
    expect(text).toContain(
      [
        'LOST verified → undecided: 1',
        '  a.py',
        '    7:5 dW of W in backward: `dW = X.T @ dZ`',
        '      now: Not checked: `f` is not defined here (line 91).',
      ].join('\n'),
    );
    expect(text).toMatch(/^Changed verdicts: 1, of them lost: 1\. /m);
  });

  test('marks a file that was cut off, for which the speed of the machine may decide', () => {
    const after = corpusFile('a.py', { gradients: [gradientAt(7, undecided)], capReached: true });
    const comparison = compare([corpusFile('a.py', { gradients: [gradientAt(7)] })], [after]);
    expect(comparisonText(comparison, { verbose: false })).toContain(
      'LOST verified → undecided: 1\n  a.py (cap reached)\n',
    );
  });

  test('shows the sums before and now', () => {
    const text = comparisonText(compareLines([gradientAt(7, undecided)], [gradientAt(7)]), {
      verbose: false,
    });
    const rows = text.split('\n').slice(1, 5);
    expect(rows.map((row) => row.trim().split(/\s{2,}/))).toEqual([
      [
        'with lines',
        'lines',
        'verified',
        'wrong',
        'undecided',
        'findings',
        'median ms',
        'total ms',
        'judged',
      ],
      ['before', '1', '1', '0', '0', '1', '0', '100', '100', '0.0 %'],
      ['now', '1', '1', '1', '0', '0', '0', '100', '100', '100.0 %'],
      ['change', '0', '0', '+1', '0', '-1', '0', '0', '0'],
    ]);
  });
});
