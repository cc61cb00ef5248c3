/** Input that is not what the engine hopes for: every case ends soon, says why, and makes no finding that is not true. */
import { describe, expect, test } from 'vitest';
import { readNotebook } from '../../src/core/project/ipynb.ts';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { analyzePython, testEngine } from '../support/engine.ts';

const setup = `import numpy as np
X = np.random.randn(3, 5)
Y = (np.random.rand(1, 5) > 0.5) * 1.0
W1 = np.random.randn(4, 3)
b1 = np.zeros((4, 1))
W2 = np.random.randn(1, 4)
b2 = np.zeros((1, 1))
m = X.shape[1]
`;
const forward = `Z1 = W1 @ X + b1
A1 = np.tanh(Z1)
Z2 = W2 @ A1 + b2
A2 = 1 / (1 + np.exp(-Z2))
`;
const cost = `cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
`;
const backward = `dZ2 = A2 - Y
dW2 = dZ2 @ A1.T / m
db2 = np.sum(dZ2, axis=1, keepdims=True) / m
dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)
dW1 = dZ1 @ X.T / m
db1 = np.sum(dZ1, axis=1, keepdims=True) / m
`;
const gradientCount = 6;
const program = setup + forward + cost + backward;

describe('Text that is no program', () => {
  test.each([
    ['nothing', '', []],
    [
      'a binary file',
      '\u0000\u0001 dW1 = (((',
      ['This file holds NUL characters, so it is not Python text.'],
    ],
    [
      'a line of five million characters',
      `dW1 = "${'a'.repeat(5_000_000)}"`,
      ['This file is longer than 500,000 characters and is not read.'],
    ],
    [
      'a line of sixty thousand brackets',
      `dW1 = ${'('.repeat(60_000)}`,
      ['This line is longer than 50,000 characters and is not read; it counts as unknown.'],
    ],
    [
      'nine thousand nested brackets',
      `dW1 = ${'('.repeat(9_000)}1${')'.repeat(9_000)}`,
      ['This line nests more than 200 brackets, more than Python reads; it counts as unknown.'],
    ],
  ])('%s: the problem says why, and nothing is found', async (_, text, problems) => {
    const analysis = await analyzePython(text);
    expect(analysis.problems.map(({ message }) => message)).toEqual(problems);
    expect(analysis.findings).toEqual([]);
  });

  test('HTML has problems at its lines and no gradient', async () => {
    const analysis = await analyzePython('<html><body>dW1 = numpy</body></html>\n{ "dW": [1,2 }');
    expect(analysis.problems.length).toBeGreaterThan(0);
    expect([analysis.gradients, analysis.findings]).toEqual([[], []]);
  });

  test.each([
    ['{ "cells": [', 'This notebook is not JSON, so its cells cannot be read.'],
    ['{ "cells": [] }', 'This notebook is empty.'],
    ['[]', 'This file is JSON but no notebook: it holds no object.'],
  ])('the notebook %s is not read, with the reason', (json, reason) => {
    expect(readNotebook('main.ipynb', json)).toEqual({ ok: false, reason });
  });

  test('a notebook without cells has no gradient and no problem', async () => {
    const engine = await testEngine();
    const document = { kind: 'notebook', uri: 'main.ipynb', cells: [] } as const;
    const analysis = await engine.analyze(document, async () => null, { cancelled: () => false });
    expect([analysis.gradients, analysis.findings, analysis.problems]).toEqual([[], [], []]);
  });
});

