import { describePrograms } from '../../support/python-programs.ts';

describePrograms('Loops and branches', {
  'if, elif and else': `
def sign(x):
    if x > 0:
        return 'plus'
    elif x == 0:
        return 'zero'
    else:
        return 'minus'
result = [sign(3), sign(0), sign(-1)]
`,
  'for with break, continue and else': `
seen = []
for i in range(10):
    if i == 2:
        continue
    if i == 5:
        break
    seen.append(i)
else:
    seen.append('else')
for i in range(2):
    pass
else:
    seen.append('done')
result = [seen, i]
`,
  'while with break and else': `
n = 0
while n < 3:
    n += 1
else:
    n += 10
while True:
    n -= 1
    if n < 5:
        break
result = n
`,
  'ranges count down and by steps':
    'result = [list(range(5, 0, -1)), list(range(0, 10, 3)), list(range(3, 3)), [i for i in reversed(range(1, 4))], len(range(0, 10, 3))]',
  'nested loops leave the inner one only': `
pairs = []
for i in range(3):
    for j in range(3):
        if j == i:
            break
        pairs.append((i, j))
result = pairs
`,
  'a list may grow while it is iterated over': `
a = [1, 2]
for x in a:
    if len(a) < 5:
        a.append(x * 10)
result = a
`,
  'conditional expressions and walrus':
    'n = 4\nresult = ["even" if n % 2 == 0 else "odd", (y := n + 1) * 2, y]',
  'for over pairs of a dict':
    "total = 0\nfor k, v in {'a': 1, 'b': 2}.items():\n    total += v\nresult = [total, k]",
});

describePrograms('Exceptions', {
  'the first handler that fits runs, else and finally too': `
log = []
def f(x):
    try:
        y = 10 / x
    except ZeroDivisionError as e:
        log.append('zero: ' + str(e))
        return None
    except (TypeError, ValueError):
        log.append('type')
    else:
        log.append('else')
        return y
    finally:
        log.append('finally')
result = [f(2), f(0), f('a'), log]
`,
  'classes of exceptions inherit': `
caught = []
for make in (lambda: {}['k'], lambda: [][1], lambda: 1 / 0, lambda: int('x'), lambda: None.foo, lambda: undefined_thing()):
    try:
        make()
    except LookupError as e:
        caught.append('lookup ' + type(e).__name__)
    except ArithmeticError as e:
        caught.append(type(e).__name__)
    except AttributeError as e:
        caught.append('attribute')
    except Exception as e:
        caught.append('other')
result = caught[:5]
`,
  'own exceptions carry arguments': `
class ShapeError(ValueError):
    def __init__(self, message, shape):
        super().__init__(message)
        self.shape = shape
try:
    raise ShapeError('bad', (2, 3))
except ValueError as e:
    result = [str(e), e.shape, e.args, isinstance(e, ShapeError)]
`,
  'raise without an exception raises the handled one again': `
log = []
try:
    try:
        raise KeyError('x')
    except KeyError:
        log.append('inner')
        raise
except KeyError as e:
    log.append(e.args)
result = log
`,
  'assert raises AssertionError with its message': `
try:
    assert 1 == 2, 'not equal'
except AssertionError as e:
    result = str(e)
`,
  'finally runs on the way out of a loop': `
log = []
for i in range(3):
    try:
        if i == 1:
            continue
        log.append(i)
    finally:
        log.append('f')
result = log
`,
  'an uncaught exception ends the program with its type': 'raise NotImplementedError("later")',
  'StopIteration ends a hand-written iterator': `
class Count:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        self.i = 0
        return self
    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.i
result = [list(Count(3)), [a * 2 for a in Count(2)], sum(Count(4))]
`,
  'context managers enter, leave and swallow': `
log = []
class Guard:
    def __enter__(self):
        log.append('enter')
        return 5
    def __exit__(self, kind, value, trace):
        log.append('exit')
        return True
with Guard() as g:
    log.append(g)
    raise ValueError('swallowed')
result = log
`,
  'reading a local before its assignment raises UnboundLocalError':
    'x = 1\ndef f():\n    y = x\n    x = 2\n    return y\nresult = f()',
});
