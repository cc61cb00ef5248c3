import { describe, expect, test } from 'vitest';
import { firstDifference, plainTree, pythonTrees } from '../../support/ast-dump.ts';
import { parsePython } from '../../support/python.ts';

/** Programs for the comparison with Python's own syntax tree; each shows one corner of the language. */
const programs: Readonly<Record<string, string>> = {
  'a network with its penalty': `
import numpy as np
from utils import sigmoid, relu as r

def compute_cost(A3, Y, parameters, lambd=0.7):
    """Cost with λ‖W‖²."""
    m = Y.shape[1]
    W1, W2 = parameters["W1"], parameters["W2"]
    cross = -1. / m * np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    return cross + lambd / (2 * m) * (np.sum(np.square(W1)) + np.sum(W2 ** 2))

for l in reversed(range(L - 1)):
    grads["dW" + str(l + 1)], grads[f"db{l + 1:02d}"] = dW, db
    W[l] -= alpha * dW[:, None, ..., ::-1]
`,
  'operators and their precedence': `
a = -x ** -y ** 2 + +z // ~w % 3 @ v << 1 >> 2 & 3 ^ 4 | 5
b = not a and b or c and not d or e and f and g
c = a < b <= c != d == e is not f not in g in h is i
d = (a and b) and c or (d or e)
e = a if b else c if d else lambda: (yield)
f = (n := 10) + n
g = await_ - - - 1
h = a & b ^ c & d | e ^ f & g & h ^ (i ^ j) & k
x @= y; x **= 2; x //= 3; x >>= 1; x <<= 1; x &= 1; x |= 1; x ^= 1; x %= 2
`,
  'brackets of every kind': `
a = (), (1,), [], [1, *b, *c.d(e)], {}, {1}, {**d, 'k': 1, **e}, (*a, b)
b = [i * j for i in range(3) if i if i > 1 for j in x if j]
c = {k: v for k, v in z.items()}, {i for i in x}, (i for i in x)
d = f(x for x in y), f(*a, b, *c, k=1, **d), f(a)(b)[c].d
e = x[1], x[1:], x[:1], x[::2], x[1:2:3], x[:, None], x[...], x[1,], x[a:b, c], x[()], x[lambda: 0]
x[0] = x.y = z = *a, b = c
[a, (b, *c)] = d
`,
  parameters: `
def f(): pass
def g(a, b=1, *c, d, e=2, **f): pass
def h(a, /, b, *, c: int = 1) -> "x": pass
async def k(a: List[int] = None, *args: float | None, **kw: dict[str, int] | str | None): await g()
p = lambda: 0, lambda x, y=1, *a, k=2, **b: x, lambda *, a: a
class A: x: int; y: str = ''
@a.b(c)
@d
class B(A, metaclass=M, *c):
    @property
    def z(self): return self._z
`,
  blocks: `
if a: b
elif c:
    d
elif e: pass
else:
    f
while a:
    break
else:
    continue
for a, b in c, d:
    pass
else: pass
try:
    a
except (A, B) as e:
    b
except C: c
except:
    d
else:
    e
finally:
    f
with a as b, c as (d, e), f(): pass
with (a as b): pass
with (a): pass
async def f():
    async with a as b: pass
    async for i in b: x = [j async for j in i]
    return [await z for z in i]
`,
  'simple statements': `
import a.b.c as d, e
from . import a
from ...b.c import (d as e, f,)
from g import *
from __future__ import division, print_function
global_ = 1
def f():
    global a, b
    def g():
        nonlocal c
        yield
        yield 1, 2
        x = yield from y
        return *a, b
    del a, b[0], (c, d)
    assert a, "b"
    raise
    raise A(b) from c
    return
x: int
x.y: float = 1
print(a, file=b)
print (a), b
`,
  literals: `
a = 1_000, 0xFF, 0b11, 0o17, 1., .5, 1e-8, 1_0.0_1E+5, 1j, 1.5J, 10 ** 400, 123456789012345678901234567890
b = None, True, False, ...
c = 'a' "b" r'\\d' '\\x41\\u00e9\\101' '\\
', b'\\xff' b"\\0", u'é', '\\\\', r'\\\\'
d = f'a{b}c{d!r:>10}{{e}}' 'f' f"{g:{h}.{i}}", rf'{x}\\n', f'{a["b"]}{c=}{d = !s}{e=:.2f}'
`,
  'text beyond ASCII': `
λ = "😀" + σ(x, "ü")  # comment with 😀
Δ = {'é': λ}[
    'é'
]
`,
  'odd spacing': `
x = \\
    1 + \\
    2
if x :
\ty = ( # comment
  1

  , 2 )
\tz=3
a  .  b ( c )  [ d ]
`,
};

const theirs = pythonTrees(Object.values(programs));

describe.skipIf(theirs === null)("the tree is Python's own (skipped where there is no python3)", () => {
  test.each(Object.keys(programs).map((title, index) => [title, index] as const))(
    'for %s',
    async (title, index) => {
      const python = theirs?.[index];
      if (!python) throw new Error(`Python rejects ${title}`);
      const { module, problems } = await parsePython(programs[title] ?? '');
      expect(problems).toEqual([]);
      expect(firstDifference(plainTree(module), python)).toBeNull();
    },
  );

  test('and a difference is found where there is one', async () => {
    const { module } = await parsePython('a = 1\n');
    const [other] = pythonTrees(['a = 2\n']) ?? [];
    expect(firstDifference(plainTree(module), other ?? null)).toBe('.body[0].value.value.value: 1 for 2');
  });
});
