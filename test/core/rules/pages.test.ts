import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rangeOf } from '../../../src/core/python/source.ts';
import type { Analysis, Finding, TextEdit } from '../../../src/core/report/analysis.ts';
import { analyzePython } from '../../support/engine.ts';
import { type PageMark, readRulePage } from './rule-page.ts';

const rules = new URL('../../../src/core/rules/', import.meta.url);
const names = readdirSync(rules).filter((name) => existsSync(new URL(`${name}/rule.md`, rules)));

describe.each(names)('The programs on the page of %s', (name) => {
  const page = readRulePage(readFileSync(new URL(`${name}/rule.md`, rules), 'utf8'));

  test('the wrong one has exactly the marked finding, and its fix makes it the right one', async () => {
    const { findings } = await analyzePython(page.wrong);
    expect(findings.map(markOf)).toEqual(page.marks);
    for (const { fix } of findings) {
      if (fix) expect(applied(page.wrong, fix.edits)).toBe(page.right);
    }
  });

  test('the right one has verified gradients and no finding', async () => {
    const analysis = await analyzePython(page.right);
    expect(analysis.findings.map(markOf)).toEqual([]);
    const verdicts = parameterVerdicts(analysis);
    expect(verdicts).not.toEqual([]);
    expect(verdicts.filter(([, verdict]) => verdict !== 'verified')).toEqual([]);
  });
});

function markOf({ rule, span, fix }: Finding): PageMark {
  const { start, end } = rangeOf(span);
  return { rule, line: start.line, column: start.column, endColumn: end.column, hasFix: fix !== null };
}

function parameterVerdicts({ gradients }: Analysis): (readonly [string, string])[] {
  return gradients
    .filter(({ role }) => role === 'parameter')
    .map(({ name, verdict, reason }) => [name, reason ?? verdict]);
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((done, { span, newText }) => done.slice(0, span.start) + newText + done.slice(span.end), text);
}
