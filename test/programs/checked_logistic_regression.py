import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def cost_and_grad(theta, X, y, reg):
    """Cost of a logistic regression with an intercept, and its gradient."""
    m = X.shape[0]
    h = sigmoid(X.dot(theta))
    weights = theta.copy()
    weights[0] = 0
    cost = -(y.dot(np.log(h)) + (1 - y).dot(np.log(1 - h))) / m
    cost = cost + reg / (2 * m) * np.sum(weights ** 2)
    grad = X.T.dot(h - y) / m + reg / m * weights
    return cost, grad


def numerical_gradient(theta, X, y, reg, eps=1e-5):
    """Central differences, with the entry put back after each."""
    theta = theta.copy()
    estimate = np.zeros_like(theta)
    for i in range(theta.size):
        kept = theta[i]
        theta[i] = kept + eps
        cost_plus, _ = cost_and_grad(theta, X, y, reg)
        theta[i] = kept - eps
        cost_minus, _ = cost_and_grad(theta, X, y, reg)
        theta[i] = kept
        estimate[i] = (cost_plus - cost_minus) / (2 * eps)
    return estimate


def gradient_check(theta, X, y, reg):
    _, grad = cost_and_grad(theta, X, y, reg)
    estimate = numerical_gradient(theta, X, y, reg)
    return np.linalg.norm(grad - estimate) / (np.linalg.norm(grad) + np.linalg.norm(estimate))


def fit(X, y, reg=0.1, alpha=0.1, iterations=200):
    X = np.c_[np.ones(X.shape[0]), X]
    theta = np.zeros(X.shape[1])
    costs = []
    for _ in range(iterations):
        cost, grad = cost_and_grad(theta, X, y, reg)
        theta -= alpha * grad
        costs.append(cost)
    return theta, costs
