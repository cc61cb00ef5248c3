/** Random edits of Python programs, as while somebody types, and as nobody would: made to break the engine. */
import type { Draw } from '../differential/draw.ts';

type Edit = (draw: Draw, text: string) => string;

/** The text after one to five random edits. */
export function editedText(draw: Draw, text: string): string {
  let edited = text;
  for (let left = draw.integer(1, 5); left > 0; left -= 1) edited = draw.pick(edits)(draw, edited);
  return edited;
}

/** Words, numbers, texts with their quotes, operators, and runs of spaces. */
const tokenPattern = /\w+|"[^"\n]*"|'[^'\n]*'|\*\*=?|\/\/=?|[-+*/%@&|^<>=!]=?|[^\S\n]+|\n|./gu;

const strangeTokens = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    '.',
    '=',
    '**',
    '//',
    '@',
    '->',
    ':=',
    '...',
    '\\',
    '#',
    "'",
    '"',
    '"""',
  ],
  ...[
    'if',
    'else',
    'for',
    'in',
    'while',
    'def',
    'class',
    'return',
    'yield',
    'lambda',
    'try',
    'except',
    'with',
    'async',
  ],
  ...[
    'await',
    'global',
    'nonlocal',
    'import',
    'from',
    'not',
    'is',
    'None',
    'True',
    'del',
    'raise',
    'match',
    'print',
  ],
  ...[
    '0',
    '-1',
    '1e308',
    '1e-320',
    '10 ** 9',
    '0x',
    '1_000',
    '1j',
    '9'.repeat(400),
    'np.nan',
    'np.inf',
    '[]',
    '{}',
  ],
  ...[
    '\t',
    '\r',
    '\f',
    '\u0000',
    '\u00a0',
    '\u200b',
    '\u202e',
    'é',
    'λ',
    '∂W1',
    '𝐖',
    '🙂',
    '１',
    '\ud800',
    'e\u0301',
  ],
];

const strangeLines = [
  'while True:\n    pass',
  'for i in range(10 ** 9):\n    W1 = W1 * 1.0',
  'def f(x):\n    return f(x)\nf(1)',
  'x = 10 ** 10 ** 10',
  'x = [0] * 10 ** 12',
  "x = 'a' * 10 ** 10",
  'x = np.zeros((10 ** 5, 10 ** 5))',
  'x = np.ones(10 ** 7)',
  'x = list(range(10 ** 8))',
  'x = [[]]\nx[0] = x',
  'd = {}\nd["d"] = d\nprint(d)',
  'class A(A): pass',
  'class B:\n    def __getattr__(self, name):\n        return getattr(self, name)\nB().x',
  'exec("x = 1")',
  'import os; os.system("true")',
  'W1 = W1[None]',
  'W1 = W1.T',
  'X = X[:0]',
  'm = 0',
  'np = None',
  'return dW1',
  'raise SystemExit',
  'dW1 = dW1',
  'del dW1',
  'lambd = None',
  'grads = {}',
  'for k in grads: grads[k + "x"] = grads[k]',
  'def g():\n    yield from g()\nlist(g())',
  'a = b = c = [1, 2, 3]\nfor v in a: a.append(v)',
];

const edits: readonly Edit[] = [
  (draw, text) => withToken(draw, text, () => []),
  (draw, text) => withToken(draw, text, (token) => [token, token]),
  (draw, text) => withToken(draw, text, (token) => [token, draw.pick(strangeTokens)]),
  (draw, text) => withToken(draw, text, () => [draw.pick(strangeTokens)]),
  (draw, text) => withToken(draw, text, () => [draw.pick(tokensOf(text))]),
  exchangedTokens,
  exchangedNames,
  (draw, text) => withNumber(draw, text),
  (draw, text) => withOperator(draw, text),
  (draw, text) => withLine(draw, text, () => []),
  (draw, text) => withLine(draw, text, (line) => [line, line]),
  (draw, text) => withLine(draw, text, (line) => [line.slice(0, draw.integer(0, line.length))]),
  (draw, text) => withLine(draw, text, (line) => [`    ${line}`]),
  (draw, text) => withLine(draw, text, (line) => [line.replace(/^ {1,4}/, '')]),
  (draw, text) => withLine(draw, text, (line) => [line, indented(draw.pick(strangeLines), line)]),
  (draw, text) => withLine(draw, text, (line) => [indented(draw.pick(strangeLines), line), line]),
  (draw, text) => withLine(draw, text, (line) => [nested(draw, line)]),
  exchangedLines,
  (draw, text) => text.slice(0, draw.integer(0, text.length)),
  (draw, text) => text.slice(draw.integer(0, text.length)),
  repeatedPart,
];

