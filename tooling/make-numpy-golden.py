"""Writes test/core/numpy/snippets.golden.json: short programs, and what `result` is when the real NumPy runs them.

Run it where NumPy and SciPy are installed: python3 tooling/make-numpy-golden.py
Every line of a section is one program; the prelude stands before each. A program that raises keeps the exception's name.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np

PRELUDE = """
import numpy as np
import math
from scipy import special
X = np.arange(12.0).reshape(3, 4) / 7 - 0.6
W = np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -0.75]])
b = np.array([[0.1], [-0.2]])
v = np.array([3.0, -1.0, 2.0, 0.5])
n = np.array([[1, 2, 3], [4, 5, 6]])
y = np.array([2, 0, 1])
B3 = np.arange(24.0).reshape(2, 3, 4)
""".strip()

SECTIONS = {
    "creation": """
result = np.zeros((2, 3))
result = np.zeros(4, dtype=int)
result = np.ones((2, 1), dtype=np.float32)
result = np.empty((2, 2)).shape
result = np.full((2, 2), 7)
result = np.full((2, 2), 7.5)
result = np.zeros_like(n)
result = np.ones_like(X, dtype=int)
result = np.full_like(n, 2.7)
result = np.array([1, 2, 3])
result = np.array([1, 2.5, True])
result = np.array([[True, False]])
result = np.array([[1, 2], [3, 4]], dtype=float)
result = np.array([X[0], X[1] * 2])
result = np.array([np.sum(X), np.max(X)])
result = np.array(((1, 2), (3, 4)))
result = np.array(range(4))
result = np.array([], dtype=float)
result = np.array([1, 2, 3], ndmin=2)
result = np.array([[1, 2], [3]])
result = np.asarray([1.0, 2.0])
result = np.asarray(X) is X
result = np.array(X) is X
result = np.arange(5)
result = np.arange(2, 10, 3)
result = np.arange(0, 1, 0.25)
result = np.arange(5.0)
result = np.arange(5, 0, -2)
result = np.linspace(0, 1, 5)
result = np.linspace(0, 1, 4, endpoint=False)
result = np.logspace(0, 2, 3)
result = np.eye(3)
result = np.eye(2, 4, k=1)
result = np.identity(2)
result = np.eye(3)[y]
result = np.diag(v)
result = np.diag(np.arange(9).reshape(3, 3))
result = np.diag(np.arange(9).reshape(3, 3), k=1)
result = np.diag([1, 2], k=-1)
result = np.tril(np.arange(9).reshape(3, 3))
result = np.triu(np.arange(9.0).reshape(3, 3), k=1)
result = np.tri(3, 4, -1)
result = np.meshgrid(np.arange(3), np.arange(2))
result = np.copy(X)
result = np.array(5.0)
result = np.float64(3)
result = np.int64(3.7)
result = np.int64(X > 0)
result = np.float32(n)
result = np.bool_(n - 1)
result = np.vander(np.array([1.0, 2.0, 3.0]), 3)
""",
    "elementwise": """
