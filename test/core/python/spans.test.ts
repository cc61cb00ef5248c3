import { describe, expect, test } from 'vitest';
import type { Stmt } from '../../../src/core/python/ast.ts';
import { rangeOf, textOf } from '../../../src/core/python/source.ts';
import { parsePython } from '../../support/python.ts';

async function onlyStatement(text: string): Promise<Stmt> {
  const { module, problems } = await parsePython(text);
  expect(problems).toEqual([]);
  expect(module.body).toHaveLength(1);
  return module.body[0] as Stmt;
}

describe('spans', () => {
  test('count UTF-16 units after emoji and Greek letters', async () => {
    const statement = await onlyStatement('λ = σ("😀", Ω) * W1\n');
    if (statement.kind !== 'Assign' || statement.value.kind !== 'BinOp') throw new Error(statement.kind);
    expect(textOf(statement.value.left.span)).toBe('σ("😀", Ω)');
    expect(textOf(statement.value.right.span)).toBe('W1');
    expect(rangeOf(statement.value.right.span).start).toEqual({ line: 1, column: 18 });
  });
});
