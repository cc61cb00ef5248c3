/** An engine for the tests of the command line alone: it marks every `np.sum(W1)` that it sees and would write `W1`. */
import type { Engine } from '../../src/core/engine.ts';
import { sourceOf } from '../../src/core/project/notebook.ts';
import type { SourceText } from '../../src/core/python/source.ts';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { sampleFinding, sampleGradient } from '../core/report/sample-analysis.ts';

/** Texts that hold "crash" make it throw, as a defect of a real engine would. */
export const sumMarkingEngine: Engine = {
  mayHoldGradients: (text) => text.includes('dW'),
  analyze: async (document) => marked(sourceOf(document)),
  check: async () => [],
  derive: () => null,
};

function marked(source: SourceText): Analysis {
  if (source.text.includes('crash')) throw new Error('the engine is broken');
  const sums = [...source.text.matchAll(/np\.sum\((W\d)\)/g)].map((sum) => {
    const span = { source, start: sum.index, end: sum.index + sum[0].length };
    return { span, weights: sum[1] ?? '' };
  });
  return {
    source,
    gradients: sums.map(({ span, weights }) =>
      sampleGradient(sampleLines, { name: `d${weights}`, of: weights, span }),
    ),
    findings: sums.map(({ span, weights }) =>
      sampleFinding(sampleLines, {
        span,
        gradient: `d${weights}`,
        related: [],
        fix: { title: `Write ${weights}`, edits: [{ span, newText: weights }] },
      }),
    ),
    problems: [],
    networks: [],
  };
}

const sampleLines: SourceText = {
  uri: 'sample.py',
  text: 'lambd dW1 = X @ dZ1 + lambd * np.sum(W1)',
  cells: null,
};
