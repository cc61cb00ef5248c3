/** Programs that read their data with pandas and prepare it with scikit-learn. */
import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectRight, expectVerdictsOf, withStatements } from '../../support/marked-python.ts';

const regression = `
  import numpy as np
  import pandas as pd
  from sklearn.model_selection import train_test_split
  from sklearn.preprocessing import StandardScaler

  table = pd.read_csv('houses.csv')
  table.head()
  table.describe()
  table = table.dropna()
  X = table[['area', 'rooms', 'age']].values
  y = table['price'].values.reshape(-1, 1)
  X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
  scaler = StandardScaler()
  X_train = scaler.fit_transform(X_train)
  X_test = scaler.transform(X_test)
  X_train = np.c_[np.ones(len(X_train)), X_train]
  theta = np.zeros((4, 1))
  m = len(y_train)
  for i in range(1000):
      h = X_train.dot(theta)
      cost = np.sum((h - y_train) ** 2) / (2 * m)
      grad_theta = X_train.T.dot(h - y_train) / m
      theta = theta - 0.01 * grad_theta
`;

describe('A table', () => {
  test('gives its columns by name, and what cleans, splits or scales it gives the same numbers', async () => {
    await expectRight(regression);
  });

  test('does not hide a gradient without its mean', async () => {
    const analysis = await analyzePython(
      `${withStatements(regression, 'grad_theta = X_train.T.dot(h + y_train) / m')}\n`,
    );
    expect(analysis.gradients.find(({ name }) => name === 'grad_theta')?.verdict).not.toBe('verified');
  });

  test('gives labels of its own under a label name', async () => {
    const analysis = await expectRight(`
      import numpy as np
      import pandas as pd

      table = pd.read_csv('patients.csv')
      y = table['target'].values
      X = table.drop('target', axis=1).values
      w = np.zeros(X.shape[1])
      b = 0.0
      for epoch in range(100):
          p = 1 / (1 + np.exp(-(X @ w + b)))
          loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
          dw = X.T @ (p - y) / len(y)
          w -= 0.1 * dw
    `);
    const [network] = analysis.networks;
    const values = network?.tape
      .filter(({ operation, value }) => operation === 'leaf' && value.shape.length === 1)
      .map(({ value }) => [...new Set(value.data)].sort((a, b) => a - b));
    expect(values).toContainEqual([0, 1]);
  });
});

const digits = `
  import numpy as np
  import pandas as pd

  table = np.array(pd.read_csv('digits.csv'))
  rows, columns = table.shape
  np.random.shuffle(table)
  kept = table[200:rows].T
  Y = kept[0]
  X = kept[1:columns] / 255

  def one_hot(Y):
      hot = np.zeros((Y.size, Y.max() + 1))
      hot[np.arange(Y.size), Y] = 1
      return hot.T

  W1 = np.random.rand(12, 49) - 0.5
  b1 = np.zeros((12, 1))
  W2 = np.random.rand(10, 12) - 0.5
  b2 = np.zeros((10, 1))
  m = X.shape[1]
  for epoch in range(300):
      Z1 = W1.dot(X) + b1
      A1 = np.maximum(Z1, 0)
      Z2 = W2.dot(A1) + b2
      A2 = np.exp(Z2) / np.sum(np.exp(Z2), axis=0)
      loss = -np.sum(one_hot(Y) * np.log(A2)) / m
      dZ2 = (A2 - one_hot(Y)) / m
      dW2 = dZ2.dot(A1.T)
      db2 = np.sum(dZ2, axis=1, keepdims=True)
      dZ1 = W2.T.dot(dZ2) * (Z1 > 0)
      dW1 = dZ1.dot(X.T)
      db1 = np.sum(dZ1, axis=1, keepdims=True)
      W1 -= 0.1 * dW1
      b1 -= 0.1 * db1
      W2 -= 0.1 * dW2
      b2 -= 0.1 * db2
`;

describe('A table of digits whose first column is the label', () => {
  test('has whole numbers, as many rows as are cut off and more, and as many columns as the weights want', async () => {
    const { gradients } = await expectRight(digits);
    expect(gradients.map(({ name }) => name)).toEqual(expect.arrayContaining(['dW1', 'db1', 'dW2', 'db2']));
  });

  test('does not hide a weight gradient that forgets the derivative of its activation', async () => {
    const analysis = await analyzePython(`${withStatements(digits, 'dZ1 = W2.T.dot(dZ2)')}\n`);
    expectVerdictsOf(analysis, { dW1: 'wrong', dW2: 'verified', db2: 'verified' });
  });
});
