import { describe, expect, test } from 'vitest';
import { evaluate } from '../../support/evaluate.ts';

describe('Imports among workspace modules', () => {
  test('import, from-import, alias and star', async () => {
    const run = await evaluate(
      'import layers\nimport layers as L\nfrom layers import relu, scale as s\nfrom helpers import *\na = [layers.relu(-1), L.relu(2), relu(3), s, double(4)]\nb = hidden_is_missing',
      {
        modules: {
          layers: 'scale = 7\ndef relu(x):\n    return max(0, x)',
          helpers: 'def double(x):\n    return 2 * x\n_hidden = 1',
        },
      },
    );
    expect(run.value('a')).toEqual([0, 2, 3, 7, 8]);
  });

  test('packages, dotted names and relative imports', async () => {
    const run = await evaluate(
      'import net.layers\nimport net.layers as nl\nfrom net import layers\nfrom net.model import Model\na = [net.layers.k, nl.k, layers.k, Model().k]',
      {
        modules: {
          'net.layers': 'k = 5',
          'net.model':
            'from .layers import k\nfrom . import layers\nclass Model:\n    def __init__(self):\n        self.k = k + layers.k',
        },
      },
    );
    expect(run.value('a')).toEqual([5, 5, 5, 10]);
  });

  test('modules run once, and only the main one is __main__', async () => {
    const run = await evaluate('import a, b\nfrom a import log\nresult = (log, __name__, a.name)', {
      modules: {
        a: 'log = []\nlog.append("a")\nname = __name__\nif __name__ == "__main__":\n    log.append("main")',
        b: 'import a\na.log.append("b")',
      },
    });
    expect(run.value('result')).toEqual([['a', 'b'], '__main__', 'a']);
  });

  test('modules that import each other see what is there so far', async () => {
    const run = await evaluate('import a\nresult = (a.x, a.f())', {
      modules: { a: 'x = 1\nimport b\ndef f():\n    return b.y', b: 'import a\ny = a.x + 1' },
    });
    expect(run.value('result')).toEqual([1, 2]);
  });

  test('a workspace module hides a library of the same name', async () => {
    const run = await evaluate('import random\nresult = random.seven', { modules: { random: 'seven = 7' } });
    expect(run.value('result')).toBe(7);
  });

  test('bindings of an imported module carry its source', async () => {
    const run = await evaluate('from m import f\nf()', {
      modules: { m: 'def f():\n    dW = 1\n    return dW' },
    });
    expect(run.bindings('dW')[0]?.statement.span.source.uri).toBe('m.py');
  });
});

describe('Imports that may fail', () => {
  test('a try that is ready for it falls back on what can be evaluated', async () => {
    const run = await evaluate(`
try:
    import cupy as np
except ImportError:
    import numpy as np
try:
    from tqdm import tqdm
    import progress_lib
except:
    progress_lib = None
try:
    import math
except ImportError:
    math = None
a = np.sum(np.ones(3))
b = math.sqrt(4)
`);
    expect([run.value('a'), run.value('b'), run.value('progress_lib')]).toEqual([3, 2, null]);
  });
});

describe('Definitions only', () => {
  test('imports, functions, classes and literals run, everything else does not', async () => {
    const program = `
import numpy as np
rate = -0.1
sizes = [2, 3]
table = {"a": 1}
f = lambda x: x + 1
X = np.ones(3)
count = len(sizes)
for i in range(3):
    y = i
class Net:
    k = 3
def g():
    return rate
g()
`;
    const run = await evaluate(program, { statements: 'definitions' });
    const names = [...run.names.keys()].filter((name) => !name.startsWith('__'));
    expect(names).toEqual(['np', 'rate', 'sizes', 'table', 'f', 'Net', 'g']);
    expect(run.trace.calls).toEqual([]);
  });
});

test('range and its relatives come from builtins, past.builtins and six.moves as they are', async () => {
  const run = await evaluate(
    'from builtins import range, object\nfrom past.builtins import xrange\nfrom six.moves import zip\na = [list(range(3)), list(xrange(2)), [x + y for x, y in zip([1], [2])]]',
  );
  expect(run.value('a')).toEqual([[0, 1, 2], [0, 1], [3]]);
});
