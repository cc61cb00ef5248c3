/** Right programs in the styles that people write, for tests that change a statement of one of them. */

/** The deep-learning course: examples in columns, a dict of parameters, λ/(2m) in the cost; lines 24 to 30 are the backward pass. */
export const courseNetwork = `
  import numpy as np

  def sigmoid(z):
      return 1 / (1 + np.exp(-z))

  def forward_propagation(X, parameters):
      W1, b1 = parameters["W1"], parameters["b1"]
      W2, b2 = parameters["W2"], parameters["b2"]
      Z1 = np.dot(W1, X) + b1
      A1 = np.maximum(0, Z1)
      Z2 = np.dot(W2, A1) + b2
      A2 = sigmoid(Z2)
      return A2, (Z1, A1, W1, b1, Z2, A2, W2, b2)

  def compute_cost(A2, Y, parameters, lambd):
      m = Y.shape[1]
      W1 = parameters["W1"]
      W2 = parameters["W2"]
      data = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
      penalty = lambd / (2 * m) * (np.sum(np.square(W1)) + np.sum(np.square(W2)))
      return data + penalty

  def backward_propagation(X, Y, cache, lambd):
      m = X.shape[1]
      (Z1, A1, W1, b1, Z2, A2, W2, b2) = cache
      dZ2 = A2 - Y
      dW2 = 1 / m * np.dot(dZ2, A1.T) + lambd / m * W2
      db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
      dA1 = np.dot(W2.T, dZ2)
      dZ1 = np.multiply(dA1, np.int64(A1 > 0))
      dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * W1
      db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
      return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
`;

/** Examples in rows, class numbers as labels, softmax, a strength without 1/m, gradients continued by \`+=\`. */
export const softmaxClass = `
  import numpy as np

  class TwoLayerNet:
      def __init__(self, input_size, hidden_size, output_size):
          self.params = {}
          self.params['W1'] = 1e-4 * np.random.randn(input_size, hidden_size)
          self.params['b1'] = np.zeros(hidden_size)
          self.params['W2'] = 1e-4 * np.random.randn(hidden_size, output_size)
          self.params['b2'] = np.zeros(output_size)

      def loss(self, X, y=None, reg=0.0):
          W1, b1 = self.params['W1'], self.params['b1']
          W2, b2 = self.params['W2'], self.params['b2']
          N, D = X.shape
          hidden = np.maximum(0, X.dot(W1) + b1)
          scores = hidden.dot(W2) + b2
          if y is None:
              return scores
          scores = scores - np.max(scores, axis=1, keepdims=True)
          probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
          loss = -np.sum(np.log(probs[np.arange(N), y])) / N
          loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
          grads = {}
          dscores = probs.copy()
          dscores[np.arange(N), y] -= 1
          dscores = dscores / N
          grads['W2'] = hidden.T.dot(dscores) + 2 * reg * W2
          grads['b2'] = np.sum(dscores, axis=0)
          dhidden = dscores.dot(W2.T)
          dhidden[hidden <= 0] = 0
          grads['W1'] = X.T.dot(dhidden) + 2 * reg * W1
          grads['b1'] = np.sum(dhidden, axis=0)
          return loss, grads
`;

/** Any number of layers in loops: keys made of names and numbers, tanh, a squared error, examples in columns. */
export const layeredNetwork = `
  import numpy as np

  def forward(X, parameters):
      L = len(parameters) // 2
      cache = {"A0": X}
      A = X
      for l in range(1, L + 1):
          Z = np.dot(parameters["W" + str(l)], A) + parameters["b" + str(l)]
          A = np.tanh(Z)
          cache["A" + str(l)] = A
      return A, cache

  def compute_cost(AL, Y, parameters, lambd):
      m = Y.shape[1]
      L = len(parameters) // 2
      cost = np.sum((AL - Y) ** 2) / (2 * m)
      for l in range(1, L + 1):
          cost += lambd / (2 * m) * np.sum(parameters["W" + str(l)] ** 2)
      return cost

  def backward(AL, Y, cache, parameters, lambd):
      m = Y.shape[1]
      L = len(parameters) // 2
      grads = {}
      dA = AL - Y
      for l in reversed(range(1, L + 1)):
          dZ = dA * (1 - cache["A" + str(l)] ** 2)
          grads["dW" + str(l)] = np.dot(dZ, cache["A" + str(l - 1)].T) / m + lambd / m * parameters["W" + str(l)]
          grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m
          dA = np.dot(parameters["W" + str(l)].T, dZ)
      return grads

  def train(X, Y, lambd):
      np.random.seed(1)
      sizes = [X.shape[0], 5, 4, Y.shape[0]]
      parameters = {}
      for l in range(1, len(sizes)):
          parameters["W" + str(l)] = np.random.randn(sizes[l], sizes[l - 1]) * 0.1
          parameters["b" + str(l)] = np.zeros((sizes[l], 1))
      for i in range(100):
          AL, cache = forward(X, parameters)
          cost = compute_cost(AL, Y, parameters, lambd)
          grads = backward(AL, Y, cache, parameters, lambd)
          for l in range(1, len(sizes)):
              parameters["W" + str(l)] -= 0.1 * grads["dW" + str(l)]
              parameters["b" + str(l)] -= 0.1 * grads["db" + str(l)]
      return parameters
`;