describe('Code that would not end', () => {
  test.each([
    [
      'an endless loop before the backward pass',
      `${setup}${forward}${cost}while True:\n    x = 1\n${backward}`,
    ],
    ['an endless training loop', `${setup}while True:\n${indented(forward + cost + backward)}`],
    [
      'mutual recursion',
      `${setup}def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nf(1)\n${forward}${cost}${backward}`,
    ],
    ['a range of a billion', `${setup}for i in range(10**9):\n${indented(forward + cost + backward)}`],
    [
      'a list from an endless generator',
      `${setup}def ever():\n    while True:\n        yield 1\nq = list(ever())\n${forward}${cost}${backward}`,
    ],
    ['an array that fits no memory', `${setup}big = np.zeros((10**6, 10**6))\n${forward}${cost}${backward}`],
    ['a list of a trillion zeros', `${setup}big = [0] * 10**12\n${forward}${cost}${backward}`],
    ['a text of ten billion letters', `${setup}q = "a" * 10**10\n${forward}${cost}${backward}`],
    ['a power with a billion digits', `${setup}n = 10 ** 10 ** 10\n${forward}${cost}${backward}`],
  ])('%s keeps no gradient from being judged', async (_, text) => {
    expect(verdicts(await analyzePython(text))).toEqual(Array(gradientCount).fill('verified'));
  });

  test('a contraction of 10^11 products is not begun', async () => {
    const q = 'q = np.einsum("ijkl,mnop->ijm", np.ones((18, 18, 18, 18)), np.ones((18, 18, 18, 18)))\n';
    const [reason] = reasons(await analyzePython(setup + q + forward + cost + backward));
    expect(reason).toMatch(/^Not checked: the evaluation stops.*more than 200000000 multiplications\.$/);
  });

  test('exponential recursion uses up the steps of the whole analysis, which is a problem', async () => {
    const fib = 'def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n';
    const model = `def model(X, Y, W1, b1):
    fib(40)
    A = np.tanh(W1 @ X + b1)
    cost = np.sum((A - Y) ** 2) / 2
    dZ = (A - Y) * (1 - A ** 2)
    dW1 = dZ @ X.T
    db1 = np.sum(dZ, axis=1, keepdims=True)
    return dW1, db1
`;
    const analysis = await analyzePython(`import numpy as np\n${fib}${model}`);
    expect(new Set(verdicts(analysis))).toEqual(new Set(['undecided']));
    expect(reasons(analysis)[0]).toMatch(/^Not checked: the evaluation stops at `.*` \(line 3\): /);
  });

  test('a cancelled analysis ends with what is known so far', async () => {
    const engine = await testEngine();
    let questions = 0;
    const cancelled = () => {
      questions += 1;
      return questions > 3;
    };
    const document = { kind: 'file', uri: 'main.py', text: program } as const;
    const analysis = await engine.analyze(document, async () => null, { cancelled });
    expect(analysis.findings).toEqual([]);
    expect(questions).toBeLessThan(60);
  });
});

describe('Numbers that are none', () => {
  test.each([
    [
      'W1[0, 0] = np.nan\n',
      '',
      'Not checked: the cost `cost` is nan, because `W1[0, 0]` holds nan (line 9).',
    ],
    [
      '',
      'Z2 = np.sqrt(Z2 - 100)\nA2 = 1 / (1 + np.exp(-Z2))\n',
      'Not checked: the cost `cost` is nan, because `np.sqrt(Z2 - 100)` gives nan (line 13).',
    ],
    ['', 'A2 = A2 * 0\n', 'Not checked: the cost `cost` is nan, because `np.log(A2)` gives -inf (line 14).'],
    [
      '',
      'm = 0\n',
      'Not checked: the cost `cost` is inf for the values that it is evaluated with (line 14, `-np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m`).',
    ],
    [
      'X = np.zeros((3, 0))\nY = np.zeros((1, 0))\nm = 0\n',
      '',
      'Not checked: the cost `cost` is nan, because it is made from an array of shape (3, 0), which has no entries (line 9, `np.zeros((3, 0))`).',
    ],
  ])('%s%s: the reason tells where the first one arises', async (before, between, reason) => {
    const analysis = await analyzePython(setup + before + forward + between + cost + backward);
    expect(reasons(analysis)).toEqual([reason]);
    expect(analysis.findings).toEqual([]);
  });

  test('a gradient that holds nan is undecided, and the others are judged', async () => {
    const analysis = await analyzePython(
      program.replace('dW2 = dZ2 @ A1.T / m', 'dW2 = dZ2 @ A1.T / m + np.log(-1.0)'),
    );
    expect(analysis.findings).toEqual([]);
    expect(verdictOf(analysis, 'dW2')).toEqual([
      'undecided',
      'Not checked: `dW2` holds nan for the values that it is evaluated with.',
    ]);
    expect(verdictOf(analysis, 'dW1')).toEqual(['verified', null]);
  });

  test('integer weights do not keep gradients from being judged', async () => {
    const text = program.replace('np.random.randn(4, 3)', 'np.ones((4, 3), dtype=int)');
    expect(verdicts(await analyzePython(text))).toEqual(Array(gradientCount).fill('verified'));
  });

  test('weights of zeros do not keep gradients from being judged', async () => {
    const text = program.replace('np.random.randn(4, 3)', 'np.zeros((4, 3))');
    expect(verdicts(await analyzePython(text))).toEqual(Array(gradientCount).fill('verified'));
    const wrong = await analyzePython(text.replace('dW1 = dZ1 @ X.T / m', 'dW1 = dZ1 @ X.T'));
    expect(wrong.findings.map(({ gradient }) => gradient)).toEqual(['dW1']);
  });
});

