# A network of two layers on random data, written down cell by cell.

# %%
import numpy as np

np.random.seed(3)
n_samples, n_inputs, n_hidden, n_outputs = 12, 3, 5, 2
X = np.random.randn(n_samples, n_inputs)
Y = np.random.randn(n_samples, n_outputs)

# %%
W1 = np.random.randn(n_inputs, n_hidden) * 0.3
b1 = np.zeros(n_hidden)
W2 = np.random.randn(n_hidden, n_outputs) * 0.3
b2 = np.zeros(n_outputs)
learning_rate = 0.05
weight_decay = 0.01


def tanh_prime(z):
    return 1 - np.tanh(z) ** 2


# %%
for step in range(30):
    # forward
    Z1 = X @ W1 + b1
    H = np.tanh(Z1)
    output = H @ W2 + b2
    loss = np.sum((output - Y) ** 2) / (2 * n_samples)
    loss = loss + weight_decay / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))

    # backward
    d_output = (output - Y) / n_samples
    dW2 = H.T @ d_output + weight_decay * W2
    db2 = d_output.sum(axis=0)
    dH = d_output @ W2.T
    dZ1 = dH * tanh_prime(Z1)
    dW1 = X.T @ dZ1 + weight_decay * W1
    db1 = dZ1.sum(axis=0)

    # descent
    W2 -= learning_rate * dW2
    b2 -= learning_rate * db2
    W1 -= learning_rate * dW1
    b1 -= learning_rate * db1
    if step % 10 == 0:
        print(step, loss)