result = np.exp(X)
result = np.log(np.abs(X) + 1)
result = np.sqrt(X ** 2)
result = np.maximum(0, X)
result = np.minimum(X, 0.3)
result = np.maximum(n, 3)
result = np.tanh(X) + np.sin(X) * np.cos(X)
result = np.square(n)
result = np.power(X, 2)
result = np.power(n, 2)
result = np.multiply(X, np.int64(X > 0))
result = np.divide(n, 2)
result = np.add(W, b)
result = np.subtract(1, X)
result = np.negative(n)
result = np.abs(n - 3)
result = np.sign(X)
result = np.log1p(np.abs(X))
result = np.expm1(X)
result = np.reciprocal(v)
result = np.floor(X * 3)
result = np.ceil(X * 3)
result = np.round(X, 2)
result = np.around(X * 10)
result = np.rint(X * 3)
result = np.heaviside(X, 0.5)
result = np.clip(X, -0.3, 0.4)
result = np.clip(X, 0, None)
result = np.clip(n, 2, 4)
result = np.where(X > 0, X, 0.01 * X)
result = np.where(X > 0, 1, 0)
result = np.where(n > 2)
result = np.isnan(X).any()
result = np.logical_and(X > 0, X < 0.5)
result = np.logical_not(X > 0)
result = np.mod(n, 3)
result = np.floor_divide(n, 2)
result = np.exp(0)
result = np.sqrt(2.0)
result = np.log(0.5)
result = np.nan_to_num(np.array([1.0, np.nan]))
result = np.hypot(3.0, 4.0)
result = np.exp([0.0, 1.0])
result = special.expit(X)
result = special.logsumexp(X, axis=1, keepdims=True)
result = special.softmax(X, axis=0)
result = special.log_softmax(X, axis=1)
result = special.xlogy(np.array([0.0, 2.0]), np.array([0.0, 3.0]))
result = special.erf(X)
out = np.zeros((3, 4)); r = np.maximum(X, 0, out); result = (out, r is out)
out = np.zeros((3, 4)); np.exp(X, out=out); result = out
result = np.divide(X, X - X[0, 0], out=np.zeros_like(X), where=X != X[0, 0])
result = np.add.reduce(X)
result = np.maximum.reduce(X, axis=1)
result = np.add.outer(np.arange(3), np.arange(2))
result = np.add.accumulate(n)
z = np.zeros((3, 2)); np.add.at(z, [0, 2, 0], np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])); result = z
z = np.zeros(3); np.subtract.at(z, y, 1); result = z
f = np.vectorize(lambda t: t * 2 + 1); result = f(X)
result = np.deg2rad(180.0)
""",
    "reductions": """
result = np.sum(X)
result = np.sum(X, axis=0)
result = np.sum(X, axis=1, keepdims=True)
result = np.sum(X, 0)
result = np.sum(n)
result = np.sum(X > 0)
result = np.sum(n, axis=-1)
result = np.sum(B3, axis=(0, 2))
result = np.sum([1, 2, 3])
result = np.sum([X, X], axis=0)
result = np.sum(n, dtype=float)
result = np.mean(n)
result = np.mean(X, axis=1)
result = np.mean(X > 0)
result = np.prod(n)
result = np.prod(X.shape)
result = np.max(X)
result = np.max(n, axis=1, keepdims=True)
result = np.amax(X, axis=0)
result = np.amin(X)
result = np.var(X)
result = np.var(X, axis=0)
result = np.std(X, axis=0, ddof=1)
result = np.argmax(X)
result = np.argmax(X, axis=1)
result = np.argmin(X, axis=0)
result = np.cumsum(n)
result = np.cumsum(X, axis=1)
result = np.all(X > -1)
result = np.any(X > 1, axis=0)
result = np.count_nonzero(X > 0)
result = np.nansum(np.array([1.0, np.nan, 2.0]))
result = np.median(X)
result = np.median(X, axis=0)
result = np.percentile(X, 30)
result = np.average(X, axis=0)
result = np.average(v, weights=np.arange(4))
result = np.average(X, axis=1, weights=np.array([1.0, 2.0, 3.0, 4.0]))
result = np.ptp(X, axis=1)
result = np.sort(v)
result = np.sort(np.array([[3, 1, 2], [9, 7, 8]]), axis=0)
result = np.argsort(v)
result = np.argsort(-v)
result = np.sum(X, axis=2)
result = np.max(np.zeros((0,)))
result = np.unique(np.array([3, 1, 3, 2]))
result = np.unique(np.array([3, 1, 3, 2]), return_counts=True)
result = np.bincount(np.array([0, 2, 2]))
result = np.diff(v)
""",
    "linear algebra": """
