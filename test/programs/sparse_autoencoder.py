import numpy as np

class Autoencoder:
    def __init__(self, n_visible, n_hidden, rho=0.05, beta=3.0, lam=1e-4):
        r = np.sqrt(6) / np.sqrt(n_hidden + n_visible + 1)
        self.n_visible, self.n_hidden = n_visible, n_hidden
        self.rho, self.beta, self.lam = rho, beta, lam
        W1 = np.random.rand(n_hidden, n_visible) * 2 * r - r
        W2 = np.random.rand(n_visible, n_hidden) * 2 * r - r
        self.theta = np.concatenate((W1.ravel(), W2.ravel(), np.zeros(n_hidden), np.zeros(n_visible)))

    @staticmethod
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def unpack(self, theta):
        hv = self.n_hidden * self.n_visible
        W1 = theta[:hv].reshape(self.n_hidden, self.n_visible)
        W2 = theta[hv:2*hv].reshape(self.n_visible, self.n_hidden)
        b1 = theta[2*hv:2*hv + self.n_hidden]
        b2 = theta[2*hv + self.n_hidden:]
        return W1, W2, b1, b2

    def cost_and_grad(self, theta, data):
        W1, W2, b1, b2 = self.unpack(theta)
        m = data.shape[1]
        a2 = self.sigmoid(W1 @ data + b1[:, None])
        a3 = self.sigmoid(W2 @ a2 + b2[:, None])
        rho_hat = np.mean(a2, axis=1)
        kl = np.sum(self.rho * np.log(self.rho / rho_hat) + (1 - self.rho) * np.log((1 - self.rho) / (1 - rho_hat)))
        cost = 0.5 * np.sum((a3 - data) ** 2) / m
        cost += 0.5 * self.lam * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) + self.beta * kl

        sparsity = self.beta * (-self.rho / rho_hat + (1 - self.rho) / (1 - rho_hat))
        delta3 = (a3 - data) * a3 * (1 - a3)
        delta2 = (W2.T @ delta3 + sparsity[:, None]) * a2 * (1 - a2)
        W1_grad = delta2 @ data.T / m + self.lam * W1
        W2_grad = delta3 @ a2.T / m + self.lam * W2
        b1_grad = delta2.sum(axis=1) / m
        b2_grad = delta3.sum(axis=1) / m
        grad = np.concatenate((W1_grad.ravel(), W2_grad.ravel(), b1_grad, b2_grad))
        return cost, grad
