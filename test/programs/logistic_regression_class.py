import numpy as np

class LogisticRegression(object):
    def __init__(self, lr=0.01, num_iter=1000, lam=0.1, fit_intercept=True, verbose=False):
        self.lr = lr
        self.num_iter = num_iter
        self.lam = lam
        self.fit_intercept = fit_intercept
        self.verbose = verbose

    def __add_intercept(self, X):
        intercept = np.ones((X.shape[0], 1))
        return np.concatenate((intercept, X), axis=1)

    def __sigmoid(self, z):
        return 1 / (1 + np.exp(-z))

    def __loss(self, h, y):
        penalty = self.lam / (2 * y.size) * np.sum(self.theta[1:] ** 2)
        return (-y * np.log(h) - (1 - y) * np.log(1 - h)).mean() + penalty

    def fit(self, X, y):
        if self.fit_intercept:
            X = self.__add_intercept(X)

        # weights initialization
        self.theta = np.zeros(X.shape[1])

        for i in range(self.num_iter):
            z = np.dot(X, self.theta)
            h = self.__sigmoid(z)
            gradient = np.dot(X.T, (h - y)) / y.size
            gradient[1:] += self.lam / y.size * self.theta[1:]
            self.theta -= self.lr * gradient

            if self.verbose and i % 10000 == 0:
                print(f'loss: {self.__loss(h, y)} \t')

    def predict_prob(self, X):
        if self.fit_intercept:
            X = self.__add_intercept(X)
        return self.__sigmoid(np.dot(X, self.theta))
