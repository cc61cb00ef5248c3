"""Writes test/core/autodiff/operations.golden.json: for every operation of the table, inputs and the value that NumPy gives.

Run it where NumPy and SciPy are installed: python3 tooling/make-operation-golden.py
"""

import json
import math
from pathlib import Path

import numpy as np
from scipy import special

generator = np.random.default_rng(20240501)
samples = []


def entries(shape, domain):
    """Distinct entries, at least 0.02 apart from each other and from zero, so that no sample sits on a kink or a tie."""
    count = int(np.prod(shape, dtype=int))
    steps = generator.permutation(max(3 * count, 60))[:count] + 1
    low, high = {"any": (-2, 2), "positive": (0.2, 3), "unit": (-0.9, 0.9)}[domain]
    values = low + (high - low) * steps / (max(3 * count, 60) + 1)
    values = np.where(np.abs(values) < 0.02, values + 0.04, values)
    return np.round(values, 4).reshape(shape)


def encode(value):
    array = np.asarray(value)
    kind = {"b": "bool", "i": "int64", "u": "int64", "f": "float64"}[array.dtype.kind]
    data = [x if math.isfinite(x) else str(x) for x in array.astype(float).ravel().tolist()]
    return {"dtype": kind, "shape": list(array.shape), "data": data}


def sample(operation, f, inputs, attributes=None, domain="any"):
    """One sample: inputs are arrays, or shapes of float arrays to be drawn."""
    # Each input is scaled on its own, so that entries of two inputs never tie.
    drawn = [np.round(entries(x, domain) * 0.9371**i, 5) if isinstance(x, tuple) else np.asarray(x) for i, x in enumerate(inputs)]
    with np.errstate(all="ignore"):
        value = f(*drawn)
    samples.append(
        {
            "operation": operation,
            "attributes": attributes or {},
            "domain": domain,
            "inputs": [encode(x) for x in drawn],
            "value": encode(value),
        }
    )


INTS = np.array([[3, -2, 0], [7, 5, -4]])
BOOLS = np.array([[True, False, True], [False, False, True]])

# One array, entry by entry.

UNARY = {
    "negative": (np.negative, "any"),
    "positive": (np.positive, "any"),
    "absolute": (np.absolute, "any"),
    "sign": (np.sign, "any"),
    "square": (np.square, "any"),
    "exp": (np.exp, "any"),
    "exp2": (np.exp2, "any"),
    "expm1": (np.expm1, "any"),
    "log": (np.log, "positive"),
    "log2": (np.log2, "positive"),
    "log10": (np.log10, "positive"),
    "log1p": (np.log1p, "positive"),
    "sqrt": (np.sqrt, "positive"),
    "cbrt": (np.cbrt, "any"),
    "reciprocal": (np.reciprocal, "positive"),
    "sin": (np.sin, "any"),
    "cos": (np.cos, "any"),
    "tan": (np.tan, "unit"),
    "arcsin": (np.arcsin, "unit"),
    "arccos": (np.arccos, "unit"),
    "arctan": (np.arctan, "any"),
    "sinh": (np.sinh, "any"),
    "cosh": (np.cosh, "any"),
    "tanh": (np.tanh, "any"),
    "arcsinh": (np.arcsinh, "any"),
    "arctanh": (np.arctanh, "unit"),
    "sigmoid": (special.expit, "any"),
    "erf": (special.erf, "any"),
    "floor": (np.floor, "any"),
    "ceil": (np.ceil, "any"),
    "trunc": (np.trunc, "any"),
    "isnan": (np.isnan, "any"),
    "isfinite": (np.isfinite, "any"),
    "isinf": (np.isinf, "any"),
    "logicalNot": (np.logical_not, "any"),
}
for name, (function, domain) in UNARY.items():
    sample(name, function, [(3, 4)], domain=domain)
    sample(name, function, [()], domain=domain)
KEEPS_INTEGERS = ["negative", "positive", "absolute", "sign", "square", "floor", "ceil", "trunc"]
for name in [*KEEPS_INTEGERS, "exp", "sin", "logicalNot", "isnan"]:
    sample(name, UNARY[name][0], [INTS])
for name in ["absolute", "logicalNot"]:
    sample(name, UNARY[name][0], [BOOLS])
for name in ["isnan", "isfinite", "isinf", "sigmoid", "exp", "tanh"]:
    sample(name, UNARY[name][0], [np.array([np.nan, np.inf, -np.inf, 800.0, -800.0, 0.0])])
