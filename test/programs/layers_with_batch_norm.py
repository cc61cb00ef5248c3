import numpy as np

def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    std = np.sqrt(var + eps)
    xhat = (x - mu) / std
    out = gamma * xhat + beta
    return out, (xhat, gamma, std)

def batchnorm_backward(dout, cache):
    xhat, gamma, std = cache
    N = dout.shape[0]
    dgamma = np.sum(dout * xhat, axis=0)
    dbeta = np.sum(dout, axis=0)
    dxhat = dout * gamma
    dx = (N * dxhat - dxhat.sum(axis=0) - xhat * (dxhat * xhat).sum(axis=0)) / (N * std)
    return dx, dgamma, dbeta

def dropout_forward(x, p, train=True):
    mask = (np.random.rand(*x.shape) < p) / p
    out = x * mask if train else x
    return out, mask

def dropout_backward(dout, mask):
    return dout * mask

def affine_relu_forward(x, w, b):
    z = x.reshape(x.shape[0], -1) @ w + b
    return np.maximum(z, 0), (x, w, z)

def affine_relu_backward(dout, cache):
    x, w, z = cache
    dz = dout * (z > 0)
    dx = (dz @ w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T @ dz
    db = dz.sum(axis=0)
    return dx, dw, db

def softmax_loss(x, y):
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    N = x.shape[0]
    loss = -np.sum(np.log(p[range(N), y])) / N
    dx = p.copy()
    dx[range(N), y] -= 1
    dx /= N
    return loss, dx
