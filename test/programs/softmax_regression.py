import numpy as np

def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)

def one_hot(y, k):
    out = np.zeros((len(y), k))
    out[np.arange(len(y)), y] = 1
    return out

def train_softmax_regression(X, y, n_classes, reg=0.01, lr=0.1, n_epochs=50):
    n, d = X.shape
    W = np.zeros((d, n_classes))
    b = np.zeros(n_classes)
    Y = one_hot(y, n_classes)
    for epoch in range(n_epochs):
        P = softmax(X @ W + b)
        loss = -np.sum(Y * np.log(P)) / n + reg / 2 * np.sum(W ** 2)
        grad_W = X.T @ (P - Y) / n + reg * W
        grad_b = (P - Y).mean(axis=0)
        W -= lr * grad_W
        b -= lr * grad_b
    return W, b
