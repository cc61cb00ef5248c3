import { describe, expect, test } from 'vitest';
import { parsePython } from '../../support/python.ts';

async function messagesOf(text: string): Promise<string[]> {
  const { problems } = await parsePython(text);
  return problems.map((problem) => problem.message);
}

describe('text that is too much', () => {
  test('ten thousand nested parentheses are one unknown line', async () => {
    const { module, problems } = await parsePython(
      `x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\ny = 2\n`,
    );
    expect(module.body).toMatchObject([
      { kind: 'Assign', targets: [{ id: 'x' }], value: { kind: 'UnsupportedExpr' } },
      { kind: 'Assign', targets: [{ id: 'y' }] },
    ]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'This line nests more than 200 brackets, more than Python reads; it counts as unknown.',
    ]);
  });

  test.each([
    ['sums', `x = ${'a + '.repeat(9000)}a`],
    ['signs', `x = ${'not '.repeat(9000)}a`],
    ['powers', `x = ${'a ** '.repeat(8000)}a`],
    ['attributes', `x = a${'.b'.repeat(9000)}`],
    ['conditions', `x = ${'a if b else '.repeat(3000)}a`],
  ])('thousands of %s nest no deeper than can be walked', async (_, line) => {
    const { module, problems } = await parsePython(`${line}\ny = 2\n`);
    expect(module.body).toMatchObject([{ kind: 'Assign' }, { kind: 'Assign', targets: [{ id: 'y' }] }]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'This code is nested too deeply to be read; it counts as unknown.',
    ]);
  });

  test('two hundred brackets, as many as Python reads, are read', async () => {
    expect(await messagesOf(`x = ${'('.repeat(200)}1${')'.repeat(200)}\n`)).toEqual([]);
  });

  test('thousands of elif are one unknown statement', async () => {
    const { module } = await parsePython(`if a: pass\n${'elif b: pass\n'.repeat(5000)}`);
    expect(module.body).toMatchObject([{ kind: 'UnsupportedStmt' }]);
  });

  test('a line of a hundred thousand characters is left out, the rest is read', async () => {
    const { module, problems } = await parsePython(`data = [${'1.5, '.repeat(20_000)}]\ny = 2\n`);
    expect(module.body).toMatchObject([{ kind: 'UnsupportedStmt' }, { kind: 'Assign' }]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'This line is longer than 50,000 characters and is not read; it counts as unknown.',
    ]);
  });

  test('a file of five million characters is not read', async () => {
    const { module, problems } = await parsePython('x = 1 '.repeat(900_000));
    expect(module.body).toEqual([]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'This file is longer than 500,000 characters and is not read.',
    ]);
  });
});

describe('text that is not Python', () => {
  test('prose gives one problem and no statements', async () => {
    const prose =
      'The gradient of the cost, as we saw, is not the matrix itself.\nIt is (almost) always scaled; see below.\n';
    const { module, problems } = await parsePython(prose.repeat(20));
    expect(module.body).toEqual([]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'Most lines of this text are not Python, so none of it is read.',
    ]);
  });

  test('JSON is one expression at most', async () => {
    const { module } = await parsePython('{\n "cells": [{"a": null, "b": true}],\n "n": 1.5\n}\n');
    expect(module.body).toMatchObject([{ kind: 'Expr', value: { kind: 'Dict' } }]);
  });

  test('bytes with NUL are not text', async () => {
    expect(await messagesOf('\x7fELF\0\x01\x02 x = 1')).toEqual([
      'This file holds NUL characters, so it is not Python text.',
    ]);
  });

  test('random characters give problems, not exceptions', async () => {
    let seed = 1;
    const characters = Array.from({ length: 20_000 }, () => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      return String.fromCharCode(1 + ((seed >> 8) % 255));
    });
    expect((await messagesOf(characters.join(''))).length).toBeGreaterThan(0);
  });

  test('an empty file is an empty module', async () => {
    expect((await parsePython('')).module.body).toEqual([]);
    expect((await parsePython('\n# only a comment')).problems).toEqual([]);
  });
});
