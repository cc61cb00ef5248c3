import { describe, expect, test } from 'vitest';
import { fileReport, jsonReport, keepRules, unreadableReport } from '../../../src/core/report/json.ts';
import { sampleAnalysis, sampleFinding, sampleGradient, sampleSource, spanOf } from './sample-analysis.ts';

describe('The JSON report', () => {
  test('gives each gradient the place of its statement, 1-based, with an exclusive end', () => {
    expect(fileReport(sampleAnalysis()).gradients[0]).toEqual({
      name: 'dW1',
      of: 'W1',
      role: 'parameter',
      function: 'backward',
      cell: null,
      range: { start: { line: 2, column: 5 }, end: { line: 2, column: 39 } },
      verdict: 'wrong',
      assumed: false,
      relativeError: 0.75,
      reason: null,
    });
  });

  test('gives a finding its marked expression, its related places and the edits of its fix', () => {
    const mark = { start: { line: 2, column: 29 }, end: { line: 2, column: 39 } };
    expect(fileReport(sampleAnalysis()).findings).toEqual([
      {
        rule: 'l2-summed-weights',
        severity: 'error',
        message: 'np.sum(W1) adds one number to every entry of dW1.',
        gradient: 'dW1',
        cell: null,
        range: mark,
        related: [
          {
            message: 'lambd comes in here',
            path: 'net.py',
            cell: null,
            range: { start: { line: 1, column: 26 }, end: { line: 1, column: 31 } },
          },
        ],
        fix: {
          title: 'Replace np.sum(W1) by W1',
          edits: [{ path: 'net.py', cell: null, range: mark, newText: 'W1' }],
        },
      },
    ]);
  });

  test('counts lines from the start of the notebook cell and names the cell', () => {
    const start = sampleSource().text.indexOf('    dW1');
    const source = sampleSource('net.ipynb', [
      { index: 0, start: 0, end: start - 1 },
      { index: 3, start, end: 200 },
    ]);
    const [finding] = fileReport(sampleAnalysis(source)).findings;
    expect(finding).toMatchObject({ cell: 3, range: { start: { line: 1, column: 29 } } });
    expect(finding?.related).toMatchObject([{ cell: 0, range: { start: { line: 1, column: 26 } } }]);
  });

  test('leaves marks of other files to the reports of those files', () => {
    const own = sampleSource();
    const other = sampleSource('reg_utils.py');
    const report = fileReport(
      sampleAnalysis(own, { gradients: [sampleGradient(other)], findings: [sampleFinding(other)] }),
    );
    expect(report).toMatchObject({ path: 'net.py', gradients: [], findings: [] });
  });

  test('reads an error without bound as the largest number, since null means undecided', () => {
    const source = sampleSource();
    const gradients = [sampleGradient(source, { relativeError: Number.POSITIVE_INFINITY })];
    const text = jsonReport([fileReport(sampleAnalysis(source, { gradients }))], '1.2.3');
    expect(JSON.parse(text).files[0].gradients[0].relativeError).toBe(Number.MAX_VALUE);
  });

  test('sums the verdicts of all files and ends with a newline', () => {
    const source = sampleSource();
    const verified = sampleAnalysis(source, {
      gradients: [sampleGradient(source, { verdict: 'verified', relativeError: 1e-16 })],
      findings: [],
    });
    const text = jsonReport([fileReport(sampleAnalysis()), fileReport(verified)], '1.2.3');
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({
      tool: 'backprop-lens',
      version: '1.2.3',
      summary: { files: 2, gradients: 3, verified: 1, wrong: 1, undecided: 1, findings: 1 },
    });
  });

  test('keeps the gradients of a rule that is left out, and drops its findings', () => {
    const report = keepRules(fileReport(sampleAnalysis()), (rule) => rule !== 'l2-summed-weights');
    expect(report.findings).toEqual([]);
    expect(report.gradients).toHaveLength(2);
  });

  test('puts a problem at its span, and one without a span at the start of the file', () => {
    const source = sampleSource();
    const problems = [{ message: 'expected an expression', span: spanOf(source, 'np.sum') }];
    expect(fileReport(sampleAnalysis(source, { problems })).problems).toEqual([
      {
        message: 'expected an expression',
        cell: null,
        range: { start: { line: 2, column: 29 }, end: { line: 2, column: 35 } },
      },
    ]);
    expect(unreadableReport('gone.py', 'no such file').problems).toEqual([
      {
        message: 'no such file',
        cell: null,
        range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
      },
    ]);
  });
});
