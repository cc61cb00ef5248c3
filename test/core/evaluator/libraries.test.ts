import { describePrograms } from '../../support/python-programs.ts';

describePrograms('Libraries', {
  math: 'import math\nfrom math import sqrt, exp as e\nresult = [math.sqrt(2), math.exp(1.5), math.log(10), math.pi, math.floor(2.7), math.ceil(2.1), sqrt(9), e(0), math.pow(2, 3), math.isnan(1.0)]',
  'copy and deepcopy': `
import copy
a = {'x': [1, 2], 'y': {'z': 3}}
b = copy.copy(a)
c = copy.deepcopy(a)
a['x'].append(9)
a['y']['z'] = 4
result = [b, c, b['x'] is a['x']]
`,
  'deepcopy keeps two names for one object':
    'import copy\nx = [1]\na = copy.deepcopy([x, x])\na[0].append(2)\nresult = [a, x]',
  collections: `
from collections import OrderedDict, defaultdict, Counter, deque
o = OrderedDict()
o['b'] = 1
o['a'] = 2
d = defaultdict(list)
d['x'].append(1)
n = defaultdict(lambda: 0)
n['k'] += 5
c = Counter('hello')
q = deque([1, 2])
q.appendleft(0)
q.append(3)
result = [list(o.items()), dict(d), dict(n), c['l'], c['zz'], c.most_common(1), q.popleft(), q.pop(), list(q)]
`,
  'functools and operator': `
from functools import reduce, partial
import operator
add3 = partial(lambda a, b, c: a + b * c, 1, c=10)
result = [reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(operator.add, [], 7), add3(5), operator.mul(3, 4), sorted([(1, 'b'), (0, 'a')], key=operator.itemgetter(1))]
`,
  itertools: `
import itertools
from itertools import chain, product
result = [list(chain([1], (2, 3))), list(product('ab', [1, 2])), list(product([0, 1], repeat=2)), list(itertools.zip_longest([1, 2], 'a', fillvalue='-')),
          list(itertools.combinations([1, 2, 3], 2)), list(itertools.accumulate([1, 2, 3])), list(itertools.islice(itertools.count(5), 3)), list(itertools.permutations([1, 2, 3], 2))[:3], list(itertools.repeat(7, 2))]
`,
  'sys and types':
    'import sys\nresult = [sys.maxsize > 1000, sys.version_info[0] >= 3, isinstance(1, (int, float)), isinstance(True, int), isinstance("a", str), isinstance([], (list, tuple)), isinstance(None, type(None)), type(1.5).__name__]',
  'typing names are harmless':
    'from typing import List, Dict, Optional, Tuple\ndef f(a: List[int], b: Optional[Dict[str, int]] = None) -> Tuple[int, int]:\n    return a[0], a[1]\nresult = f([1, 2])',
  'the main module runs its guarded block': "result = 0\nif __name__ == '__main__':\n    result = 1",
});

describePrograms('Arrays among Python values', {
  'arrays in lists, dicts and tuples': `
import numpy as np
params = {'W1': np.array([[1., 2.], [3., 4.]]), 'b1': np.zeros((2, 1))}
cache = (params['W1'] * 2, [params['b1']])
result = [params, cache, len(params['W1']), sum(params['W1']), [row.sum() for row in params['W1']], max(params['W1'][0])]
`,
  'in-place operators change every name of the array': `
import numpy as np
a = np.array([1., 2., 3.])
b = a
a += 1
c = a
a = a * 2
v = c[1:]
v *= 10
result = [a, b, c, v]
`,
  'edits by index, slice and mask': `
import numpy as np
a = np.arange(6.).reshape(2, 3)
a[0, 1] = 9
a[1] += 1
a[:, 0] *= 2
a[a > 5] = 0
p = np.array([[.2, .8], [.6, .4]])
p[range(2), [0, 1]] -= 1
result = [a, p]
`,
  'iteration, unpacking and zip over rows': `
import numpy as np
X = np.array([[1, 2], [3, 4]])
a, b = X
m, n = X.shape
result = [a, b, m, n, [x * y for x, y in X], list(zip(X, [0, 1])), [i for i in X[0]], list(enumerate(X.T))]
`,
  'the truth of an array of several entries raises ValueError':
    'import numpy as np\nif np.array([1, 2]):\n    result = 1',
  'shapes that do not fit raise ValueError':
    'import numpy as np\nresult = np.zeros((2, 3)) + np.zeros((3, 2))',
  'comparisons with None and membership':
    'import numpy as np\na = np.array([1., 2.])\nresult = [a is None, a is not None, 2.0 in a, (a == 1).any(), np.all(a > 0)]',
  'numbers from arrays behave as numbers': `
import numpy as np
a = np.array([[1.5, 2.5]])
s = a.sum()
result = [float(s), int(s), round(s, 1), '%.2f' % s, f'{s:.3f}', s > 3, -s, s ** 2, 1 / s, abs(-s), max(s, 1), isinstance(s, float), str(float(s)), s.shape]
`,
  'list arithmetic with arrays':
    'import numpy as np\nresult = [np.array([1, 2]) + [3, 4], [1., 2.] * np.array([2., 3.]), (1, 2) - np.array([1, 1])]',
  'operators of the program win over arrays on the right': `
import numpy as np
class T:
    __array_priority__ = 1000
    __array_ufunc__ = None
    def __init__(self, d):
        self.d = d
    def __rmul__(self, o):
        return ('rmul', o)
    def __mul__(self, o):
        return ('mul', o)
result = [(T(1) * np.array([1.]))[0], (np.array([1.]) * T(1))[0], (2 * T(1))]
`,
  'isinstance and type of arrays':
    'import numpy as np\na = np.zeros(2)\nresult = [isinstance(a, np.ndarray), isinstance(1.0, np.ndarray), type(a).__name__, isinstance(a.sum(), (float, np.floating)), a.dtype == np.float64, a.dtype == float]',
  'a recurrence in a loop with lists of arrays': `
import numpy as np
hs = {-1: np.zeros((2, 1))}
W = np.array([[.1, .2], [.3, .4]])
for t in range(3):
    hs[t] = np.tanh(W @ hs[t - 1] + t)
dh = np.zeros_like(hs[0])
out = []
for t in reversed(range(3)):
    dh = W.T @ (dh + hs[t])
    out.append(dh)
result = [hs, out]
`,
  'nabla lists indexed from the end': `
import numpy as np
sizes = [2, 3, 1]
weights = [np.ones((y, x)) for x, y in zip(sizes[:-1], sizes[1:])]
nabla_w = [np.zeros(w.shape) for w in weights]
nabla_w[-1] = weights[-1] * 2
for l in range(2, len(sizes)):
    nabla_w[-l] = nabla_w[-l] + l
weights = [w - 0.5 * nw for w, nw in zip(weights, nabla_w)]
result = [nabla_w, weights]
`,
});
