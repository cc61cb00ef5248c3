/** Programs whose weights and data are plain numbers in their own text: scalars, lists, lists of dicts. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectRight, expectVerdictsOf, withStatements } from '../../support/marked-python.ts';

const twoNeurons = `
  import math

  def squash(x):
      return 1 / (1 + math.exp(-x))

  x1, x2 = 0.35, 0.9
  w1, w2, w3, w4 = 0.1, 0.8, 0.4, 0.6
  v1, v2 = 0.3, 0.9
  b = 0
  target = 0.45
  h1 = squash(w1 * x1 + w2 * x2)
  h2 = squash(w3 * x1 + w4 * x2)
  out = squash(v1 * h1 + v2 * h2 + b)
  error = (target - out) ** 2 / 2

  delta = (out - target) * out * (1 - out)
  dv1 = delta * h1
  dv2 = delta * h2
  db = delta
  delta_h1 = delta * v1 * h1 * (1 - h1)
  delta_h2 = delta * v2 * h2 * (1 - h2)
  dw1 = delta_h1 * x1
  dw2 = delta_h1 * x2
  dw3 = delta_h2 * x1
  dw4 = delta_h2 * x2
`;

describe('A network of single numbers, worked by hand', () => {
  test('is right in every weight', async () => {
    const { gradients } = await expectRight(twoNeurons);
    const weights = gradients.filter(({ role }) => role === 'parameter').map(({ name }) => name);
    expect(weights).toEqual(expect.arrayContaining(['dv1', 'dv2', 'dw1', 'dw2', 'dw3', 'dw4']));
  });

  test('is wrong in the two weights behind a delta that takes the other way', async () => {
    const analysis = await analyzePython(
      `${withStatements(twoNeurons, 'delta_h1 = delta * v2 * h1 * (1 - h1)')}\n`,
    );
    expectVerdictsOf(analysis, { dw1: 'wrong', dw2: 'wrong', dw3: 'verified', dv1: 'verified' });
  });

  test('is wrong where a weight gets the other input', async () => {
    const { findings } = await analyzePython(`${withStatements(twoNeurons, 'dw4 = delta_h2 * x1')}\n`);
    expect(findings.map(({ rule, gradient }) => [rule, gradient])).toEqual([['wrong-operand', 'dw4']]);
  });
});

const weighted = `
  def weighted_sum(a, b):
      total = 0
      for i in range(len(a)):
          total += a[i] * b[i]
      return total

  def scaled(number, vector):
      return [number * each for each in vector]

  weights = [0.1, 0.2, -0.1]
  heights = [8.5, 9.5, 9.9]
  widths = [0.65, 0.8, 0.8]
  depths = [1.2, 1.3, 0.5]
  wanted = [1, 0, 1]
  for step in range(2):
      inputs = [heights[0], widths[0], depths[0]]
      pred = weighted_sum(inputs, weights)
      error = (pred - wanted[0]) ** 2
      delta = 2 * (pred - wanted[0])
      weight_deltas = scaled(delta, inputs)
      for i in range(len(weights)):
          weights[i] -= 0.01 * weight_deltas[i]
`;

describe('Weights in a list', () => {
  test('have their gradients in a list, element by element', async () => {
    const { gradients } = await expectRight(weighted);
    expect(gradients.map(({ name }) => name)).toContain('weight_deltas');
  });

  test('whose gradients lie in another order are not verified', async () => {
    const analysis = await analyzePython(
      `${withStatements(weighted, 'weight_deltas = scaled(delta, inputs[::-1])')}\n`,
    );
    expect(analysis.gradients.find(({ name }) => name === 'weight_deltas')?.verdict).not.toBe('verified');
  });

  test('are not taken for right where a plain number hides the slip', async () => {
    const analysis = await analyzePython(`${withStatements(weighted, 'delta = 2 * pred - wanted[0]')}\n`);
    expect(analysis.gradients.filter(({ verdict }) => verdict === 'verified')).toEqual([]);
  });
});

const neurons = `
  from math import exp
  from random import random

  def outputs_of(network, row):
      inputs = row
      for layer in network:
          outputs = []
          for neuron in layer:
              z = neuron['bias']
              for j in range(len(neuron['weights'])):
                  z += neuron['weights'][j] * inputs[j]
              neuron['output'] = 1.0 / (1.0 + exp(-z))
              outputs.append(neuron['output'])
          inputs = outputs
      return inputs

  def send_back(network, wanted):
      for i in reversed(range(len(network))):
          for j, neuron in enumerate(network[i]):
              if i == len(network) - 1:
                  error = neuron['output'] - wanted[j]
              else:
                  error = sum(after['weights'][j] * after['delta'] for after in network[i + 1])
              neuron['delta'] = error * neuron['output'] * (1.0 - neuron['output'])

  def step(network, row, rate):
      for i, layer in enumerate(network):
          inputs = row if i == 0 else [before['output'] for before in network[i - 1]]
          for neuron in layer:
              for j in range(len(inputs)):
                  neuron['weights'][j] -= rate * neuron['delta'] * inputs[j]
              neuron['bias'] -= rate * neuron['delta']

  def layer(inputs, outputs):
      return [{'weights': [random() for _ in range(inputs)], 'bias': random()} for _ in range(outputs)]

  rows = [[2.78, 2.55], [1.46, 2.36], [7.62, 2.75], [5.33, 2.08]]
  classes = [[1, 0], [1, 0], [0, 1], [0, 1]]
  network = [layer(2, 3), layer(3, 2)]
  for epoch in range(30):
      for row, wanted in zip(rows, classes):
          outputs = outputs_of(network, row)
          loss = sum((a - b) ** 2 for a, b in zip(outputs, wanted)) / 2
          send_back(network, wanted)
          step(network, row, 0.5)
`;

describe('Neurons in lists of dicts', () => {
  test('are right where each weight gets its delta times its input', async () => {
    const { gradients } = await expectRight(neurons);
    expect(gradients.some(({ name }) => name.includes("neuron['delta']"))).toBe(true);
  });

  test('are never verified where the slope of the output is wrong', async () => {
    const analysis = await analyzePython(
      neurons.replaceAll("(1.0 - neuron['output'])", "(1.0 + neuron['output'])"),
    );
    const steps = analysis.gradients.filter(({ role }) => role === 'parameter');
    expect(steps.filter(({ verdict }) => verdict === 'verified')).toEqual([]);
  });
});

test('a margin that is called delta is no gradient', async () => {
  const { gradients } = await expectRight(`
    import numpy as np

    def hinge(W, X, y):
        delta = 1.0
        m = X.shape[0]
        scores = X @ W
        margins = np.maximum(0, delta - y * scores)
        loss = np.sum(margins) / m
        dscores = -y * (margins > 0) / m
        dW = X.T @ dscores
        return loss, dW
  `);
  expect(gradients.map(({ name }) => name)).not.toContain('delta');
});

test('each pass over a row is held against its own cost, however many there are', async () => {
  const { gradients } = await expectRight(`
    import numpy as np

    weights = np.array([0.5, 0.48, -0.7])
    rows = np.array([[1, 0, 1], [0, 1, 1], [0, 0, 1], [1, 1, 1], [0, 1, 1], [1, 0, 1]])
    wanted = np.array([0, 1, 0, 1, 1, 0])
    for iteration in range(40):
        for at in range(len(wanted)):
            prediction = rows[at].dot(weights)
            error = (wanted[at] - prediction) ** 2
            delta = 2 * (prediction - wanted[at])
            weights = weights - 0.1 * (rows[at] * delta)
  `);
  expect(gradients.every(({ verdict }) => verdict === 'verified')).toBe(true);
});

test('a cost that goes through a hundred rows by number is evaluated whole', async () => {
  await expectRight(`
    import numpy as np

    X = np.random.randn(100, 2)
    T = np.array([0] * 50 + [1] * 50)
    w = np.random.randn(2)

    def cross_entropy(T, Y):
        E = 0
        for i in range(len(T)):
            if T[i] == 1:
                E -= np.log(Y[i])
            else:
                E -= np.log(1 - Y[i])
        return E

    Y = 1 / (1 + np.exp(-X.dot(w)))
    for i in range(1000):
        if i % 10 == 0:
            print(cross_entropy(T, Y))
        w += 0.1 * X.T.dot(T - Y)
        Y = 1 / (1 + np.exp(-X.dot(w)))
  `);
});

test('a delta with as many entries as the weights is that of what the network gave', async () => {
  const { gradients } = await expectRight(`
    import numpy as np

    X = (np.random.random((50, 50)) - 0.5) * 10
    T = np.round(np.random.rand(50))
    w = np.random.randn(50) / 7
    for t in range(500):
        z = X.dot(w)
        Y = 1 / (1 + np.exp(-z))
        cost = -np.sum(T * np.log(Y) + (1 - T) * np.log(1 - Y))
        delta = Y - T
        w = w - 0.001 * X.T.dot(delta)
  `);
  expect(gradients.find(({ name }) => name === 'delta')?.verdict).toBe('verified');
});
