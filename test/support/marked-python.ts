/** Programs with marks under their lines, and what the engine says of them: the harness of tests that show Python. */
import { expect } from 'vitest';
import { rangeOf, textOf } from '../../src/core/python/source.ts';
import type { Analysis, Finding, GradientReport, TextEdit } from '../../src/core/report/analysis.ts';
import { analyzePython } from './engine.ts';

/** "line:column-endColumn rule", with " (no fix)" where none is offered; 1-based, the end exclusive. */
export type Mark = string;

export interface MarkedPython {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A program without the margin of its template literal, and the marks that stand under its lines: `^^^^ rule (no fix)`. */
export function readMarked(python: string): MarkedPython {
  const kept: string[] = [];
  const marks: Mark[] = [];
  for (const line of dedented(python)) {
    const [, margin = '', carets = '', rest = ''] = /^(\s*)(\^+) (\S.*)$/.exec(line) ?? [];
    if (carets === '') kept.push(line);
    else marks.push(`${kept.length}:${margin.length + 1}-${margin.length + carets.length + 1} ${rest}`);
  }
  return { text: `${kept.join('\n')}\n`, marks };
}

/**
 * A program with some of its statements replaced. A line of `statements` takes the place of the first statement of
 * `program` that assigns to the same target; lines without such a place (marks, further statements) follow the one before them.
 */
export function withStatements(program: string, statements: string): string {
  const lines = dedented(program);
  let place = -1;
  for (const line of dedented(statements)) {
    const target = targetOf(line);
    const found = target === null ? -1 : lines.findIndex((other) => targetOf(other) === target);
    if (found >= 0) {
      place = found;
      lines[place] = marginOf(lines[place] ?? '') + line;
    } else {
      if (place < 0)
        throw new Error(`No statement of the program assigns to what the first line does: ${line}`);
      const margin = marginOf(lines[place] ?? '');
      place += 1;
      lines.splice(place, 0, margin + line);
    }
  }
  return lines.join('\n');
}

/** Fails unless the program has exactly the marked findings. Each fix, put in, must leave no finding at its place. */
export async function expectMarks(python: string): Promise<Analysis> {
  const { text, marks } = readMarked(python);
  const analysis = await analyzePython(text);
  expect(analysis.findings.map(markOf), text).toEqual(marks);
  const fixed = fixedText(text, analysis.findings);
  if (fixed !== text) {
    const { findings } = await analyzePython(fixed);
    const open = analysis.findings.filter(({ fix }) => fix === null).map(({ rule }) => rule);
    expect(
      findings.map(({ rule }) => rule),
      fixed,
    ).toEqual(open);
  }
  return analysis;
}

/** Fails unless the program has no finding and every parameter's gradient in it is verified, at least one of them. */
export async function expectRight(python: string): Promise<Analysis> {
  const { text } = readMarked(python);
  const analysis = await analyzePython(text);
  expect(analysis.findings.map(markOf), text).toEqual([]);
  const parameters = analysis.gradients.filter(({ role }) => role === 'parameter');
  expect(parameters, reasonsOf(analysis)).not.toEqual([]);
  const open = parameters.filter(({ verdict }) => verdict !== 'verified').map(sayVerdict);
  expect(open, text).toEqual([]);
  return analysis;
}

/** Fails unless the named gradients have these verdicts; 'absent' for a name that is no gradient. */
export function expectVerdictsOf(
  analysis: Analysis,
  verdicts: Readonly<Record<string, GradientReport['verdict'] | 'absent'>>,
): void {
  const found = Object.fromEntries(
    Object.keys(verdicts).map((name) => [
      name,
      analysis.gradients.find((gradient) => gradient.name === name)?.verdict ?? 'absent',
    ]),
  );
  expect(found, reasonsOf(analysis)).toEqual(verdicts);
}

/** The text of the line of a program after the fixes of its findings, by the 1-based number of the line. */
export function fixedText(text: string, findings: readonly Finding[]): string {
  return findings
    .flatMap(({ fix }) => fix?.edits ?? [])
    .toSorted((a: TextEdit, b: TextEdit) => b.span.start - a.span.start)
    .reduce((done, { span, newText }) => done.slice(0, span.start) + newText + done.slice(span.end), text);
}

/** A finding as a mark. */
export function markOf({ rule, span, fix }: Finding): Mark {
  const { start, end } = rangeOf(span);
  return `${start.line}:${start.column}-${end.column} ${rule}${fix ? '' : ' (no fix)'}`;
}

function reasonsOf(analysis: Analysis): string {
  return [
    textOf({ source: analysis.source, start: 0, end: analysis.source.text.length }),
    ...analysis.gradients.map(sayVerdict),
  ].join('\n');
}

function sayVerdict({ name, verdict, reason }: GradientReport): string {
  return `${name}: ${verdict}${reason ? `, ${reason}` : ''}`;
}

function dedented(python: string): string[] {
  const lines = python.replace(/^\n/, '').trimEnd().split('\n');
  const margins = lines.filter((line) => /^\s*[^\s^]/.test(line)).map((line) => marginOf(line).length);
  const margin = Math.min(...margins);
  return lines.map((line) => line.slice(Math.min(margin, marginOf(line).length)));
}

function marginOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}

/** What a line assigns to and how (`dW1 =`, `loss +=`), as it is written; null where it is no assignment. */
function targetOf(line: string): string | null {
  return /^\s*([^=\s][^=]*? [-+*/]?=) /.exec(line)?.[1] ?? null;
}