result = np.dot(W, X)
result = W @ X
result = W.dot(X) + b
result = np.matmul(W, X)
result = np.dot(X, v)
result = np.dot(v, v)
result = v @ v
result = np.dot(n, 2)
result = np.dot(2.0, W)
result = np.dot(n, n.T)
result = np.dot(B3, np.ones((4, 2)))
result = np.dot(X.T, X).shape
result = np.dot(B3, B3.transpose(0, 2, 1)).shape
result = B3 @ np.ones((4, 2))
result = B3 @ B3.transpose(0, 2, 1)
result = np.outer(v, [1, 2])
result = np.inner(X, X)
result = np.inner(v, v)
result = np.vdot(W, W)
result = np.tensordot(B3, np.ones((3, 4)), axes=([1, 2], [0, 1]))
result = np.tensordot(X, X.T, axes=1)
result = np.tensordot(W, W)
result = np.einsum('ij,jk->ik', W, X)
result = np.einsum('bij,bkj->bik', B3, B3)
result = np.einsum('ii', np.eye(3))
result = np.trace(np.arange(9).reshape(3, 3))
result = np.kron(np.eye(2), np.array([[1, 2], [3, 4]]))
result = np.linalg.norm(W)
result = np.linalg.norm(W) ** 2
result = np.linalg.norm(v, 1)
result = np.linalg.norm(X, axis=1)
result = np.linalg.norm(X, axis=0, keepdims=True)
result = np.linalg.norm(v, np.inf)
result = np.linalg.norm(W, 'fro')
result = np.linalg.inv(np.array([[2.0, 1.0], [1.0, 3.0]]))
result = np.linalg.det(np.array([[2.0, 1.0], [1.0, 3.0]]))
result = np.linalg.solve(np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1.0, 2.0]))
result = W @ W
result = np.dot(W, W)
result = np.dot(v, W)
result = W + X
result = X + np.zeros((3, 5))
""",
    "shape": """
result = X.reshape(4, 3)
result = X.reshape((2, -1))
result = X.reshape(-1)
result = X.reshape(X.shape[0], -1)
result = np.reshape(X, (6, 2))
result = np.reshape(X, -1)
result = X.reshape(4, 3, order='F')
result = X.reshape(5, 2)
result = X.T
result = X.T.shape
result = v.T
result = B3.transpose(1, 0, 2).shape
result = B3.transpose((2, 0, 1))
result = np.transpose(B3)
result = np.transpose(B3, (0, 2, 1))
result = B3.swapaxes(0, 1)
result = np.moveaxis(B3, 0, -1).shape
result = np.rollaxis(B3, 2).shape
result = X.ravel()
result = X.T.ravel()
result = X.flatten()
result = np.ravel(n)
result = np.squeeze(np.ones((1, 3, 1)))
result = np.squeeze(np.array([[2.5]]))
result = np.squeeze(np.ones((1, 3)), axis=0)
result = np.squeeze(np.ones((2, 3)), axis=0)
result = np.expand_dims(v, 0)
result = np.expand_dims(v, axis=-1)
result = v[:, np.newaxis].shape
result = v[None, :].shape
result = np.broadcast_to(v, (2, 4))
result = np.repeat(v, 2)
result = np.repeat(X, 2, axis=0)
result = np.repeat(n, [1, 2, 0], axis=1)
result = np.tile(v, 2)
result = np.tile(n, (2, 1))
result = np.tile(v, (2, 1))
result = np.flip(v)
result = np.flip(n, axis=1)
result = np.fliplr(n)
result = np.flipud(n)
result = np.rot90(n)
result = np.rot90(n, 2)
result = np.rot90(n, -1)
result = np.roll(v, 1)
result = np.roll(n, 1, axis=1)
result = np.roll(n, 1)
result = np.pad(n, 1)
result = np.pad(n, ((0, 1), (1, 0)), mode='constant')
result = np.pad(X, ((1, 1), (0, 2)), 'edge')
result = np.pad(X, 1, 'constant', constant_values=9)
result = np.pad(B3, ((0, 0), (1, 1), (1, 1)), 'constant', constant_values=(0, 0)).shape
result = np.atleast_2d(v)
result = np.atleast_1d(3.0)
result = np.shape(X)
result = np.shape([[1, 2]])
result = np.size(X)
result = np.ndim(X)
result = X.ndim
result = X.size
result = X.swapaxes(0, 5)
""",
    "joining": """
