import math
import random

class Neuron:
    def __init__(self, n):
        self.w = [random.uniform(-1, 1) for _ in range(n)]
        self.b = random.uniform(-1, 1)

    def out(self, xs):
        s = sum(wi * xi for wi, xi in zip(self.w, xs)) + self.b
        self.xs = xs
        self.y = 1 / (1 + math.exp(-s))
        return self.y

class Network:
    def __init__(self, n_in, n_hidden):
        self.hidden = [Neuron(n_in) for _ in range(n_hidden)]
        self.output = Neuron(n_hidden)

    def forward(self, xs):
        hs = [n.out(xs) for n in self.hidden]
        return self.output.out(hs)

    def train_one(self, xs, target, lr=0.5):
        y = self.forward(xs)
        loss = 0.5 * (y - target) ** 2
        delta_out = (y - target) * y * (1 - y)
        deltas_h = [delta_out * w * n.y * (1 - n.y) for w, n in zip(self.output.w, self.hidden)]
        for j, n in enumerate(self.hidden):
            self.output.w[j] -= lr * delta_out * n.y
        self.output.b -= lr * delta_out
        for d, n in zip(deltas_h, self.hidden):
            for i in range(len(n.w)):
                n.w[i] -= lr * d * n.xs[i]
            n.b -= lr * d
        return loss

if __name__ == "__main__":
    data = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
    net = Network(2, 3)
    for epoch in range(5000):
        total = 0
        for xs, t in data:
            total += net.train_one(xs, t)
