/** The language without arrays: statements that record what they computed. */
import type { Draw } from './draw.ts';
import { depthOfForms, expression, filled } from './python-expressions.ts';

/** A statement, which leaves what it computed in `out` under its label. */
export function pythonStatement(draw: Draw, label: number): string {
  if (draw.chance(0.45)) {
    const kind = draw.pick(['i', 'f', 'n', 's', 'l', 'w', 'd'] as const);
    return `out.append((${label}, ${expression(draw, kind, depthOfForms + 1)}))`;
  }
  return filled(draw, draw.pick(statements), 2).replaceAll('§', String(label));
}

/** Statements over several lines; `§` is a label of their own, so that names do not meet. */
const statements: readonly string[] = [
  'for n in $l:\n    if n == $n:\n        continue\n    if n > $n:\n        break\n    out.append((§, n))\nelse:\n    out.append((§, "else"))',
  'n, total = 0, $n\nwhile n < $k:\n    n += 1\n    total += $n\nelse:\n    total = -total\nout.append((§, n, total))',
  'for a, (b, n) in enumerate(zip($l, $w)):\n    out.append((§, a, b, n))',
  'for n in reversed(range($k)):\n    for a in $l[:2]:\n        if a > n:\n            break\n    else:\n        continue\n    out.append((§, n, a))',
  'def f_§(a, b=$n, *rest, key=$s, **more):\n    return [a, b, rest, key, sorted(more.items())]\nout.append((§, f_§($n)))\nout.append((§, f_§($n, $n, $n, key=$s, z=$n, a2=1)))\nout.append((§, f_§(*$l)))\nout.append((§, f_§(b=$n, a=$n)))',
  'def f_§(a, *, b):\n    return a - b\nout.append((§, f_§($n, b=$n)))\nout.append((§, f_§(**{"a": $n, "b": $n})))\nout.append((§, f_§($n, $n)))',
  'def f_§(n):\n    return 1 if n < 2 else f_§(n - 1) + f_§(n - 2)\nout.append((§, f_§($k + 3)))',
  'def outer_§(a):\n    total = [a]\n    count = 0\n    def add(n):\n        nonlocal count\n        count += 1\n        total.append(n)\n        return count, list(total)\n    return add\ng_§ = outer_§($n)\nout.append((§, g_§($n), g_§($n)))',
  'def f_§():\n    global i\n    i = i + $k\n    return i\nout.append((§, f_§(), i))',
  'def f_§(items=[]):\n    items.append($n)\n    return len(items)\nout.append((§, f_§(), f_§(), f_§([])))',
  'def gen_§(n):\n    for a in range(n):\n        if a == $k:\n            return\n        yield a * $n\nout.append((§, list(gen_§(4)), sum(gen_§(3))))',
  'def deco_§(f):\n    @functools.wraps(f)\n    def inner(*args, **kwargs):\n        return (f.__name__, f(*args, **kwargs))\n    return inner\n@deco_§\ndef f_§(a, b=2):\n    return a + b\nout.append((§, f_§($n), f_§($n, b=$n)))',
  'fs_§ = [lambda a, n=n: a * n for n in range(3)]\nout.append((§, [f($n) for f in fs_§]))\ngs_§ = [lambda: n for n in range(3)]\nout.append((§, [g() for g in gs_§]))',
  'class C_§:\n    count = 0\n    def __init__(self, a, b=$n):\n        self.a, self.b = a, b\n        C_§.count += 1\n    def total(self):\n        return self.a + self.b\n    @property\n    def double(self):\n        return 2 * self.a\n    @double.setter\n    def double(self, value):\n        self.a = value / 2\n    @staticmethod\n    def make(n):\n        return C_§(n)\n    @classmethod\n    def named(cls):\n        return cls.__name__, cls.count\no_§ = C_§($n)\no_§.double = $n\nout.append((§, o_§.total(), o_§.double, C_§.make($n).a, C_§.named()))',
  'class B_§:\n    def __init__(self, n):\n        self.n = n\n    def forward(self, a):\n        return a * self.n\n    def run(self, a):\n        return self.forward(a) + 1\nclass D_§(B_§):\n    def __init__(self, n, m):\n        super().__init__(n)\n        self.m = m\n    def forward(self, a):\n        return super().forward(a) - self.m\nout.append((§, B_§($n).run($n), D_§($n, $n).run($n), isinstance(D_§(1, 2), B_§)))',
  'class L_§:\n    def __init__(self, items):\n        self.items = list(items)\n    def __len__(self):\n        return len(self.items)\n    def __getitem__(self, at):\n        return self.items[at]\n    def __setitem__(self, at, value):\n        self.items[at] = value\n    def __iter__(self):\n        return iter(self.items)\n    def __contains__(self, n):\n        return n in self.items\n    def __call__(self, n):\n        return [n + a for a in self]\n    def __repr__(self):\n        return "L(%r)" % (self.items,)\n    def __eq__(self, other):\n        return self.items == other.items\n    def __add__(self, other):\n        return L_§(self.items + list(other))\n    def __bool__(self):\n        return len(self.items) > 2\no_§ = L_§($l)\nout.append((§, len(o_§), $n in o_§, o_§ == L_§($l), repr(o_§ + $l), bool(o_§), list(o_§), o_§($n)))\no_§[$k] = $n\nout.append((§, str(o_§), o_§[$k:], sum(o_§)))',
  'class E_§(ValueError):\n    def __init__(self, n):\n        super().__init__("code %s" % n)\n        self.n = n\ntry:\n    if $n > $n:\n        raise E_§($n)\n    out.append((§, $n))\nexcept (KeyError, E_§) as e:\n    out.append((§, str(e)))\nelse:\n    out.append((§, "else"))\nfinally:\n    out.append((§, "finally"))',
  'try:\n    out.append((§, $n))\n    out.append((§, $l[$k]))\nexcept IndexError:\n    out.append((§, "index"))\nexcept (ZeroDivisionError, ValueError, TypeError) as e:\n    out.append((§, type(e).__name__))\nfinally:\n    out.append((§, 1))',
  'def f_§():\n    try:\n        return $n / $k\n    except ZeroDivisionError:\n        return "zero"\n    finally:\n        out.append((§, "f"))\nout.append((§, f_§()))',
  'try:\n    try:\n        raise KeyError($s)\n    except KeyError as e:\n        raise RuntimeError("r") from e\nexcept RuntimeError as e:\n    out.append((§, str(e), e.args))',
  'p[$k] = $n\nout.append((§, list(p)))',
  'p[$k:$k] = $l\nout.append((§, list(p)))',
  'q.append($n); q.extend($l); q.insert($k, $n)\nout.append((§, list(q), q.pop(), q.pop($k)))',
  'q.sort()\nout.append((§, list(q)))\nq.reverse()\nq.remove($n)',
  'del p[$k]\nout.append((§, len(p)))',
  'd[$v] = $n\nd[$s] = d.get($v, $n)\nout.append((§, dict(d)))',
  'd.update($d)\nd.setdefault($s, $n)\nout.append((§, list(d.items())))',
  'del c[$v]\nout.append((§, dict(c)))',
  'for n, a in sorted($d.items()):\n    out.append((§, n, a))',
  'e_§ = defaultdict(list)\nfor n in $w:\n    e_§[len(n)].append(n)\nout.append((§, dict(e_§)))',
  'e_§ = defaultdict(int)\nfor n in $l:\n    e_§[n > $n] += 1\nout.append((§, sorted(e_§.items())))',
  'a, *b = $l\nout.append((§, a, b))',
  '(a, b), n = [$n, $s], $n\na, b = b, a\nout.append((§, a, b, n))',
  'a = b = $l\na = a + [1]\nb += [2]\nout.append((§, a, b, p, q))',
  'i += $k; j -= $i; x *= $f; k //= $i; y /= $n\nout.append((§, i, j, x, k, y))',
  'i %= $i; k **= 2; j |= $k; i <<= 1\nout.append((§, i, j, k))',
  's += $s; t *= $k\nout.append((§, s, t))',
  'if $n:\n    out.append((§, 1))\nelif $n > $n:\n    out.append((§, 2))\nelse:\n    out.append((§, 3))',
  'T_§ = namedtuple("T", ["a", "b"])\nn = T_§($n, b=$s)\nout.append((§, n.a, n[1], tuple(n)))',
  'n = {$n, $n, 7}\nn.add($i)\nn.discard($i)\nout.append((§, sorted(n), sorted(n | {1}), sorted(n & {1, 2, 7}), sorted(n - {7}), len(n)))',
  'if (n := $n) > 1:\n    out.append((§, n))\nout.append((§, [n := $n, n]))',
  'assert $n or True, "no"\nassert $n > $n, $s',
  'n = iter($l)\nout.append((§, next(n, None), list(n)))\nnext(n)',
  'class M_§:\n    def __enter__(self):\n        out.append((§, "in"))\n        return $n\n    def __exit__(self, kind, value, trace):\n        out.append((§, kind is None))\n        return True\nwith M_§() as n:\n    out.append((§, n, $n))',
  'm_§ = [[$n] * 2 for n in range(3)]\nm_§[1][0] = $n\nm_§[0], m_§[2] = m_§[2], m_§[0]\nout.append((§, m_§, list(map(list, zip(*m_§))), [sum(n) for n in m_§]))',
  'm_§ = [[0] * 2] * 2\nm_§[0][1] += $n\nout.append((§, m_§))',
  'raise {0: ValueError, 1: KeyError}.get($k, TypeError)($s)',
  'f_§ = functools.partial(lambda a, b, c=1: (a, b, c), $n)\nout.append((§, f_§($n), f_§($n, c=$n)))',
  'class A_§(object):\n    shared = []\n    size = $n\n    def put(self, n):\n        self.shared.append(n)\n        self.size = n\n        return self\na, b = A_§(), A_§()\na.put($n).put($n)\nout.append((§, b.shared, a.size, b.size, A_§.size, hasattr(a, "size"), getattr(a, "none", $n)))\nsetattr(b, "w", $n)\nout.append((§, b.w, sorted(vars(b))))\na.missing',
  'match_§ = {"relu": lambda n: max(0, n), "linear": lambda n: n}\nfor n in ("relu", "linear", $s):\n    out.append((§, n, match_§[n]($n)))',
];
