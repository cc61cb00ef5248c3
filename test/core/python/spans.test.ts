import { describe, expect, test } from 'vitest';
import type { Expr } from '../../../src/core/python/ast.ts';
import { rangeOf, textOf } from '../../../src/core/python/source.ts';
import { walk } from '../../../src/core/python/walk.ts';
import { parsePython } from '../../support/python.ts';

/** The texts of all expressions of one kind, in source order. */
async function textsOf(text: string, kind: Expr['kind']): Promise<string[]> {
  const { module, problems } = await parsePython(text);
  expect(problems).toEqual([]);
  const texts: string[] = [];
  walk(module, (node) => {
    if (node.kind === kind) texts.push(textOf(node.span));
    return true;
  });
  return texts;
}

describe('spans', () => {
  test('count UTF-16 units after emoji and Greek letters', async () => {
    const { module } = await parsePython('λ = σ("😀", Ω) * W1\n');
    const [statement] = module.body;
    if (statement?.kind !== 'Assign' || statement.value.kind !== 'BinOp') throw new Error(statement?.kind);
    expect(textOf(statement.value.left.span)).toBe('σ("😀", Ω)');
    expect(textOf(statement.value.right.span)).toBe('W1');
    expect(rangeOf(statement.value.right.span).start).toEqual({ line: 1, column: 18 });
  });

  test('of an expression leave out the parentheses around it, as in Python', async () => {
    expect(await textsOf('dW1 = (1 / m) * ((dZ1 @ X.T))\n', 'BinOp')).toEqual([
      '(1 / m) * ((dZ1 @ X.T))',
      '1 / m',
      'dZ1 @ X.T',
    ]);
  });

  test('of a call go from its function to its closing bracket, over several lines', async () => {
    const text = 'dW1 = np.dot(dZ1,  # comment\n             X.T)\n';
    expect(await textsOf(text, 'Call')).toEqual(['np.dot(dZ1,  # comment\n             X.T)']);
  });

  test('of a tuple without brackets go from its first to its last token', async () => {
    expect(await textsOf('return_value = dA, dW[0, :], db,\n', 'Tuple')).toEqual([
      'dA, dW[0, :], db,',
      '0, :',
    ]);
  });

  test('of a module are the whole text, and of a function from def to its last statement', async () => {
    const { module } = await parsePython('# head\n@cached\ndef f(x):\n    return x  # tail\n\n');
    expect(module.span).toMatchObject({ start: 0, end: 47 });
    expect(module.body.map((statement) => textOf(statement.span))).toEqual(['def f(x):\n    return x']);
  });
});
