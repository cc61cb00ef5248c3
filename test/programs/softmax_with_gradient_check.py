import numpy as np


class SoftmaxClassifier:
    """Linear scores with a softmax, trained with RMSprop; the best weights are kept."""

    def __init__(self, n_features, n_classes, reg=1e-3):
        self.W = 0.01 * np.random.randn(n_features, n_classes)
        self.reg = reg

    def loss(self, W, X, y):
        scores = X.dot(W)
        scores = scores - np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(scores)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        n = X.shape[0]
        loss = -np.mean(np.log(probs[np.arange(n), y]))
        loss += 0.5 * self.reg * np.sum(W * W)
        dscores = probs.copy()
        dscores[np.arange(n), y] -= 1
        dscores /= n
        dW = X.T.dot(dscores) + self.reg * W
        return loss, dW

    def check_gradient(self, X, y, h=1e-5):
        _, analytic = self.loss(self.W, X, y)
        numeric = np.zeros_like(self.W)
        for i in range(self.W.shape[0]):
            for j in range(self.W.shape[1]):
                W_plus = self.W.copy()
                W_plus[i, j] = W_plus[i, j] + h
                W_minus = self.W.copy()
                W_minus[i, j] = W_minus[i, j] - h
                loss_plus = self.loss(W_plus, X, y)[0]
                loss_minus = self.loss(W_minus, X, y)[0]
                numeric[i, j] = (loss_plus - loss_minus) / (2 * h)
        return np.max(np.abs(analytic - numeric)), numeric

    def train(self, X, y, rate=1e-2, decay=0.9, num_iters=50):
        cache = np.zeros_like(self.W)
        best_loss, best_W = np.inf, self.W.copy()
        for it in range(num_iters):
            loss, dW = self.loss(self.W, X, y)
            if loss < best_loss:
                best_loss, best_W = loss, self.W.copy()
            cache = decay * cache + (1 - decay) * dW ** 2
            self.W -= rate * dW / (np.sqrt(cache) + 1e-8)
        return best_W

    def predict(self, X):
        return np.argmax(X.dot(self.W), axis=1)
