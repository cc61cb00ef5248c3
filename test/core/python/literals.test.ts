import { describe, expect, test } from 'vitest';
import type { ConstantValue, Expr } from '../../../src/core/python/ast.ts';
import { parsePython } from '../../support/python.ts';

async function valueOf(text: string): Promise<Expr> {
  const { module, problems } = await parsePython(`x = ${text}\n`);
  expect(problems).toEqual([]);
  const [statement] = module.body;
  if (statement?.kind !== 'Assign') throw new Error(`${text} gives ${statement?.kind}`);
  return statement.value;
}

async function constantOf(text: string): Promise<ConstantValue> {
  const value = await valueOf(text);
  if (value.kind !== 'Constant') throw new Error(`${text} gives ${value.kind}`);
  return value.value;
}

describe('numbers', () => {
  test.each([
    ['1_000', 'int', 1000],
    ['0xFF', 'int', 255],
    ['0b1_01', 'int', 5],
    ['0o17', 'int', 15],
    ['0', 'int', 0],
    ['10L', 'int', 10],
    ['0xFFL', 'int', 255],
    ['0777', 'int', 511],
    ['1e-8', 'float', 1e-8],
    ['1.', 'float', 1],
    ['.5', 'float', 0.5],
    ['1_0.5E+1_0', 'float', 10.5e10],
    ['1j', 'complex', 1],
    ['1.5e3J', 'complex', 1500],
  ])('%s is the %s %d', async (text, type, value) => {
    expect(await constantOf(text)).toEqual({ type, value });
  });

  test('a dot after a whole number belongs to it: 1./m divides', async () => {
    expect(await valueOf('1./m')).toMatchObject({
      kind: 'BinOp',
      op: '/',
      left: { value: { type: 'float', value: 1 } },
    });
  });
});

describe('strings', () => {
  test.each([
    [String.raw`'a\n\x41é\N{DEGREE SIGN}\q\0'`, 'str', 'a\nAé\\N{DEGREE SIGN}\\q\0'],
    [String.raw`r'\n\\'`, 'str', '\\n\\\\'],
    [String.raw`'\\'`, 'str', '\\'],
    [String.raw`b'\xff\u0041'`, 'bytes', '\xff\\u0041'],
    ['"""two\r\nlines"""', 'str', 'two\nlines'],
    [
      String.raw`'one \
line'`,
      'str',
      'one line',
    ],
    [`'dW' "1" '''2'''`, 'str', 'dW12'],
  ])('%s is the text %s of %j', async (text, type, value) => {
    expect(await constantOf(text)).toEqual({ type, value });
  });

  test('an f-string has its texts and its values with conversion and format, also a nested one', async () => {
    const value = await valueOf(`f"dW{l + 1}: {{{norm!r:>{width}.2e}}}"`);
    expect(value).toMatchObject({
      kind: 'JoinedStr',
      values: [
        { kind: 'Constant', value: { value: 'dW' } },
        { kind: 'FormattedValue', value: { kind: 'BinOp' }, conversion: null, formatSpec: null },
        { kind: 'Constant', value: { value: ': {' } },
        { kind: 'FormattedValue', value: { id: 'norm' }, conversion: 'r', formatSpec: '>{width}.2e' },
        { kind: 'Constant', value: { value: '}' } },
      ],
    });
  });

  test('an f-string with an equals sign shows its own text', async () => {
    const value = await valueOf(`f'{cost = :.3f} {m=}'`);
    expect(value).toMatchObject({
      values: [
        { value: { value: 'cost = ' } },
        { value: { id: 'cost' }, conversion: null, formatSpec: '.3f' },
        { value: { value: ' m=' } },
        { value: { id: 'm' }, conversion: 'r' },
      ],
    });
  });
});
