/** The analysis of a three-layer network with L2, made by hand on a real tape: for tests of what is shown of an analysis. */
import { mapEntries, mapPairs } from '../../src/core/autodiff/broadcasting.ts';
import { createTape } from '../../src/core/autodiff/new-tape.ts';
import type { Recorder } from '../../src/core/autodiff/recorder.ts';
import { reverseSweep } from '../../src/core/autodiff/sweep.ts';
import {
  largestDifference,
  largestMagnitude,
  scalar,
  type Tensor,
  tensor,
} from '../../src/core/autodiff/tensor.ts';
import type { Binding } from '../../src/core/evaluator/trace.ts';
import type {
  Adjoint,
  GradientLine,
  NetworkEvaluation,
  Variable,
  VariableKind,
} from '../../src/core/network/network.ts';
import type { SourceText, Span } from '../../src/core/python/source.ts';
import type { Analysis, Finding, GradientReport } from '../../src/core/report/analysis.ts';

/** What the pretended user wrote: dW1 adds the sum of W1, dW3 leaves the penalty out, the rest is right. */
export const threeLayerText = `import numpy as np

def model(X, Y, W1, b1, W2, b2, W3, b3, lambd):
    m = X.shape[1]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    cross_entropy = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    L2_cost = lambd / (2 * m) * (np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3)))
    cost = cross_entropy + L2_cost

    dZ3 = A3 - Y
    dW3 = 1 / m * np.dot(dZ3, A2.T)
    db3 = 1 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = dA2 * (Z2 > 0)
    dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * W2
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = dA1 * (Z1 > 0)
    dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    dX = lookup(dZ1)
    return dW1, db1, dW2, db2, dW3, db3
`;

const source: SourceText = { uri: 'file:///course/regularization.py', text: threeLayerText, cells: null };

const exampleCount = 5;
const strength = 0.7;

/** The span of the statement or expression that begins with this text; it runs to the end of its line. */
export function spanOf(start: string): Span {
  const at = threeLayerText.indexOf(start);
  if (at < 0) throw new Error(`the text has no ${start}`);
  return { source, start: at, end: threeLayerText.indexOf('\n', at) };
}

/** The analysis of `threeLayerText`. */
export function threeLayerAnalysis(): Analysis {
  const network = threeLayerNetwork();
  const gradients = [...network.gradients.map((line) => report(line, network)), undecidedReport].toSorted(
    (one, other) => one.span.start - other.span.start,
  );
  return { source, gradients, findings: findingsOf(network), problems: [], networks: [network] };
}

/** The same network with a cost that is its data part alone. */
export function unpenalisedNetwork(): NetworkEvaluation {
  return threeLayerNetwork(false);
}

function threeLayerNetwork(withPenalty = true): NetworkEvaluation {
  const tape = createTape();
  const forward = recordForward(tape);
  const cost = withPenalty
    ? tape.apply('add', [forward.crossEntropy, forward.penalty], {}, spanOf('cross_entropy + L2_cost'))
    : forward.crossEntropy;
  const data = reverseSweep(tape.nodes, forward.crossEntropy);
  const penalty = reverseSweep(tape.nodes, forward.penalty);
  const adjoints = new Map<number, Adjoint>();
  for (let node = 0; node <= cost; node += 1) {
    const parts = { data: data.get(node) ?? null, penalty: withPenalty ? (penalty.get(node) ?? null) : null };
    if (parts.data || parts.penalty) adjoints.set(node, parts);
  }
  if (withPenalty) adjoints.set(cost, { data: scalar(1), penalty: scalar(1) });
  const gradients = forward.variables.flatMap((variable) => gradientLine(variable, adjoints, tape));
  return {
    title: 'model',
    tape: tape.nodes,
    trace: {
      bindings: [],
      calls: [],
      expressions: new Map(),
      interruptions: [],
      plainNumbers: new Set(),
      entered: new Set(),
      executed: new Set(),
    },
    cost: { node: cost, span: tape.nodes[cost]?.span ?? null },
    costName: 'cost',
    penaltyTerms: withPenalty ? [{ node: forward.penalty, span: spanOf('L2_cost') }] : [],
    basis: 'cost',
    isAssumed: false,
    raisedAt: null,
    variables: forward.variables,
    gradients,
    adjoints,
    hyperparameters: new Map([['lambd', strength]]),
    probePaths: new Map(),
    strengthNodes: withPenalty ? [forward.lambda] : [],
    exampleCount,
    dependsOnData: Uint8Array.from(tape.nodes, (node) => (data.has(node.id) ? 1 : 0)),
    parameterNodes: new Set(forward.variables.filter(isParameter).map((variable) => variable.node)),
  };
}

