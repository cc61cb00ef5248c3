import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Stmt } from '../../../src/core/python/ast.ts';
import { rangeOf, textOf } from '../../../src/core/python/source.ts';
import { walk } from '../../../src/core/python/walk.ts';
import { parsePython, testParser } from '../../support/python.ts';

/** The statements as text: simple ones by their text, compound ones by their kind and the statements inside. */
function outline(body: readonly Stmt[]): string[] {
  return body.flatMap((statement) => {
    switch (statement.kind) {
      case 'UnsupportedStmt':
        return [`? ${textOf(statement.span)}`];
      case 'FunctionDef':
      case 'ClassDef':
        return [`${statement.kind} ${statement.name}`, ...indented(statement.body)];
      case 'With':
        return [statement.kind, ...indented(statement.body)];
      case 'If':
      case 'For':
      case 'While': {
        const orelse = statement.orelse.length > 0 ? ['else', ...indented(statement.orelse)] : [];
        return [statement.kind, ...indented(statement.body), ...orelse];
      }
      case 'Try':
        return [
          'Try',
          ...indented(statement.body),
          ...statement.handlers.flatMap((handler) => ['except', ...indented(handler.body)]),
        ];
      default:
        return [textOf(statement.span)];
    }
  });
}

function indented(body: readonly Stmt[]): string[] {
  return outline(body).map((line) => `  ${line}`);
}

async function outlineOf(text: string): Promise<{ statements: string[]; broken: string[] }> {
  const { module, problems } = await parsePython(text);
  return { statements: outline(module.body), broken: problems.map((problem) => textOf(problem.span)) };
}