result = np.concatenate((X, X), axis=0)
result = np.concatenate([n, np.ones((2, 1))], axis=1)
result = np.concatenate([v, [1, 2]])
result = np.concatenate([X, n])
result = np.concatenate((X, X), axis=None)
result = np.hstack((np.ones((3, 1)), X))
result = np.hstack([v, v])
result = np.vstack((v, v))
result = np.vstack([n, n])
result = np.column_stack((v, v))
result = np.dstack((n, n)).shape
result = np.stack([v, v])
result = np.stack([v, v], axis=1)
result = np.append(v, 9)
result = np.append(n, [[7, 8, 9]], axis=0)
result = np.insert(X, 0, 1, axis=1)
result = np.insert(v, 2, 9.0)
result = np.delete(X, 0, axis=1)
result = np.delete(v, [0, 2])
result = np.c_[np.ones(3), X]
result = np.c_[np.ones((3, 1)), X]
result = np.c_[v, v]
result = np.r_[v, 1.0, 2.0]
result = np.r_[0:3, 5]
result = np.split(X, 2, axis=1)
result = np.split(v, [1, 3])
result = np.array_split(v, 3)
result = np.split(v, 3)
result = np.hsplit(X, 2)
""",
    "choosing": """
result = np.take(v, [0, 2])
result = np.take(X, [1, 0], axis=0)
result = np.take_along_axis(X, np.argmax(X, axis=1)[:, None], axis=1)
result = np.nonzero(n > 2)
result = np.argwhere(n > 3)
result = np.flatnonzero(v > 0)
result = np.choose(np.array([0, 1, 0]), [np.array([1, 2, 3]), np.array([10, 20, 30])])
result = np.select([v > 2, v > 0], [v * 10, v], 0)
result = np.unravel_index(5, (3, 4))
result = np.unravel_index(np.argmax(X), X.shape)
result = np.searchsorted(np.array([1.0, 2.0, 3.0]), 2.5)
result = np.isin(n, [2, 5])
result = np.array_equal(n, n + 0)
result = np.allclose(X, X + 1e-9)
result = np.isclose(v, v + np.array([0, 1, 0, 0]))
result = np.isscalar(3.0)
result = list(np.ndindex(2, 2))
result = [i for i, e in np.ndenumerate(n)]
result = np.compress([True, False, True], X, axis=0)
""",
    "methods": """
result = X.sum()
result = X.sum(axis=0, keepdims=True)
result = X.sum(1)
result = X.mean(axis=1)
result = X.max()
result = X.min(axis=0)
result = X.std()
result = X.var(axis=1)
result = X.argmax(axis=1)
result = X.argmax()
result = (X > 0).all()
result = (X > 0).any(axis=1)
result = (X > 0).sum()
result = (X > 0).mean()
result = n.prod()
result = n.cumsum()
result = n.dtype == np.int64
result = X.dtype == float
result = X.astype(int)
result = (X > 0).astype(float)
result = n.astype(np.float32) / 2
result = n.astype('float64')
result = X.tolist()
result = n.tolist()
result = n.item(0)
result = np.array([[2.5]]).item()
result = X.item(1, 2)
result = X.item()
result = X.copy() is X
result = v.clip(0, 1)
result = X.round(1)
result = n.repeat(2)
result = v.argsort()
result = n.nonzero()
result = n.take([0, 1])
result = X.dot(v)
result = X.T.dot(X).trace()
result = X.squeeze().shape
z = np.zeros(3); z.fill(4); result = z
z = np.array([3.0, 1.0, 2.0]); z.sort(); result = z
result = n.flat[3]
result = [e for e in n.flat]
result = n.max(axis=0)
result = X.real
result = np.sum(X).shape
result = np.sum(X).item()
result = X[0, 0].sum()
result = X.mean().reshape(1, 1)
result = len(X)
result = X.nonsense
result = n.diagonal()
""",
    "operators": """
result = X + 1
result = 1 - X
result = 2 * n
result = n / 2
result = 1 / v
result = n // 2
result = n % 2
result = n ** 2
result = X ** 2
result = 2 ** n
result = v ** 0.5
result = n ** -1
result = -X
result = +n
result = ~(X > 0)
result = (X > 0) & (X < 0.5)
result = (X < 0) | (X > 0.5)
result = (X > 0) * 1
result = (X > 0) * X
result = (X > 0) + (X > 0)
result = (X > 0) - (X > 0)
result = -(X > 0)
result = X > 0
result = n == 2
result = y == np.arange(3)
result = n != np.array([1, 2, 3])
result = X >= X[1]
result = [1, 2, 3] + n
result = n + [1, 2, 3]
result = n * np.array([[1], [2]])
result = X / np.sum(X, axis=1, keepdims=True)
result = W * W + b
result = 1. / 3 * np.dot(W, X)
result = np.sum(W) * 2
result = n + True
result = bool(n)
result = bool(np.array([3]))
result = int(np.sum(n))
result = X - X.mean(axis=0)
result = n @ v
result = abs(n - 3)
result = sum([X, X])
result = np.float64(1.0) / 0
""",
    "in place": """
