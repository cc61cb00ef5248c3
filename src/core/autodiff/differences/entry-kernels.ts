/** The arithmetic of entrywise operations over columns of values, with differences that keep their digits. */
import type { EntryFunction } from '../tape.ts';
import type { Column } from './changes.ts';

/** Fills the first `count` entries of the output from the inputs' columns. */
type Run = (count: number, inputs: readonly Column[], output: Column) => void;

export interface EntryKernel {
  readonly run: Run;
  /** True where a changed input often leaves the value as it was: beyond a kink, behind a mask. */
  readonly mayKeepValue: boolean;
}

/** The kernel of an operation: one of its own for the most common, else its entry function at both ends. */
export function entryKernel(operation: string, f: EntryFunction): EntryKernel {
  const own = kernels.get(operation);
  if (own) return own;
  return { run: byFunction(f), mayKeepValue: !strictlyMonotonic.has(operation) };
}

/** Operations of one input without a flat part. */
const strictlyMonotonic: ReadonlySet<string> = new Set(['log', 'sqrt', 'tanh', 'sigmoid', 'reciprocal']);

function byFunction(f: EntryFunction): Run {
  return (count, inputs, output) => {
    const x = inputs[0] as Column;
    const y = inputs[1] ?? x;
    const z = inputs[2] ?? x;
    for (let at = 0; at < count; at++) {
      const above = f(x.above[at] as number, y.above[at] as number, z.above[at] as number);
      const below = f(x.below[at] as number, y.below[at] as number, z.below[at] as number);
      output.above[at] = above;
      output.below[at] = below;
      output.difference[at] = above - below;
    }
  };
}

const pair = (inputs: readonly Column[]): readonly [Column, Column] => [
  inputs[0] as Column,
  inputs[1] as Column,
];

const add: Run = (count, inputs, { above, below, difference }) => {
  const [x, y] = pair(inputs);
  for (let at = 0; at < count; at++) {
    above[at] = (x.above[at] as number) + (y.above[at] as number);
    below[at] = (x.below[at] as number) + (y.below[at] as number);
    difference[at] = (x.difference[at] as number) + (y.difference[at] as number);
  }
};

const subtract: Run = (count, inputs, { above, below, difference }) => {
  const [x, y] = pair(inputs);
  for (let at = 0; at < count; at++) {
    above[at] = (x.above[at] as number) - (y.above[at] as number);
    below[at] = (x.below[at] as number) - (y.below[at] as number);
    difference[at] = (x.difference[at] as number) - (y.difference[at] as number);
  }
};

/** Discrete product rule: x₊y₊ − x₋y₋ = Δx·(y₊ + y₋)/2 + Δy·(x₊ + x₋)/2. */
const multiply: Run = (count, inputs, { above, below, difference }) => {
  const [x, y] = pair(inputs);
  for (let at = 0; at < count; at++) {
    const xa = x.above[at] as number;
    const xb = x.below[at] as number;
    const ya = y.above[at] as number;
    const yb = y.below[at] as number;
    above[at] = xa * ya;
    below[at] = xb * yb;
    difference[at] =
      0.5 * ((x.difference[at] as number) * (ya + yb) + (y.difference[at] as number) * (xa + xb));
  }
};

/** Discrete quotient rule: x₊/y₊ − x₋/y₋ = (Δx·(y₊ + y₋) − Δy·(x₊ + x₋)) / 2y₊y₋. */
const divide: Run = (count, inputs, { above, below, difference }) => {
  const [x, y] = pair(inputs);
  for (let at = 0; at < count; at++) {
    const xa = x.above[at] as number;
    const xb = x.below[at] as number;
    const ya = y.above[at] as number;
    const yb = y.below[at] as number;
    above[at] = xa / ya;
    below[at] = xb / yb;
    const dx = x.difference[at] as number;
    const dy = y.difference[at] as number;
    difference[at] = (0.5 * (dx * (ya + yb) - dy * (xa + xb))) / (ya * yb);
  }
};

const negative: Run = (count, inputs, { above, below, difference }) => {
  const x = inputs[0] as Column;
  for (let at = 0; at < count; at++) {
    above[at] = -(x.above[at] as number);
    below[at] = -(x.below[at] as number);
    difference[at] = -(x.difference[at] as number);
  }
};

const square: Run = (count, inputs, { above, below, difference }) => {
  const x = inputs[0] as Column;
  for (let at = 0; at < count; at++) {
    const xa = x.above[at] as number;
    const xb = x.below[at] as number;
    above[at] = xa * xa;
    below[at] = xb * xb;
    difference[at] = (x.difference[at] as number) * (xa + xb);
  }
};

const exp: Run = (count, inputs, { above, below, difference }) => {
  const x = inputs[0] as Column;
  for (let at = 0; at < count; at++) {
    const up = Math.exp(x.above[at] as number);
    const down = Math.exp(x.below[at] as number);
    above[at] = up;
    below[at] = down;
    difference[at] = up - down;
  }
};

/** Where both ends take their value from the same input, its difference comes along. */
const maximum: Run = (count, inputs, { above, below, difference }) => {
  const [x, y] = pair(inputs);
  for (let at = 0; at < count; at++) {
    const xa = x.above[at] as number;
    const xb = x.below[at] as number;
    const ya = y.above[at] as number;
    const yb = y.below[at] as number;
    const up = Math.max(xa, ya);
    const down = Math.max(xb, yb);
    above[at] = up;
    below[at] = down;
    if (xa >= ya && xb >= yb) difference[at] = x.difference[at] as number;
    else if (ya >= xa && yb >= xb) difference[at] = y.difference[at] as number;
    else difference[at] = up - down;
  }
};

const kernels: ReadonlyMap<string, EntryKernel> = new Map<string, EntryKernel>([
  ['add', { run: add, mayKeepValue: false }],
  ['subtract', { run: subtract, mayKeepValue: false }],
  ['multiply', { run: multiply, mayKeepValue: true }],
  ['divide', { run: divide, mayKeepValue: false }],
  ['negative', { run: negative, mayKeepValue: false }],
  ['square', { run: square, mayKeepValue: false }],
  ['exp', { run: exp, mayKeepValue: false }],
  ['maximum', { run: maximum, mayKeepValue: true }],
]);
