import { describe, expect, test } from 'vitest';
import {
  type Demand,
  type Evaluation,
  FALSE,
  float,
  int,
  type ProbeSource,
  type ProbeValue,
  type Value,
} from '../../../src/core/evaluator/values.ts';
import { scalar } from '../../../src/core/autodiff/tensor.ts';
import { textOf } from '../../../src/core/python/source.ts';
import { evaluate } from '../../support/evaluate.ts';

type Answer = Value | ((evaluation: Evaluation) => Value);

/** Settles probes by the kind of their first use, and keeps what was asked. */
function probes(answers: Partial<Record<Demand['kind'], Answer>>): { source: ProbeSource; asked: string[] } {
  const known = new Map<ProbeValue, Value>();
  const asked: string[] = [];
  return {
    asked,
    source: {
      settled: (probe) => known.get(probe) ?? null,
      settle: (probe, demand, evaluation) => {
        const { kind, ...detail } = demand;
        asked.push(`${probe.path} ${kind} ${JSON.stringify(detail)}`);
        const answer = answers[kind] ?? float(2);
        const value = typeof answer === 'function' ? answer(evaluation) : answer;
        known.set(probe, value);
        return value;
      },
    },
  };
}

/** Runs a program in which every undefined name is a probe. */
async function run(text: string, answers: Partial<Record<Demand['kind'], Answer>> = {}, loopPasses = 5) {
  const { source, asked } = probes(answers);
  const result = await evaluate(text, {
    probes: source,
    budget: { loopPasses },
    missing: ({ kind, name }) =>
      kind === 'name' ? { type: 'probe', path: name, hint: name, span: null } : null,
  });
  return { ...result, asked };
}

describe('Probes are settled by their first use', () => {
  test('as an operand, with the other side', async () => {
    const { asked, value } = await run('a = lambd / 2\nb = lambd + a');
    expect(asked).toEqual(['lambd operand {"operator":"/","side":"left","other":{"type":"int","value":2}}']);
    expect(value('b')).toBe(3);
  });

  test('both sides of an operator, the right one with the settled left one', async () => {
    const { asked } = await run('a = p * q', { operand: int(3) });
    expect(asked).toEqual([
      'p operand {"operator":"*","side":"left","other":null}',
      'q operand {"operator":"*","side":"right","other":{"type":"int","value":3}}',
    ]);
  });

  test('as a sequence, with the names of the targets', async () => {
    const pair: Value = { type: 'list', items: [int(1), int(2)] };
    const { asked } = await run('W1, b1 = params\nn = len(layers)\nfor w in weights:\n    pass', {
      sequence: pair,
    });
    expect(asked).toEqual([
      'params sequence {"length":2,"hints":["W1","b1"]}',
      'layers sequence {"length":null,"hints":[]}',
      'weights sequence {"length":null,"hints":["w"]}',
    ]);
  });

  test('by a subscript, an attribute, a call, a truth test and a comparison', async () => {
    const empty: Value = { type: 'dict', entries: new Map(), defaultFactory: null };
    const { asked } = await run(
      'try:\n    cache["A1"]\nexcept KeyError:\n    pass\ntry:\n    net.W\nexcept AttributeError:\n    pass\nif flag:\n    pass\nif keep_prob < 1:\n    pass\nx = activation\ny = (x)(3)',
      {
        subscript: empty,
        attribute: empty,
        call: { type: 'builtin', name: 'f', call: () => int(1) },
        truth: FALSE,
      },
    );
    expect(asked).toEqual([
      'cache subscript {"key":{"type":"str","value":"A1"}}',
      'net attribute {"name":"W"}',
      'flag truth {}',
      'keep_prob comparison {"operator":"<","other":{"type":"int","value":1}}',
      'activation call {"argumentCount":1}',
    ]);
  });

  test('a comparison with None says nothing about a probe', async () => {
    const { asked, value } = await run('a = [y is None, y is not None, y == None, y != None]');
    expect(asked).toEqual([]);
    expect(value('a')).toEqual([false, true, false, true]);
  });

  test('a bound of a range is a count, and its loop runs once', async () => {
    const { asked, value } = await run(
      'n = 0\nfor i in range(num_iterations):\n    n += 1\nfor i in range(num_iterations):\n    n += 1',
      { integer: int(4) },
    );
    expect(asked).toEqual(['num_iterations integer {"use":"count"}']);
    expect(value('n')).toBe(2);
  });

  test('what was recorded before a probe was settled is completed then', async () => {
    const { evaluator, trace, bindings } = await run('first = W\nsecond = first * 2', {
      operand: ({ tape }) => float(1.5, tape.leaf(scalar(1.5), null)),
    });
    const [first] = bindings('first');
    expect(first?.value).toEqual(float(1.5, 0));
    expect(first?.node).toBe(0);
    const read = [...trace.expressions].find(([expression]) => textOf(expression.span) === 'W');
    expect(read?.[1].map(({ node }) => node)).toEqual([0]);
    expect(read?.[1][0]?.order).toBeLessThan(first?.order ?? 0);
    expect(evaluator.trace).toBe(trace);
  });
});

describe('Loops are cut', () => {
  test('a range longer than the budget runs one pass, a shorter one all', async () => {
    const { value } = await run('a = b = 0\nfor i in range(6):\n    a += 1\nfor i in range(5):\n    b += 1');
    expect([value('a'), value('b')]).toEqual([1, 5]);
  });

  test('progress bars around a range do not hide it', async () => {
    const { value } = await run(
      'from tqdm import tqdm, trange\na = 0\nfor i in tqdm(range(1000)):\n    a += 1\nbar = trange(1000)\nfor i in bar:\n    a += 1\nfor x in tqdm([1, 2]):\n    a += x',
    );
    expect(value('a')).toBe(5);
  });

  test('counting arrays are cut like ranges, rows of data are not', async () => {
    const { value } = await run(
      'import numpy as np\na = b = 0\nfor i in np.arange(100):\n    a += 1\nfor x in np.random.randn(8, 2):\n    b += 1',
    );
    expect([value('a'), value('b')]).toEqual([1, 8]);
  });

  test('what a function returns after a loop that was left is not known', async () => {
    const { value } = await run(
      'def f(v):\n    while True:\n        v = v * 0.9\n        if v < 1e-9:\n            return v\nr = f(1.0)',
    );
    expect(value('r')).toBe('<unknown: A `while` loop was left before it returned>');
  });

  test('a while loop ends after as many passes as the budget allows, an endless one without break after one', async () => {
    const { value } = await run(
      'a = b = c = 0\nwhile a < 100:\n    a += 1\nwhile True:\n    b += 1\nwhile True:\n    c += 1\n    if c == 3:\n        break',
    );
    expect([value('a'), value('b'), value('c')]).toEqual([5, 1, 3]);
  });
});