a = X.copy(); a += 1; result = a
a = X; a += 1; result = X
a = X.copy(); c = a; c *= 2; result = a
a = X.copy(); c = a * 1; c -= 5; result = a
a = n.copy(); a += 1; result = a
a = n.copy(); a += 0.5; result = a
a = n.copy(); a /= 2; result = a
a = n.copy(); a //= 2; result = a
a = X.copy(); a /= a.sum(); result = a
a = X.copy(); a **= 2; result = a
a = np.zeros(4); a += X; result = a
a = np.zeros((3, 4)); a += v; result = a
a = np.zeros((3, 4)); a -= np.array([[1.0], [2.0], [3.0]]); result = a
def f(t):
    t -= 1
f(X); result = X
a = X.T; a += 1; result = X
a = X.reshape(-1); a[0] = 99; result = X
a = X.ravel(); a += 1; result = X
a = X.flatten(); a += 1; result = X
a = X.T.ravel(); a[0] = 50; result = X
a = X[1]; a *= 0; result = X
a = X[:, 1:3]; a[:] = 7; result = X
a = X[::2]; X[0, 0] = 42; result = a
a = X[1:][0]; a[2] = -1; result = X
a = X[[0, 1]]; a += 1; result = X
a = X[X > 0]; a += 1; result = X
a = X; b2 = a[0]; a += 1; result = b2
a = X.T.reshape(-1); a[0] = 50; result = X
a = B3.transpose(1, 0, 2); a[0, 1, 2] = -5; result = B3
a = X[:, None]; a[0, 0, 1] = 3; result = X
a = np.swapaxes(X, 0, 1)[1]; a += 10; result = X
a = np.squeeze(np.zeros((1, 3))); a += 1; result = a
z = np.zeros((1, 3)); a = z.squeeze(); a += 1; result = z
a = X.view(); a += 1; result = X
a, c = np.split(v, 2); a += 1; result = v
a = np.broadcast_to(v, (2, 4)); a[0] = 1
a = X.copy(); a[0] += 1; result = a
a = X.copy(); a[0, 1] -= 5; result = a
a = X.copy(); a[:, 1] *= 2; result = a
a = X.copy(); a[range(3), y] -= 1; result = a
a = X.copy(); a[a < 0] = 0; result = a
a = X.copy(); a[a < 0] *= 0.1; result = a
""",
    "subscripts": """
result = X[0]
result = X[-1]
result = X[1, 2]
result = X[1][2]
result = X[1:3]
result = X[:, 1]
result = X[:, 1:]
result = X[:, [1]]
result = X[::2, ::-1]
result = X[-2:]
result = X[5:]
result = X[..., 0]
result = B3[1, ..., 2]
result = B3[:, 1]
result = B3[0, :, 1:3]
result = X[None].shape
result = X[:, None, 1:].shape
result = X[[0, 2]]
result = X[y]
result = X[range(3), y]
result = X[np.arange(3), y]
result = X[np.arange(3)[:, None], [0, 2]]
result = X[:, y]
result = X[X > 0]
result = X[X[:, 0] > -0.5]
result = X[:, np.array([True, False, True, False])]
result = B3[:, [0, 2], [1, 3]].shape
result = B3[[0, 1], :, [1, 3]].shape
result = B3[0, :, [1, 3]]
result = n[1, -1]
result = v[np.argmax(v)]
result = X[3]
result = X[0, 7]
result = X[0, 0, 0]
result = X[[0, 5]]
result = X[1.0]
result = X[np.array([True, False])]
result = v[True].shape
result = X[()].shape
a = X.copy(); a[0] = 0; result = a
a = X.copy(); a[:, 2] = [1, 2, 3]; result = a
a = X.copy(); a[1:, 1:] = 5; result = a
a = X.copy(); a[a > 0.5] = -1; result = a
a = X.copy(); a[a > 0.5] = a[a > 0.5] * 2; result = a
a = X.copy(); a[[0, 0], [1, 1]] = [5, 6]; result = a
a = n.copy(); a[0, 0] = 9.7; result = a
a = n.copy(); a[:] = 2.9; result = a
a = X.copy(); a[0] = np.ones((1, 4)); result = a
a = X.copy(); a[0] = np.ones(3)
a = X.copy(); a[...] = 1; result = a
a = np.zeros((2, 3, 4)); a[0, :, 1] = [1, 2, 3]; result = a
a = np.zeros((3, 3)); a[np.arange(3), np.arange(3)] = 1; result = a
a = np.zeros((3, 4)); a[np.arange(3), y] = 1; result = a
a = X.copy(); a[9] = 1
""",
    "iteration": """
