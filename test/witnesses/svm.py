import numpy as np


def points(program):
    draw = np.random.RandomState(1)
    W, X, y = draw.randn(4, 3), draw.randn(5, 4), np.array([0, 2, 1, 1, 0])
    for loss in (program.svm_loss_vectorized, program.svm_loss_naive):
        yield lambda at: loss(at, X, y, 0.7)[0], W, loss(W, X, y, 0.7)[1]
