import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinCells, withoutMagics } from '../../../src/core/project/notebook.ts';
import { rangeOf } from '../../../src/core/python/source.ts';
import { testParser } from '../../support/python.ts';

describe('magics', () => {
  test.each([
    ['%matplotlib inline\nx = 1', '                  \nx = 1'],
    ['!pip install \\\n  numpy\r\nx = 1', '              \n       \r\nx = 1'],
    ['%%bash\necho "x\n', '      \n       \n'],
    ['%%time\nx = 1', '      \nx = 1'],
    ['%time dW = f(x)', 'pass; dW = f(x)'],
    ['%timeit -n 10 f(x)', '                  '],
    ['np.dot?\n?np\nx = 1', '       \n   \nx = 1'],
    ['if a:\n    !ls\n    %cd x', 'if a:\n       \n    pass '],
    ['files = !ls *.py', 'files = _       '],
    ["x = 'no magic:\\\n%d' % 1", "x = 'no magic:\\\n%d' % 1"],
    ['print("%d"\n  % m)\ny = """\n%time\n"""', 'print("%d"\n  % m)\ny = """\n%time\n"""'],
  ])('%j is read as %j', (text, plain) => {
    expect(withoutMagics(text)).toBe(plain);
  });

  test('are blanked without moving anything', () => {
    const lines = fc.constantFrom(
      '%time x',
      '!ls "',
      '%%html',
      'x?',
      'x = 1',
      '    y',
      'f(',
      ')',
      '"""',
      '# c',
      '\\',
      'a = !b',
      '',
    );
    fc.assert(
      fc.property(fc.array(lines), fc.constantFrom('\n', '\r\n'), (texts, lineBreak) => {
        const text = texts.join(lineBreak);
        const plain = withoutMagics(text);
        expect(plain).toHaveLength(text.length);
        expect(plain.replace(/[^\r\n]/g, '.')).toBe(text.replace(/[^\r\n]/g, '.'));
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

describe('the joined text of a notebook', () => {
  const cells = [
    { index: 0, language: 'markdown', text: '# Notes' },
    { index: 1, language: 'python', text: 'x = 1\ny = 2' },
    { index: 2, language: 'r', text: 'z <- 3' },
    { index: 4, language: 'Python', text: '%%bash\necho' },
    { index: 5, language: 'python', text: 'w = (4\n' },
    { index: 6, language: 'python', text: 'v = 5' },
  ];

  test('holds the Python cells, each with its place', () => {
    expect(joinCells('n.ipynb', cells)).toEqual({
      uri: 'n.ipynb',
      text: 'x = 1\ny = 2\n      \n    \nw = (4\n\nv = 5',
      cells: [
        { index: 1, start: 0, end: 11 },
        { index: 4, start: 12, end: 23 },
        { index: 5, start: 24, end: 31 },
        { index: 6, start: 32, end: 37 },
      ],
    });
  });

  test('gives places within the cells, and a broken cell spoils no other', async () => {
    const parser = await testParser();
    const { module, problems } = parser.parse(joinCells('n.ipynb', cells));
    expect(module.body.map((statement) => rangeOf(statement.span))).toMatchObject([
      { cell: 1, start: { line: 1, column: 1 } },
      { cell: 1, start: { line: 2, column: 1 } },
      { cell: 5, start: { line: 1, column: 1 } },
      { cell: 6, start: { line: 1, column: 1 }, end: { line: 1, column: 6 } },
    ]);
    expect(problems.map((problem) => rangeOf(problem.span).cell)).toEqual([5]);
  });

  test('is empty for a notebook without Python', () => {
    expect(joinCells('n.ipynb', [])).toEqual({ uri: 'n.ipynb', text: '', cells: [] });
  });
});
