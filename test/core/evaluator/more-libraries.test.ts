import { describe, expect, test } from 'vitest';
import { evaluate } from '../../support/evaluate.ts';
import { describePrograms } from '../../support/python-programs.ts';

describePrograms('Further parts of the standard library', {
  'itertools cuts and groups': `
import itertools
result = [list(itertools.chain.from_iterable([[1], [2]])), list(itertools.islice(range(10), 2, 8, 2)),
          list(itertools.takewhile(lambda x: x < 3, range(9))), list(itertools.dropwhile(lambda x: x < 3, range(5))),
          [(k, list(g)) for k, g in itertools.groupby([1, 1, 2])], list(itertools.filterfalse(None, [0, 1])),
          list(itertools.compress('abc', [1, 0, 1])), list(itertools.pairwise([1, 2, 3])),
          list(itertools.combinations_with_replacement([1, 2], 2))]
`,
  'math of angles and whole numbers':
    'import math\nresult = [math.degrees(1), math.radians(90), math.gcd(4, 6), math.comb(5, 2), math.perm(4, 2), math.isqrt(17), math.copysign(1, -2), math.modf(2.5), math.isclose(1, 1 + 1e-12), math.fmod(-5.5, 2), math.asinh(1), math.atanh(0.5), math.erfc(0.25)]',
  'abstract classes tell what a value can do': `
import numbers, collections.abc
import numpy as np
from typing import Callable, List
class Runs:
    def __call__(self): return 1
result = [isinstance(1, numbers.Number), isinstance('a', numbers.Number), isinstance(3, collections.abc.Iterable),
          isinstance([], collections.abc.Iterable), isinstance(len, Callable), isinstance(2, Callable),
          isinstance(Runs(), Callable), isinstance(np.float64(1), numbers.Number), isinstance([1], List)]
`,
  'a matrix keeps two axes where it is made flat': `
import numpy as np
m = np.matrix([[1.0, 2.0], [3.0, 4.0]])
result = [m.ravel().shape, m.flatten().shape, m.reshape(4).shape, np.ravel(m).shape, m.reshape(4, 1).shape]
`,
  'a command line without arguments has its defaults': `
import argparse
parser = argparse.ArgumentParser(description='x')
parser.add_argument('--lr', type=float, default='0.1')
parser.add_argument('-e', '--epochs', type=int, default=5)
parser.add_argument('--verbose', action='store_true')
parser.add_argument('--hidden-size', default=7)
parser.add_argument('--name')
a = parser.parse_args([])
result = [a.lr, a.epochs, a.verbose, a.hidden_size, a.name]
`,
  'paths are texts':
    "import os\nresult = [os.path.join('a', 'b'), os.path.basename('a/b.py'), os.path.dirname('a/b'), os.path.splitext('a/b.py'), os.path.exists('/no/such/file')]",
  'enumerations, simple namespaces and contexts': `
import enum, contextlib
from types import SimpleNamespace
class Mode(enum.Enum):
    TRAIN = 1
    TEST = 'b'
@contextlib.contextmanager
def opened(x):
    yield x + 1
with opened(2) as x:
    pass
result = [Mode.TRAIN.value, Mode.TEST.name, Mode.TRAIN == Mode.TRAIN, Mode.TRAIN is Mode.TEST, SimpleNamespace(a=3).a, x]
`,
  'formats computed from names': "w = 8\np = 3\nx = 3.14159\nresult = [f'{x:.{p}f}', f'{x:{w}.{p}f}|']",
  'the clock only moves on': `
import time
start = time.time()
steps = 0
while time.time() - start < 0:
    steps += 1
result = [steps, time.time() - start >= 0, time.perf_counter() <= time.perf_counter()]
`,
  'arrays visited entry by entry with nditer': `
import numpy as np
a = np.arange(6.0).reshape(2, 3)
with np.nditer(a, op_flags=['readwrite']) as entries:
    for x in entries:
        x[...] = 2 * x
result = a
`,
});