sample("erf", special.erf, [np.array([-7.0, -3.1, -2.5, -1e-9, 0.0, 0.3, 2.49, 2.51, 4.0, 6.5])])
sample("round", np.round, [np.array([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 1e10 + 0.5])], {"decimals": 0})
sample("round", lambda x: np.round(x, 2), [(3, 4)], {"decimals": 2})
sample("invert", np.invert, [INTS])
sample("invert", np.invert, [BOOLS])
sample("astype", lambda x: x.astype(float), [(2, 3)], {"dtype": "float64"})
sample("astype", lambda x: x.astype(int), [(2, 3)], {"dtype": "int64"})
sample("astype", lambda x: x.astype(bool), [INTS], {"dtype": "bool"})
sample("astype", lambda x: x.astype(float), [BOOLS], {"dtype": "float64"})
sample("astype", lambda x: x.astype(int), [BOOLS], {"dtype": "int64"})

# Two broadcast arrays.

BINARY = {
    "add": (np.add, "any"),
    "subtract": (np.subtract, "any"),
    "multiply": (np.multiply, "any"),
    "divide": (np.divide, "any"),
    "floorDivide": (np.floor_divide, "any"),
    "remainder": (np.remainder, "any"),
    "power": (np.power, "positive"),
    "maximum": (np.maximum, "any"),
    "minimum": (np.minimum, "any"),
    "heaviside": (np.heaviside, "any"),
    "logaddexp": (np.logaddexp, "any"),
    "xlogy": (special.xlogy, "positive"),
    "arctan2": (np.arctan2, "any"),
    "hypot": (np.hypot, "any"),
    "equal": (np.equal, "any"),
    "notEqual": (np.not_equal, "any"),
    "less": (np.less, "any"),
    "lessEqual": (np.less_equal, "any"),
    "greater": (np.greater, "any"),
    "greaterEqual": (np.greater_equal, "any"),
    "logicalAnd": (np.logical_and, "any"),
    "logicalOr": (np.logical_or, "any"),
    "logicalXor": (np.logical_xor, "any"),
}
SHAPE_PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 2)), ((4, 1, 3), (2, 1)), ((0, 3), (1, 3))]
for name, (function, domain) in BINARY.items():
    for left, right in SHAPE_PAIRS:
        sample(name, function, [left, right], domain=domain)
    sample(name, function, [INTS if name != "power" else np.abs(INTS), np.abs(INTS.T[:1]).T % 3 + 1], domain=domain)
for name in ["add", "multiply", "divide", "maximum", "equal", "less", "logicalAnd", "logicalOr", "logicalXor"]:
    sample(name, BINARY[name][0], [BOOLS, BOOLS[::-1]])
for name in ["add", "subtract", "multiply", "power", "floorDivide", "remainder"]:
    sample(name, BINARY[name][0], [BOOLS, np.array([2, 1, 3])])
ZEROS = [np.array([1.0, -1.0, 0.0, -7.5]), np.array([0.0, 0.0, 0.0, 2.0])]
for name in ["divide", "floorDivide", "remainder", "power", "xlogy", "heaviside", "maximum"]:
    sample(name, BINARY[name][0], ZEROS)
for name in ["floorDivide", "remainder"]:
    sample(name, BINARY[name][0], [np.array([7, -7, 7, -7, 5]), np.array([3, 3, -3, -3, 0])])
BITWISE = {
    "bitwiseAnd": np.bitwise_and,
    "bitwiseOr": np.bitwise_or,
    "bitwiseXor": np.bitwise_xor,
    "leftShift": np.left_shift,
    "rightShift": np.right_shift,
}
for name, function in BITWISE.items():
    sample(name, function, [np.array([12, -7, 5]), np.array([2, 1, 3])])
for name in ["bitwiseAnd", "bitwiseOr", "bitwiseXor"]:
    sample(name, BITWISE[name], [BOOLS, BOOLS[::-1]])

# Selection.

sample("where", np.where, [BOOLS, (2, 3), (2, 3)])
sample("where", np.where, [BOOLS[:, :1], (3,), ()])
sample("where", np.where, [BOOLS[0], INTS, np.array(0)])
sample("clip", lambda x, a, b: np.clip(x, a, b), [(3, 4), np.array(-0.515), np.array(0.715)], {"lower": True, "upper": True})
sample("clip", lambda x, a: np.clip(x, a, None), [(3, 4), (4,)], {"lower": True, "upper": False})
sample("clip", lambda x, b: np.clip(x, None, b), [(3, 4), np.array(0.333)], {"lower": False, "upper": True})
sample("clip", lambda x, a, b: np.clip(x, a, b), [INTS, np.array(-1), np.array(4)], {"lower": True, "upper": True})

# Reductions.

