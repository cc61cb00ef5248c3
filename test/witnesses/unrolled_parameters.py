import numpy as np


def points(program):
    draw = np.random.RandomState(3)
    X, y, theta = draw.randn(5, 4), np.array([0, 2, 1, 1, 0]), draw.randn(3 * 5 + 3 * 4)
    both = lambda at: program.nn_cost_function(at, 4, 3, 3, X, y, 0.9)
    yield lambda at: both(at)[0], theta, both(theta)[1]
