import numpy as np


def points(program):
    draw = np.random.RandomState(5)
    X, Y = draw.randn(3, 5), draw.randint(0, 2, (1, 5)).astype(float)
    start = program.initialize_parameters(3, 4, 1)
    values = {name: draw.randn(*value.shape) for name, value in start.items()}
    _, cache = program.forward_propagation(X, values)
    gradients = program.backward_propagation(values, cache, X, Y, 0.9)
    for name, value in values.items():

        def cost(at, name=name):
            own = dict(values, **{name: at})
            A2, _ = program.forward_propagation(X, own)
            return program.compute_cost(A2, Y, own, 0.9)

        yield cost, value, gradients["d" + name]
