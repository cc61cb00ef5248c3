import { describePrograms } from '../../support/python-programs.ts';

describePrograms('Lists and tuples', {
  'methods change the list in place': `
a = [3, 1, 2]
b = a
a.append(5)
a.extend([7, 8])
a.insert(0, 9)
a.remove(1)
popped = [a.pop(), a.pop(0)]
a.sort()
a.reverse()
result = [a, b is a, popped, a.index(5), a.count(2), a.copy() is a]
`,
  'slices read, write and delete': `
a = list(range(10))
b = a[2:5]
a[2:5] = ['x']
c = list(range(6))
c[::2] = [0, 0, 0]
del c[1]
del c[3:]
result = [a, b, c, a[-3:], a[::-2], a[100:], a[-100:2]]
`,
  'a slice of a range and of a tuple':
    'result = [list(range(10)[2:8:3]), (1, 2, 3)[1:], range(5)[-1], (1, 2) + (3,), (1,) * 3]',
  'an index out of range raises IndexError': 'a = [1]\nresult = a[3]',
  'a list index that is a float raises TypeError': 'a = [1]\nresult = a[0.0]',
  'assigning to a tuple raises TypeError': 'a = (1, 2)\na[0] = 3\nresult = a',
  'unpacking nests and takes the rest': `
(a, b), c = (1, 2), 3
first, *middle, last = range(6)
[x, [y, *z]] = [1, [2, 3, 4]]
*head, tail = 'abc'
result = [a, b, c, first, middle, last, x, y, z, head, tail]
`,
  'unpacking too few values raises ValueError': 'a, b, c = 1, 2\nresult = a',
  'unpacking too many values raises ValueError': 'a, b = 1, 2, 3\nresult = a',
  'swapping and chained assignment': 'a, b = 1, 2\na, b = b, a\nc = d = []\nc.append(1)\nresult = [a, b, d]',
  'augmented assignment extends a list in place':
    'a = [1]\nb = a\na += (2, 3)\na *= 2\nc = (1,)\nd = c\nc += (2,)\nresult = [b, c, d]',
  'comparison goes item by item':
    'result = [[1, 2] < [1, 3], (1, 2) == (1, 2), [1] == (1,), [[1], 2] == [[1], 2], (1, 2) < (1, 2, 0), [1, 2] != [1, 2]]',
  'sorting is stable, takes keys and reverses': `
rows = [('b', 2), ('a', 2), ('c', 1)]
result = [sorted(rows), sorted(rows, key=lambda r: r[1]), sorted(rows, key=lambda r: r[1], reverse=True), sorted([3, 1, 2], reverse=True)]
`,
  'zip, enumerate, map, filter and reversed': `
result = [list(zip([1, 2, 3], 'ab')), list(enumerate('ab', 1)), list(map(lambda a, b: a + b, [1, 2], [3, 4])),
          list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, [1, 2, 3])), list(reversed([1, 2, 3])), list(reversed(range(1, 4)))]
`,
  'zip with a star transposes': 'a, b = zip(*[(1, 2), (3, 4)])\nresult = [a, b]',
  'any, all, next and iter': `
it = iter([1, 2])
result = [any([0, 1]), all([1, 0]), all([]), next(it), next(it), next(it, 'end')]
`,
  'starred displays': 'a = [1, 2]\nresult = [[*a, 3], (*a, *a), {**{"x": 1}, "y": 2}, [*range(2), *"ab"]]',
  'list multiplication shares its items': 'a = [[0]] * 2\na[0].append(1)\nresult = a',
  'min and max of pairs':
    'result = [min([(2, "b"), (1, "z")]), max(enumerate([3, 9, 4]), key=lambda p: p[1])]',
});

describePrograms('Dictionaries and sets', {
  'entries keep their order': `
d = {'b': 1, 'a': 2}
d['c'] = 3
d['b'] = 4
del d['a']
result = [d, list(d), list(d.items()), len(d), 'c' in d, 'z' not in d]
`,
  'get, setdefault, pop, update and copy': `
d = {'a': 1}
e = d.copy()
result = [d.get('a'), d.get('z'), d.get('z', 0), d.setdefault('l', []), d.pop('a'), d.pop('q', None)]
d.update({'x': 1}, y=2)
d.update([('w', 3)])
result += [d, e, dict(a=1, **{'b': 2}), dict([('k', 'v')]), dict(zip('ab', [1, 2]))]
`,
  'equal numbers are one key':
    'd = {1: "a"}\nd[1.0] = "b"\nd[True] = "c"\nresult = [d, len({0, False, 0.0}), {(1, 2): 3}[(1, 2)]]',
  'a missing key raises KeyError': "d = {}\nresult = d['x']",
  'a list is no key': 'd = {}\nd[[1]] = 2\nresult = d',
  'iteration over keys, values and pairs': `
d = {'W1': 1, 'W2': 2}
result = [[k for k in d], [v for v in d.values()], [(k, v) for k, v in d.items()], sorted(d.keys()), sum(d.values())]
`,
  'comprehensions of dicts and sets':
    "result = [{k: len(k) for k in ['a', 'bb']}, {x % 3 for x in range(9)}, {str(i): i * i for i in range(3) if i != 1}]",
  'dictionaries merge with | and compare by entries':
    "result = [{'a': 1} | {'b': 2}, {'a': 1, 'b': 2} == {'b': 2, 'a': 1}, {'a': [1]} == {'a': [1]}]",
  'nested dictionaries with computed keys': `
grads = {}
for l in range(1, 4):
    grads['dW' + str(l)] = l * 1.5
    grads['db%d' % l] = -l
result = [grads, grads['dW' + str(2)], [grads[f'db{i}'] for i in (1, 2)]]
`,
  'set algebra':
    'a = {1, 2, 3}\nb = {3, 4}\nresult = [a | b, a & b, a - b, a ^ b, {1} < a, a.union([9]), a.intersection(b), 2 in a, a.issubset({1, 2, 3, 4})]',
  'sets change in place':
    'a = set()\na.add(1)\na.add(1)\na.update([2, 3])\na.discard(9)\na.remove(2)\nb = a\na |= {7}\nresult = [a, b is a, len(a)]',
  'deleting while keeping the rest': "d = {'a': 1, 'b': 2}\ndel d['a']\nresult = d",
});

describePrograms('Comprehensions', {
  'have a scope of their own': 'x = 10\nys = [x for x in range(3)]\nresult = [x, ys]',
  'nest and filter':
    'result = [[(i, j) for i in range(3) for j in range(i) if (i + j) % 2], [[j for j in range(i)] for i in range(3)]]',
  'a generator is spent once':
    'g = (i * i for i in range(3))\nresult = [list(g), list(g), sum(i for i in range(5) if i % 2)]',
  'unpack their targets':
    "result = [a + b for a, b in [(1, 2), (3, 4)]] + [k for i, (k, _) in enumerate([('x', 1)])]",
  'a walrus leaves the comprehension': 'ys = [y := x * 2 for x in range(3)]\nresult = [y, ys]',
  'see the variables of the function around':
    'def f(n):\n    k = 3\n    return [i * k for i in range(n)]\nresult = f(3)',
  'lambdas in a loop share the variable': 'fs = [lambda: i for i in range(3)]\nresult = [f() for f in fs]',
});