describe('scipy.optimize', () => {
  test('an optimiser calls cost and gradient once, with a flat start and the further arguments', async () => {
    const run = await evaluate(`
import numpy as np
from scipy import optimize
A = np.arange(6.0).reshape(2, 3)
seen = []
def cost(theta, A):
    seen.append(('cost', theta.shape))
    return np.sum(A.dot(theta) ** 2)
def gradient(theta, A):
    seen.append(('gradient', theta.shape))
    return 2 * A.T.dot(A.dot(theta))
best = optimize.fmin_cg(cost, np.ones((3, 1)), fprime=gradient, args=(A,), maxiter=50)
both = optimize.minimize(lambda t: (cost(t, A), gradient(t, A)), np.ones(3), method='TNC', jac=True)
first, *rest = optimize.fmin_l_bfgs_b(cost, np.ones(3), gradient, (A,))
shapes = [best.shape, both.x.shape, first.shape, len(rest)]
found = both.fun
`);
    const pair = [
      ['cost', [3]],
      ['gradient', [3]],
    ];
    expect(run.value('seen')).toEqual([...pair, ...pair, ...pair]);
    expect(run.value('shapes')).toEqual([[3], [3], [3], 2]);
    expect(run.value('found')).toBe(
      '<unknown: What `scipy.optimize.minimize` finds is outside what is evaluated>',
    );
  });
});

describe('Python 2', () => {
  test('whole numbers divide to whole numbers, and zip gives a list, where a print statement stands', async () => {
    const run = await evaluate(
      "print 'epoch', 1\nresult = [1/2, -7/2, 1.0/2, zip([1], [2])[0], reduce(lambda a, b: a + b, [1, 2])]\n",
    );
    expect(run.value('result')).toEqual([0, -4, 0.5, [1, 2], 3]);
  });

  test('division is true where it is imported from the future, and in Python 3', async () => {
    const future = await evaluate("from __future__ import division\nprint 'epoch'\nresult = 1/2\n");
    expect(future.value('result')).toBe(0.5);
    const three = await evaluate("print('epoch')\nresult = 1/2\n");
    expect(three.value('result')).toBe(0.5);
  });
});

test('libraries with the names of NumPy compute what NumPy computes; their own derivatives are not known', async () => {
  const run = await evaluate(`
import cupy as cp
import jax.numpy as jnp
from jax import grad
import autograd.numpy as anp
result = [cp.sum(cp.ones(3)), jnp.dot(jnp.ones(2), jnp.ones(2)), anp.tanh(0.0)]
slope = grad(jnp.sum)(jnp.ones(2))
changed = jnp.ones(2).at[0].set(3.0)
`);
  expect(run.value('result')).toEqual([3, 2, 0]);
  expect(run.value('slope')).toBe('<unknown: `jax.grad` is outside what is evaluated>');
  expect(run.value('changed')).toBe('<unknown: `.at` of an array is not supported yet>');
});

describe('The Python of a module without signs of its own', () => {
  test('is that of the modules it works with', async () => {
    const run = await evaluate('from helper import half\nresult = half(3)\n', {
      modules: { helper: 'def half(n):\n    return n/2\nfor i in xrange(1):\n    pass\n' },
    });
    expect(run.value('result')).toBe(1);
  });

  test('is Python 3 where f-strings stand or xrange is imported', async () => {
    for (const sign of ["name = f'{1}'", 'from six.moves import xrange', 'import pandas as pd']) {
      const run = await evaluate(`${sign}\nfor i in xrange(1):\n    pass\nresult = 3/2\n`);
      expect(run.value('result')).toBe(1.5);
    }
  });
});

describe("Scikit-learn's data sets", () => {
  const program = `
from sklearn import datasets
from sklearn.datasets import load_iris
d = datasets.load_digits()
X = d.data
y = d['target']
A, b = load_iris(return_X_y=True)
`;

  test('have the engine’s data where it supplies some, under the names X and y', async () => {
    const run = await evaluate(program, {
      missing: ({ kind, name, span }) =>
        kind === 'call' ? { type: 'probe', path: name, hint: name, span } : null,
    });
    const paths = ['X', 'y', 'A', 'b'].map((name) => {
      const value = run.names.get(name);
      return value?.type === 'probe' ? [value.path, value.hint] : null;
    });
    expect(paths).toEqual([
      ['datasets.load_digits.X', 'X'],
      ['datasets.load_digits.y', 'y'],
      ['datasets.load_iris.X', 'X'],
      ['datasets.load_iris.y', 'y'],
    ]);
  });

  test('are not known elsewhere', async () => {
    const run = await evaluate(program);
    expect(run.value('X')).toBe('<unknown: The data of `load_digits` is not here>');
  });
});

test('a value that does not fit a format is named by its beginning', async () => {
  const run = await evaluate("import numpy as np\nresult = 'cost %d' % np.arange(40.0).reshape(8, 5)\n");
  expect(run.value('result')).toBe(
    '<unknown: The statement that assigns it fails: TypeError: %d format: a real number is required, not [[0.0 1.0 2.0 3.0 4.0] …>',
  );
});
