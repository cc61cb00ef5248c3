import { describePrograms } from '../../support/python-programs.ts';

describePrograms('Numbers', {
  'true division of integers gives a float': 'result = [7 / 2, 6 / 3, -7 / 2, 1 / 3]',
  'floor division and modulo follow the sign of the divisor':
    'result = [7 // 2, -7 // 2, 7 // -2, -7 % 3, 7 % -3, -7.5 % 2, 7.5 // -2, 5.0 % 3, -0.5 // 0.25]',
  'integers stay integers through + - * // % **':
    'result = [2 + 3, 2 - 3, 2 * 3, 7 // 2, 7 % 4, 2 ** 10, (-2) ** 3]',
  'a power with a negative exponent is a float': 'result = [2 ** -1, 10 ** -2, 4 ** 0.5, 0.0 ** 0, 1 ** -1]',
  'integers and floats mix to floats': 'result = [1 + 2.0, 3 * 1.5, 2 ** 2.0, 7 // 2.0, True + 1.5]',
  'booleans count as integers':
    'result = [True + True, True * 3, -True, sum([True, False, True]), True == 1, ~True]',
  'division by zero raises ZeroDivisionError': 'result = 1 / 0',
  'float division by zero raises too': 'result = 1.5 / 0.0',
  'modulo by zero raises': 'result = 5 % 0',
  'bit operations on integers':
    'result = [6 & 3, 6 | 3, 6 ^ 3, 1 << 10, 1024 >> 3, ~5, True & False, True ^ True]',
  'precedence of unary minus, power and comparison':
    'result = [-2 ** 2, 2 ** -2, not 1 == 2, -3 // 2, 2 * 3 ** 2]',
  'comparisons chain': 'x = 5\nresult = [1 < x < 10, 1 < x > 7, 5 == x != 4, 1 < 3 <= 3 < 4]',
  'and and or give an operand, not a truth value':
    "result = [0 or 5, '' or 'a', 3 and 4, [] and 1, None or 0, 1 and 0 or 2]",
  'rounding goes to the even neighbour':
    'result = [round(0.5), round(1.5), round(2.5), round(-0.5), round(2.675, 2), round(1234.5678, -2), round(1e16 + 1), round(3.14159, 3), round(7, -1)]',
  'abs, pow, divmod, min and max':
    'result = [abs(-3), abs(-2.5), pow(2, 10), pow(2, 10, 7), divmod(-7, 2), min(3, 1, 2), max([4, 9.5, 2]), max("abc"), min([], default=5), max([-3, 2], key=abs)]',
  'int of floats truncates, of texts parses':
    "result = [int(3.9), int(-3.9), int('42'), int(' -7 '), int('ff', 16), int(True), int('1_000')]",
  'int of a text that is no number raises ValueError': "result = int('3.5')",
  'float parses texts':
    "result = [float('1e-3'), float(' 2.5 '), float('-inf'), float('nan') != float('nan'), float(3), float('.5')]",
  'large integers behave up to 2 ** 53': 'result = [2 ** 53, 10 ** 15 + 1, 123456789 * 1000, 2 ** 40 // 3]',
  'sum starts at 0 or at the given value':
    'result = [sum([1, 2, 3]), sum([0.5, 0.25], 1), sum([[1], [2]], []), sum(x * x for x in range(4))]',
  'identity of None and of small values':
    'a = None\nresult = [a is None, a is not None, 1 is not None, [] is not [], type(1) is int]',
});

