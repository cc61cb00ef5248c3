"""Exercise: a two-layer softmax classifier in which every example is a row.

loss() returns the loss and the gradients of all parameters. The loss is the mean cross-entropy plus
0.5 * reg * (sum of all squared weights): what does the half do to the gradient?
"""

import numpy as np


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, num_classes, std=0.1, seed=0):
        rng = np.random.RandomState(seed)
        self.params = {
            "W1": std * rng.randn(input_size, hidden_size),
            "b1": np.zeros(hidden_size),
            "W2": std * rng.randn(hidden_size, num_classes),
            "b2": np.zeros(num_classes),
        }

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        N = X.shape[0]

        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores

        shifted = scores - np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(shifted)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        data_loss = -np.sum(np.log(probs[np.arange(N), y])) / N
        reg_loss = 0.5 * reg * np.sum(W1 * W1) + 0.5 * reg * np.sum(W2 * W2)
        loss = data_loss + reg_loss

        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1
        dscores /= N

        grads["W2"] = hidden.T.dot(dscores)
        grads["b2"] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden <= 0] = 0
        grads["W1"] = X.T.dot(dhidden)
        grads["b1"] = np.sum(dhidden, axis=0)

        grads["W2"] += reg * W2 ** 2
        grads["W1"] += reg * W1
        return loss, grads

    def train(self, X, y, learning_rate=0.2, reg=1e-3, num_iters=300, verbose=False):
        for it in range(num_iters):
            loss, grads = self.loss(X, y=y, reg=reg)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]
            if verbose and it % 100 == 0:
                print("iteration %d of %d: loss %f" % (it, num_iters, loss))

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)


if __name__ == "__main__":
    rng = np.random.RandomState(2)
    y = np.arange(150) % 3
    angle = 2 * np.pi * y / 3
    X = np.column_stack((np.cos(angle), np.sin(angle))) + 0.4 * rng.randn(150, 2)
    net = TwoLayerNet(input_size=2, hidden_size=10, num_classes=3)
    net.train(X, y, verbose=True)
    print("accuracy", np.mean(net.predict(X) == y))
