/** A small finished analysis, built by hand, for the tests of the reports. */
import type { SourceText, Span } from '../../../src/core/python/source.ts';
import type { Analysis, Finding, GradientReport } from '../../../src/core/report/analysis.ts';

const code = 'def backward(X, dZ1, W1, lambd, m):\n    dW1 = X @ dZ1 + lambd * np.sum(W1)\n    return dW1\n';

/** backward() of two lines, as a file or as cell 3 of a notebook. */
export function sampleSource(uri = 'net.py', cells: SourceText['cells'] = null): SourceText {
  return { uri, text: code, cells };
}

/** The span of the first place of a piece of text. */
export function spanOf(source: SourceText, piece: string): Span {
  const start = source.text.indexOf(piece);
  if (start < 0) throw new Error(`The sample does not hold ${piece}.`);
  return { source, start, end: start + piece.length };
}

/** One wrong gradient with its finding and fix, one undecided gradient. */
export function sampleAnalysis(source = sampleSource(), changes: Partial<Analysis> = {}): Analysis {
  return {
    source,
    gradients: [sampleGradient(source), undecidedGradient(source)],
    findings: [sampleFinding(source)],
    problems: [],
    networks: [],
    ...changes,
  };
}

export function sampleGradient(source: SourceText, changes: Partial<GradientReport> = {}): GradientReport {
  return {
    id: 'dW1@41',
    name: 'dW1',
    of: 'W1',
    role: 'parameter',
    functionName: 'backward',
    span: spanOf(source, 'dW1 = X @ dZ1 + lambd * np.sum(W1)'),
    verdict: 'wrong',
    assumed: false,
    relativeError: 0.75,
    reason: null,
    reasonSpan: null,
    shape: [3, 2],
    formula: null,
    network: 0,
    ...changes,
  };
}

export function sampleFinding(source: SourceText, changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'l2-summed-weights',
    severity: 'error',
    message: 'np.sum(W1) adds one number to every entry of dW1.',
    elaboration: '',
    span: spanOf(source, 'np.sum(W1)'),
    related: [{ message: 'lambd comes in here', span: spanOf(source, 'lambd') }],
    gradient: 'dW1',
    gradientId: 'dW1@41',
    fix: {
      title: 'Replace np.sum(W1) by W1',
      edits: [{ span: spanOf(source, 'np.sum(W1)'), newText: 'W1' }],
    },
    ...changes,
  };
}

function undecidedGradient(source: SourceText): GradientReport {
  return sampleGradient(source, {
    id: 'return@80',
    name: 'dX',
    of: '',
    role: 'intermediate',
    span: spanOf(source, 'return dW1'),
    verdict: 'undecided',
    relativeError: null,
    reason: 'The cost calls load_loss(), which this workspace does not define.',
  });
}
