/** How the panel names the number that the penalty's derivative carries. */
import { describe, expect, test } from 'vitest';
import { scalar, tensor } from '../../../src/core/autodiff/tensor.ts';
import type { NetworkEvaluation } from '../../../src/core/network/network.ts';
import { penaltyForm } from '../../../src/core/report/panel-penalty-part.ts';
import { unpenalisedNetwork } from '../../support/three-layer-network.ts';

const strength = 0.7;
const examples = 5;
const weights = tensor(Float64Array.of(0.3, -0.2, 0.9, -1.1), [2, 2]);

/** A network of which only λ (the last node) and m count here. */
function networkWithStrength(): NetworkEvaluation {
  const network = unpenalisedNetwork();
  const node = network.tape.length;
  const lambda = {
    id: node,
    operation: 'leaf',
    inputs: [],
    attributes: {},
    value: scalar(strength),
    span: null,
  };
  return { ...network, tape: [...network.tape, lambda], strengthNodes: [node], hyperparameters: new Map() };
}

function formOf(gradient: (weight: number) => number) {
  const values = tensor(weights.data.map(gradient), [2, 2]);
  return penaltyForm(values, weights, networkWithStrength());
}

describe('a sum of squares', () => {
  test.each([
    [strength / examples, 'λ/m', 'λ/(2m)'],
    [(2 * strength) / examples, '2λ/m', 'λ/m'],
    [strength, 'λ', 'λ/2'],
    [2 * strength, '2λ', 'λ'],
    [strength / (2 * examples), 'λ/(2m)', 'λ/(4m)'],
    [0.123, '0.123', '0.0615'],
  ])('with the derivative %f·w is named %s, from %s', (c, text, halfText) => {
    expect(formOf((w) => c * w)).toMatchObject({ kind: 'squares', coefficient: { text, halfText } });
  });
});

test('a sum of absolute values gives the sign', () => {
  expect(formOf((w) => strength * Math.sign(w))).toMatchObject({
    kind: 'absolutes',
    coefficient: { text: 'λ' },
  });
});

test('anything else is not named', () => {
  expect(formOf((w) => w ** 3)).toEqual({ kind: 'other' });
});
