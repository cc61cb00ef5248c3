/** Short NumPy programs: what our evaluator makes of them against what the real NumPy gave. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { currentTensor } from '../../../src/core/evaluator/arrays.ts';
import type { Value } from '../../../src/core/evaluator/values.ts';
import { type Evaluated, evaluate } from '../../support/evaluate.ts';

/** A Python value as the script stores it. */
type Stored =
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Stored[] }
  | {
      readonly kind: 'array';
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly data: readonly (number | string)[];
    }
  | { readonly kind: 'int' | 'float' | 'bool'; readonly value: number | string }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'none' };

interface Program {
  readonly section: string;
  readonly program: string;
  readonly result?: Stored;
  readonly raises?: string;
}

const golden = JSON.parse(readFileSync(new URL('./snippets.golden.json', import.meta.url), 'utf8')) as {
  readonly prelude: string;
  readonly programs: readonly Program[];
};

const sections = [...new Set(golden.programs.map(({ section }) => section))];

describe.each(sections)('%s', (section) => {
  test.each(golden.programs.filter((program) => program.section === section))(
    '$program',
    async ({ program, result, raises }) => {
      const run = await evaluate(`${golden.prelude}\n${raises === undefined ? program : catching(program)}`);
      const value = run.names.get('result');
      if (raises === undefined) expectSame(run, value, result as Stored);
      else expect(value).toEqual({ type: 'str', value: raises });
    },
  );
});

/** The program with the name of the exception that it raises as its result. */
function catching(program: string): string {
  return `try:\n${program.replace(/^/gm, '    ')}\nexcept Exception as error:\n    result = type(error).__name__`;
}

function expectSame(run: Evaluated, value: Value | undefined, stored: Stored): void {
  switch (stored.kind) {
    case 'list':
    case 'tuple': {
      if (value?.type !== stored.kind)
        throw new Error(`a ${stored.kind} was expected, not ${described(value)}`);
      expect(value.items.length).toBe(stored.items.length);
      value.items.forEach((item, i) => expectSame(run, item, stored.items[i] as Stored));
      return;
    }
    case 'array': {
      if (value?.type !== 'array') throw new Error(`an array was expected, not ${described(value)}`);
      const { dtype, shape, data } = currentTensor(value, run.tape);
      expect({ dtype, shape }).toEqual({ dtype: stored.dtype, shape: stored.shape });
      data.forEach((entry, i) => expectClose(entry, stored.data[i] as number | string));
      return;
    }
    case 'int':
    case 'float':
    case 'bool':
      if (value?.type !== stored.kind)
        throw new Error(`${stored.kind} was expected, not ${described(value)}`);
      expectClose(Number(value.value), stored.value);
      return;
    case 'str':
      expect(value).toEqual({ type: 'str', value: stored.value });
      return;
    case 'none':
      expect(value?.type).toBe('none');
  }
}

/** JSON has no numbers for nan, inf and -inf; they are kept as Python prints them. */
function expectClose(entry: number, stored: number | string): void {
  const wanted =
    typeof stored === 'number' ? stored : Number(stored.replace('inf', 'Infinity').replace('nan', 'NaN'));
  if (Object.is(entry, wanted) || entry === wanted) return;
  expect(Math.abs(entry - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
}

function described(value: Value | undefined): string {
  if (value === undefined) return 'nothing';
  return value.type === 'unknown' ? `unknown: ${value.reason}` : value.type;
}
