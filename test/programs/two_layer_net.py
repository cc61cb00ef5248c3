import numpy as np


class TwoLayerNet:
    """ReLU hidden layer, softmax output, L2 penalty."""

    def __init__(self, n_in, n_hidden, n_out, reg=1e-3, std=1e-4):
        self.params = {
            "W1": std * np.random.randn(n_in, n_hidden),
            "b1": np.zeros(n_hidden),
            "W2": std * np.random.randn(n_hidden, n_out),
            "b2": np.zeros(n_out),
        }
        self.reg = reg

    def loss(self, X, y=None):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        n = X.shape[0]
        hidden = np.maximum(0, X @ W1 + b1)
        scores = hidden @ W2 + b2
        if y is None:
            return scores
        shifted = scores - scores.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        loss = -log_probs[np.arange(n), y].mean()
        loss += self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        dscores = np.exp(log_probs)
        dscores[np.arange(n), y] -= 1
        dscores /= n
        grads = {}
        grads["W2"] = hidden.T @ dscores + 2 * self.reg * W2
        grads["b2"] = dscores.sum(axis=0)
        dhidden = dscores @ W2.T
        dhidden[hidden <= 0] = 0
        grads["W1"] = X.T @ dhidden + 2 * self.reg * W1
        grads["b1"] = dhidden.sum(axis=0)
        return loss, grads

    def train(self, X, y, lr=1e-1, epochs=100, batch=32):
        history = []
        for epoch in range(epochs):
            idx = np.random.choice(X.shape[0], batch)
            loss, grads = self.loss(X[idx], y[idx])
            history.append(loss)
            for name in self.params:
                self.params[name] -= lr * grads[name]
        return history
