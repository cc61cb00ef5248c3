"""Exercise: which derivatives does an L2 penalty change?

The network is linear -> relu -> linear -> relu -> linear -> sigmoid, and the cost is
J = L + Omega with L the cross-entropy and Omega = lambd / (2 m) * sum of all squared weights.
The author of this file reasoned: "Omega belongs to J, so by the chain rule it must show up on the whole
way back." Follow Omega through the forward pass and see which variables it depends on.
"""

import numpy as np


def forward(X, parameters):
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    b1, b2, b3 = parameters["b1"], parameters["b2"], parameters["b3"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = np.maximum(0, Z2)
    Z3 = np.dot(W3, A2) + b3
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, (A1, A2)


def cost(A3, Y, parameters, lambd):
    m = Y.shape[1]
    L = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    Omega = lambd / (2 * m) * (np.sum(parameters["W1"] ** 2) + np.sum(parameters["W2"] ** 2)
                               + np.sum(parameters["W3"] ** 2))
    return L + Omega


def backward(X, Y, A3, hidden, parameters, lambd):
    m = X.shape[1]
    A1, A2 = hidden
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    b1, b2, b3 = parameters["b1"], parameters["b2"], parameters["b3"]

    dZ3 = (A3 - Y) / m
    dW3 = np.dot(dZ3, A2.T) + lambd / m * W3
    db3 = np.sum(dZ3, axis=1, keepdims=True)

    dA2 = np.dot(W3.T, dZ3) + lambd / m * W3.T
    dZ2 = dA2 * (A2 > 0)
    dW2 = np.dot(dZ2, A1.T) + lambd / m * W2
    db2 = np.sum(dZ2, axis=1, keepdims=True)

    dA1 = np.dot(W2.T, dZ2)
    dZ1 = dA1 * (A1 > 0)
    dW1 = np.dot(dZ1, X.T) + lambd / m * W1
    db1 = np.sum(dZ1, axis=1, keepdims=True) + lambd / m * b1

    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}


def train(X, Y, lambd=0.1, learning_rate=0.05, steps=500):
    rng = np.random.RandomState(0)
    sizes = [X.shape[0], 5, 4, 1]
    parameters = {}
    for l in range(1, 4):
        parameters["W" + str(l)] = rng.randn(sizes[l], sizes[l - 1]) * 0.5
        parameters["b" + str(l)] = rng.randn(sizes[l], 1) * 0.1

    for step in range(steps):
        A3, hidden = forward(X, parameters)
        J = cost(A3, Y, parameters, lambd)
        grads = backward(X, Y, A3, hidden, parameters, lambd)
        for name in parameters:
            parameters[name] = parameters[name] - learning_rate * grads[name]
        if step % 100 == 0:
            print("step", step, "cost", J)
    return parameters


if __name__ == "__main__":
    rng = np.random.RandomState(7)
    X = rng.randn(3, 60)
    Y = (X[0:1] * X[1:2] + X[2:3] > 0).astype(float)
    train(X, Y)
