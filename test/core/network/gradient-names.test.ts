import { describe, expect, test } from 'vitest';
import {
  isGradientContainer,
  lastName,
  readContainedGradientName,
  readGradientName,
} from '../../../src/core/network/gradient-names.ts';

const gradientsOf: readonly (readonly [string, string])[] = [
  ['dW1', 'W1'],
  ['dW', 'W'],
  ['dw', 'w'],
  ['dw1', 'w1'],
  ['db', 'b'],
  ['db2', 'b2'],
  ['dZ3', 'Z3'],
  ['dA_prev', 'A_prev'],
  ['dWxh', 'Wxh'],
  ['W1_grad', 'W1'],
  ['Theta1_grad', 'Theta1'],
  ['W1grad', 'W1'],
  ['X_grad', 'X'],
  ['grad_W', 'W'],
  ['grad_w1', 'w1'],
  ['gradW', 'W'],
  ['dJdW1', 'W1'],
  ['dJ_dW2', 'W2'],
  ['dL_dw1', 'w1'],
  ['dLdy', 'y'],
  ['dE_dtheta', 'theta'],
  ['nabla_w', 'w'],
  ['nabla_b', 'b'],
  ['d_W', 'W'],
  ['d_weights', 'weights'],
  ['dweights', 'weights'],
  ['dbiases', 'biases'],
  ['dtheta', 'theta'],
  ['dgamma', 'gamma'],
  ['dscores', 'scores'],
  ['dhidden', 'hidden'],
  ['delta_w', 'w'],
  ['W_delta', 'W'],
  ['_grad_W', 'W'],
  ['gW1', 'W1'],
  ['g_b', 'b'],
  ['dc_dw', 'w'],
  ['dl_dz', 'z'],
  ['dcdw', 'w'],
  ['delta_nabla_w', 'w'],
  ['weights_delta', 'weights'],
  ['w_derivative', 'w'],
  ['derivative_w', 'w'],
  ['Dw', 'w'],
  ['da_curr', 'a_curr'],
  ['dht_prev', 'ht_prev'],
  ['dy_pred', 'y_pred'],
  ['dw_total', 'w_total'],
  ['grad1', ''],
  ['gradient_2', ''],
];

const deltas: readonly (readonly [string, number | null])[] = [
  ['delta', null],
  ['delta3', 3],
  ['delta_2', 2],
  ['error', null],
  ['l1_delta', 1],
  ['l2_error', 2],
  ['layer_1_delta', 1],
  ['output_delta', null],
  ['deltas', null],
  ['error_hidden_layer', null],
  ['delta_l', null],
];

const noGradients = [
  'df',
  'dt',
  'date',
  'dim',
  'dims',
  'data',
  'dtype',
  'dict',
  'dot',
  'dist',
  'diff',
  'W1',
  'b',
  'params',
  'learning_rate',
  'x',
  'index',
  'model',
  '__dW',
  'dz_dw',
  'dNdX',
  'dO1dN1',
  'dadx',
  'tanh_deriv',
  'numgrad',
  'numerical_gradients',
  'da_dz',
  'sigmoid_derivative',
  'gw',
  'gb',
  'decode',
  'DB',
  'D_W',
];

describe('The name of a gradient says whose gradient it is', () => {
  test.each(gradientsOf)('%s is that of %s', (name, of) => {
    expect(readGradientName(name)).toEqual({ of, layer: null });
  });

  test.each(deltas)('%s is that of an intermediate; its layer is %s', (name, layer) => {
    expect(readGradientName(name)).toEqual({ of: '', layer });
  });

  test.each(['grad', 'grads', 'gradient', 'dout'])('%s does not say of what', (name) => {
    expect(readGradientName(name)?.of).not.toMatch(/^[WbZA]\d*$/);
    expect(readGradientName(name)).not.toBeNull();
  });

  test.each(noGradients)('%s is no gradient', (name) => {
    expect(readGradientName(name)).toBeNull();
  });
});

describe('A place in a container of gradients', () => {
  test('grads["W1"] and grads["dW1"] are the gradient of W1', () => {
    expect(readContainedGradientName('grads', 'W1')?.of).toBe('W1');
    expect(readContainedGradientName('grads', 'dW1')?.of).toBe('W1');
    expect(readContainedGradientName('self.gradients', 'dW1')?.of).toBe('W1');
  });

  test('cache["dW1"] is one by its key, cache["W1"] and params["W1"] are none', () => {
    expect(readContainedGradientName('cache', 'dW1')?.of).toBe('W1');
    expect(readContainedGradientName('cache', 'W1')).toBeNull();
    expect(readContainedGradientName('params', 'W1')).toBeNull();
  });

  test('self.dweights is the gradient of weights, and self.layers[0].dW that of W', () => {
    expect(readContainedGradientName('self.dweights', null)?.of).toBe('weights');
    expect(readContainedGradientName('self.layers[0].dW', null)?.of).toBe('W');
  });

  test('nabla_w[-1] is the gradient of a part of w', () => {
    expect(readContainedGradientName('nabla_w[-1]', null)?.of).toBe('w');
  });

  test.each(['grads', 'self.grads', 'gradients', 'nabla_w', 'dparams', 'grads_list'])(
    '%s holds gradients',
    (name) => {
      expect(isGradientContainer(name)).toBe(true);
    },
  );

  test.each(['params', 'self.weights', 'cache', 'model', 'upgrade'])('%s holds none', (name) => {
    expect(isGradientContainer(name)).toBe(false);
  });

  test('the last name of self.layers[i].W is W', () => {
    expect(lastName('self.layers[i].W')).toBe('W');
    expect(lastName('W1')).toBe('W1');
  });
});
