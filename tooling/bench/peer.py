"""The Python side of the benchmark: answers one JSON request per line with the milliseconds that a measurement took."""

import json
import sys
import time

import numpy as np


clock = time.process_time if "--cpu" in sys.argv else time.perf_counter


def seconds_of(work, calls):
    start = clock()
    for _ in range(calls):
        work()
    return (clock() - start) / calls


def load(description):
    """Arrays by name from the files that the benchmark wrote: float64, row after row."""
    return {
        name: np.fromfile(part["file"]).reshape(part["shape"]).copy()
        for name, part in description.items()
    }


def namespace_of(text, module="numpy"):
    namespace = {}
    exec(text.replace("import numpy as np", f"import {module} as np"), namespace)
    return namespace


def numerical_gradient(f, x, h, places):
    """Central differences, one entry after another, each with two calls of f: the loop of the CS231n course."""
    gradient = np.zeros_like(x)
    for place in places:
        old = x[place]
        x[place] = old + h
        above = f()
        x[place] = old - h
        below = f()
        x[place] = old
        gradient[place] = (above - below) / (2 * h)
    return gradient


def places_of(x):
    iterator = np.nditer(x, flags=["multi_index"])
    while not iterator.finished:
        yield iterator.multi_index
        iterator.iternext()


class Net:
    """A network's text and data, as a function of its parameters."""

    def __init__(self, request):
        self.text = request["text"]
        self.arrays = load(request["arrays"])
        self.parameters = request["parameters"]

    def data(self):
        return {name: array for name, array in self.arrays.items() if name not in self.parameters}

    def autograd(self, calls):
        import autograd

        cost = namespace_of(self.text, "autograd.numpy")["cost"]
        data = self.data()
        parameters = {name: self.arrays[name] for name in self.parameters}
        gradient = autograd.grad(lambda given: cost(**given, **data))
        return seconds_of(lambda: gradient(parameters), calls)

    def loop(self, calls, limit):
        """Every coordinate, or `limit` of them spread over all, scaled to all."""
        cost = namespace_of(self.text)["cost"]
        f = lambda: cost(**self.arrays)
        places = [(name, place) for name in self.parameters for place in places_of(self.arrays[name])]
        chosen = places if limit is None else places[:: max(1, len(places) // limit)][:limit]

        def work():
            for name in self.parameters:
                own = [place for owner, place in chosen if owner == name]
                numerical_gradient(f, self.arrays[name], 1e-5, own)

        return seconds_of(work, calls) * len(places) / len(chosen)

    def gradcheck(self, calls):
        import torch

        cost = namespace_of(self.torch_text())["cost"]
        data = {name: torch.from_numpy(array) for name, array in self.data().items()}
        inputs = [torch.from_numpy(self.arrays[name]).requires_grad_() for name in self.parameters]
        f = lambda *given: cost(**dict(zip(self.parameters, given)), **data)
        return seconds_of(lambda: torch.autograd.gradcheck(f, inputs, eps=1e-6, atol=1e-4, fast_mode=False), calls)

    def torch_text(self):
        """The same text over torch: its names for the same functions."""
        text = self.text.replace("import numpy as np", "import torch as np")
        return text.replace("np.maximum(0, ", "np.relu(").replace("np.dot(", "np.matmul(")


def answer(request, nets):
    task = request["task"]
    if task == "net":
        nets[request["name"]] = Net(request)
        return 0
    net = nets[request["name"]]
    if task == "autograd":
        return net.autograd(request["calls"])
    if task == "loop":
        return net.loop(request["calls"], request.get("limit"))
    return net.gradcheck(request["calls"])


def main():
    nets = {}
    for line in sys.stdin:
        try:
            reply = {"milliseconds": 1000 * answer(json.loads(line), nets)}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