describe('half-typed code', () => {
  test('an assignment keeps its target and gets an unknown value, so nothing is judged by its old value', async () => {
    const { module, problems } = await parsePython('dZ2 = A2 - Y\ndZ2 = np.dot(dZ2,\ndW2 = dZ2\n');
    expect(module.body).toMatchObject([
      { kind: 'Assign', value: { kind: 'BinOp' } },
      { kind: 'Assign', targets: [{ id: 'dZ2' }], value: { kind: 'UnsupportedExpr' } },
      { kind: 'Assign', targets: [{ id: 'dW2' }], value: { id: 'dZ2' } },
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toBe(
      'A bracket of this line is never closed; the line counts as unknown until it is.',
    );
    expect(problems.map((problem) => rangeOf(problem.span))).toEqual([
      { cell: null, start: { line: 2, column: 1 }, end: { line: 2, column: 18 } },
    ]);
  });

  test('a return keeps returning', async () => {
    const { module } = await parsePython('def f(x):\n    return x *\ny = 1\n');
    expect(module.body).toMatchObject([
      { kind: 'FunctionDef', body: [{ kind: 'Return', value: { kind: 'UnsupportedExpr' } }] },
      { kind: 'Assign' },
    ]);
  });

  test('a header without its colon keeps its test and its block', async () => {
    const { module, problems } = await parsePython('if lambd\n    dW = dW + W\nb = 1\n');
    expect(module.body).toMatchObject([
      { kind: 'If', test: { kind: 'Name', id: 'lambd' }, body: [{ kind: 'Assign' }] },
      { kind: 'Assign' },
    ]);
    expect(problems.map((problem) => problem.message)).toEqual([
      'This header is not complete; its block is read as if it were.',
    ]);
    const [branch] = module.body;
    expect(branch && textOf(branch.span)).toBe('if lambd\n    dW = dW + W');
  });

  test('a function whose parameters are being typed keeps its name, its body and the rest', async () => {
    expect(
      await outlineOf('def backward(X, cache\n    m = X.shape[1]\n    return m\n\ndef g():\n    pass\n'),
    ).toEqual({
      statements: ['FunctionDef backward', '  m = X.shape[1]', '  return m', 'FunctionDef g', '  pass'],
      broken: ['def backward(X, cache'],
    });
  });

  test('a loop whose range is being typed runs over something unknown', async () => {
    const { module } = await parsePython('for l in reversed(range(\n    dW = l\nx = 1\n');
    expect(module.body).toMatchObject([
      { kind: 'For', target: { id: 'l' }, iter: { kind: 'Call' }, body: [{ kind: 'Assign' }] },
      { kind: 'Assign' },
    ]);
    const { module: other } = await parsePython('for l in\n    dW = l\n');
    expect(other.body).toMatchObject([
      { kind: 'For', target: { id: 'l' }, iter: { kind: 'UnsupportedExpr' } },
    ]);
  });

  test('a branch with a broken test is taken or not: its test is unknown', async () => {
    const { module } = await parsePython('if keep_prob <\n    a = 1\nelse:\n    a = 2\n');
    expect(module.body).toMatchObject([
      {
        kind: 'If',
        test: { kind: 'UnsupportedExpr' },
        body: [{ kind: 'Assign' }],
        orelse: [{ kind: 'Assign' }],
      },
    ]);
  });

  test.each([
    [
      'an open bracket in a statement of several lines',
      'a = [[1, 2],\n     [3, 4\nb = 2\n',
      ['a = [[1, 2],\n     [3, 4', 'b = 2'],
    ],
    ['a bracket too many', 'a = f(x))\nb = 2\n', ['a = f(x))', 'b = 2']],
    ['a string that is not closed', "a = 'x\nb = 2\n", ["a = 'x", 'b = 2']],
    ['a line too short for any statement', '(\nb = 2\n', ['? (', 'b = 2']],
    ['an else without its if', 'x = 1\nelse:\n    y = 2\nz = 3\n', ['x = 1', 'If', '  y = 2', 'z = 3']],
    ['a decorator without a function', '@cached\nx = 1\n', ['? @cached', 'x = 1']],
    [
      'a block without its header',
      'try:\n        a = 1\n    b = 2\nexcept:\n    c\nd\n',
      ['Try', '  a = 1', '  b = 2', 'except', '  c', 'd'],
    ],
    [
      'text in triple quotes that is not closed',
      'a = 1\ndef f():\n    """Half\n    b = 2\ndef g():\n    """Whole."""\n    c = 3\n',
      ['a = 1', 'FunctionDef f', '  ? """Half', '  b = 2', 'FunctionDef g', '  """Whole."""', '  c = 3'],
    ],
  ])('%s leaves the rest', async (_, text, statements) => {
    const { statements: found, broken } = await outlineOf(text);
    expect(found).toEqual(statements);
    expect(broken).toHaveLength(1);
  });

  test('Windows line breaks stay where they are', async () => {
    expect(await outlineOf('a = f(\r\nb = 2\r\nif c\r\n    d = 4\r\n')).toEqual({
      statements: ['a = f(', 'b = 2', 'If', '  d = 4'],
      broken: ['a = f(', 'if c'],
    });
  });

  test('cells of a notebook do not reach into each other', async () => {
    const parser = await testParser();
    const cells = ['x = """open\n', 'y = 1\n', 'z = """\nopen too\n'];
    const text = cells.join('\n');
    let start = 0;
    const ranges = cells.map((cell, index) => {
      const range = { index, start, end: start + cell.length };
      start = range.end + 1;
      return range;
    });
    const { module, problems } = parser.parse({ uri: 'n.ipynb', text, cells: ranges });
    expect(problems.map((problem) => rangeOf(problem.span).cell)).toContain(0);
    expect(problems.map((problem) => rangeOf(problem.span).cell)).not.toContain(1);
    expect(module.body.filter((statement) => rangeOf(statement.span).cell === 1)).toMatchObject([
      { kind: 'Assign' },
    ]);
  });
});

const program = `import numpy as np

class Layer(object):
    """One layer: its weights and their gradients."""
    def __init__(self, n_in, n_out, lambd=0.1):
        self.W = np.random.randn(n_out, n_in) * np.sqrt(2. / n_in)
        self.b = np.zeros((n_out, 1))
        self.lambd = lambd

    def forward(self, A_prev):
        self.A_prev = A_prev
        self.Z = np.dot(self.W, A_prev) + self.b
        if self.Z.shape[1] > 1:
            m = self.Z.shape[1]
        elif self.Z.shape[1] == 1:
            m = 1
        else:
            raise ValueError("no examples")
        return np.maximum(
            0,
            self.Z,
        ), m

    def backward(self, dA):
        """Gradient of the cost.

        Returns the gradient for the layer below.
        """
        m = dA.shape[1]
        dZ = np.where(self.Z > 0, dA, 0)
        self.dW = 1 / m * np.dot(dZ, self.A_prev.T) + self.lambd / m * self.W
        self.db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
        return np.dot(self.W.T, dZ)

def train(layers, X, Y, steps=100, rate=0.1):
    costs = []
    for step in range(steps):
        A = X
        for layer in layers:
            A, _ = layer.forward(A)
        cost = np.mean(np.square(A - Y))
        costs.append(cost)
        gradient = {"A": 2 * (A - Y),
                    "size": Y.size}
        dA = gradient["A"]
        try:
            for layer in reversed(layers):
                dA = layer.backward(dA)
        except ValueError as error:
            print("failed", error)
            break
        while False:
            pass
        for layer in layers:
            layer.W -= rate * layer.dW
            layer.b -= rate * layer.db
    return costs

layers = [Layer(2, 3), Layer(3, 1)]
costs = train(layers, np.ones((2, 5)), np.zeros((1, 5)))
print(costs[-1])
`;

/** Every statement by its kind and, where it is simple, its text, with the lines that it or its header takes. */
async function statementsOf(text: string): Promise<Map<string, { first: number; last: number }>> {
  const { module } = await parsePython(text);
  const found = new Map<string, { first: number; last: number }>();
  walk(module, (node) => {
    if (!('body' in node) || !Array.isArray(node.body)) return node.kind === 'Module';
    for (const statement of node.body as Stmt[]) {
      const { start, end } = rangeOf(statement.span);
      const inner = 'body' in statement ? statement.body[0] : undefined;
      const last = inner ? rangeOf(inner.span).start.line : end.line;
      const name = inner ? statement.kind : textOf(statement.span);
      found.set(`${start.line} ${name}`, { first: start.line, last });
    }
    return true;
  });
  return found;
}

test('typing at the end of any line keeps at least 98 of 100 other statements', {
  timeout: 60_000,
}, async () => {
  const lines = program.split('\n');
  const whole = await statementsOf(program);
  let kept = 0;
  let others = 0;
  const places = fc.sample(fc.tuple(fc.nat(lines.length - 1), fc.double({ min: 0, max: 1, noNaN: true })), {
    numRuns: 200,
    seed: 20,
  });
  for (const [index, share] of places) {
    const cut = lines.map((line, at) =>
      at === index ? line.slice(0, Math.floor(line.length * share)) : line,
    );
    const left = await statementsOf(cut.join('\n'));
    for (const [key, { first, last }] of whole) {
      if (first <= index + 1 && index + 1 <= last) continue;
      others += 1;
      if (left.has(key)) kept += 1;
    }
  }
  expect(others).toBeGreaterThan(5000);
  expect(kept / others).toBeGreaterThanOrEqual(0.98);
});

test('no text makes the parser throw, and every span lies inside the text', { timeout: 60_000 }, async () => {
  const parser = await testParser();
  const pieces = fc.constantFrom(
    ...[
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '"""',
      "'''",
      '\\',
      '\n',
      '\n    ',
      '\t',
      ':',
      ',',
      '=',
      ' = ',
      '#',
      ';',
      '@',
    ],
    ...[
      'def f',
      'class A',
      'if ',
      'else:',
      'elif x',
      'try:',
      'except',
      'for i in ',
      'while',
      'lambda',
      'return',
      'match x:',
      'case 1:',
    ],
    ...[
      'x',
      '1',
      '1.',
      'λ',
      '😀',
      'f"{',
      '}"',
      'r"',
      '*',
      '**',
      '->',
      ':=',
      '%',
      '!',
      '?',
      '$',
      '\u2028',
      '\r',
      '\f',
      'constructor',
      '__proto__',
    ],
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ maxLength: 200, unit: 'binary' }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { module, problems } = parser.parse({ uri: 'x.py', text, cells: null });
      const spans = problems.map((problem) => problem.span);
      walk(module, (node) => spans.push(node.span) > 0);
      expect(spans.filter((span) => !isInside(span, text))).toEqual([]);
    }),
    { numRuns: 300, seed: 7 },
  );
});

function isInside(span: { start: number; end: number }, text: string): boolean {
  return 0 <= span.start && span.start <= span.end && span.end <= text.length;
}
