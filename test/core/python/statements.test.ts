import { describe, expect, test } from 'vitest';
import type { Stmt } from '../../../src/core/python/ast.ts';
import { parsePython } from '../../support/python.ts';

async function statementsOf(text: string): Promise<readonly Stmt[]> {
  const { module, problems } = await parsePython(text);
  expect(problems).toEqual([]);
  return module.body;
}

describe('Python 2', () => {
  test('print is a call of the name print', async () => {
    expect(await statementsOf('print "cost %d" % i, cost\n')).toMatchObject([
      {
        kind: 'Expr',
        value: {
          kind: 'Call',
          func: { id: 'print' },
          args: [{ kind: 'BinOp' }, { id: 'cost' }],
          keywords: [],
        },
      },
    ]);
  });

  test('print to a file names the file', async () => {
    expect(await statementsOf('print >>log, cost\n')).toMatchObject([
      {
        value: {
          func: { id: 'print' },
          args: [{ id: 'cost' }],
          keywords: [{ arg: 'file', value: { id: 'log' } }],
        },
      },
    ]);
  });

  test('<> is !=', async () => {
    expect(await statementsOf('a <> b\n')).toMatchObject([{ value: { kind: 'Compare', ops: ['!='] } }]);
  });

  test('except X, e names the error', async () => {
    expect(await statementsOf('try:\n    f()\nexcept ValueError, e:\n    pass\n')).toMatchObject([
      { kind: 'Try', handlers: [{ type: { id: 'ValueError' }, name: 'e' }] },
    ]);
  });

  test('raise X, "why" raises X', async () => {
    expect(await statementsOf('raise ValueError, "why"\n')).toMatchObject([
      { kind: 'Raise', exc: { id: 'ValueError' } },
    ]);
  });

  test('backticks and exec are not modelled', async () => {
    expect(await statementsOf('s = `x`\nexec "a = 1"\n')).toMatchObject([
      { kind: 'Assign', value: { kind: 'UnsupportedExpr', syntax: 'backticks' } },
      { kind: 'UnsupportedStmt', syntax: 'exec' },
    ]);
  });
});

describe('statements', () => {
  test('match is one statement that is not modelled', async () => {
    expect(await statementsOf('match x:\n    case [a, b]:\n        y = a\nz = 1\n')).toMatchObject([
      { kind: 'UnsupportedStmt', syntax: 'match' },
      { kind: 'Assign' },
    ]);
  });

  test('with takes its items with and without parentheses', async () => {
    const items = [
      { context: { kind: 'Call' }, target: { id: 'a' } },
      { context: { id: 'g' }, target: null },
    ];
    expect(await statementsOf('with f() as a, g:\n    pass\n')).toMatchObject([{ kind: 'With', items }]);
    expect(await statementsOf('with (f() as a, g):\n    pass\n')).toMatchObject([{ kind: 'With', items }]);
  });

  test('relative imports count their dots', async () => {
    expect(await statementsOf('from .. import a\nfrom .b.c import d as e\nfrom f import *\n')).toMatchObject([
      { module: '', level: 2, names: [{ name: 'a', asname: null }] },
      { module: 'b.c', level: 1, names: [{ name: 'd', asname: 'e' }] },
      { module: 'f', level: 0, names: [{ name: '*', asname: null }] },
    ]);
  });

  test('semicolons part statements of one line', async () => {
    expect(await statementsOf('a = 1; b = 2; pass\n')).toMatchObject([
      { kind: 'Assign' },
      { kind: 'Assign' },
      { kind: 'Pass' },
    ]);
  });

  test('a word that is a keyword elsewhere may be a name', async () => {
    expect(await statementsOf('match = type(x)\nprint = match\n')).toMatchObject([
      { targets: [{ kind: 'Name', id: 'match' }] },
      { targets: [{ kind: 'Name', id: 'print' }] },
    ]);
  });
});
