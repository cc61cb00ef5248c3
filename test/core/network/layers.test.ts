import { describe, expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectMarks, expectRight, expectVerdictsOf } from '../../support/marked-python.ts';

describe('A layer is judged by itself', () => {
  test('a forward and a backward function with a cache', async () => {
    const { networks, gradients } = await expectRight(affine);
    expect(networks.map(({ basis, costName }) => [basis, costName])).toEqual([['layer', 'sum(dout * out)']]);
    expect(gradients.map(({ name }) => name)).toEqual(['dx', 'dw', 'db']);
  });

  test('a line that is off beside others that agree is marked', async () => {
    const analysis = await expectMarks(`
      import numpy as np

      def affine_forward(x, w, b):
          out = x.dot(w) + b
          return out, (x, w, b)

      def affine_backward(dout, cache):
          x, w, b = cache
          dx = dout.dot(w.T)
          dw = x.T.dot(2 * dout)
                       ^ wrong-factor
          db = np.sum(dout, axis=0)
          return dx, dw, db
    `);
    expect(analysis.gradients.filter(({ verdict }) => verdict === 'verified')).toHaveLength(2);
  });

  test('a class that keeps what it needs on itself and returns nothing', async () => {
    const analysis = await expectRight(`
      import numpy as np

      class Dense:
          def __init__(self, n_inputs, n_neurons):
              self.weights = 0.01 * np.random.randn(n_inputs, n_neurons)
              self.biases = np.zeros((1, n_neurons))

          def forward(self, inputs):
              self.inputs = inputs
              self.output = np.dot(inputs, self.weights) + self.biases

          def backward(self, dvalues):
              self.dweights = np.dot(self.inputs.T, dvalues)
              self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
              self.dinputs = np.dot(dvalues, self.weights.T)
    `);
    expect(analysis.gradients).toHaveLength(3);
  });

  test('a class whose parameters are made by a method of their own', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      class Dense:
          def __init__(self, n_units, input_shape=None):
              self.n_units = n_units
              self.input_shape = input_shape
              self.W = None
              self.w0 = None

          def initialize(self, optimizer):
              limit = 1 / np.sqrt(self.input_shape[0])
              self.W = np.random.uniform(-limit, limit, (self.input_shape[0], self.n_units))
              self.w0 = np.zeros((1, self.n_units))
              self.W_opt = optimizer

          def forward_pass(self, X):
              self.layer_input = X
              return X.dot(self.W) + self.w0

          def backward_pass(self, accum_grad):
              W = self.W
              grad_w = self.layer_input.T.dot(accum_grad)
              grad_w0 = np.sum(accum_grad, axis=0, keepdims=True)
              self.W = self.W_opt.update(self.W, grad_w)
              accum_grad = accum_grad.dot(W.T)
              return accum_grad
    `);
    expect(gradients.map(({ name }) => name)).toEqual(['grad_w', 'grad_w0', 'accum_grad']);
  });

  test('a convolution by loops over images, windows and channels', async () => {
    const { gradients } = await expectRight(convolution);
    expect(gradients.map(({ name }) => name)).toContain('dw[f]');
  }, 60_000);

  test('a batch norm, with parts of gradients that have no variable of their own', async () => {
    const { gradients } = await expectRight(batchNorm);
    expect(gradients.map(({ name }) => name)).toEqual([
      'dbeta',
      'dgamma',
      'dxhat',
      'dvar',
      'dx1',
      'dmean',
      'dx',
    ]);
  });
});

describe('What a layer alone does not tell stays open', () => {
  test('a mean over examples may be taken in the layer or outside of it', async () => {
    await expectRight(linear('1 / m * np.dot(dZ, A_prev.T)', '1 / m * np.sum(dZ, axis=1, keepdims=True)'));
    await expectRight(linear('np.dot(dZ, A_prev.T)', 'np.sum(dZ, axis=1, keepdims=True)'));
  });

  test('where one gradient takes the mean and the other does not, neither is called right or wrong', async () => {
    const { gradients, findings } = await analyzePython(
      linear('np.dot(dZ, A_prev.T)', '1 / m * np.sum(dZ, axis=1, keepdims=True)'),
    );
    expect(findings).toEqual([]);
    expect(gradients.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(
      gradients.filter(({ name }) => name === 'dW' || name === 'db').map(({ verdict }) => verdict),
    ).not.toEqual(['verified', 'verified']);
  });

  test('a penalty in the layer belongs to a cost that is not here', async () => {
    const analysis = await analyzePython(
      `
      import numpy as np

      class Linear:
          def __init__(self, n_in, n_out, reg):
              self.W = np.random.randn(n_in, n_out)
              self.b = np.zeros(n_out)
              self.reg = reg

          def forward(self, x):
              self.x = x
              return x @ self.W + self.b

          def backward(self, grad):
              self.dW = self.x.T @ grad + self.reg * self.W
              self.db = grad.sum(axis=0)
              dx = grad @ self.W.T
              return dx
      `,
    );
    expectVerdictsOf(analysis, { 'self.dW': 'undecided', 'self.db': 'verified', dx: 'verified' });
    expect(analysis.findings).toEqual([]);
  });

  test('a single gradient that is off is not called wrong: the two functions may not belong together', async () => {
    const { findings, gradients } = await analyzePython(`
      import numpy as np

      def leaky_forward(x):
          return np.where(x > 0, x, 0.1 * x)

      def leaky_backward(dout, x):
          dx = dout * (x > 0)
          return dx
    `);
    expect(findings).toEqual([]);
    expect(gradients.map(({ verdict }) => verdict)).toEqual(['undecided']);
  });
});

const affine = `
  import numpy as np

  def affine_forward(x, w, b):
      rows = x.reshape(x.shape[0], -1)
      out = rows.dot(w) + b
      cache = (x, w, b)
      return out, cache

  def affine_backward(dout, cache):
      x, w, b = cache
      dx = dout.dot(w.T).reshape(x.shape)
      dw = x.reshape(x.shape[0], -1).T.dot(dout)
      db = np.sum(dout, axis=0)
      return dx, dw, db
`;

const convolution = `
  import numpy as np

  def conv_forward(x, w, b, conv_param):
      N, C, H, W = x.shape
      F, _, HH, WW = w.shape
      stride, pad = conv_param['stride'], conv_param['pad']
      padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
      rows = 1 + (H + 2 * pad - HH) // stride
      columns = 1 + (W + 2 * pad - WW) // stride
      out = np.zeros((N, F, rows, columns))
      for n in range(N):
          for f in range(F):
              for i in range(rows):
                  for j in range(columns):
                      window = padded[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                      out[n, f, i, j] = np.sum(window * w[f]) + b[f]
      return out, (x, w, b, conv_param)

  def conv_backward(dout, cache):
      x, w, b, conv_param = cache
      N, C, H, W = x.shape
      F, _, HH, WW = w.shape
      stride, pad = conv_param['stride'], conv_param['pad']
      padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
      dw = np.zeros_like(w)
      dpadded = np.zeros_like(padded)
      for n in range(N):
          for f in range(F):
              for i in range(dout.shape[2]):
                  for j in range(dout.shape[3]):
                      window = padded[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                      dw[f] += window * dout[n, f, i, j]
                      dpadded[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW] += w[f] * dout[n, f, i, j]
      dx = dpadded[:, :, pad:-pad, pad:-pad]
      db = np.sum(dout, axis=(0, 2, 3))
      return dx, dw, db
`;

const batchNorm = `
  import numpy as np

  def batchnorm_forward(x, gamma, beta, bn_param):
      eps = bn_param.get('eps', 1e-5)
      mean = x.mean(axis=0)
      var = x.var(axis=0)
      xhat = (x - mean) / np.sqrt(var + eps)
      out = gamma * xhat + beta
      return out, (x, mean, var, eps, xhat, gamma)

  def batchnorm_backward(dout, cache):
      x, mean, var, eps, xhat, gamma = cache
      N = x.shape[0]
      dbeta = dout.sum(axis=0)
      dgamma = (dout * xhat).sum(axis=0)
      dxhat = dout * gamma
      dvar = np.sum(dxhat * (x - mean) * -0.5 * (var + eps) ** -1.5, axis=0)
      dx1 = dxhat / np.sqrt(var + eps)
      dmean = -dx1.sum(axis=0) + dvar * np.mean(-2 * (x - mean), axis=0)
      dx = dx1 + dvar * 2 * (x - mean) / N + dmean / N
      return dx, dgamma, dbeta
`;

function linear(dW: string, db: string): string {
  return `
import numpy as np

def linear_forward(A, W, b):
    Z = np.dot(W, A) + b
    cache = (A, W, b)
    return Z, cache

def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = ${dW}
    db = ${db}
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db
`;
}

describe('Classes that inherit', () => {
  test('a training step of the base class is evaluated on the classes that complete it', async () => {
    const { gradients } = await expectRight(`
      import numpy as np

      class Network:
          def __init__(self, D, C, lam=1e-3):
              self.lam = lam
              self.model = self.init_model(D, C)

          def init_model(self, D, C):
              raise NotImplementedError()

          def forward(self, X):
              raise NotImplementedError()

          def backward(self, y_pred, y_train, X):
              raise NotImplementedError()

          def train_step(self, X_train, y_train):
              y_pred = self.forward(X_train)
              loss = np.sum((y_pred - y_train) ** 2) / 2 + self.lam * np.sum(self.model['W'] ** 2) / 2
              return self.backward(y_pred, y_train, X_train), loss

      class Linear(Network):
          def init_model(self, D, C):
              return dict(W=np.random.randn(D, C), b=np.zeros((1, C)))

          def forward(self, X):
              return X @ self.model['W'] + self.model['b']

          def backward(self, y_pred, y_train, X):
              dy = y_pred - y_train
              dW = X.T @ dy + self.lam * self.model['W']
              db = np.sum(dy, axis=0, keepdims=True)
              return dict(W=dW, b=db)
    `);
    expect(gradients.map(({ name }) => name)).toEqual(['dy', 'dW', 'db']);
  });
});

describe('What a layer is made from', () => {
  test('a name that selects among the program’s own activations is one of them', () =>
    expectRight(`
      import numpy as np

      class Soft:
          def __call__(self, x):
              return np.tanh(x)

          def slope(self, x):
              return 1 - np.tanh(x) ** 2

      class Cube:
          def __call__(self, x):
              return x ** 3

          def slope(self, x):
              return 3 * x ** 2

      kinds = {'soft': Soft, 'cube': Cube}

      class Bend:
          def __init__(self, kind):
              self.kind = kinds[kind]()

          def forward(self, x):
              self.x = x
              return self.kind(x)

          def backward(self, grad):
              dx = grad * self.kind.slope(self.x)
              return dx
    `));

  test('the shape of one image tells channels, height and width', () =>
    expectRight(`
      import numpy as np

      class Mix:
          def __init__(self, filters, input_shape=None):
              self.filters = filters
              self.input_shape = input_shape

          def initialize(self):
              channels = self.input_shape[0]
              self.W = np.random.randn(self.filters, channels)
              self.c = np.zeros((self.filters,) + self.input_shape[1:])

          def forward(self, X):
              N, C, H, W = X.shape
              self.X = X
              return np.tensordot(X, self.W, axes=([1], [1])).transpose(0, 3, 1, 2) + self.c

          def backward(self, grad):
              self.dW = np.tensordot(grad, self.X, axes=([0, 2, 3], [0, 2, 3]))
              self.dc = grad.sum(axis=0)
              dX = np.tensordot(grad, self.W, axes=([1], [0])).transpose(0, 3, 1, 2)
              return dX
    `));

  test('time is followed back to the start where the program could stop earlier', () =>
    expectRight(`
      import numpy as np

      class Memory:
          def __init__(self, n_units, bptt_trunc=2):
              self.n_units = n_units
              self.bptt_trunc = bptt_trunc
              self.W = np.random.randn(n_units, n_units)

          def forward(self, X):
              N, T, D = X.shape
              self.X = X
              self.states = np.zeros((N, T + 1, D))
              for t in range(T):
                  self.states[:, t] = np.tanh(X[:, t] + self.states[:, t - 1].dot(self.W))
              return self.states[:, :-1]

          def backward(self, grad):
              N, T, D = grad.shape
              dW = np.zeros_like(self.W)
              for t in reversed(range(T)):
                  carried = grad[:, t] * (1 - self.states[:, t] ** 2)
                  for back in range(t, max(-1, t - self.bptt_trunc), -1):
                      dW += self.states[:, back - 1].T.dot(carried)
                      carried = carried.dot(self.W.T) * (1 - self.states[:, back - 1] ** 2)
              self.dW = dW
              return dW
    `));
});
