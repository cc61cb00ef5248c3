/** Whole random programs over what the evaluator supports, for comparison with the machine's own Python. */
import type { ArrayScope } from './array-expressions.ts';
import { arrayPrelude, arrayStatement } from './array-statements.ts';
import { Draw } from './draw.ts';
import { pythonPrelude } from './python-expressions.ts';
import { pythonStatement } from './python-statements.ts';

/** The exceptions that programs tell apart, the special ones before the general ones. */
const exceptions = [
  'ZeroDivisionError',
  'OverflowError',
  'FloatingPointError',
  'RecursionError',
  'IndexError',
  'KeyError',
  'UnboundLocalError',
  'NameError',
  'AttributeError',
  'AssertionError',
  'StopIteration',
  'TypeError',
  'ValueError',
  'RuntimeError',
];

const prelude = `import numpy as np
${pythonPrelude.trim()}
out = []
def kind(e):
    for known in (${exceptions.join(', ')}):
        if isinstance(e, known):
            return known.__name__
    return type(e).__name__
`;

/** The program of that number: statements that each leave what they computed, or the exception that ended them, in `result`. */
export function randomProgram(seed: number): string {
  const draw = new Draw(seed);
  const scope: ArrayScope = { draw, arrays: new Map() };
  const arrays = arrayPrelude(scope);
  // Most programs mix both; some are all arrays or all language.
  const share = draw.pick([0, 0.3, 0.6, 1]);
  const statements = draw.times(draw.integer(4, 9), (label) =>
    guarded(draw.chance(share) ? arrayStatement(scope, label) : pythonStatement(draw, label), label),
  );
  const state = `result = [out, i, j, k, x, y, z, s, t, p, q, u, v, d, c, ${[0, 1, 2, 3, 4, 5].map((at) => `A${at}`).join(', ')}]`;
  return `${prelude}${arrays}\n${statements.join('\n')}\n${state}\n`;
}

/** The statement with its exception, if it raises one, as one more result. */
function guarded(statement: string, label: number): string {
  return `try:\n${statement.replace(/^(?=.)/gm, '    ')}\nexcept Exception as e:\n    out.append((${label}, kind(e)))`;
}
