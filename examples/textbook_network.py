"""Exercise: back-propagation in the notation of the textbook, for a network of any depth.

a[k] = W[k] h[k-1] + b[k] and h[k] = tanh(a[k]) for k = 1 ... l, with h[0] = x and y_hat = h[l].
J = L(y_hat, y) + lam * Omega, with L the mean squared error over m examples (with a half in front) and
Omega = 1/2 * (sum of all squared weights and biases). Index 0 of the lists is empty so that k counts as on paper.
After Goodfellow, Bengio and Courville, Deep Learning (2016), algorithms 6.3 and 6.4.
"""

import numpy as np


def initialize(sizes, seed=0):
    rng = np.random.RandomState(seed)
    W = [None]
    b = [None]
    for k in range(1, len(sizes)):
        W.append(rng.randn(sizes[k], sizes[k - 1]) / np.sqrt(sizes[k - 1]))
        b.append(0.1 * rng.randn(sizes[k], 1))
    return W, b


def forward(x, W, b):
    a = [None]
    h = [x]
    for k in range(1, len(W)):
        a.append(W[k] @ h[k - 1] + b[k])
        h.append(np.tanh(a[k]))
    return a, h


def objective(y_hat, y, W, b, lam):
    m = y.shape[1]
    loss = np.sum((y_hat - y) ** 2) / (2 * m)
    omega = 0
    for k in range(1, len(W)):
        omega = omega + 0.5 * (np.sum(W[k] ** 2) + np.sum(b[k] ** 2))
    return loss + lam * omega


def backward(y, W, b, a, h, lam):
    m = y.shape[1]
    l = len(W) - 1
    grad_W = [None] * (l + 1)
    grad_b = [None] * (l + 1)
    g = (h[l] - y) / m
    for k in range(l, 0, -1):
        g = g * (1 - np.tanh(a[k]) ** 2)
        grad_b[k] = np.sum(g, axis=1, keepdims=True) + lam * b[k]
        grad_W[k] = g @ h[k - 1].T + lam / 2 * W[k]
        g = W[k].T @ g
    return grad_W, grad_b


def train(x, y, sizes, lam=0.01, learning_rate=0.2, steps=400):
    W, b = initialize(sizes)
    for step in range(steps):
        a, h = forward(x, W, b)
        J = objective(h[-1], y, W, b, lam)
        grad_W, grad_b = backward(y, W, b, a, h, lam)
        for k in range(1, len(W)):
            W[k] = W[k] - learning_rate * grad_W[k]
            b[k] = b[k] - learning_rate * grad_b[k]
        if step % 100 == 0:
            print("step", step, "J", J)
    return W, b


if __name__ == "__main__":
    rng = np.random.RandomState(5)
    x = rng.uniform(-2, 2, size=(2, 80))
    y = np.vstack((np.sin(x[0]) * 0.8, np.cos(x[1]) * 0.5))
    train(x, y, sizes=[2, 6, 4, 2])
