import { describe, expect, test } from 'vitest';
import { fileReport } from '../../../src/core/report/json.ts';
import { textReport } from '../../../src/core/report/text.ts';
import { sampleAnalysis, sampleFinding, sampleSource, spanOf } from './sample-analysis.ts';

const text = sampleSource().text;

function report(analysis = sampleAnalysis(), verbose = false, source = text): string {
  return textReport([{ report: fileReport(analysis), parts: [{ cell: null, text: source }] }], { verbose });
}

describe('The text report', () => {
  test('shows the line with carets under the mark, the related place and the fix', () => {
    expect(report()).toBe(
      `net.py:2:29: error: l2-summed-weights
  np.sum(W1) adds one number to every entry of dW1.
    |
  2 |     dW1 = X @ dZ1 + lambd * np.sum(W1)
    |                             ^^^^^^^^^^
  see net.py:1:26: lambd comes in here
  fix: Replace np.sum(W1) by W1

1 finding in 1 file; of 2 gradients 0 verified, 1 wrong, 1 undecided (--verbose lists them).
`,
    );
  });

  test('lists the undecided gradients with their reasons when asked', () => {
    expect(report(sampleAnalysis(), true)).toContain(
      'net.py:3:5: undecided: dX\n  The cost calls load_loss(), which this workspace does not define.\n',
    );
    expect(report(sampleAnalysis(), true)).not.toContain('--verbose');
  });

  test('keeps tabs in front of the carets, so that they stand under the mark in any tab width', () => {
    const tabbed = { ...sampleSource(), text: text.replaceAll('    ', '\t') };
    const analysis = sampleAnalysis(tabbed);
    expect(report(analysis, false, tabbed.text)).toContain(
      '2 | \tdW1 = X @ dZ1 + lambd * np.sum(W1)\n    | \t                        ^^^^^^^^^^\n',
    );
  });

  test('underlines a mark over several lines on its first line', () => {
    const source = sampleSource();
    const span = spanOf(source, 'dW1 = X @ dZ1 + lambd * np.sum(W1)\n    return');
    const analysis = sampleAnalysis(source, { findings: [sampleFinding(source, { span })] });
    expect(report(analysis)).toContain(
      `    |     ${'^'.repeat('dW1 = X @ dZ1 + lambd * np.sum(W1)'.length)}\n`,
    );
  });

  test('names the cell in a notebook and quotes the line of that cell', () => {
    const source = sampleSource('net.ipynb', [{ index: 3, start: 0, end: text.length }]);
    const parts = [
      { cell: 1, text: 'nothing\nof this' },
      { cell: 3, text },
    ];
    const shown = textReport([{ report: fileReport(sampleAnalysis(source)), parts }], { verbose: false });
    expect(shown).toContain('net.ipynb:cell 3:2:29: error: l2-summed-weights');
    expect(shown).toContain('2 |     dW1 = X');
  });

  test('says so where no gradient was found', () => {
    const empty = sampleAnalysis(sampleSource(), { gradients: [], findings: [] });
    expect(report(empty)).toBe('0 findings in 1 file; no hand-written gradient found.\n');
  });
});