function tokensOf(text: string): readonly string[] {
  return text.match(tokenPattern) ?? [''];
}

function withToken(draw: Draw, text: string, edit: (token: string) => readonly string[]): string {
  const tokens = tokensOf(text);
  const at = draw.integer(0, tokens.length - 1);
  return tokens.flatMap((token, place) => (place === at ? edit(token) : [token])).join('');
}

function exchangedTokens(draw: Draw, text: string): string {
  const tokens = [...tokensOf(text)];
  const [a, b] = [draw.integer(0, tokens.length - 1), draw.integer(0, tokens.length - 1)];
  [tokens[a], tokens[b]] = [tokens[b] ?? '', tokens[a] ?? ''];
  return tokens.join('');
}

function exchangedNames(draw: Draw, text: string): string {
  const names = [...new Set(text.match(/\b[A-Za-z_]\w*\b/g) ?? ['x'])];
  const [a, b] = [draw.pick(names), draw.pick(names)];
  return text.replace(/\b[A-Za-z_]\w*\b/g, (name) => (name === a ? b : name === b ? a : name));
}

function withNumber(draw: Draw, text: string): string {
  const number = draw.pick(['0', '-1', '1', '2.5', '10 ** 6', '1e300', 'None', '"1"', '(2, 3)', '[1, 2]']);
  return replacedOne(draw, text, /\b\d+(?:\.\d+)?\b/g, number);
}

function withOperator(draw: Draw, text: string): string {
  return replacedOne(
    draw,
    text,
    / (?:[-+*/@%]|\*\*|\/\/) /g,
    ` ${draw.pick(['+', '-', '*', '/', '@', '**', '//', '%'])} `,
  );
}

/** One of the pattern's places with other text. */
function replacedOne(draw: Draw, text: string, pattern: RegExp, other: string): string {
  const count = text.match(pattern)?.length ?? 0;
  if (count === 0) return text;
  const chosen = draw.integer(0, count - 1);
  let at = -1;
  return text.replace(pattern, (found) => {
    at += 1;
    return at === chosen ? other : found;
  });
}

function withLine(draw: Draw, text: string, edit: (line: string) => readonly string[]): string {
  const lines = text.split('\n');
  const at = draw.integer(0, lines.length - 1);
  return lines.flatMap((line, place) => (place === at ? edit(line) : [line])).join('\n');
}

function exchangedLines(draw: Draw, text: string): string {
  const lines = text.split('\n');
  const [a, b] = [draw.integer(0, lines.length - 1), draw.integer(0, lines.length - 1)];
  [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  return lines.join('\n');
}

/** The line's value in many brackets, calls or blocks. */
function nested(draw: Draw, line: string): string {
  const depth = draw.pick([20, 100, 300]);
  const [open, close] = draw.pick([
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
    ['np.exp(', ')'],
    ['-', ''],
    ['not ', ''],
    ['lambda: ', ''],
    ['', '[0]'],
    ['', '.T'],
    ['', ' + 1'],
    ['1 if x else ', ''],
  ] as const);
  const [, before = '', value = ''] = /^(\s*(?:[^=\n]*=(?!=)\s*)?)(.*)$/s.exec(line) ?? [];
  if (draw.chance(0.3)) {
    const blocks = Array.from({ length: Math.min(depth, 60) }, (_, at) => `${' '.repeat(at)}if ${at}:`);
    return indented([...blocks, `${' '.repeat(blocks.length)}${line.trim() || 'pass'}`].join('\n'), line);
  }
  return before + open.repeat(depth) + value + close.repeat(depth);
}

/** A part of the text once more, somewhere else. */
function repeatedPart(draw: Draw, text: string): string {
  const lines = text.split('\n');
  const start = draw.integer(0, lines.length - 1);
  const part = lines.slice(start, start + draw.integer(1, 20));
  const at = draw.integer(0, lines.length);
  return [...lines.slice(0, at), ...part, ...lines.slice(at)].join('\n');
}

function indented(text: string, like: string): string {
  const spaces = /^ */.exec(like)?.[0] ?? '';
  return text.replace(/^(?=.)/gm, spaces);
}