describe('Costs and shapes that do not fit', () => {
  test('a cost that is an array is told with its shape', async () => {
    const analysis = await analyzePython(`${setup}${forward}cost = (A2 - Y) ** 2 / m\n${backward}`);
    expect(reasons(analysis)).toEqual([
      'Not checked: the cost `cost` has shape (1, 5), and a gradient needs a cost that is one number, such as its sum or mean (line 13, `(A2 - Y) ** 2 / m`).',
    ]);
  });

  test.each([
    ['dW1 = dZ1 @ X.T / m', 'dW1 = X @ dZ1.T / m', 'shape-mismatch', 'dW1 has shape (3, 4), W1 has (4, 3).'],
    [
      'dW2 = dZ2 @ A1.T / m',
      'dW2 = A1 @ dZ2.T / m',
      'shape-mismatch',
      'dW2 has shape (4, 1), W2 has (1, 4).',
    ],
    [
      'db2 = np.sum(dZ2, axis=1, keepdims=True) / m',
      'db2 = dZ2 / m',
      'bias-sum-axis',
      'db2 has shape (1, 5), b2 has (1, 1).',
    ],
  ])('%s written as %s is wrong, with both shapes', async (right, wrong, rule, message) => {
    const { findings, gradients } = await analyzePython(program.replace(right, wrong));
    expect(findings.map((finding) => [finding.rule, finding.message.slice(0, message.length)])).toEqual([
      [rule, message],
    ]);
    expect(gradients.filter(({ verdict }) => verdict === 'verified')).toHaveLength(gradientCount - 1);
  });

  test('a transposed gradient that the update turns back is not called wrong', async () => {
    const text = `${program.replace('dW1 = dZ1 @ X.T / m', 'dW1 = X @ dZ1.T / m')}W1 = W1 - 0.1 * dW1.T\n`;
    const analysis = await analyzePython(text);
    expect(analysis.findings).toEqual([]);
    expect(verdictOf(analysis, 'dW1')).toEqual([
      'undecided',
      'Not checked: `dW1` has shape (3, 4), `W1` has (4, 3), and whether that is meant cannot be told here.',
    ]);
  });
});

