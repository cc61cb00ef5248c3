import numpy as np
import matplotlib.pyplot as plt

np.random.seed(0)
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_deriv(a):
    return a * (1 - a)

w_hidden = np.random.uniform(size=(2, 4))
b_hidden = np.random.uniform(size=(1, 4))
w_out = np.random.uniform(size=(4, 1))
b_out = np.random.uniform(size=(1, 1))
lr = 0.5
losses = []

for epoch in range(10000):
    # forward
    hidden = sigmoid(X @ w_hidden + b_hidden)
    pred = sigmoid(hidden @ w_out + b_out)
    err = y - pred
    losses.append(0.5 * np.sum(err ** 2))

    # backward
    d_pred = err * sigmoid_deriv(pred)
    d_hidden = d_pred @ w_out.T * sigmoid_deriv(hidden)

    w_out += lr * hidden.T @ d_pred
    b_out += lr * d_pred.sum(axis=0, keepdims=True)
    w_hidden += lr * X.T @ d_hidden
    b_hidden += lr * d_hidden.sum(axis=0, keepdims=True)

plt.plot(losses)
plt.show()
