import { describe, expect, test } from 'vitest';
import { float, str, type Value } from '../../../src/core/evaluator/values.ts';
import { textOf } from '../../../src/core/python/source.ts';
import { evaluate } from '../../support/evaluate.ts';

describe('What is not known', () => {
  test('spreads with its reason and place through every operation', async () => {
    const run = await evaluate(`
import pandas as pd
data = pd.read_csv("x.csv")
X = data.values[:, 1:] / 255.0
y = len(X) + 1
z = [X, 2]
w = f"{X}"
v = X if X else 3
u = -X
`);
    for (const name of ['data', 'X', 'y', 'w', 'v', 'u']) {
      expect(run.value(name)).toBe('<unknown: `pd.read_csv` is outside what is evaluated>');
    }
    const value = run.names.get('X');
    expect(value?.type === 'unknown' && value.span && textOf(value.span)).toBe('pd.read_csv');
    expect(run.value('z')).toEqual(['<unknown: `pd.read_csv` is outside what is evaluated>', 2]);
    expect(run.trace.interruptions).toEqual([]);
  });

  test('plots, files and prints are passed over', async () => {
    const run = await evaluate(`
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
import os, time, json
t = time.time()
fig, ax = plt.subplots(2, 2)
ax[0].plot([1, 2])
plt.show()
with open("f.txt") as f:
    text = f.read()
print(load_digits(), text, t - 1)
x = 5
`);
    expect(run.value('x')).toBe(5);
    expect(run.trace.interruptions).toEqual([]);
  });

  test('a branch that cannot be decided is not taken, and what it binds is unknown', async () => {
    const run = await evaluate(`
class Net: pass
net = Net()
net.W = 1
d = {'a': 1, 'b': 2}
items = [1]
x = y = z = 1
if unknown_flag:
    x = 2
    net.W = 3
    d['a'] = 4
    items.append(5)
else:
    y += 1
`);
    const reason = '<unknown: `unknown_flag` is not defined here>';
    expect([run.value('x'), run.value('y'), run.value('z'), run.value('items')]).toEqual([
      reason,
      reason,
      1,
      reason,
    ]);
    expect(run.value('d')).toEqual({ a: reason, b: 2 });
    const net = run.names.get('net');
    expect(net?.type === 'instance' && net.attributes.get('W')?.type).toBe('unknown');
    expect(run.trace.interruptions.map((interruption) => interruption.message)).toEqual([
      'Not followed, because `unknown_flag` is not defined here',
    ]);
  });

  test('an undecided return makes the result unknown and lets the rest of the function be seen', async () => {
    const run = await evaluate(
      'def f(x):\n    if os_flag:\n        return 1\n    y = x * 2\n    return y\nr = f(3)',
    );
    expect(run.value('r')).toBe('<unknown: `os_flag` is not defined here>');
    expect(run.bindings('y')[0]?.value).toEqual({ type: 'int', value: 6 });
  });

  test('an edit in an undecided branch makes the array unknown for all its names', async () => {
    const run = await evaluate(
      'import numpy as np\na = np.ones(3)\nb = a\nif flag:\n    a[0] = 2\nc = b + 1\nd = b.sum()',
    );
    expect(run.value('c')).toBe('<unknown: `flag` is not defined here>');
    expect(run.value('d')).toBe('<unknown: `flag` is not defined here>');
  });

  test('an unknown operand of an in-place operator makes the array unknown for all its names', async () => {
    const run = await evaluate('import numpy as np\na = np.ones(3)\nb = a\na += load()\nc = b * 2');
    expect(run.value('c')).toBe('<unknown: `load` is not defined here>');
  });

  test('a loop over something unknown is passed over', async () => {
    const run = await evaluate('total = 0\nfor x in load():\n    total += x\nk = 1');
    expect(run.value('total')).toBe('<unknown: `load` is not defined here>');
    expect(run.value('x')).toBe('<unknown: `load` is not defined here>');
    expect(run.value('k')).toBe(1);
  });

  test('unknown decorators leave the function, unknown bases leave the class', async () => {
    const run = await evaluate(`
import numba
from numba import njit
import torch.nn as nn
@numba.jit(nopython=True)
def f(x):
    return x + 1
@njit
def g(x):
    return x + 2
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.x = 1
    def value(self):
        return self.x + 1
a, b, c = f(1), g(1), Net().value()
d = Net().missing
`);
    expect([run.value('a'), run.value('b'), run.value('c')]).toEqual([2, 3, 2]);
    expect(run.value('d')).toMatch(/^<unknown: /);
  });
});

describe('Half-typed code', () => {
  test('a failing statement is noted, what it assigns is unknown, and the script goes on', async () => {
    const run = await evaluate(
      'import numpy as np\na = np.ones(2) + np.ones(3)\nb = a * 2\nc = 5\n1 / 0\nd = 6',
    );
    expect(run.value('c')).toBe(5);
    expect(run.value('d')).toBe(6);
    expect(run.value('b')).toMatch(/^<unknown: The statement that assigns it fails: ValueError: /);
    expect(run.trace.interruptions.map(({ message }) => message.split(':')[0])).toEqual([
      'ValueError',
      'ZeroDivisionError',
    ]);
    expect(run.trace.interruptions[1]?.span && textOf(run.trace.interruptions[1].span)).toBe('1 / 0');
  });

  test('in a loop at top level only the failing statement is left out', async () => {
    const run = await evaluate(
      'xs = []\nfor i in range(3):\n    xs.append(i)\n    y = 1 / 0\n    xs.append(-i)',
    );
    expect(run.value('xs')).toEqual([0, 0, 1, -1, 2, -2]);
  });

  test('in a try the handler runs, as in Python', async () => {
    const run = await evaluate('try:\n    a = 1 / 0\n    b = 1\nexcept ZeroDivisionError:\n    a = 2');
    expect(run.value('a')).toBe(2);
    expect(run.names.has('b')).toBe(false);
    expect(run.trace.interruptions).toEqual([]);
  });

  test('sys.exit() ends the script', async () => {
    const run = await evaluate('import sys\na = 1\nsys.exit()\na = 2');
    expect(run.value('a')).toBe(1);
  });
});

describe('What the engine supplies', () => {
  const supplied: Record<string, Value> = {
    'name:train_X': float(2.5),
    'import:reg_utils.compute_cost': str('cost function'),
    'call:np.loadtxt': float(7),
    'call:load_data': str('data'),
  };
  const missing = (asked: string[]) => (request: { kind: string; name: string }) => {
    asked.push(`${request.kind}:${request.name}`);
    return supplied[`${request.kind}:${request.name}`] ?? null;
  };

  test('names, imports and results of calls are asked for', async () => {
    const asked: string[] = [];
    const program = `
import numpy as np
from reg_utils import compute_cost, other
import absent
a = train_X + 1
b = np.loadtxt("f")
c = load_data()
d = absent.thing
e = [nothing, nothing]
f = compute_cost
`;
    const run = await evaluate(program, { missing: missing(asked) });
    expect([run.value('a'), run.value('b'), run.value('c'), run.value('f')]).toEqual([
      3.5,
      7,
      'data',
      'cost function',
    ]);
    expect(run.value('d')).toBe('<unknown: The module `absent` is not in this workspace>');
    expect(asked).toEqual([
      'import:reg_utils.compute_cost',
      'import:reg_utils.other',
      'import:absent',
      'name:train_X',
      'call:np.loadtxt',
      'function:load_data',
      'call:load_data',
      'import:absent.thing',
      'name:nothing',
    ]);
  });
});
