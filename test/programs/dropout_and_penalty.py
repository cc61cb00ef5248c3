import numpy as np

def model(X, Y, learning_rate=0.3, num_iterations=30000, lambd=0, keep_prob=1):
    grads = {}
    m = X.shape[1]
    layers_dims = [X.shape[0], 20, 3, 1]
    np.random.seed(3)
    W1 = np.random.randn(20, X.shape[0]) / np.sqrt(X.shape[0]); b1 = np.zeros((20, 1))
    W2 = np.random.randn(3, 20) / np.sqrt(20); b2 = np.zeros((3, 1))
    W3 = np.random.randn(1, 3) / np.sqrt(3); b3 = np.zeros((1, 1))
    for i in range(num_iterations):
        Z1 = np.dot(W1, X) + b1
        A1 = np.maximum(Z1, 0)
        D1 = np.random.rand(*A1.shape) < keep_prob
        A1 = A1 * D1 / keep_prob
        Z2 = np.dot(W2, A1) + b2
        A2 = np.maximum(Z2, 0)
        Z3 = np.dot(W3, A2) + b3
        A3 = 1 / (1 + np.exp(-Z3))
        cost = -1./m * np.nansum(np.multiply(np.log(A3), Y) + np.multiply(np.log(1 - A3), 1 - Y))
        if lambd != 0:
            cost = cost + lambd / (2. * m) * (np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3)))
        dZ3 = A3 - Y
        dW3 = 1./m * np.dot(dZ3, A2.T) + lambd / m * W3
        db3 = 1./m * np.sum(dZ3, axis=1, keepdims=True)
        dA2 = np.dot(W3.T, dZ3)
        dZ2 = np.multiply(dA2, np.int64(A2 > 0))
        dW2 = 1./m * np.dot(dZ2, A1.T) + lambd / m * W2
        db2 = 1./m * np.sum(dZ2, axis=1, keepdims=True)
        dA1 = np.dot(W2.T, dZ2) * D1 / keep_prob
        dZ1 = np.multiply(dA1, np.int64(A1 > 0))
        dW1 = 1./m * np.dot(dZ1, X.T) + lambd / m * W1
        db1 = 1./m * np.sum(dZ1, axis=1, keepdims=True)
        W1 = W1 - learning_rate * dW1; b1 = b1 - learning_rate * db1
        W2 = W2 - learning_rate * dW2; b2 = b2 - learning_rate * db2
        W3 = W3 - learning_rate * dW3; b3 = b3 - learning_rate * db3
    return W1, b1, W2, b2, W3, b3
