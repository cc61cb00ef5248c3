import { describe, expect, test } from 'vitest';
import { evaluate } from '../../support/evaluate.ts';

describe('A file that is opened as text', () => {
  test('holds lines of words over a small alphabet, the same for one seed', async () => {
    const program = `
text = open('book.txt', encoding='utf-8').read()
with open('book.txt', 'r') as f:
    lines = f.readlines()
result = (text == ''.join(lines), len(lines) > 3, len(set(text)) < 16, len(text) > 200, ' ' in lines[0])
first = text[:40]
`;
    const run = await evaluate(program);
    expect(run.value('result')).toEqual([true, true, true, true, true]);
    expect((await evaluate(program)).value('first')).toEqual(run.value('first'));
  });

  test('is read on from where the last reading ended', async () => {
    const run = await evaluate(`
f = open('book.txt')
whole = f.read()
f.seek(0)
a, b = f.read(3), f.readline()
rest = [line for line in f]
result = (a + b + ''.join(rest) == whole, f.read(), f.readline(), f.tell() == len(whole), f.close())
`);
    expect(run.value('result')).toEqual([true, '', '', true, null]);
  });

  test('swallows what is written to it', async () => {
    const run = await evaluate(`
with open('log.txt', 'w') as f:
    f.write('loss')
    print('cost', file=f)
result = open('log.txt', 'a').read()
`);
    expect(run.value('result')).toBe('');
  });

  test('holds rows of numbers where its name says that it is a table', async () => {
    const run = await evaluate(`
import csv
rows = [[float(x) for x in line.split(',')] for line in open('data.csv')]
with open('data.csv') as f:
    reader = csv.reader(f)
    next(reader)
    others = [list(map(float, row)) for row in reader]
labels = {row[-1] for row in rows}
result = (len(rows) > 4, len({len(row) for row in rows}), rows[1:] == others, labels <= {0.0, 1.0})
`);
    expect(run.value('result')).toEqual([true, 1, true, true]);
  });

  test('is not known where it is binary', async () => {
    const run = await evaluate("data = open('weights.bin', 'rb').read()");
    expect(run.value('data')).toMatch(/^<unknown: What a binary file holds/);
  });
});

test('The command line of a program is empty', async () => {
  const run = await evaluate("import sys\nname = sys.argv[1] if len(sys.argv) > 1 else 'input.txt'");
  expect(run.value('name')).toBe('input.txt');
});

test('A `while` loop whose passes fill the tape ends early', async () => {
  const run = await evaluate(
    'import numpy as np\nw = np.ones((60, 60))\nn = 0\nwhile n < 1000:\n    w = w * 2\n    n += 1',
    { budget: { tapeElements: 200_000, loopPasses: 100 } },
  );
  expect(run.value('n')).toBe(3);
});
