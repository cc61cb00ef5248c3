"""Proves gradients of programs by central differences in NumPy, without the engine; for the mutation tool.

Standard input: {"witness": source, "texts": [source, ...], "original": source, "question": ...}. The witness defines
`points(program)`, which gives triples of a cost (a function of one array), the array, and the gradient that the program
computes there; and it may define `results(program)`, which gives arrays: what the program's own training arrives at, or
what its own gradient check answers. The question is "gradients" (are they central differences?), "results" (are they
those of the original?) or "both".
Standard output: for each text "wrong", "same", or "open" where it does not run or the witness has no answer.
"""
import json
import sys
import types

import numpy as np

STEP = 1e-6
TOLERANCE = 1e-5


class Namespace:
    def __init__(self, names):
        self.__dict__.update(names)


def central_difference(cost, point):
    slope = np.zeros(point.shape)
    for at in np.ndindex(point.shape):
        ahead, behind = point.copy(), point.copy()
        ahead[at] += STEP
        behind[at] -= STEP
        slope[at] = (cost(ahead) - cost(behind)) / (2 * STEP)
    return slope


def is_off(cost, point, gradient):
    truth = central_difference(cost, point)
    gradient = np.asarray(gradient, dtype=float)
    # An update spreads a gradient over its parameter: db of shape (1,) serves a b of shape (1, 1), not one of (3, 1).
    try:
        gradient = np.broadcast_to(gradient, truth.shape)
    except ValueError:
        return True
    size = max(np.abs(gradient).max(), np.abs(truth).max(), 1e-3)
    return not np.abs(gradient - truth).max() <= TOLERANCE * size


def loaded(text):
    # What a program prints is no part of the answer, and a minimiser is only named in it.
    names = {"__name__": "program", "print": lambda *args, **options: None}
    exec(compile(text, "program", "exec"), names)
    return Namespace(dict(names, text=text))


def result_differs(program, own, original):
    found, wanted = [[np.asarray(each, dtype=float) for each in own["results"](of)] for of in (program, original)]
    return len(found) != len(wanted) or any(
        a.shape != b.shape or not np.allclose(a, b, rtol=TOLERANCE, atol=1e-9) for a, b in zip(found, wanted)
    )


def judged(text, witness, original, question):
    own, found = {}, []
    try:
        exec(compile(witness, "witness", "exec"), own)
        program = loaded(text)
        if question != "results" and "points" in own:
            found += [is_off(*each) for each in own["points"](program)]
        if question != "gradients" and "results" in own:
            found.append(result_differs(loaded(text), own, loaded(original)))
    except Exception:
        return "open"
    return "wrong" if any(found) else "same" if found else "open"


for name in ("scipy", "scipy.optimize"):
    sys.modules.setdefault(name, types.ModuleType(name))
sys.modules["scipy.optimize"].minimize = None
request = json.load(sys.stdin)
with np.errstate(all="ignore"):
    asked = [request[key] for key in ("witness", "original", "question")]
    json.dump([judged(text, *asked) for text in request["texts"]], sys.stdout)
