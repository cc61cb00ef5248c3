/** The text twin of the panel's picture. */
import { describe, expect, test } from 'vitest';
import { panelModel } from '../../../src/core/report/panel-model.ts';
import { networkText } from '../../../src/core/report/panel-text.ts';
import type { NetworkView } from '../../../src/protocol.ts';
import { exampleAnalysis } from '../../support/example-analysis.ts';

async function viewOf(name: string, index = 0): Promise<NetworkView> {
  const view = panelModel(await exampleAnalysis(name), name, 1).networks[index];
  if (!view) throw new Error('no network');
  return view;
}

describe('the network in words', () => {
  test('names every node of the picture with what it is made from', async () => {
    const view = await viewOf('regularization.py');
    const text = networkText(view);
    for (const { label } of view.nodes) expect(text).toMatch(new RegExp(`^\\d+\\. \`${label}\``, 'm'));
    expect(text).toContain(
      '`Z1` = `np.dot(W1, X) + b1`: layer, shape (20, 7), made from `X`, `W1`, `b1`. Its gradient `dZ1` is right.',
    );
  });

  test('says that the penalty touches no activation, and what it reads', async () => {
    expect(networkText(await viewOf('regularization.py'))).toContain(
      'it leads from `W1`, `W2`, `W3` straight to the cost and touches no activation.',
    );
    expect(networkText(await viewOf('regularization.py', 1))).toContain('The cost has no penalty.');
  });

  test('tells which gradients are wrong', async () => {
    expect(networkText(await viewOf('regularization.py'))).toMatch(/`W1`.*Its gradient `dW1` is wrong\./);
  });

  test('gives both parts of every derivative, with the zeros and the reasons', async () => {
    const text = networkText(await viewOf('regularization.py'));
    expect(text).toMatch(/^- `A1`: data part up to [\d.]+, penalty part zero\. No path leads from `A1`/m);
    expect(text).toMatch(/^- `W1`: data part up to [\d.]+, penalty part up to [\d.]+\. /m);
  });
});
