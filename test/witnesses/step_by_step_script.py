import numpy as np


def points(program):
    lines = program.text.split("for step in range(30):")
    prologue, body = lines[0], lines[1].split("# descent")[0]
    body = "if True:" + body
    draw = np.random.RandomState(9)
    names = {}
    exec(prologue, names)
    names.update({name: draw.randn(*names[name].shape) for name in ("W1", "b1", "W2", "b2")})
    for name in ("W1", "b1", "W2", "b2"):

        def both(at, name=name):
            own = dict(names, **{name: at})
            exec(body, own)
            return own["loss"], own["d" + name]

        yield lambda at: both(at)[0], names[name], both(names[name])[1]


def results(program):
    return [getattr(program, name) for name in ("W1", "b1", "W2", "b2")]
