import { describePrograms } from '../../support/python-programs.ts';

describePrograms('Functions', {
  'defaults, keywords, *args and **kwargs bind': `
def f(a, b=2, *args, c, d=4, **rest):
    return [a, b, args, c, d, rest]
result = [f(1, c=3), f(1, 5, 6, 7, c=8, e=9), f(*[1, 2, 3], **{'c': 4, 'z': 5}), f(b=1, a=0, c=2)]
`,
  'a missing argument raises TypeError': 'def f(a, b):\n    return a\nresult = f(1)',
  'too many arguments raise TypeError': 'def f(a):\n    return a\nresult = f(1, 2)',
  'an unexpected keyword raises TypeError': 'def f(a):\n    return a\nresult = f(1, c=2)',
  'defaults are evaluated once': 'def f(x, acc=[]):\n    acc.append(x)\n    return acc\nf(1)\nresult = f(2)',
  'positional-only and keyword-only parameters':
    'def f(a, /, b, *, c=3):\n    return (a, b, c)\nresult = [f(1, 2), f(1, b=5, c=6)]',
  'closures keep their variables': `
def counter():
    n = 0
    def step(by=1):
        nonlocal n
        n += by
        return n
    return step
c = counter()
d = counter()
result = [c(), c(5), d()]
`,
  'global declares a name of the module':
    'n = 0\ndef bump():\n    global n\n    n += 1\nbump()\nbump()\nresult = n',
  'functions are values': `
def apply(f, *xs):
    return [f(x) for x in xs]
square = lambda x: x ** 2
result = [apply(square, 1, 2, 3), (lambda: 7)(), [f(2) for f in (square, abs, str)], square.__name__, apply.__name__]
`,
  recursion:
    'def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nresult = [fib(i) for i in range(10)]',
  'generators yield in turn': `
def batches(n, size):
    for start in range(0, n, size):
        yield start, min(start + size, n)
def both():
    yield from batches(3, 2)
    yield 'end'
g = batches(5, 2)
result = [next(g), list(g), list(both()), [b - a for a, b in batches(7, 3)]]
`,
  'decorators wrap': `
def twice(f):
    def wrapper(*args, **kwargs):
        return 2 * f(*args, **kwargs)
    return wrapper
@twice
def add(a, b=1):
    return a + b
result = [add(1), add(2, b=3)]
`,
  'decorators with arguments': `
import functools
def scaled(k):
    def decorate(f):
        @functools.wraps(f)
        def inner(x):
            return k * f(x)
        return inner
    return decorate
@scaled(10)
def inc(x):
    return x + 1
result = inc(4)
`,
  'function attributes': 'def f():\n    return f.count\nf.count = 3\nresult = f()',
  'a return without value gives None': 'def f():\n    return\ndef g():\n    pass\nresult = [f(), g()]',
  'annotations say nothing about values':
    'def f(a: int = 3, *, b: "list" = None) -> float:\n    x: int = a\n    y: str\n    return x\nresult = f()',
  'names of the function are found at call time':
    'def f():\n    return later()\ndef later():\n    return 5\nresult = f()',
});

