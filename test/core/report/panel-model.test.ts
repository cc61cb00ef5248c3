/** The panel's view model of a three-layer network with L2, and of the same network without. */
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { panelModel, panelPlaces } from '../../../src/core/report/panel-model.ts';
import { textOf } from '../../../src/core/python/source.ts';
import type { GradientDetail, NetworkView, PartsRow } from '../../../src/protocol.ts';
import { threeLayerAnalysis, unpenalisedNetwork } from '../../support/three-layer-network.ts';

const analysis = threeLayerAnalysis();
const model = panelModel(analysis, 'regularization.py', 4);
const network = model.networks[0] as NetworkView;

function row(variable: string): PartsRow {
  const found = network.parts.find((candidate) => candidate.variable === variable);
  if (!found) throw new Error(`no row for ${variable}`);
  return found;
}

function gradient(name: string): GradientDetail {
  const found = network.gradients.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no gradient ${name}`);
  return found;
}

describe('the graph', () => {
  const edges = network.edges.map((edge) => `${edge.from} ${edge.onPenaltyBranch ? '⇢' : '→'} ${edge.to}`);

  test('joins named variables and leaves out the operations between them', () => {
    expect(edges.filter((edge) => edge.includes('→'))).toEqual([
      'X → Z1',
      'W1 → Z1',
      'b1 → Z1',
      'Z1 → A1',
      'A1 → Z2',
      'W2 → Z2',
      'b2 → Z2',
      'Z2 → A2',
      'A2 → Z3',
      'W3 → Z3',
      'b3 → Z3',
      'Z3 → A3',
      'Y → cross_entropy',
      'A3 → cross_entropy',
      'cross_entropy → cost',
    ]);
  });

  test('the penalty leads from the weights to the cost and touches no activation', () => {
    expect(edges.filter((edge) => edge.includes('⇢'))).toEqual([
      'W1 ⇢ L2_cost',
      'W2 ⇢ L2_cost',
      'W3 ⇢ L2_cost',
      'lambd ⇢ L2_cost',
      'L2_cost ⇢ cost',
    ]);
  });

  test('a node says what it is, in the words of the source', () => {
    expect(network.nodes.find((node) => node.id === 'Z2')).toMatchObject({
      kind: 'layer',
      label: 'Z2',
      operation: 'np.dot(W2, A1) + b2',
      shape: '(4, 5)',
      layer: 2,
      onPenaltyBranch: false,
      revealable: true,
      gradientId: 'dZ2',
    });
    expect(network.nodes.filter((node) => node.onPenaltyBranch).map((node) => node.id)).toEqual([
      'lambd',
      'L2_cost',
    ]);
  });

  test('without a penalty the cost is the data part, and there is no branch', () => {
    const bare: Analysis = { ...analysis, networks: [unpenalisedNetwork()], findings: [], gradients: [] };
    const view = panelModel(bare, 'bare.py', 1).networks[0] as NetworkView;
    expect(view.hasPenalty).toBe(false);
    expect(view.edges.some((edge) => edge.onPenaltyBranch)).toBe(false);
    expect(view.nodes.filter((node) => ['loss', 'penalty'].includes(node.kind))).toEqual([]);
    expect(view.nodes.at(-1)).toMatchObject({ kind: 'cost', label: 'cross_entropy' });
    expect(view.penaltyRoutes).toEqual([]);
    expect(new Set(view.parts.map(({ reason }) => reason))).toEqual(new Set(['The cost has no penalty.']));
  });
});

describe('the table of the two parts', () => {
  test('has a row for W, b, Z and A of every layer, in that order', () => {
    expect(network.parts.map(({ variable }) => variable).join(' ')).toBe(
      'W1 b1 Z1 A1 W2 b2 Z2 A2 W3 b3 Z3 A3',
    );
  });

  test('the penalty part of every variable but the weights is exactly zero', () => {
    const changed = network.parts.filter(({ penalty }) => !penalty.isZero || penalty.largest !== 0);
    expect(changed.map(({ variable }) => variable)).toEqual(['W1', 'W2', 'W3']);
  });

  test('the penalty part of a weight matrix is λ/m times the matrix', () => {
    expect(row('W2').penalty.latex).toBe('\\frac{\\lambda}{m}W^{[2]}');
    expect(row('W2').reason).toBe(
      'The derivative of w² is 2w, and 2 · λ/(2m) is λ/m: each entry of `W2` gets its own weight.',
    );
  });

  test('a zero says why', () => {
    expect(row('A1').reason).toBe(
      'No path leads from `A1` to the penalty, which reads `W1`, `W2` and `W3` alone.',
    );
    expect(row('b1').reason).toBe('The penalty does not read `b1`.');
  });

  test('the data part is the chain rule over the one reader, in the form that gives the true values', () => {
    const forms = ['W1', 'b1', 'Z1', 'A1', 'A3'].map((variable) => row(variable).data.latex);
    expect(forms).toEqual([
      '\\frac{\\partial L}{\\partial Z^{[1]}}\\,X^{\\top}',
      '\\sum_{i=1}^{m} \\frac{\\partial L}{\\partial Z^{[1](i)}}',
      "\\frac{\\partial L}{\\partial A^{[1]}} \\odot f'(Z^{[1]})",
      'W^{[2]\\top}\\,\\frac{\\partial L}{\\partial Z^{[2]}}',
      '\\frac{\\partial L}{\\partial A^{[3]}}',
    ]);
  });

  test('two routes show why the matrix stays a matrix', () => {
    expect(network.penaltyRoutes.map(({ title }) => title)).toEqual(['Entry by entry', 'By the trace']);
    const last = network.penaltyRoutes[0]?.steps.at(-1);
    expect(last?.latex).toContain('\\frac{\\lambda}{m}\\,W^{[1]}');
    expect(last?.sentence).toContain('`np.sum(W1)`, is one number (3.38 here)');
  });
});

describe('a gradient', () => {
  test('comes with its line, its place and its finding', () => {
    expect(gradient('dW1')).toMatchObject({
      nodeId: 'W1',
      of: 'W1',
      verdict: 'wrong',
      line: 'dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m',
      place: 'model, line 24',
      findings: [{ rule: 'l2-summed-weights', fixTitle: 'Replace np.sum(W1) by W1' }],
    });
  });

  test('has both parts that add up to the truth, and the difference of the line to it', () => {
    const { data, penalty, truth, user, difference } = maps('dW1');
    truth.values.forEach((value, entry) => {
      expect(value).toBeCloseTo((data.values[entry] ?? 0) + (penalty.values[entry] ?? 0), 12);
      expect(difference.values[entry]).toBeCloseTo((user.values[entry] ?? 0) - value, 12);
    });
    expect([truth.rows, truth.columns]).toEqual([6, 3]);
  });

  test('where np.sum(W1) stands in for W1, the line adds one number to the data part', () => {
    const { data, user } = maps('dW1');
    const added = user.values.map((value, entry) => value - (data.values[entry] ?? 0));
    for (const number of added) expect(number).toBeCloseTo(added[0] ?? Number.NaN, 12);
  });

  test('an intermediate that carries m throughout is compared with the truth times m', () => {
    expect(gradient('dZ1').scale).toBe(5);
    for (const value of maps('dZ1').difference.values) expect(value).toBeCloseTo(0, 12);
    expect(gradient('dW2').scale).toBeUndefined();
  });

  test('shows the true formula as the sum of its two parts', () => {
    expect(gradient('dW1').formula?.latex).toBe(
      '\\frac{\\partial J}{\\partial W^{[1]}} = \\frac{\\partial L}{\\partial Z^{[1]}}\\,X^{\\top} + \\frac{\\lambda}{m}W^{[1]}',
    );
  });

  test('that is not decided says why and has no numbers', () => {
    expect(gradient('dX')).toMatchObject({
      verdict: 'undecided',
      reason: '`lookup` is not defined in this workspace',
      maps: null,
      nodeId: null,
    });
  });

  function maps(name: string): NonNullable<GradientDetail['maps']> {
    const found = gradient(name).maps;
    if (!found) throw new Error(`${name} has no maps`);
    return found;
  }
});

test('a gradient without a network is listed with its reason', () => {
  const dX = analysis.gradients
    .filter((report) => report.name === 'dX')
    .map((report) => ({ ...report, network: null }));
  const view = panelModel({ ...analysis, networks: [], gradients: dX }, 'half.py', 1);
  expect(view.undecided).toEqual([
    { name: 'dX', reason: '`lookup` is not defined in this workspace', gradientId: 'dX' },
  ]);
});

test('networks of one name are told apart by what is in play', () => {
  const [penalised] = analysis.networks;
  const networks = penalised ? [penalised, { ...penalised, hyperparameters: new Map() }, penalised] : [];
  const titles = panelModel({ ...analysis, networks }, 'two.py', 1).networks.map(({ title }) => title);
  expect(titles).toEqual(['model with lambd', 'model', 'model with lambd (2)']);
});

test('m is read off the data where the network does not tell it', () => {
  const networks = analysis.networks.map((known) => ({ ...known, exampleCount: null }));
  const [view] = panelModel({ ...analysis, networks }, 'm.py', 1).networks;
  expect(view?.parts[0]?.penalty.latex).toBe('\\frac{\\lambda}{m}W^{[1]}');
});

test('nodes and gradients have their places in the source', () => {
  const places = panelPlaces(analysis);
  const placed = (id: string) => {
    const span = places.nodes.get(`0:${id}`);
    return span && textOf(span);
  };
  expect(placed('Z1')).toBe('Z1 = np.dot(W1, X) + b1');
  expect(placed('W1')).toBeUndefined();
  const dW3 = places.gradients.get('dW3');
  expect(dW3 && textOf(dW3)).toBe('dW3 = 1 / m * np.dot(dZ3, A2.T)');
});
