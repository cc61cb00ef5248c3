import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readRulePage } from './rule-page.ts';

const rules = new URL('../../../src/core/rules/', import.meta.url);
const names = readdirSync(rules).filter((name) => existsSync(new URL(`${name}/rule.md`, rules)));

describe.each(names)('The page of %s', (name) => {
  const page = readRulePage(readFileSync(new URL(`${name}/rule.md`, rules), 'utf8'));

  test('is named as its folder and has the sections of every page', () => {
    expect(page.title).toBe(name);
    expect(page.summary).toMatch(/^[A-Z].*\.$/);
    expect(page.sections).toEqual([
      'What it says',
      'Why it matters',
      'Wrong',
      'Right',
      'How we know',
      'When not to use it',
      'Sources',
    ]);
  });

  test('marks its own rule once in the wrong program, where a fix changes it into the right program', () => {
    expect(page.marks.map(({ rule }) => rule)).toEqual([name]);
    const wrong = page.wrong.split('\n');
    const right = page.right.split('\n');
    const changed = wrong.flatMap((line, index) => (line === right[index] ? [] : [index + 1]));
    expect(changed).toHaveLength(1);
    for (const { line, hasFix } of page.marks) {
      if (hasFix) expect(changed).toEqual([line]);
    }
    expect(wrong).toHaveLength(right.length);
  });

  test('marks no blank at either end', () => {
    const marked = page.marks.map(({ line, column, endColumn }) =>
      page.wrong.split('\n')[line - 1]?.slice(column - 1, endColumn - 1),
    );
    for (const text of marked) expect(text).toBe(text?.trim());
    expect(marked.every((text) => text !== '')).toBe(true);
  });
});
