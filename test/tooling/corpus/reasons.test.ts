import { describe, expect, test } from 'vitest';
import { groupReasons, normalizeReason } from '../../../tooling/corpus/reasons.ts';
import { corpusFile, gradientAt } from './sample-files.ts';

describe('A reason without its names and numbers', () => {
  test.each([
    [
      'Not checked: the module `dnn_utils` is not in this workspace (cell 2, line 5, `from dnn_utils import relu`).',
      'the module `…` is not in this workspace.',
    ],
    [
      'Not checked: the evaluation stops at `h.T @ dout` (line 17) with ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0 (size 11 is different from 67).',
      'the evaluation stops at `…` with ValueError: matmul: Input operand # has a mismatch in its core dimension # (…).',
    ],
    [
      'Not checked: the evaluation stops at `x.reshape(n, -1)` (line 56) with ValueError: cannot reshape array of size 42 into shape (7,9).',
      'the evaluation stops at `…` with ValueError: cannot reshape array of size # into shape (…).',
    ],
    [
      "Not checked: the evaluation stops at `layer.fprop` (line 75) with AttributeError: 'ndarray' object has no attribute 'fprop'.",
      "the evaluation stops at `…` with AttributeError: '…' object has no attribute '…'.",
    ],
    [
      "Not checked: the evaluation stops at `train` (cell 30, line 1) with TypeError: train() got an unexpected keyword argument 'X'.",
      "the evaluation stops at `…` with TypeError: …() got an unexpected keyword argument '…'.",
    ],
    [
      'Not checked: the evaluation stops at `assert n` (line 763) with AssertionError: got 2 dims instead.',
      'the evaluation stops at `…` with AssertionError: …',
    ],
    [
      'Not checked: the cost `cost` is -1.5e+308 for the values that it is evaluated with.',
      'the cost `…` is # for the values that it is evaluated with.',
    ],
    [
      'No variable of the forward pass has this derivative of `loss`.',
      'no variable of the forward pass has this derivative of `…`.',
    ],
  ])('%s', (reason, expected) => {
    expect(normalizeReason(reason)).toBe(expected);
  });

  test('keeps words in parentheses and names that hold digits', () => {
    expect(normalizeReason('the form (as far as known) of W1 and conv2d')).toBe(
      'the form (as far as known) of W1 and conv2d',
    );
  });

  test('reads the same when it is normalised again', () => {
    const once = normalizeReason('Not checked: `f` is not defined here (line 91, `f(3)`), shape (2, 3).');
    expect(normalizeReason(once)).toBe(once);
  });
});

describe('The reasons of a run', () => {
  const missing = (name: string, line: number) =>
    gradientAt(line, { reason: `Not checked: \`${name}\` is not defined here (line ${line}).` });

  test('are counted together with their names, the most frequent first', () => {
    const files = [
      corpusFile('a.py', { gradients: [gradientAt(1, { reason: 'No cost.' }), missing('pool', 4)] }),
      corpusFile('b.py', { gradients: [missing('conv', 2), missing('conv', 3), gradientAt(9)] }),
    ];
    expect(groupReasons(files)).toEqual([
      {
        reason: '`…` is not defined here.',
        lines: 3,
        files: 2,
        names: [
          ['conv', 2],
          ['pool', 1],
        ],
        example: 'a.py:4:5',
      },
      { reason: 'no cost.', lines: 1, files: 1, names: [], example: 'a.py:1:5' },
    ]);
  });

  test('of a file that was cut off stand apart', () => {
    const gradients = [gradientAt(1, { reason: 'No cost.' })];
    const files = [corpusFile('a.py', { gradients, capReached: true }), corpusFile('b.py', { gradients })];
    expect(groupReasons(files).map(({ reason }) => reason)).toEqual(['(cap reached) no cost.', 'no cost.']);
  });
});