def places(a):
    it = np.nditer(a, flags=['multi_index'], op_flags=['readwrite'])
    found = []
    while not it.finished:
        found.append(it.multi_index)
        it.iternext()
    return found
result = places(n)
result = [row.sum() for row in X]
result = [float(entry) for entry in v]
result = [r * s for r, s in zip(n, [10, 20])]
result = [i for i, row in enumerate(X)]
a, c = n; result = c
first, *rest = v; result = rest
result = max(v)
result = sorted(v)
result = sum(n)
result = 2 in n
result = len(B3[0])
result = list(reversed(n))[0]
def numeric(f, x):
    g = np.zeros_like(x)
    it = np.nditer(x, flags=['multi_index'])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + 1e-4
        high = f(x)
        x[ix] = old - 1e-4
        low = f(x)
        x[ix] = old
        g[ix] = (high - low) / 2e-4
        it.iternext()
    return np.round(g, 6)
result = numeric(lambda t: np.sum(t ** 2), W)
""",
    "math": """
result = math.sqrt(2)
result = math.exp(0.5) + math.log(3)
result = math.log(8, 2)
result = math.pi
result = math.floor(2.7)
result = math.ceil(2.1)
result = math.tanh(0.3)
result = math.pow(2, 3)
result = math.sqrt(np.sum(X ** 2))
result = math.log(0)
result = math.sqrt(-1)
result = math.exp(np.array([1.0, 2.0]))
result = math.exp(1000)
result = math.isnan(float('nan'))
""",
    "matrix": """
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = M * M
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = (M * M).A
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = M.T * np.matrix([[1.0], [2.0]])
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = np.multiply(M, M)
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = M.sum(axis=1)
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = np.sum(M, axis=0).shape
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = M[0].shape
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = M[:, 1].shape
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = M[0, 1]
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = M.A1
M = np.matrix([1.0, 2.0]); result = M.shape
M = np.mat if hasattr(np, 'mat') else np.asmatrix; result = M([[1, 2]]) * np.asmatrix([[3], [4]])
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = np.array(M) * 2
M = np.matrix([[1.0, 2.0], [3.0, 4.0]]); result = np.exp(M)[0]
""",
    "writing": """
z = X.copy(); np.put_along_axis(z, y.reshape(3,1), 9.0, axis=1); result = z
result = np.fill_diagonal(X, 0)
a = np.zeros((3,3)); np.fill_diagonal(a, 5); result = a
result = np.copyto(X, 0)
a = X.copy(); np.copyto(a, 1.0); result = a
a = X.copy(); np.put(a, [0, 1], 9); result = a
a = X.copy(); np.place(a, a > 0, [5.]); result = a
a = X.copy(); np.putmask(a, a > 0, 5.); result = a
a = np.ones(4); np.multiply.at(a, [0,0,1], 2.0); result = a
a = np.zeros(4); np.maximum.at(a, [0,0,1], [1.,2.,3.]); result = a
a = np.arange(6); a.shape = (2,3); result = a
a = np.arange(6.); a.shape = 3, 2; result = a
""",
    "applying": """
result = np.apply_along_axis(lambda r: r/np.sum(r), 1, X)
result = np.apply_along_axis(np.sum, 0, X)
result = np.apply_along_axis(np.argmax, 1, X)
result = np.vectorize(lambda a, b: a+b)(X, 2)
result = np.vectorize(lambda a, b: a*b if a>b else a-b)(v, np.array([1.,2.,3.,4.]))
result = np.vectorize(math.exp)(X)
result = np.indices((2,3))
result = np.piecewise(v, [v < 0, v >= 0], [lambda x: -x, lambda x: x*2])
result = np.piecewise(v, [v < 0, v >= 0], [0, 1])
result = np.fromfunction(lambda i, j: i + j, (2,3))
result = np.apply_along_axis(lambda r: r[:2], 0, X)
""",
    "windows": """
