import { describe, expect, test } from 'vitest';
import {
  isCostFunctionName,
  isCostName,
  isForwardFunctionName,
  isNumericalCheckName,
  layerNumber,
  type ProbeRole,
  roleOf,
} from '../../../src/core/network/name-hints.ts';

const roles: Readonly<Partial<Record<ProbeRole, readonly string[]>>> = {
  strength: [
    'lambd',
    'lambda_',
    'lam',
    'lmbda',
    'lamda',
    'lambtha',
    'reg',
    'reg_lambda',
    'reg_strength',
    'l2',
    'weight_decay',
    'L2_reg',
    'mylambda',
  ],
  rate: ['lr', 'eta', 'alpha', 'learning_rate', 'step_size'],
  keepProbability: ['keep_prob', 'dropout'],
  count: ['num_iterations', 'epochs', 'n_epochs', 'iterations'],
  flag: ['print_cost', 'verbose', 'is_training'],
  sizes: ['layers_dims', 'layer_sizes', 'sizes'],
  size: ['n_x', 'n_h', 'n_y', 'm', 'N', 'hidden_size', 'batch_size', 'num_classes'],
  labels: ['Y', 'y', 'labels', 'targets', 'y_true', 'Y_train'],
  bias: ['b', 'b1', 'b_2', 'bias', 'bh'],
  weights: ['W', 'W1', 'w', 'w2', 'weights', 'Theta1', 'theta', 'syn0', 'Wxh'],
  data: ['X', 'x', 'inputs', 'X_train', 'A_prev', 'A0'],
  mapping: ['parameters', 'params', 'grads', 'model'],
  cache: ['cache', 'caches', 'memory'],
  window: ['stride', 'pad', 'kernel_size', 'filter_h'],
  object: ['optimizer', 'W_opt', 'callback'],
  unknown: ['frobnicate', 'path'],
};

describe('A name hints at what a caller would pass', () => {
  const rows = Object.entries(roles).flatMap(([role, names]) => names.map((name) => [name, role] as const));
  test.each(rows)('%s: %s', (name, role) => {
    expect(roleOf(name)).toBe(role);
  });

  test('the layer is the number at the end of a name', () => {
    expect(['W1', 'dW_2', 'weights12', 'W'].map(layerNumber)).toEqual([1, 2, 12, null]);
  });
});

describe('A name hints at a cost or a forward pass', () => {
  test.each([
    'cost',
    'loss',
    'J',
    'total_loss',
    'data_loss',
    'cross_entropy_cost',
    'regularized_loss',
    'mse',
    'err',
    'training_loss',
    'L2_regularization_cost',
  ])('%s holds a cost', (name) => {
    expect(isCostName(name)).toBe(true);
  });

  test.each(['dJ_dW', 'W', 'accuracy', 'scores', 'hidden', 'lr'])('%s does not', (name) => {
    expect(isCostName(name)).toBe(false);
  });

  test('functions by their names', () => {
    expect(
      ['compute_cost', 'cross_entropy_loss', 'nnCostFunction', 'J'].map(isCostFunctionName),
    ).not.toContain(false);
    expect(
      ['cost_derivative', 'loss_backward', 'plot_loss', 'loss_grad'].map(isCostFunctionName),
    ).not.toContain(true);
    expect(
      ['forward_propagation', 'feedforward', 'L_model_forward', 'predict'].map(isForwardFunctionName),
    ).not.toContain(false);
    expect(['backward_propagation', 'forward_grad', 'train'].map(isForwardFunctionName)).not.toContain(true);
  });
});

describe('A function that checks gradients by differences', () => {
  test.each(['gradient_check', 'check_gradients', 'gradCheck', 'eval_numerical_gradient', 'numeric_grad'])(
    '%s is one',
    (name) => expect(isNumericalCheckName(name)).toBe(true),
  );
  test.each(['backward', 'gradient_descent', 'compute_gradients', 'check_accuracy'])('%s is none', (name) =>
    expect(isNumericalCheckName(name)).toBe(false),
  );
});
