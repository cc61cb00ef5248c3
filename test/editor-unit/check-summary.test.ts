/** The sentence that a gradient check ends with. */
import { expect, test } from 'vitest';
import type { GradientCheck, ParameterCheck } from '../../src/core/engine.ts';
import { checkSummary } from '../../src/editor/check-summary.ts';
import { sayInEnglish } from './say-in-english.ts';

function row(name: string, userAgainstReverse: number): ParameterCheck {
  return {
    gradientId: `id of ${name}`,
    name,
    of: name.slice(1),
    shape: [2, 3],
    userAgainstReverse,
    reverseAgainstCentral: 1e-9,
    worst: { index: [0, 1], user: 1, reverse: 2, central: 2 },
    verdict: userAgainstReverse > 1e-6 ? 'wrong' : 'verified',
  };
}

function check(changes: Partial<GradientCheck>): GradientCheck {
  return {
    networkTitle: 'model',
    costName: 'cost',
    rows: [],
    undecided: [],
    epsilon: 1e-6,
    cancelled: false,
    ...changes,
  };
}

test('all gradients are right', () => {
  expect(checkSummary(sayInEnglish, [check({ rows: [row('dW1', 1e-16), row('db1', 0)] })])).toEqual({
    sentence: '2 of 2 gradients match the cost.',
    gradientId: 'id of dW1',
    allRight: true,
  });
});

test('the gradient that is farthest off is named first and is the one to show', () => {
  const rows = [row('db1', 0), row('dW2', 0.1), row('dW1', 0.43)];
  expect(checkSummary(sayInEnglish, [check({ rows })])).toEqual({
    sentence: '1 of 3 gradients match the cost; dW1 is off by 0.43; dW2 is off by 0.10.',
    gradientId: 'id of dW1',
    allRight: false,
  });
});

test('gradients without a row count, and the first of them is named with its reason', () => {
  const undecided = [{ name: 'dW3', reason: 'the cost is unknown.' }];
  const { sentence } = checkSummary(sayInEnglish, [check({ rows: [row('dW1', 0)], undecided })]);
  expect(sentence).toBe('1 of 2 gradients match the cost; dW3 was not checked: the cost is unknown.');
});

test('a check that was stopped says so', () => {
  const { sentence } = checkSummary(sayInEnglish, [check({ rows: [row('dW1', 0)], cancelled: true })]);
  expect(sentence).toBe('1 of 1 gradients match the cost; the check was stopped early.');
});