REDUCTIONS = {
    "sum": np.sum,
    "mean": np.mean,
    "prod": np.prod,
    "max": np.max,
    "min": np.min,
    "var": np.var,
    "std": np.std,
    "all": np.all,
    "any": np.any,
    "countNonzero": np.count_nonzero,
    "logsumexp": special.logsumexp,
}
AXES = [((2, 3, 4), None), ((2, 3, 4), 1), ((2, 3, 4), -1), ((2, 3, 4), (0, 2)), ((2, 3, 4), (0, 1)), ((5,), 0), ((), None)]
for name, function in REDUCTIONS.items():
    for shape, axis in AXES:
        for keepdims in (False, True):
            if name == "logsumexp" and shape == ():
                continue  # SciPy gives a scalar one axis there, unlike NumPy's reductions.
            attributes = {"axis": list(axis) if isinstance(axis, tuple) else axis, "keepdims": keepdims}
            sample(name, lambda x: function(x, axis=axis, keepdims=keepdims), [shape], attributes)
    if name != "logsumexp":
        sample(name, lambda x: function(x, axis=0), [INTS], {"axis": 0, "keepdims": False})
        sample(name, lambda x: function(x, axis=1), [BOOLS], {"axis": 1, "keepdims": False})
sample("sum", lambda x: np.sum(x, axis=0), [(0, 3)], {"axis": 0})
sample("prod", lambda x: np.prod(x, axis=0), [np.array([[0.0, 2.0, 0.0], [3.0, 1.5, 0.0]])], {"axis": 0})
sample("max", np.max, [np.array([1.0, np.nan, 2.0])], {"axis": None})
for name, function in [("var", np.var), ("std", np.std)]:
    sample(name, lambda x: function(x, axis=0, ddof=1), [(4, 3)], {"axis": 0, "ddof": 1})
for name, function in [("argmax", np.argmax), ("argmin", np.argmin)]:
    for axis in (None, 0, 1, -1):
        for keepdims in (False, True):
            attributes = {"axis": axis, "keepdims": keepdims}
            sample(name, lambda x: function(x, axis=axis, keepdims=keepdims), [(2, 3, 4)], attributes)
    sample(name, lambda x: function(x), [np.array([1, 3, 3, 1])], {"axis": None})
for axis in (None, 0, 1, -1):
    sample("cumsum", lambda x: np.cumsum(x, axis=axis), [(2, 3, 4)], {"axis": axis})
sample("cumsum", lambda x: np.cumsum(x, axis=1), [INTS], {"axis": 1})
sample("logsumexp", lambda x: special.logsumexp(x, axis=0), [np.array([[1000.0, -1000.0], [999.0, -np.inf]])], {"axis": 0})
for axis in (None, 0, 1, (0, 2)):
    attributes = {"axis": list(axis) if isinstance(axis, tuple) else axis}
    sample("softmax", lambda x: special.softmax(x, axis=axis), [(2, 3, 4)], attributes)

# Linear algebra.

for left, right in [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 4)),
    ((2, 3), (3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 1, 2, 3), (4, 3, 2)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 4)),
    ((2, 0), (0, 3)),
]:
    sample("matmul", np.matmul, [left, right])
sample("matmul", np.matmul, [INTS, INTS.T])
sample("outer", np.outer, [(3,), (4,)])
sample("outer", np.outer, [(2, 2), (3,)])
sample("outer", np.outer, [np.array([1, 2]), np.array([3, 4, 5])])
WELL = np.array([[2.0, 0.3, -0.4], [0.5, -1.7, 0.2], [0.1, 0.6, 3.1]])
sample("inverse", np.linalg.inv, [WELL])
sample("inverse", np.linalg.inv, [np.array([[0.0, 2.0], [3.0, 0.5]])])
sample("determinant", np.linalg.det, [WELL])
sample("determinant", np.linalg.det, [np.array([[0.0, 2.0], [3.0, 0.5]])])
for subscripts, shapes in [
    ("ij,jk->ik", [(2, 3), (3, 4)]),
    ("ij,jk", [(2, 3), (3, 4)]),
    ("ji,jk->ik", [(3, 2), (3, 4)]),
    ("ij->ji", [(2, 3)]),
    ("ba", [(2, 3)]),
    ("ij->", [(2, 3)]),
    ("ij->i", [(2, 3)]),
    ("ii->i", [(3, 3)]),
    ("ii", [(3, 3)]),
    ("i,j->ij", [(2,), (3,)]),
    ("bij,bjk->bik", [(2, 3, 4), (2, 4, 2)]),
    ("...ij,...jk->...ik", [(2, 3, 4), (4, 2)]),
    ("...i,i", [(2, 3), (3,)]),
    ("ij,jk,kl->il", [(2, 3), (3, 2), (2, 4)]),
    ("ij,ij->j", [(2, 3), (2, 3)]),
    (" i j , i -> j ", [(2, 3), (2,)]),
]:
    sample("einsum", lambda *xs: np.einsum(subscripts, *xs), shapes, {"subscripts": subscripts})

# Shape.

