/** Files of a made-up corpus run for the tests of its sums, reasons and comparisons. */
import type { CorpusFile, CorpusFinding, CorpusGradient } from '../../../tooling/corpus/run.ts';

/** A file in which nothing was found, but for what is given. */
export function corpusFile(path: string, given: Partial<CorpusFile> = {}): CorpusFile {
  return {
    path,
    group: null,
    note: null,
    gradients: [],
    findings: [],
    problems: [],
    passesTextTest: true,
    milliseconds: 100,
    capReached: false,
    failure: null,
    ...given,
  };
}

/** The gradient `dW` of a line; undecided where a reason is given. */
export function gradientAt(line: number, given: Partial<CorpusGradient> = {}): CorpusGradient {
  return {
    name: 'dW',
    of: 'W',
    role: 'parameter',
    function: 'backward',
    ...placeAt(line),
    verdict: given.reason ? 'undecided' : 'verified',
    assumed: false,
    relativeError: null,
    reason: null,
    text: 'dW = X.T @ dZ',
    ...given,
  };
}

/** A finding without a fix on a line. */
export function findingAt(line: number, given: Partial<CorpusFinding> = {}): CorpusFinding {
  return {
    rule: 'gradient-mismatch',
    severity: 'warning',
    message: 'dW is not the derivative of the cost.',
    gradient: 'dW',
    ...placeAt(line),
    related: [],
    fix: null,
    text: 'X.T @ dZ',
    ...given,
  };
}

function placeAt(line: number) {
  return { cell: null, range: { start: { line, column: 5 }, end: { line, column: 18 } } };
}