result = np.lib.stride_tricks.as_strided(v, shape=(2,3), strides=(8,8))
result = np.lib.stride_tricks.as_strided(X, shape=(2,3,2,2), strides=(X.strides[0], X.strides[1], X.strides[0], X.strides[1]))
result = np.lib.stride_tricks.as_strided(X, (2,3,2,2), X.strides*2)
result = np.lib.stride_tricks.sliding_window_view(X, (2,2))
result = np.lib.stride_tricks.sliding_window_view(v, 2)
result = np.convolve(v, [1,2])
result = np.convolve(v, [1,2], 'same')
result = np.convolve(v, [1,2], mode='valid')
result = np.correlate(v, [1,2])
result = np.correlate(v, [1,2], 'full')
result = X.strides
from scipy import signal; result = signal.convolve2d(X, W[:, :2])
from scipy import signal; result = signal.convolve2d(X, W, 'same')
from scipy import signal; result = signal.convolve2d(X, W[:, :2], mode='same')
from scipy import signal; result = signal.correlate2d(X, W, mode='valid')
from scipy import signal; result = signal.correlate2d(X, W[:, :2], mode='same')
from scipy import signal; result = signal.correlate2d(X, W, 'full')
w = np.lib.stride_tricks.sliding_window_view(v, 2, writeable=False) if False else 0; a = v.copy(); s = np.lib.stride_tricks.as_strided(a, shape=(2, 2), strides=(16, 8)); s[0, 1] = 9.0; result = a
""",
    "statistics": """
result = np.nanmax(np.array([1.0, np.nan]))
result = np.nanmin(np.array([1.0, np.nan]))
result = np.nanstd(np.array([1.0, np.nan, 2]))
result = np.nanargmax(np.array([1.0, np.nan, 2]))
result = np.percentile(v, [25, 75])
result = np.cov(X)
result = np.corrcoef(X)
result = np.corrcoef(v, v**2)
result = np.histogram(v, bins=3)[0]
result = np.interp(0.5, [0,1], [1,3])
result = np.interp(v, [-2, 0,4], [1,3, 5])
result = np.polyval([1,2,3], 2)
result = np.gradient(v)
result = np.ediff1d(v)
result = np.cross([1,0,0],[0,1,0])
result = np.sum(X, where=X > 0)
result = np.sum(X, initial=3.0)
result = np.max(X, initial=0)
result = np.trapezoid(v)
""",
    "sets": """
result = np.ravel_multi_index((1,2), (2,3))
result = np.diag_indices(3)
result = np.trace(X)
result = np.digitize(v, [0, 1, 2])
result = np.partition(v, 2)[2]
result = np.lexsort((v, v))
result = np.intersect1d([1,2,3],[2,3,4])
result = np.union1d([1,2],[2,3])
result = np.setdiff1d([1,2,3],[2])
result = np.extract(X > 0, X)
result = np.compress([True, False, True], X, axis=0)
result = X.compress([1,0,1], axis=0)
""",
    "grids": """
result = np.pad(X, 1, mode='symmetric')
result = np.dsplit(B3, 2)
result = np.mgrid[0:2, 0:3]
result = np.ogrid[0:2, 0:3]
result = np.block([[W, W],[W, W]])
result = np.resize(v, (2,3))
result = np.moveaxis(B3, 0, -1)
result = np.moveaxis(B3, [0,1], [1,2])
result = np.linspace(0, 1, 5, retstep=True)
result = np.geomspace(1, 8, 4)
""",
    "elementary": """
result = np.cumprod(X)
result = np.cumprod(X, axis=1)
result = X.cumprod(axis=0)
result = np.logaddexp.reduce(v)
result = np.left_shift(n, 1)
result = np.fmod(n, 2)
result = np.divmod(n, 2)
result = np.modf(v)
result = np.signbit(X)
result = np.copysign(v, -1)
result = np.logaddexp2(v, v)
result = np.arccosh(np.abs(v)+1)
result = np.fix(v)
result = X.dtype.name
result = X.dtype.kind
result = X.__add__(1)
result = X.__mul__(2)
result = np.sinc(v)
result = divmod(n, 2)
""",
    "linear algebra further": """