sample("reshape", lambda x: x.reshape(6), [(2, 3)], {"shape": [6]})
sample("reshape", lambda x: x.reshape(3, -1), [(2, 3)], {"shape": [3, -1]})
sample("reshape", lambda x: x.reshape(1, 1), [()], {"shape": [1, 1]})
sample("transpose", lambda x: x.T, [(2, 3, 4)], {"axes": None})
sample("transpose", lambda x: x.transpose(1, -1, 0), [(2, 3, 4)], {"axes": [1, -1, 0]})
sample("transpose", lambda x: x.T, [(3,)], {"axes": None})
sample("broadcastTo", lambda x: np.broadcast_to(x, (4, 2, 3)), [(2, 1)], {"shape": [4, 2, 3]})
sample("broadcastTo", lambda x: np.broadcast_to(x, (2, 2)), [()], {"shape": [2, 2]})
for mode, extra in [("constant", {"constant_values": 1.5}), ("edge", {}), ("reflect", {}), ("wrap", {})]:
    attributes = {"before": [1, 0], "after": [2, 3], "mode": mode, "value": 1.5}
    sample("pad", lambda x: np.pad(x, ((1, 2), (0, 3)), mode=mode, **extra), [(3, 4)], attributes)

# Indexing: the subscript in normal form beside what NumPy is given.


def whole(count):
    return {"kind": "slice", "start": 0, "step": 1, "count": count}


def places(values):
    array = np.asarray(values)
    return {"kind": "array", "shape": list(array.shape), "values": array.ravel().tolist()}


SUBSCRIPTS = [
    ((3, 4), (1,), [{"kind": "integer", "value": 1}, whole(4)]),
    ((3, 4), (slice(None), slice(3, None, -2)), [whole(3), {"kind": "slice", "start": 3, "step": -2, "count": 2}]),
    ((3, 4), (1, 2), [{"kind": "integer", "value": 1}, {"kind": "integer", "value": 2}]),
    ((3, 4), (slice(None), None, 1), [whole(3), {"kind": "newaxis"}, {"kind": "integer", "value": 1}]),
    ((3, 4), ([0, 1, 2], [1, 3, 0]), [places([0, 1, 2]), places([1, 3, 0])]),
    ((3, 4), ([2, 0, 2],), [places([2, 0, 2]), whole(4)]),
    ((3, 4), ([[2], [0]], [1, 3]), [places([[2], [0]]), places([1, 3])]),
    ((3, 4, 2), ([0, 2], slice(None), [1, 0]), [places([0, 2]), whole(4), places([1, 0])]),
    ((3, 4, 2), (slice(None), [0, 2], 1), [whole(3), places([0, 2]), {"kind": "integer", "value": 1}]),
    ((3, 4, 2), (1, slice(None), [1, 0]), [{"kind": "integer", "value": 1}, whole(4), places([1, 0])]),
    ((3, 4), (slice(None), []), [whole(3), places(np.array([], dtype=int))]),
]


def assigned(subscript):
    def f(x, v):
        x = x.copy()
        x[subscript] = v
        return x

    return f


def added(subscript):
    def f(x, v):
        x = x.copy()
        np.add.at(x, subscript, v)
        return x

    return f


for shape, subscript, normal in SUBSCRIPTS:
    subscript = tuple(np.array(part, dtype=int) if isinstance(part, list) else part for part in subscript)
    selected = np.zeros(shape)[subscript].shape
    sample("index", lambda x: x[subscript], [shape], {"index": normal})
    sample("indexAssign", assigned(subscript), [shape, selected], {"index": normal})
    sample("indexAssign", assigned(subscript), [shape, ()], {"index": normal})
    sample("indexAdd", added(subscript), [shape, selected], {"index": normal})
sample("indexAssign", assigned(0), [INTS, np.array([1.7, -1.7, 9.0])], {"index": [{"kind": "integer", "value": 0}, whole(3)]})

# Joining.

sample("concatenate", lambda x, y: np.concatenate([x, y]), [(2, 3), (1, 3)], {"axis": 0})
sample("concatenate", lambda x, y, z: np.concatenate([x, y, z], axis=-1), [(2, 3), (2, 1), (2, 2)], {"axis": -1})
sample("concatenate", lambda x, y: np.concatenate([x, y]), [INTS, BOOLS], {"axis": 0})
for axis in (0, 1, -1):
    sample("stack", lambda x, y: np.stack([x, y], axis=axis), [(2, 3), (2, 3)], {"axis": axis})
sample("stack", lambda x, y, z: np.stack([x, y, z]), [(), (), ()], {"axis": 0})

target = Path(__file__).parent.parent / "test" / "core" / "autodiff" / "operations.golden.json"
lines = ",\n".join(json.dumps(s, separators=(",", ":")) for s in samples)
target.write_text(f"[\n{lines}\n]\n")
print(f"{len(samples)} samples of {len({s['operation'] for s in samples})} operations")
