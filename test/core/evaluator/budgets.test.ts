import { describe, expect, test } from 'vitest';
import { EvaluationStopped } from '../../../src/core/evaluator/values.ts';
import { evaluate } from '../../support/evaluate.ts';

async function stopped(text: string, options: Parameters<typeof evaluate>[1] = {}): Promise<string> {
  try {
    await evaluate(text, options);
    return 'ran to its end';
  } catch (error) {
    if (error instanceof EvaluationStopped) return error.reason;
    throw error;
  }
}

describe('Budgets', () => {
  test('steps are counted in loops, built-ins and repetitions', async () => {
    const budget = { steps: 10_000 };
    const tooMany = 'The code takes more steps than are evaluated';
    expect(
      await stopped(
        'for x in [0] * 50:\n    for y in [0] * 50:\n        for z in [0] * 50:\n            pass',
        { budget },
      ),
    ).toBe(tooMany);
    expect(await stopped('x = [[0] * 5000, [0] * 5000]', { budget })).toBe(tooMany);
    expect(await stopped('import itertools\nx = sum(itertools.count())', { budget })).toBe(tooMany);
    expect(await stopped('x = sum(1 for i in range(10 ** 9))', { budget })).toBe(tooMany);
    expect(await stopped('x = 1', { budget })).toBe('ran to its end');
  });

  test.each([
    ['[0] * 10 ** 12', 'A list is longer than what is evaluated'],
    ['10 ** 9 * (1, 2)', 'A list is longer than what is evaluated'],
    ['"a" * 10 ** 12', 'A text is longer than what is evaluated'],
    ['list(range(10 ** 9))', 'A range is longer than what is evaluated'],
    ['sorted(range(10 ** 9))', 'A range is longer than what is evaluated'],
  ])('%s is unknown, and what follows is evaluated', async (expression, reason) => {
    const run = await evaluate(`x = ${expression}\ny = 1`);
    expect([run.value('x'), run.value('y')]).toEqual([`<unknown: ${reason}>`, 1]);
  });

  test('a try does not catch the end of the budget', async () => {
    const counting = 'import itertools\ntry:\n    x = sum(itertools.count())\nexcept:\n    x = 1';
    expect(await stopped(counting)).toMatch(/more steps/);
  });

  test('cancelling is asked for now and then', async () => {
    let questions = 0;
    const cancelled = () => {
      questions += 1;
      return questions > 2;
    };
    expect(await stopped('for i in [0] * 90:\n    for j in [0] * 90:\n        pass', { cancelled })).toBe(
      'The evaluation was cancelled',
    );
  });

  test('endless recursion raises RecursionError, which the program may catch', async () => {
    const run = await evaluate(
      'def f(n):\n    return 1 + f(n + 1)\ntry:\n    f(0)\nexcept RecursionError:\n    caught = True\nafter = 1',
    );
    expect(run.value('caught')).toBe(true);
    expect(run.value('after')).toBe(1);
  });

  test('recursion as deep as the budget allows fits the stack of the host', async () => {
    const program = `
class Node:
    def __init__(self, n):
        self.n = n
        self.child = Node(n - 1) if n > 0 else None
    def total(self):
        if self.child is not None:
            for c in [self.child]:
                with_child = [self.n + c.total() for _ in range(1)]
                return sum(with_child)
        return 0
result = Node(60).total()
def g(n):
    if n == 0:
        return 0
    else:
        try:
            return max(0, (lambda k: 1 + g(k))(n - 1))
        finally:
            pass
deep = g(30)
`;
    const run = await evaluate(program);
    expect(run.value('result')).toBe((60 * 61) / 2);
    expect(run.value('deep')).toBe(30);
  });

  test('long sums, chains of elif and deep brackets do not exhaust the host', async () => {
    const sum = Array.from({ length: 90 }, () => '1').join(' + ');
    const chain = Array.from(
      { length: 200 },
      (_, at) => `${at === 0 ? 'if' : 'elif'} x == ${-at - 1}:\n    y = ${at}`,
    ).join('\n');
    const run = await evaluate(
      `x = ${sum}\n${chain}\nelse:\n    y = -1\nz = ${'('.repeat(60)}1${')'.repeat(60)}`,
    );
    expect([run.value('x'), run.value('y'), run.value('z')]).toEqual([90, -1, 1]);
  });

  test('arrays larger than the tape allows end the evaluation or stay unknown, never crash', async () => {
    expect(await stopped('import numpy as np\nx = 1\ny = np.zeros((10, 10))')).toBe('ran to its end');
  });

  test('two evaluations of one text draw the same random numbers', async () => {
    const text =
      'import numpy as np, random\na = [random.random(), random.gauss(0, 1), random.choice([1, 2, 3]), random.sample(range(9), 3)]\nb = np.random.randn(3)';
    const [first, second] = [await evaluate(text), await evaluate(text)];
    expect(first.value('a')).toEqual(second.value('a'));
    expect(first.value('b')).toEqual(second.value('b'));
  });
});
