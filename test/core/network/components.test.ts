/** Programs that put layers and losses of their caller together. */
import { describe, expect, test } from 'vitest';
import type { GradientReport } from '../../../src/core/report/analysis.ts';
import { analyzePython } from '../../support/engine.ts';
import { readMarked } from '../../support/marked-python.ts';

async function gradientsOf(program: string): Promise<readonly GradientReport[]> {
  const { gradients, findings } = await analyzePython(readMarked(program).text);
  expect(findings).toEqual([]);
  return gradients;
}

const stacked = `
  class Stack:
      def __init__(self, layers):
          self.layers = layers

      def forward(self, x):
          for layer in self.layers:
              x = layer.forward(x)
          return x

      def backward(self, grad):
          for layer in reversed(self.layers):
              grad = layer.backward(grad)
          return grad
`;

const trained = `
  import numpy as np

  class Model:
      def __init__(self, loss):
          self.layers = []
          self.loss = loss

      def add(self, layer):
          self.layers.append(layer)

      def train_step(self, X, y):
          out = X
          for layer in self.layers:
              out = layer.forward(out)
          loss = self.loss.loss(y, out)
          grad = self.loss.gradient(y, out)
          for layer in self.layers[::-1]:
              grad = layer.backward(grad)
          return loss, grad
`;

describe('A program that puts its caller’s layers together', () => {
  test('is right where gradients go back through them in the opposite order', async () => {
    const gradients = await gradientsOf(stacked);
    expect(gradients.map(({ name, verdict, assumed }) => [name, verdict, assumed])).toEqual([
      ['grad', 'verified', true],
    ]);
  });

  test('is not right where they go back in the same order', async () => {
    const { gradients } = await analyzePython(
      readMarked(stacked.replace('reversed(self.layers)', 'self.layers')).text,
    );
    expect(gradients.map(({ verdict }) => verdict)).not.toContain('verified');
  });

  test('is not right where a layer is left out on the way back', async () => {
    const { gradients } = await analyzePython(
      readMarked(stacked.replace('reversed(self.layers)', 'reversed(self.layers[1:-1])')).text,
    );
    expect(gradients.map(({ verdict }) => verdict)).not.toContain('verified');
  });

  test('may add its layers later and take a loss', async () => {
    const gradients = await gradientsOf(trained);
    expect(gradients.map(({ name, verdict, assumed }) => [name, verdict, assumed])).toEqual([
      ['grad', 'verified', true],
      ['grad', 'verified', true],
    ]);
  });

  test('is not right where the loss sees something else on the way back', async () => {
    const { gradients } = await analyzePython(
      readMarked(trained.replace('self.loss.gradient(y, out)', 'self.loss.gradient(y, 2 * out)')).text,
    );
    expect(gradients.map(({ verdict }) => verdict)).not.toContain('verified');
  });

  test('leaves open what it asks of a layer beside the two ways through it', async () => {
    const { gradients } = await analyzePython(
      readMarked(stacked.replace('layer.backward(grad)', 'grad * layer.slope()')).text,
    );
    expect(gradients.map(({ verdict }) => verdict)).toEqual(['undecided']);
  });
});
