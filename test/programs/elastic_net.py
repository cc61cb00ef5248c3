import numpy as np

def lasso_cost(w, X, y, l1, l2):
    r = X @ w - y
    return 0.5 * np.mean(r ** 2) + l1 * np.sum(np.abs(w)) + 0.5 * l2 * np.dot(w, w)

def lasso_grad(w, X, y, l1, l2):
    r = X @ w - y
    return X.T @ r / len(y) + l1 * np.sign(w) + l2 * w

def fit(X, y, l1=0.1, l2=0.1, lr=0.05, steps=200):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = w - lr * lasso_grad(w, X, y, l1, l2)
    return w, lasso_cost(w, X, y, l1, l2)
