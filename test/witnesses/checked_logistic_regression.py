import numpy as np

draw = np.random.RandomState(6)
X, y, theta = draw.randn(7, 3), draw.randint(0, 2, 7).astype(float), draw.randn(3)


def points(program):
    yield lambda at: program.cost_and_grad(at, X, y, 0.7)[0], theta, program.cost_and_grad(theta, X, y, 0.7)[1]


def results(program):
    yield program.fit(X, y, reg=0.3, iterations=5)[0]
    yield program.numerical_gradient(theta, X, y, 0.7)