describe('Code that is half there', () => {
  test('a backward pass that is being typed is judged up to the unfinished line', async () => {
    const done = backward.split('\n').slice(0, 3).join('\n');
    const analysis = await analyzePython(`${setup}${forward}${cost}${done}\ndZ1 = (W2.T @ dZ2) * (1 - `);
    expect(verdicts(analysis)).toEqual(['verified', 'verified', 'verified', 'undecided']);
    expect(analysis.problems).toHaveLength(1);
    expect(verdictOf(analysis, 'dZ1')[1]).toMatch(
      /^Not checked: the syntax of this expression .* \(line 17, `\(W2\.T @ dZ2\) \* \(1 -`\)\.$/,
    );
  });

  test('a missing NumPy import does not keep gradients from being judged', async () => {
    const analysis = await analyzePython(program.replace('import numpy as np\n', ''));
    expect(verdicts(analysis)).toEqual(Array(gradientCount).fill('verified'));
  });

  test('a module that is missing is named with its import', async () => {
    const text = `from nowhere import squash\n${program.replace('np.tanh(Z1)', 'squash(Z1)')}`;
    expect(reasons(await analyzePython(text))).toEqual([
      'Not checked: the module `nowhere` is not in this workspace (line 1, `from nowhere import squash`).',
    ]);
  });

  test('a name that is missing spoils its own line only', async () => {
    const analysis = await analyzePython(program.replace('dZ1 @ X.T', 'dZ1 @ Q.T'));
    expect(verdictOf(analysis, 'dW1')).toEqual([
      'undecided',
      'Not checked: `Q` is not defined here (line 18).',
    ]);
    expect(analysis.gradients.filter(({ verdict }) => verdict === 'verified')).toHaveLength(
      gradientCount - 1,
    );
  });

  test('a key that is missing is quoted with its line', async () => {
    const text = setup + 'params = {}\n' + forward.replace('W2 @', 'params["W2"] @') + cost + backward;
    expect(reasons(await analyzePython(text))).toEqual([
      'Not checked: the statement that assigns it fails: KeyError: \'W2\' (line 12, `params["W2"]`).',
    ]);
  });

  test('gradients in plain numbers are named, with the reason', async () => {
    const text = 'w = 0.5\nx = 2.0\ny = 1.0\ncost = (w * x - y) ** 2\ndz = 2 * (w * x - y)\ndw = dz * x\n';
    expect(reasons(await analyzePython(text))).toEqual([
      'Not checked: `dz` is a plain number here, and only gradients of NumPy arrays are followed.',
      'Not checked: `dw` is a plain number here, and only gradients of NumPy arrays are followed.',
    ]);
  });
});

describe('Ways to write the same text', () => {
  test.each([
    ['Windows line ends', (text: string) => text.replace(/\n/g, '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['tabs', (text: string) => `if True:\n${text.replace(/^(?=.)/gm, '\t')}`],
    ['Greek names', (text: string) => text.replace(/W1/g, 'θ1').replace(/Z1/g, 'ζ1')],
  ])('%s: right gradients are verified and a wrong one is found at its place', async (_, written) => {
    expect(verdicts(await analyzePython(written(program)))).toEqual(Array(gradientCount).fill('verified'));
    const text = written(program.replace('dW1 = dZ1 @ X.T / m', 'dW1 = dZ1 @ X.T'));
    const { findings } = await analyzePython(text);
    expect(findings.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      written('dW1 = dZ1 @ X.T').replace(/[\uFEFF\t]|if True:\n/g, ''),
    ]);
  });
});

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}

function verdicts({ gradients }: Analysis): string[] {
  return gradients.map(({ verdict }) => verdict);
}

/** The different reasons of the undecided gradients, in their order. */
function reasons({ gradients }: Analysis): string[] {
  return [...new Set(gradients.flatMap(({ reason }) => reason ?? []))];
}

function verdictOf(
  { gradients }: Analysis,
  name: string,
): readonly [string | undefined, string | null | undefined] {
  const found = gradients.find((gradient) => gradient.name === name);
  return [found?.verdict, found?.reason];
}

test('a list that holds itself ends nothing, whatever its name', async () => {
  const lists = 'grads = [[0.5 * m]]\ngrads[0] = grads\ndW1 = [[0.5 * m]]\ndW1[0] = dW1\n';
  const analysis = await analyzePython(program + lists);
  expect(analysis.findings).toEqual([]);
});
