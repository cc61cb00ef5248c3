"""A network with nothing to mark, although several lines differ from the course's.

1/m sits in the delta, not in dW; the penalty has no half, so its gradient has a two; the biases are
penalised, in the cost and in the gradient alike; the derivative of the sigmoid is taken on its output.
All of that is right, because every gradient fits the cost that stands here.
"""

import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_derivative(a):
    return a * (1.0 - a)


class Network:
    def __init__(self, n_in, n_hidden, n_out, lam=0.01, seed=0):
        rng = np.random.RandomState(seed)
        self.lam = lam
        self.W1 = rng.randn(n_in, n_hidden) * 0.5
        self.b1 = rng.randn(1, n_hidden) * 0.1
        self.W2 = rng.randn(n_hidden, n_out) * 0.5
        self.b2 = rng.randn(1, n_out) * 0.1

    def forward(self, X):
        self.a1 = sigmoid(X @ self.W1 + self.b1)
        scores = self.a1 @ self.W2 + self.b2
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.probabilities = e / e.sum(axis=1, keepdims=True)
        return self.probabilities

    def cost(self, T):
        m = T.shape[0]
        cross_entropy = -np.sum(T * np.log(self.probabilities)) / m
        squares = (self.W1 ** 2).sum() + (self.W2 ** 2).sum() + (self.b1 ** 2).sum() + (self.b2 ** 2).sum()
        return cross_entropy + self.lam * squares

    def backward(self, X, T):
        m = T.shape[0]
        delta2 = (self.probabilities - T) / m
        delta1 = delta2 @ self.W2.T * sigmoid_derivative(self.a1)
        self.dW2 = self.a1.T @ delta2 + 2 * self.lam * self.W2
        self.db2 = delta2.sum(axis=0, keepdims=True) + 2 * self.lam * self.b2
        self.dW1 = X.T @ delta1 + 2 * self.lam * self.W1
        self.db1 = delta1.sum(axis=0, keepdims=True) + 2 * self.lam * self.b1

    def step(self, learning_rate):
        self.W1 -= learning_rate * self.dW1
        self.b1 -= learning_rate * self.db1
        self.W2 -= learning_rate * self.dW2
        self.b2 -= learning_rate * self.db2


def fit(network, X, T, steps=300, learning_rate=1.0):
    for step in range(steps):
        network.forward(X)
        J = network.cost(T)
        network.backward(X, T)
        network.step(learning_rate)
        if step % 100 == 0:
            print("step", step, "cost", J)


if __name__ == "__main__":
    rng = np.random.RandomState(4)
    labels = np.arange(120) % 3
    X = np.column_stack((labels - 1.0, (labels == 1) * 2.0)) + 0.5 * rng.randn(120, 2)
    T = np.eye(3)[labels]
    network = Network(2, 8, 3)
    fit(network, X, T)
    print("accuracy", np.mean(network.forward(X).argmax(axis=1) == labels))
