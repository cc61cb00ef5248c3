/** The words of lenses and hovers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Analysis, Finding, GradientReport } from '../../src/core/report/analysis.ts';
import {
  codeSpan,
  editedLensTitle,
  formatError,
  hoverMarkdown,
  lensTitle,
  messageMarkdown,
} from '../../src/editor/gradient-text.ts';
import { sayInEnglish } from './say-in-english.ts';

const source = { uri: 'file:///net.py', text: '', cells: null };
const span = { source, start: 0, end: 0 };

function gradient(changes: Partial<GradientReport>): GradientReport {
  return {
    id: 'g1',
    name: 'dW1',
    of: 'W1',
    role: 'parameter',
    functionName: 'backward',
    span,
    verdict: 'verified',
    assumed: false,
    relativeError: 1.2e-16,
    reason: null,
    reasonSpan: null,
    shape: [3, 2],
    formula: { text: '(1/m) * dZ1 @ X.T + (lambd/m) * W1', latex: '' },
    network: 0,
    ...changes,
  };
}

function finding(message: string): Finding {
  return {
    rule: 'l2-summed-weights',
    severity: 'error',
    message,
    elaboration: '',
    span,
    related: [],
    gradient: 'dW1',
    gradientId: 'g1',
    fix: null,
  };
}

function analysisWith(findings: readonly Finding[]): Analysis {
  return { source, gradients: [], findings, problems: [], networks: [] };
}

describe('the lens of a line', () => {
  test('says that its gradient matches the cost', () => {
    expect(lensTitle(sayInEnglish, [gradient({})], [])).toBe('✓ dW1 matches the cost');
  });

  test('names several gradients that share the line', () => {
    const both = [gradient({}), gradient({ id: 'g2', name: 'db1', of: 'b1' })];
    expect(lensTitle(sayInEnglish, both, [])).toBe('✓ dW1, db1 match the cost');
  });

  test('says when the cost was assumed', () => {
    expect(lensTitle(sayInEnglish, [gradient({ assumed: true })], [])).toBe('✓ dW1 matches the assumed cost');
  });

  test('gives the first sentence of the finding, whose code may hold full stops', () => {
    const message = '`np.sum(W1) * 0.5` adds 1.87 to every entry of dW1. The derivative is `W1`.';
    expect(lensTitle(sayInEnglish, [gradient({ verdict: 'wrong' })], [finding(message)])).toBe(
      '✗ np.sum(W1) * 0.5 adds 1.87 to every entry of dW1',
    );
  });

  test('gives the error when a wrong gradient has no finding that is shown', () => {
    const wrong = gradient({ verdict: 'wrong', relativeError: 0.4321 });
    expect(lensTitle(sayInEnglish, [wrong], [])).toBe('✗ dW1 differs from the cost’s gradient by 0.43');
  });

  test('says of a wrong gradient with a reason that another line is at fault', () => {
    const victim = gradient({ id: 'g2', name: 'dZ1', verdict: 'wrong', reason: 'The line is right.' });
    expect(lensTitle(sayInEnglish, [victim], [finding('wrong.')])).toBe(
      '✗ dZ1 is off because a gradient that it reads is wrong',
    );
  });

  test('counts names that would make it too long', () => {
    const many = Array.from({ length: 9 }, (_, index) => gradient({ name: `dW${index + 1}` }));
    expect(lensTitle(sayInEnglish, many, [])).toBe('✓ dW1, dW2, dW3, dW4, dW5 and 4 more match the cost');
  });

  test('says why a gradient is not checked', () => {
    const undecided = gradient({ verdict: 'undecided', reason: 'the cost calls `load()`' });
    expect(lensTitle(sayInEnglish, [undecided], [])).toBe('? dW1 is not checked: the cost calls load()');
  });

  test('says that its line was edited until it is judged again', () => {
    expect(editedLensTitle(sayInEnglish, [gradient({})])).toBe('… dW1 was edited');
  });

  test('is never longer than a line of the editor can show', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (reason) => {
        const undecided = gradient({ verdict: 'undecided', reason });
        expect(lensTitle(sayInEnglish, [undecided], []).length).toBeLessThanOrEqual(90);
      }),
    );
  });
});

describe('the hover of a gradient', () => {
  test('gives verdict, formula, shape and error of a right one', () => {
    expect(hoverMarkdown(sayInEnglish, gradient({}), analysisWith([]), [])).toBe(
      [
        '**dW1** ✓ is the gradient of the cost with respect to `W1`.',
        'True gradient: `(1/m) * dZ1 @ X.T + (lambd/m) * W1`',
        'Shape `(3, 2)` · relative error 1.2e-16',
      ].join('\n\n'),
    );
  });

  test('adds what the findings say of a wrong one', () => {
    const wrong = gradient({ verdict: 'wrong', relativeError: 0.43, formula: null, shape: null });
    expect(
      hoverMarkdown(sayInEnglish, wrong, analysisWith([finding('At `W1[2,0]` it gives 1.87.')]), []),
    ).toBe(
      [
        '**dW1** ✗ is not the gradient of the cost with respect to `W1`.',
        'relative error 0.43',
        'At `W1[2,0]` it gives 1\\.87\\.',
      ].join('\n\n'),
    );
  });

  test('does not repeat what the mark under the pointer tells', () => {
    const wrong = gradient({ verdict: 'wrong', formula: null, shape: null, relativeError: null });
    const marked = finding('wrong.');
    expect(hoverMarkdown(sayInEnglish, wrong, analysisWith([marked]), [marked])).toBe(
      '**dW1** ✗ is not the gradient of the cost with respect to `W1`.',
    );
  });

  test('gives the reason of an undecided one', () => {
    const undecided = gradient({
      verdict: 'undecided',
      reason: 'the cost calls `load()`.',
      relativeError: null,
      formula: null,
      shape: null,
    });
    expect(hoverMarkdown(sayInEnglish, undecided, analysisWith([]), [])).toBe(
      '**dW1** is not checked: the cost calls `load()`\\.',
    );
  });
});

describe('text of the user in Markdown', () => {
  test('makes no link, no picture and no HTML', () => {
    expect(messageMarkdown('see ![x](http://a.test) <b>')).toBe(
      'see \\!\\[x\\]\\(http://a\\.test\\) \\<b\\>',
    );
  });

  test('stays code when it holds backticks', () => {
    expect(codeSpan('grads["`dW`"]')).toBe('``grads["`dW`"]``');
  });
});

test('an error is read with two digits, and zero as 0', () => {
  expect([0, 0.43219, 1.2345e-16].map(formatError)).toEqual(['0', '0.43', '1.2e-16']);
});
