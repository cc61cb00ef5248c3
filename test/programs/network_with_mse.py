import numpy as np

class MLP:
    def __init__(self, n_inputs, n_hidden, n_outputs):
        self.w1 = np.random.randn(n_inputs, n_hidden)
        self.b1 = np.zeros((1, n_hidden))
        self.w2 = np.random.randn(n_hidden, n_outputs)
        self.b2 = np.zeros((1, n_outputs))

    def forward(self, x):
        self.z1 = x.dot(self.w1) + self.b1
        self.a1 = np.where(self.z1 > 0, self.z1, 0.01 * self.z1)
        self.z2 = self.a1.dot(self.w2) + self.b2
        return self.z2

    def mse(self, y_hat, y):
        return ((y_hat - y) ** 2).mean()

    def backward(self, x, y, y_hat):
        grad_out = 2 * (y_hat - y) / y.size
        self.grad_w2 = self.a1.T.dot(grad_out)
        self.grad_b2 = grad_out.sum(axis=0, keepdims=True)
        grad_a1 = grad_out.dot(self.w2.T)
        grad_z1 = grad_a1 * np.where(self.z1 > 0, 1, 0.01)
        self.grad_w1 = x.T.dot(grad_z1)
        self.grad_b1 = grad_z1.sum(axis=0, keepdims=True)

    def step(self, lr):
        for n in ('w1', 'b1', 'w2', 'b2'):
            setattr(self, n, getattr(self, n) - lr * getattr(self, 'grad_' + n))

def train(x, y):
    net = MLP(x.shape[1], 8, y.shape[1])
    losses = []
    for _ in range(100):
        y_hat = net.forward(x)
        losses.append(net.mse(y_hat, y))
        net.backward(x, y, y_hat)
        net.step(0.01)
    return losses
