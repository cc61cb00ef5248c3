import numpy as np

def mse(y, y_hat):
    return np.mean((y - y_hat) ** 2)

def gradient_descent(X, y, lr=0.01, n_iters=1000, alpha=0.5):
    n_samples, n_features = X.shape
    w = np.zeros(n_features)
    b = 0
    cost_list = []
    for _ in range(n_iters):
        y_pred = np.dot(X, w) + b
        cost = mse(y, y_pred) + alpha * np.sum(w ** 2)
        dw = (-2 / n_samples) * np.dot(X.T, (y - y_pred)) + 2 * alpha * w
        db = (-2 / n_samples) * np.sum(y - y_pred)
        w = w - lr * dw
        b = b - lr * db
        cost_list.append(cost)
    return w, b, cost_list
