/** Which gradient lines share one code lens. */
import { expect, test } from 'vitest';
import type { Verdict } from '../../src/core/report/analysis.ts';
import type { PlacedGradient } from '../../src/editor/gradient-places.ts';
import { lensGroups } from '../../src/editor/lens-groups.ts';

function placed(name: string, line: number, verdict: Verdict = 'verified', edited = false): PlacedGradient {
  const span = { source: { uri: 'file:///net.py', text: '', cells: null }, start: 0, end: 0 };
  const gradient = {
    id: name,
    name,
    of: name.slice(1),
    role: 'parameter',
    functionName: null,
    span,
    verdict,
    assumed: false,
    relativeError: null,
    reason: null,
    reasonSpan: null,
    shape: null,
    formula: null,
    network: 0,
  } as const;
  return { gradient, firstLine: line, lastLine: line, edited };
}

const namesOf = (lines: readonly PlacedGradient[]) =>
  lensGroups(lines).map((group) => group.map(({ gradient }) => gradient.name).join(' '));

test('right gradients on lines that follow each other share a lens', () => {
  expect(namesOf([placed('dZ3', 4), placed('dW3', 5), placed('db3', 6), placed('dA2', 8)])).toEqual([
    'dZ3 dW3 db3',
    'dA2',
  ]);
});

test('a wrong gradient has a lens of its own', () => {
  expect(namesOf([placed('dZ1', 4), placed('dW1', 5, 'wrong'), placed('db1', 6)])).toEqual([
    'dZ1',
    'dW1',
    'db1',
  ]);
});

test('gradients of one line share a lens whatever they are', () => {
  expect(namesOf([placed('dW1', 4, 'wrong'), placed('db1', 4)])).toEqual(['dW1 db1']);
});

test('an edit moves no lens', () => {
  expect(namesOf([placed('dZ3', 4), placed('dW3', 5, 'verified', true), placed('db3', 6)])).toEqual([
    'dZ3 dW3 db3',
  ]);
});