describePrograms('Classes', {
  'instances, methods and class attributes': `
class Layer:
    count = 0
    def __init__(self, n_in, n_out=2):
        self.shape = (n_out, n_in)
        Layer.count += 1
    def size(self):
        return self.shape[0] * self.shape[1]
a, b = Layer(3), Layer(4, 5)
result = [a.size(), b.size(), Layer.count, a.count, Layer.size(a), a.__class__.__name__]
`,
  'inheritance with super and an overridden method': `
class Base:
    def __init__(self, x):
        self.x = x
    def value(self):
        return self.x
    def twice(self):
        return 2 * self.value()
class Child(Base):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y
    def value(self):
        return super(Child, self).value() + self.y
c = Child(1, 10)
result = [c.twice(), isinstance(c, Base), issubclass(Child, Base), type(c) is Child, Child.__mro__[1] is Base]
`,
  'diamonds follow the method resolution order': `
class A:
    def who(self):
        return ['A']
class B(A):
    def who(self):
        return ['B'] + super().who()
class C(A):
    def who(self):
        return ['C'] + super().who()
class D(B, C):
    pass
result = [D().who(), [k.__name__ for k in D.__mro__]]
`,
  'properties, static methods and class methods': `
class P:
    def __init__(self):
        self._v = 1
    @property
    def v(self):
        return self._v
    @v.setter
    def v(self, value):
        self._v = value * 10
    @staticmethod
    def add(a, b):
        return a + b
    @classmethod
    def make(cls, v):
        p = cls()
        p.v = v
        return p
p = P()
p.v = 2
result = [p.v, P.add(1, 2), p.add(3, 4), P.make(3).v]
`,
  'setting a property without a setter raises AttributeError':
    'class P:\n    @property\n    def v(self):\n        return 1\nP().v = 2\nresult = 1',
  'a missing attribute raises AttributeError': 'class A:\n    pass\nresult = A().x',
  'operators call their methods': `
class V:
    def __init__(self, x):
        self.x = x
    def __add__(self, o):
        return V(self.x + (o.x if isinstance(o, V) else o))
    __radd__ = __add__
    def __mul__(self, o):
        return V(self.x * (o.x if isinstance(o, V) else o))
    def __rmul__(self, o):
        return self * o
    def __neg__(self):
        return self * -1
    def __sub__(self, o):
        return self + (-o)
    def __matmul__(self, o):
        return 'mat'
    def __truediv__(self, o):
        return V(self.x / o)
    def __pow__(self, k):
        return V(self.x ** k)
    def __eq__(self, o):
        return self.x == o.x
    def __lt__(self, o):
        return self.x < o.x
    def __repr__(self):
        return 'V(%s)' % self.x
    def __abs__(self):
        return abs(self.x)
    def __bool__(self):
        return self.x != 0
a, b = V(3), V(4)
a += 1
result = [(a + b).x, (1 + a).x, (a * 2).x, (2 * a).x, (-a).x, (a - b).x, a @ b, (a / 2).x, (a ** 2).x, a == b, a != V(5), a < b, a > b, repr(a), str([a]), abs(-a), bool(V(0)), sum([a, b]).x, sorted([V(2), V(1)])[0].x]
`,
  "containers of the program's own": `
class Seq:
    def __init__(self, items):
        self.items = items
    def __len__(self):
        return len(self.items)
    def __getitem__(self, i):
        return self.items[i]
    def __setitem__(self, i, v):
        self.items[i] = v
    def __contains__(self, x):
        return x in self.items
    def __iter__(self):
        return iter(self.items)
    def __call__(self, k):
        return k * len(self)
    def __delitem__(self, i):
        del self.items[i]
s = Seq([1, 2, 3])
s[0] = 9
s[1] += 5
del s[2]
result = [len(s), s[0], s[-1], list(s), 9 in s, s(10), s[0:1], bool(Seq([])), [x for x in s]]
`,
  'iteration through __getitem__ alone':
    'class S:\n    def __getitem__(self, i):\n        if i > 2:\n            raise IndexError\n        return i * i\nresult = list(S())',
  'getattr, setattr, hasattr, __dict__ and vars': `
class A:
    k = 1
a = A()
setattr(a, 'W1', 5)
a.__dict__['b'] = 6
a.__dict__.update({'c': 7})
result = [getattr(a, 'W1'), getattr(a, 'zz', None), hasattr(a, 'b'), hasattr(a, 'q'), vars(a), a.c, getattr(a, 'k')]
`,
  '__getattr__ answers for what is missing':
    'class A:\n    def __init__(self):\n        self.x = 1\n    def __getattr__(self, name):\n        return name * 2\na = A()\nresult = [a.x, a.ab]',
  '__setattr__ sees every assignment': `
class A:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value + 1)
a = A()
a.x = 1
class B:
    def __setattr__(self, name, value):
        super().__setattr__(name, value * 2)
b = B()
b.x = 5
result = [a.x, b.x]
`,
  'subclasses of dict, list and Exception': `
class D(dict):
    def __getattr__(self, name):
        return self[name]
class L(list):
    def total(self):
        return sum(self)
class N(dict):
    def __init__(self, n):
        super().__init__()
        self['n'] = n
d = D(a=1)
d['b'] = 2
l = L([1, 2])
l.append(3)
n = N(4)
result = [d.a, d.b, dict(d), l.total(), len(l), l[0], 'a' in d, [k for k in d], n['n'], n == {'n': 4}]
`,
  'dataclasses get constructor, equality and repr': `
from dataclasses import dataclass, field
@dataclass
class Config:
    lr: float
    layers: list = field(default_factory=list)
    name: str = 'net'
    def scaled(self):
        return self.lr * 2
@dataclass(frozen=True)
class Sub(Config):
    extra: int = 0
a = Config(0.1)
b = Config(lr=0.2, layers=[3])
a.layers.append(1)
result = [a.lr, a.layers, b.layers, a.scaled(), a == Config(0.1, [1]), repr(b), a != b]
`.replace('@dataclass(frozen=True)\n', '@dataclass\n'),
  'named tuples by function and by class': `
from collections import namedtuple
from typing import NamedTuple
P = namedtuple('P', 'x y')
Q = namedtuple('Q', ['a', 'b'])
class R(NamedTuple):
    u: int
    v: int = 7
    def total(self):
        return self.u + self.v
p = P(1, y=2)
x, y = p
r = R(3)
result = [p.x, p[1], x + y, tuple(p), Q(a=1, b=2).b, r.total(), r.v, p._replace(x=9).x, len(p), p == (1, 2), P._fields, list(r), p._asdict()]
`,
  'abstract classes are harmless': `
from abc import ABC, abstractmethod
class Op(ABC):
    @abstractmethod
    def forward(self, x):
        pass
class Sq(Op):
    def forward(self, x):
        return x * x
result = Sq().forward(3)
`,
  'class bodies run statements of their own': `
class A:
    names = ['a', 'b']
    sizes = {}
    for n in names:
        sizes[n] = len(names)
    def get(self):
        return self.sizes
    total = sum(len(x) for x in names)
result = [A().get(), A.total, A.n]
`,
  'callable instances and methods as values': `
class Sigmoid:
    def __call__(self, z):
        return z + 1
    def prime(self, z):
        return z * 2
s = Sigmoid()
f = s.prime
acts = {'sigmoid': s, 'prime': f}
result = [s(1), f(3), acts['prime'](4), callable(s), callable(3), list(map(s, [1, 2]))]
`,
  'a class attribute that is a function of a library does not bind': `
import math
class A:
    f = math.floor
    g = staticmethod(lambda x: x + 1)
a = A()
result = [a.f(2.5), a.g(1)]
`,
  '__new__ makes the instance': `
class S:
    one = None
    def __new__(cls, *args):
        if cls.one is None:
            cls.one = super().__new__(cls)
        return cls.one
    def __init__(self, v):
        self.v = v
a = S(1)
b = S(2)
result = [a is b, a.v]
`,
  'linked computation graph in the style of a scalar engine': `
class Value:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(children)
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out
    def backward(self):
        topo, visited = [], set()
        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)
        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()
a, b = Value(2.0), Value(-3.0)
c = a * b + a
c.backward()
result = [c.data, a.grad, b.grad]
`,
});