describePrograms('Texts', {
  'concatenation, repetition and comparison':
    "result = ['a' + 'b', 'ab' * 3, 2 * 'x', 'abc' < 'abd', 'a' in 'cat', 'W' + str(1)]",
  'indexing and slicing':
    "s = 'gradient'\nresult = [s[0], s[-1], s[1:4], s[::-1], s[:-2], s[::2], s[10:], len(s)]",
  'split and join':
    "result = ['a,b,c'.split(','), ' a  b '.split(), '-'.join(['x', 'y']), 'a-b-c'.split('-', 1), 'a-b-c'.rsplit('-', 1), 'x'.split(',')]",
  'strip, replace, case and tests':
    "result = [' a '.strip(), 'xxaxx'.strip('x'), 'aXa'.replace('a', 'b'), 'aaa'.replace('a', 'b', 2), 'Ab'.lower(), 'Ab'.upper(), 'hello world'.title(), 'ab'.capitalize(), '12'.isdigit(), 'a1'.isalpha(), 'a1'.isalnum()]",
  'startswith and endswith take tuples':
    "result = ['dW1'.startswith('dW'), 'dW1'.startswith(('db', 'dW')), 'W1'.endswith('1'), 'abc'.endswith(('x', 'c'))]",
  'find, index, count and partition':
    "result = ['hello'.find('l'), 'hello'.rfind('l'), 'hello'.find('z'), 'hello'.count('l'), 'k=v'.partition('='), 'hello'.index('e'), 'abcabc'.find('c', 3)]",
  'padding methods':
    "result = ['7'.zfill(3), '-7'.zfill(4), 'a'.center(5, '*'), 'a'.ljust(3) + '|', 'a'.rjust(3)]",
  'percent formatting':
    "result = ['W%d' % 3, '%s-%s' % ('a', 1), '%.2f' % 3.14159, '%5d|%-5d|%05d' % (42, 42, 42), '%e' % 12345.678, '%g %g %g' % (0.0001, 1e-5, 123456789.0), '%+d' % 5, '%x' % 255, '%%', '%(a)s %(b).1f' % {'a': 1, 'b': 2.25}, '%r' % 'q', '%5.1f%%' % 12.345, '%s' % [1, 2.5], '%*d' % (5, 3)]",
  'str.format':
    "result = ['W{}'.format(1), '{} {}'.format('a', 2), '{1} {0}'.format('a', 'b'), '{name}={value:.3f}'.format(name='x', value=1/3), '{:>8}|{:<8}|{:^8}'.format('a', 'b', 'c'), '{:08.3f}'.format(3.14159), '{:,}'.format(1234567), '{:e}'.format(0.00012), '{:.0%}'.format(0.25), '{0[1]} {1.real}'.format([1, 2], 5), '{!r}'.format('q'), '{{}}'.format(), '{:{}}'.format('x', 4), '{:+.1f}'.format(2), '{:5}'.format(42), '{:.3}'.format('abcdef'), '{:g}'.format(1e20), '{:#x}'.format(255), '{:b}'.format(10)]",
  'f-strings':
    "x = 3\ny = 2.5\nresult = [f'W{x}', f'{y:.3f}', f'{x + 1!r}', f'{x:>4}|', f'{{}}', f'{y}', f'{\"k\"}{x}', f'{y:8.2f}', f'{x=}']",
  'repr of floats':
    'result = [str(0.1), str(1e-5), str(1e16), str(123456789.123), str(1.0), str(-0.0), str(1e22), str(1.5e-7), str(float("inf")), str(0.1 + 0.2), str(1e15), str(123456.0), str(5e-324)]',
  'str of containers':
    "result = [str([1, 'a', None, 2.0]), str((1,)), str({'a': [1, 2]}), str({1}), repr('it\\'s'), str(True), str(range(3)), str(set())]",
  'ties in fixed formatting go to the even digit':
    "result = ['%.0f' % 0.5, '%.0f' % 1.5, '%.1f' % 0.25, '%.2f' % 1.005, '%.1f' % 0.35, '%.0f' % 2.5]",
  'adding a text and a number raises TypeError': "result = 'W' + 1",
  'unpacking a text': "a, b = 'xy'\nresult = [a, b, list('abc')]",
  'membership, ordering and sorting of texts':
    "result = [sorted(['b', 'a', 'C']), sorted('hello'), max(['W1', 'W10', 'W2']), sorted(['aa', 'b'], key=len)]",
});
