/** Random small Python programs for comparisons with real Python: typed expressions, so that most of them run to their end. */
import fc from 'fast-check';

type Kind = 'number' | 'text' | 'list' | 'array';

/** Variables that every program starts with, by kind. */
const prelude = `
import numpy as np
i, j, k = 3, -2, 7
x, y, z = 0.5, -1.25, 2.0
s, t = 'dW', 'abc'
p, q = [1, 2, 3], [0.5, -1.0, 4, 2]
A = np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.5]])
B = np.array([[0.5, 1.5, -0.5], [2.0, -1.0, 1.0]])
d = {'W1': 1, 'b1': 2.5}
`;

const variables: Readonly<Record<Kind, readonly string[]>> = {
  number: [
    'i',
    'j',
    'k',
    'x',
    'y',
    'z',
    '0',
    '1',
    '2',
    '-3',
    '1.5',
    'len(p)',
    "d['W1']",
    "d['b1']",
    'p[0]',
    'int(A[1, 0] * 8)',
    'True',
  ],
  text: ['s', 't', "'x'", "''", "'W%d' % i", "f'{x:.2f}'", 'str(j)'],
  list: ['p', 'q', '[]', '[i, j]', 'list(range(4))', 'sorted(q)'],
  array: ['A', 'B', 'A * 2', 'np.ones((2, 3))', 'A[::-1]', 'np.zeros_like(B)'],
};

const { expression } = fc.letrec<{
  number: string;
  text: string;
  list: string;
  array: string;
  expression: string;
}>((tie) => {
  const leaf = (kind: Kind): fc.Arbitrary<string> => fc.constantFrom(...variables[kind]);
  const [number, text, list, array] = [tie('number'), tie('text'), tie('list'), tie('array')];
  const join = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc
      .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
      .map((texts) => texts.join(''));
  const oneOf = (kind: Kind, ...forms: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf(kind), ...forms);
  const arithmetic = fc.constantFrom('+', '-', '*', '/', '//', '%');
  const comparison = fc.constantFrom('<', '<=', '==', '!=', '>', '>=');
  return {
    number: oneOf(
      'number',
      join('(', number, ' ', arithmetic, ' ', number, ')'),
      join('(', number, ' ', comparison, ' ', number, ')'),
      join('(', number, ' if ', number, ' else ', number, ')'),
      join('(', number, ' and ', number, ' or ', number, ')'),
      join('(-', number, ')'),
      join('abs(', number, ')'),
      join('int(', number, ')'),
      join('round(', number, ', 2)'),
      join('(', number, ') ** 2'),
      join('max(', number, ', ', number, ')'),
      join('len(', list, ')'),
      join('len(', text, ')'),
      join('sum(', list, ')'),
      join('(', number, ' in ', list, ')'),
      join('(round(float(np.sum(', array, ')), 6) + 0.0)'),
      join('(round(float((', array, ').max()), 6) + 0.0)'),
      join('(', array, ').shape[1]'),
      join('(lambda v: v + 1)(', number, ')'),
      join('(not ', number, ')'),
      join('min(', list, ', default=9)'),
    ),
    text: oneOf(
      'text',
      join('(', text, ' + ', text, ')'),
      join('(', text, ' * 2)'),
      join('(', text, ').upper()'),
      join('(', text, ").replace('a', 'zz')"),
      join("'%s|%.3f' % (", text, ', ', number, ')'),
      join("'{:>6}/{:g}'.format(", text, ', ', number, ')'),
      join('str(', number, ')'),
      join('repr(', list, ')'),
      join('(', text, ')[::-1]'),
      join("'-'.join(map(str, ", list, '))'),
      join("f'{", fc.constantFrom('i', 'x', 's', 'p'), "}'"),
    ),
    list: oneOf(
      'list',
      join('[', number, ', ', number, ']'),
      join('(', list, ' + ', list, ')'),
      join('(', list, ')[1:]'),
      join('(', list, ')[::-1]'),
      join('[v * ', number, ' for v in ', list, ']'),
      join('[v for v in ', list, ' if v > ', number, ']'),
      join('list(map(lambda v: v - 1, ', list, '))'),
      join('[u + v for u, v in zip(', list, ', ', list, ')]'),
      join('[n * v for n, v in enumerate(', list, ')]'),
      join('sorted(', list, ', reverse=True)'),
      join('list(reversed(', list, '))'),
      join('[round(float(v), 6) + 0.0 for v in (', array, ').ravel()]'),
      join('[len(w) for w in ', text, ".split('a')]"),
    ),
    array: oneOf(
      'array',
      join('(', array, ' ', fc.constantFrom('+', '-', '*'), ' ', array, ')'),
      join('(', array, ' ', fc.constantFrom('+', '-', '*'), ' ', number, ')'),
      join('np.maximum(', array, ', ', number, ')'),
      join('np.tanh(', array, ')'),
      join('(', array, ' * (', array, ' > 0))'),
      join('np.sum(', array, ', axis=1, keepdims=True) * np.ones((1, 3))'),
      join('((', array, ') @ (', array, ').T @ A)'),
      join('(-', array, ')'),
      join('np.where(', array, ' > ', number, ', ', array, ', 0.5)'),
    ),
    expression: fc.oneof(number, text, list, array),
  };
});

/** One statement; every program collects values in `out`. */
const statement: fc.Arbitrary<string> = fc.oneof(
  expression.map((value) => `out.append(${value})`),
  fc
    .tuple(fc.constantFrom('r', 'u', 'v2'), expression)
    .map(([name, value]) => `${name} = ${value}\nout.append(${name})`),
  expression.map((value) => `out.extend([${value}, ${value}])`),
  expression.map(
    (value) => `for n in range(3):\n    if n == 1:\n        continue\n    out.append((n, ${value}))`,
  ),
  expression.map(
    (value) =>
      `try:\n    out.append(${value})\nexcept (ValueError, TypeError, ZeroDivisionError) as e:\n    out.append(type(e).__name__)\nfinally:\n    out.append('f')`,
  ),
  fc
    .tuple(expression, expression)
    .map(
      ([a, b]) =>
        `def f(a, b=${a}, *rest):\n    return [a, b, rest]\nout.append(f(${b}))\nout.append(f(1, 2, 3))`,
    ),
  fc.constantFrom(
    'A[0, 1] += 1',
    'B[B > 1] *= 0.5',
    'p[0] = k',
    "d['W%d' % i] = x",
    'i += 1',
    'x *= 2',
    'A -= 0.1 * B',
    'p += [i]',
    'i, j = j, i',
  ),
);

/** Programs that leave a list of values in `result`; some raise, in Python as in the evaluator. */
export const randomProgram: fc.Arbitrary<string> = fc
  .array(statement, { minLength: 1, maxLength: 6 })
  .map(
    (statements) => `${prelude}out = []\n${statements.join('\n')}\nresult = out + [i, j, x, p, d, A, B]\n`,
  );