interface Forward {
  readonly variables: readonly Variable[];
  readonly crossEntropy: number;
  readonly penalty: number;
  readonly lambda: number;
}

const sizes = [3, 6, 4, 1] as const;

function recordForward(tape: Recorder): Forward {
  const draw = seededDraw(7);
  const variables: Variable[] = [];
  const name = (text: string, node: number, kind: VariableKind, statement: string | null, isBias = false) => {
    const layer = Number(/\d$/.exec(text)?.[0] ?? Number.NaN);
    const span = statement === null ? null : spanOf(statement);
    variables.push({ name: text, node, kind, isBias, layer: Number.isNaN(layer) ? null : layer, span });
    return node;
  };
  const apply = (operation: string, ...inputs: number[]) => tape.apply(operation, inputs, {}, null);
  const leaf = (rows: number, columns: number) => tape.leaf(matrix(rows, columns, draw), null);

  const X = name('X', leaf(sizes[0], exampleCount), 'data', null);
  const labels = tape.leaf(tensor(Float64Array.of(1, 0, 1, 1, 0), [1, exampleCount]), null);
  const Y = name('Y', labels, 'data', null);
  const weights: number[] = [];
  let activation = X;
  for (const layer of [1, 2, 3] as const) {
    const W = name(`W${layer}`, leaf(sizes[layer], sizes[layer - 1] ?? 1), 'parameter', null);
    const b = name(`b${layer}`, leaf(sizes[layer], 1), 'parameter', null, true);
    weights.push(W);
    const Z = apply('add', apply('matmul', W, activation), b);
    name(`Z${layer}`, Z, 'preactivation', `Z${layer} = `);
    activation = layer === 3 ? apply('sigmoid', Z) : apply('maximum', Z, tape.leaf(scalar(0), null));
    name(`A${layer}`, activation, 'activation', `A${layer} = `);
  }
  const one = tape.leaf(scalar(1), null);
  const right = apply('multiply', Y, apply('log', activation));
  const wrong = apply(
    'multiply',
    apply('subtract', one, Y),
    apply('log', apply('subtract', one, activation)),
  );
  const m = tape.leaf(scalar(exampleCount), null);
  const crossEntropy = apply('divide', apply('negative', apply('sum', apply('add', right, wrong))), m);
  name('cross_entropy', crossEntropy, 'other', 'cross_entropy = ');
  const lambda = name('lambd', tape.leaf(scalar(strength), null), 'hyperparameter', null);
  const factor = apply('divide', lambda, apply('multiply', tape.leaf(scalar(2), null), m));
  const squares = weights.map((W) => apply('sum', apply('square', W)));
  const penalty = apply(
    'multiply',
    factor,
    squares.reduce((sum, square) => apply('add', sum, square)),
  );
  name('L2_cost', penalty, 'other', 'L2_cost = ');
  return { variables, crossEntropy, penalty, lambda };
}

/** dZ and dA carry the factor m, as in the course; dW1 and dW3 carry their slips. */
function gradientLine(
  variable: Variable,
  adjoints: ReadonlyMap<number, Adjoint>,
  tape: Recorder,
): GradientLine[] {
  const adjoint = adjoints.get(variable.node);
  const name = `d${variable.name}`;
  if (!adjoint?.data || name === 'dX' || !threeLayerText.includes(`    ${name} = `)) return [];
  const isIntermediate = variable.kind !== 'parameter';
  let value = isIntermediate ? mapEntries(adjoint.data, 'float64', (x) => x * exampleCount) : adjoint.data;
  const penalty = adjoint.penalty;
  if (name === 'dW1') {
    const weights = tape.value(variable.node).data;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    value = mapEntries(value, 'float64', (x) => x + (strength * sum) / exampleCount);
  } else if (penalty && name !== 'dW3') {
    value = mapPairs(value, penalty, 'float64', (x, y) => x + y);
  }
  const node = tape.leaf(value, spanOf(`${name} = `));
  // What is shown of a gradient is read off its report; the binding belongs to the stages before.
  const statement = { span: spanOf(`${name} = `) };
  const binding = { kind: 'name', text: name, name, statement } as unknown as Binding;
  const scale = isIntermediate ? exampleCount : 1;
  return [
    {
      id: name,
      binding,
      node,
      target: variable,
      role: isIntermediate ? 'intermediate' : 'parameter',
      match: { scale, relativeError: scale === 1 ? 0 : 1 - 1 / scale, scaledError: 0, isTrivial: false },
      superseded: false,
    },
  ];
}

