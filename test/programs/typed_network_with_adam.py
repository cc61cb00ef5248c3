import numpy as np
from typing import Dict, List, Tuple

Array = np.ndarray


def softmax(z: Array) -> Array:
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


class MLP:
    def __init__(self, sizes: List[int], weight_decay: float = 1e-2) -> None:
        self.sizes = sizes
        self.weight_decay = weight_decay
        self.W = [np.random.randn(o, i) * np.sqrt(2 / i) for i, o in zip(sizes[:-1], sizes[1:])]
        self.b = [np.zeros((o, 1)) for o in sizes[1:]]

    def forward(self, x: Array) -> Tuple[List[Array], List[Array]]:
        zs, acts = [], [x]
        for k, (W, b) in enumerate(zip(self.W, self.b)):
            z = W @ acts[-1] + b
            a = softmax(z) if k == len(self.W) - 1 else np.maximum(z, 0)
            zs.append(z)
            acts.append(a)
        return zs, acts

    def cost(self, a: Array, y: Array) -> float:
        m = y.shape[1]
        ce = -np.sum(y * np.log(a + 1e-12)) / m
        l2 = sum(np.sum(W ** 2) for W in self.W)
        return ce + 0.5 * self.weight_decay / m * l2

    def backward(self, zs, acts, y) -> Tuple[List[Array], List[Array]]:
        m = y.shape[1]
        dW = [None] * len(self.W)
        db = [None] * len(self.b)
        delta = (acts[-1] - y) / m
        for k in range(len(self.W) - 1, -1, -1):
            dW[k] = delta @ acts[k].T + self.weight_decay / m * self.W[k]
            db[k] = delta.sum(axis=1, keepdims=True)
            if k > 0:
                delta = (self.W[k].T @ delta) * (zs[k - 1] > 0)
        return dW, db


def train(net: MLP, X: Array, Y: Array, epochs: int = 10, lr: float = 1e-3):
    beta1, beta2, eps = 0.9, 0.999, 1e-8
    mW = [np.zeros_like(w) for w in net.W]
    vW = [np.zeros_like(w) for w in net.W]
    t = 0
    for _ in range(epochs):
        zs, acts = net.forward(X)
        loss = net.cost(acts[-1], Y)
        dW, db = net.backward(zs, acts, Y)
        t += 1
        for k in range(len(net.W)):
            mW[k] = beta1 * mW[k] + (1 - beta1) * dW[k]
            vW[k] = beta2 * vW[k] + (1 - beta2) * dW[k] ** 2
            mhat = mW[k] / (1 - beta1 ** t)
            vhat = vW[k] / (1 - beta2 ** t)
            net.W[k] -= lr * mhat / (np.sqrt(vhat) + eps)
            net.b[k] -= lr * db[k]
    return loss
