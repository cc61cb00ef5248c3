import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { fileReport } from '../../../src/core/report/json.ts';
import { sarifReport } from '../../../src/core/report/sarif.ts';
import { sampleAnalysis, sampleFinding, sampleSource, spanOf } from './sample-analysis.ts';

const rules = [
  { name: 'l2-missing-term', summary: 'The term is missing.', severity: 'error' },
  { name: 'l2-summed-weights', summary: 'The term is a sum.', severity: 'error' },
] as const;

function sarif(...analyses: readonly Analysis[]) {
  const text = sarifReport(
    analyses.map((analysis) => fileReport(analysis)),
    { rules, version: '1.2.3', complete: true },
  );
  return JSON.parse(text);
}

describe('The SARIF log', () => {
  test('declares its version, the tool, the column unit and the rules', () => {
    const log = sarif(sampleAnalysis());
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0]).toMatchObject({
      columnKind: 'utf16CodeUnits',
      tool: { driver: { name: 'backprop-lens', version: '1.2.3' } },
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }],
    });
    expect(log.runs[0].tool.driver.rules[1]).toEqual({
      id: 'l2-summed-weights',
      shortDescription: { text: 'The term is a sum.' },
      defaultConfiguration: { level: 'error' },
    });
  });

  test('gives a result its rule, its region, its related place and its fix', () => {
    const region = { startLine: 2, startColumn: 29, endLine: 2, endColumn: 39 };
    const [result] = sarif(sampleAnalysis()).runs[0].results;
    expect(result).toMatchObject({
      ruleId: 'l2-summed-weights',
      ruleIndex: 1,
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'net.py' }, region } }],
      relatedLocations: [{ id: 0, message: { text: 'lambd comes in here' } }],
      fixes: [
        {
          description: { text: 'Replace np.sum(W1) by W1' },
          artifactChanges: [
            {
              artifactLocation: { uri: 'net.py' },
              replacements: [{ deletedRegion: region, insertedContent: { text: 'W1' } }],
            },
          ],
        },
      ],
    });
  });

  test('names cell and line in a notebook, whose regions would point into the JSON text', () => {
    const source = sampleSource('a b.ipynb', [{ index: 3, start: 0, end: 200 }]);
    const [result] = sarif(sampleAnalysis(source)).runs[0].results;
    expect(result.locations).toEqual([
      {
        physicalLocation: { artifactLocation: { uri: 'a%20b.ipynb' } },
        logicalLocations: [{ name: 'cell 3, line 2, column 29', kind: 'cell' }],
      },
    ]);
    expect(result).not.toHaveProperty('fixes');
  });

  test('turns problems into notifications and information into notes', () => {
    const source = sampleSource();
    const log = sarif(
      sampleAnalysis(source, {
        findings: [sampleFinding(source, { severity: 'information', fix: null })],
        problems: [{ message: 'expected an expression', span: spanOf(source, 'np.sum') }],
      }),
    );
    expect(log.runs[0].results[0].level).toBe('note');
    expect(log.runs[0].invocations[0].toolExecutionNotifications).toMatchObject([
      { level: 'warning', message: { text: 'expected an expression' } },
    ]);
  });

  test.each([
    ['/home/me/net work.py', 'file:///home/me/net%20work.py'],
    ['C:/code/net.py', 'file:///C:/code/net.py'],
    ['../ä/net#1.py', '../%C3%A4/net%231.py'],
  ])('writes the path %s as the reference %s', (path, uri) => {
    const [result] = sarif(sampleAnalysis(sampleSource(path))).runs[0].results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });
});