function isParameter(variable: Variable): boolean {
  return variable.kind === 'parameter';
}

function report(line: GradientLine, network: NetworkEvaluation): GradientReport {
  const target = line.target;
  const ofParameter = line.role === 'parameter';
  const adjoint = target && network.adjoints.get(target.node);
  const user = network.tape[line.node]?.value;
  const truth = adjoint?.data && whole(adjoint.data, adjoint.penalty);
  const wrong =
    ofParameter && truth && user ? largestDifference(user, truth) / largestMagnitude(user) : 1e-16;
  return {
    id: line.id,
    name: line.id,
    of: target?.name ?? '',
    role: line.role,
    functionName: 'model',
    span: spanOf(`${line.id} = `),
    verdict: wrong > 1e-7 ? 'wrong' : 'verified',
    assumed: false,
    relativeError: wrong,
    reason: null,
    reasonSpan: null,
    shape: user?.shape ?? null,
    formula: formulas[line.id] ?? null,
    network: 0,
  };
}

const formulas: Readonly<Record<string, GradientReport['formula']>> = {
  dW1: {
    text: '1/m * np.dot(dZ1, X.T) + lambd/m * W1',
    latex: String.raw`\frac{1}{m}\,dZ^{[1]} X^{\top} + \frac{\lambda}{m}\,W^{[1]}`,
  },
  dW3: {
    text: '1/m * np.dot(dZ3, A2.T) + lambd/m * W3',
    latex: String.raw`\frac{1}{m}\,dZ^{[3]} A^{[2]\top} + \frac{\lambda}{m}\,W^{[3]}`,
  },
};

const undecidedReport: GradientReport = {
  id: 'dX',
  name: 'dX',
  of: 'X',
  role: 'intermediate',
  functionName: 'model',
  span: spanOf('dX = '),
  verdict: 'undecided',
  assumed: false,
  relativeError: null,
  reason: '`lookup` is not defined in this workspace',
  reasonSpan: spanOf('lookup(dZ1)'),
  shape: null,
  formula: null,
  network: 0,
};

function findingsOf(network: NetworkEvaluation): Finding[] {
  const summed = spanOf('np.sum(W1)) / m');
  const missing = spanOf('dW3 = ');
  const W1 = network.variables.find((variable) => variable.name === 'W1');
  const sum = W1 ? (network.tape[W1.node]?.value.data.reduce((total, weight) => total + weight, 0) ?? 0) : 0;
  const common = { severity: 'error' as const, related: [] };
  return [
    {
      ...common,
      rule: 'l2-summed-weights',
      message: `\`lambd * np.sum(W1)\` adds the same number to every entry of dW1. The penalty's derivative is the matrix \`lambd * W1\`, entry by entry. Here the sum is ${sum.toFixed(3)}.`,
      elaboration:
        'The penalty is λ/(2m) · Σ w². For one entry only its own term counts, and the derivative of w² is **2w**. The 2 cancels the ½.',
      span: { ...summed, end: summed.start + 'np.sum(W1)'.length },
      gradient: 'dW1',
      gradientId: 'dW1',
      fix: {
        title: 'Replace np.sum(W1) by W1',
        edits: [{ span: { ...summed, end: summed.start + 'np.sum(W1)'.length }, newText: 'W1' }],
      },
    },
    {
      ...common,
      rule: 'l2-term-missing',
      message:
        'dW3 leaves out the penalty: the cost holds `lambd / (2 * m) * np.sum(np.square(W3))`. Add `lambd / m * W3`.',
      elaboration: '',
      span: missing,
      gradient: 'dW3',
      gradientId: 'dW3',
      fix: {
        title: 'Add lambd / m * W3',
        edits: [{ span: { ...missing, start: missing.end }, newText: ' + lambd / m * W3' }],
      },
    },
  ];
}

function whole(data: Tensor, penalty: Tensor | null): Tensor {
  return penalty ? mapPairs(data, penalty, 'float64', (x, y) => x + y) : data;
}

function matrix(rows: number, columns: number, draw: () => number): Tensor {
  return tensor(Float64Array.from({ length: rows * columns }, draw), [rows, columns]);
}

/** Numbers around zero from a fixed seed (a linear congruential generator is enough for a picture). */
function seededDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (2 * state) / 2147483648 - 0.8;
  };
}