result = np.pad(X, 1)
result = np.matrix([[1,2],[3,4]]) ** 2
result = np.linalg.slogdet(X[:3,:3] + np.eye(3))
result = np.linalg.norm(X, 1)
result = np.linalg.cholesky(X.dot(X.T)+np.eye(3))
result = np.triu(X, 1)
result = np.subtract(X, 1)
result = np.amax(X, 1)
result = np.linalg.pinv(W)
result = np.linalg.pinv(W.T)
result = np.linalg.lstsq(W.T, v[:3], rcond=None)[0]
""",
    "random shapes": """
np.random.seed(1); result = np.random.randn(3, 2).shape
result = np.random.rand(4).shape
result = np.random.rand(*X.shape).shape
result = np.random.random((2, 2)).shape
result = np.random.random(size=(2, 2)).shape
result = np.random.randint(0, 5, size=3).dtype == int
result = np.random.randint(10, size=(2, 3)).shape
result = np.random.uniform(-1, 1, (2, 3)).shape
result = np.random.uniform(low=-0.5, high=0.5, size=4).shape
result = np.random.normal(0, 0.1, (2, 3)).shape
result = np.random.normal(loc=0.0, scale=np.sqrt(2 / 3), size=(3, 3)).shape
result = np.random.binomial(1, 0.5, size=(2, 2)).shape
result = np.random.choice(5, 3, replace=False).shape
result = np.random.choice(v, size=2).shape
result = sorted(np.random.permutation(4).tolist())
result = np.sum(np.random.permutation(v))
r = np.random.RandomState(3); result = r.randn(2, 2).shape
r = np.random.default_rng(3); result = r.normal(size=(2, 2)).shape
a = v.copy(); np.random.shuffle(a); result = np.sum(a)
result = (np.random.rand(5, 5) < 2).all()
result = np.random.multinomial(3, [0.2, 0.8], size=2).sum()
result = np.random.laplace(0, 1, (2, 2)).shape
result = (np.random.gamma(2, 1, 50) > 0).all()
result = np.random.beta(1, 2, 3).shape
result = np.random.exponential(1.0, 3).shape
result = (np.random.poisson(1, 3) >= 0).all()
""",
}


def encode(value):
    if isinstance(value, (tuple, list)):
        return {"kind": type(value).__name__, "items": [encode(item) for item in value]}
    if value is None:
        return {"kind": "none"}
    if isinstance(value, str):
        return {"kind": "str", "value": value}
    array = np.asarray(value)
    kind = {"b": "bool", "i": "int64", "u": "int64", "f": "float64"}[array.dtype.kind]
    data = [x if math.isfinite(x) else str(x) for x in array.astype(float).ravel().tolist()]
    if array.ndim == 0:
        return {"kind": {"bool": "bool", "int64": "int", "float64": "float"}[kind], "value": data[0]}
    return {"kind": "array", "dtype": kind, "shape": list(array.shape), "data": data}


def programs(section):
    lines = []
    for line in section.strip("\n").split("\n"):
        lines.append(line)
        if line.startswith("def ") or line.startswith("    "):
            continue
        yield "\n".join(lines)
        lines = []


golden = []
for title, section in SECTIONS.items():
    for program in programs(section):
        scope = {}
        entry = {"section": title, "program": program}
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                exec(f"{PRELUDE}\n{program}", scope)
            entry["result"] = encode(scope["result"])
        except Exception as error:
            name = type(error).__name__
            entry["raises"] = "UFuncTypeError" if name.startswith("_UFunc") and "Casting" in name else name
        golden.append(entry)

target = Path(__file__).parent.parent / "test" / "core" / "numpy" / "snippets.golden.json"
lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in golden)
target.write_text(json.dumps({"prelude": PRELUDE})[:-1] + f',"programs":[\n{lines}\n]}}\n')
print(f"{len(golden)} programs, {sum('raises' in entry for entry in golden)} of them raise")
