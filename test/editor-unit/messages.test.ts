/** What the page may say to the editor, and what is thrown away. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asPageMessage } from '../../src/editor/messages.ts';
import type { PageMessage } from '../../src/protocol.ts';

const messages: readonly PageMessage[] = [
  { type: 'ready' },
  { type: 'revealNode', network: 1, nodeId: 'W1' },
  { type: 'revealGradient', gradientId: 'dW1@31' },
  { type: 'applyFix', gradientId: 'dW1@31', rule: 'l2-summed-weights' },
  { type: 'check' },
  { type: 'cancelCheck' },
  { type: 'openRule', rule: 'l2-missing-term' },
  { type: 'openExample' },
  { type: 'moveStrengths', network: 0, values: [0.5] },
  { type: 'train', network: 0, values: [] },
  { type: 'cancelTraining' },
  { type: 'pin', pinned: true },
  { type: 'openInEditor' },
  { type: 'export', what: 'derivation' },
  { type: 'picture', format: 'svg', data: '<svg/>' },
  { type: 'previewFix', gradientId: 'dW1@31', rule: 'l2-summed-weights' },
  { type: 'derive', gradientId: 'dW1@31' },
  { type: 'copyDerivation', gradientId: 'dW1@31', notation: 'textbook', format: 'latex' },
];

describe('a message of the page', () => {
  test.each(messages)('$type passes as it is', (message) => {
    expect(asPageMessage(message)).toEqual(message);
  });

  test.each(messages)('$type loses the fields that it does not have', (message) => {
    expect(asPageMessage({ ...message, command: 'workbench.action.quit' })).toEqual(message);
  });

  test.each([
    { type: 'revealNode', network: -1, nodeId: 'W1' },
    { type: 'revealNode', network: 0.5, nodeId: 'W1' },
    { type: 'revealNode', network: 0 },
    { type: 'revealGradient', gradientId: 7 },
    { type: 'applyFix', gradientId: 'dW1@31' },
    { type: 'openRule', rule: 'x'.repeat(501) },
    { type: 'moveStrengths', network: 0, values: [null] },
    { type: 'moveStrengths', network: 0, values: '1' },
    { type: 'moveStrengths', network: 0, values: Array.from({ length: 21 }, () => 1) },
    { type: 'copyDerivation', gradientId: 'dW1@31', notation: 'course', format: 'html' },
    { type: 'copyDerivation', gradientId: 'dW1@31', notation: 'toString', format: 'latex' },
    { type: 'pin', pinned: 'yes' },
    { type: 'export', what: 'everything' },
    { type: 'picture', format: 'gif', data: '' },
    { type: 'picture', format: 'png', data: 7 },
    { type: 'toString' },
    { type: ['ready'] },
    { type: 'runCommand', command: 'workbench.action.quit' },
  ])('%j is refused', (value) => {
    expect(asPageMessage(value)).toBeNull();
  });

  test('is refused when it is any other value, and nothing throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const message = asPageMessage(value);
        if (message) expect(messages.map(({ type }) => type)).toContain(message.type);
      }),
    );
  });
});
