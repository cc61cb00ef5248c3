import numpy as np


class Module:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError

    def parameters(self):
        return []

    def __call__(self, x):
        return self.forward(x)


class Linear(Module):
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) / np.sqrt(n_in)
        self.b = np.zeros(n_out)
        self.gW = np.zeros_like(self.W)
        self.gb = np.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.gW = self.x.T @ grad
        self.gb = grad.sum(axis=0)
        return grad @ self.W.T

    def parameters(self):
        return [(self.W, self.gW), (self.b, self.gb)]


class Tanh(Module):
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, grad):
        return grad * (1 - self.out ** 2)


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


class MSELoss:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)

    def backward(self):
        return 2 * self.diff / self.diff.size


def fit(model, x, y, epochs=200, lr=0.05):
    criterion = MSELoss()
    for epoch in range(epochs):
        out = model(x)
        loss = criterion.forward(out, y)
        model.backward(criterion.backward())
        for p, g in model.parameters():
            p -= lr * g
    return loss


if __name__ == "__main__":
    x = np.random.randn(64, 3)
    y = np.sin(x.sum(axis=1, keepdims=True))
    net = Sequential(Linear(3, 16), Tanh(), Linear(16, 1))
    print(fit(net, x, y))
