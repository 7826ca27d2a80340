"""What all_types.py runs: each operation with parameters, what numpy or scipy makes of it, and how near is equal.

Tolerances are of float32 results, in units of 2⁻²⁴ of the largest magnitude that enters the sum: one for each rounding that a voxel
may pass (weights, products, partial sums). Variances square the image first, so theirs are of its square. Ranks, comparisons,
conversions and moved voxels have none.
"""
import warnings
from dataclasses import dataclass
from typing import Callable

import numpy as np
from scipy import ndimage as ndi

from scipy_twins import Twins

TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]
ULP = 2.0**-24
TWINS = Twins(np, ndi, np.float64)
RANKS = [f"{op}-{form}" for op in ("minimum", "maximum", "median") for form in ("box", "sphere")]
RANKS += [f"{op}-{form}" for op in ("erode", "dilate", "open", "close") for form in ("box", "sphere", "cross")]
HATS = [f"{op}-{form}" for op in ("top-hat", "bottom-hat") for form in ("box", "sphere", "cross")]
SUMS = {
    "gaussian-blur": ({"sigma": 1}, 32),
    "difference-of-gaussian": ({"sigma1": 1, "sigma2": 2}, 64),
    "subtract-background": ({"sigma": 1}, 64),
    "mean-box": ({"radius": [3, 2, 1]}, 32),
    "mean-sphere": ({"radius": 2}, 32),
    "sobel": ({}, 512),
    "laplace-box": ({}, 512),
    "laplace-diamond": ({}, 64),
    "gradient-x": ({}, 4),
    "gradient-y": ({}, 4),
    "gradient-z": ({}, 4),
}
COMPARISONS = {
    "greater": np.greater,
    "greater-equal": np.greater_equal,
    "smaller": np.less,
    "smaller-equal": np.less_equal,
    "equal": np.equal,
    "not-equal": np.not_equal,
}
AXES = {"x": 2, "y": 1, "z": 0}


@dataclass
class Case:
    """`add` takes the pipeline and the name of an image and gives the step's; `expected` is computed from the image."""

    name: str
    add: Callable
    expected: Callable
    moderate: bool = False
    units: float = 0
    scale: Callable = lambda x: float(np.abs(x.astype(float)).max())

    def difference(self, image, actual):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = np.asarray(self.expected(image))
        if actual.shape != expected.shape:
            return f"shape {actual.shape}, not {expected.shape}"
        if self.units == 0:
            if actual.dtype != expected.dtype:
                return f"type {actual.dtype}, not {expected.dtype}"
            wrong = actual != expected
            worst = "exact"
        else:
            limit = self.units * ULP * self.scale(image)
            off = np.abs(actual.astype(float) - expected)
            wrong, worst = ~((off <= limit) | (np.isnan(actual) & np.isnan(expected)) | (actual == expected)), f"limit {limit:g}"
        if not wrong.any():
            return None
        at = tuple(int(n[0]) for n in np.nonzero(wrong))
        return f"{int(wrong.sum())} of {wrong.size} voxels ({worst}), first at {at}: {actual[at]}, not {expected[at]}"


def cases(kind, shape):
    exactly = ranks() + moved(kind) + compared(kind) + converted(kind) + (whole(kind) if kind.kind != "f" else [])
    return exactly + sums(kind, shape) + pointwise(kind) + projections(kind)


def one(op, **parameters):
    return lambda p, image: p.step(op, of=image, **parameters)


def two(op, **parameters):
    """The second image is the first, mirrored along y."""
    return lambda p, image: p.step(op, of=[image, p.step("flip-y", of=image)], **parameters)


def without_flat_axes(image, function):
    """An axis of one voxel is left alone by Kachel: so the twin does not see it."""
    flat = image.squeeze() if image.size > 1 else image.reshape(1)
    return function(flat).reshape(image.shape)


def twin(name, image, **parameters):
    """What scipy makes of it. Its axes are those with more than one voxel."""
    radius = parameters.get("radius")
    if isinstance(radius, list):
        kept = [r for r, n in zip(radius, image.shape[::-1]) if n > 1] or radius[:1]
        parameters = {**parameters, "radius": kept}
    return without_flat_axes(image, lambda flat: TWINS.of(name, parameters, flat.ndim)(flat))


def by_rank(name, image, **parameters):
    """Exact for 64 bits too, where scipy computes in float64: filters of order act on ranks as on values."""
    values, ranked = np.unique(image, return_inverse=True)
    return values[twin(name, ranked.reshape(image.shape).astype(np.int32), **parameters)]


def saturating_difference(a, b):
    """a − b where a ≥ b, in their type."""
    if a.dtype.kind == "f":
        return a - b
    unsigned = a.dtype.str.replace("i", "u")
    return np.minimum(a.view(unsigned) - b.view(unsigned), np.iinfo(a.dtype).max).astype(a.dtype)


def hat(name, image, r):
    op, _, form = name.rpartition("-")
    if op == "top-hat":
        return saturating_difference(image, by_rank(f"open-{form}", image, radius=r))
    return saturating_difference(by_rank(f"close-{form}", image, radius=r), image)


def extrema(image, lower):
    """Every neighbour that precedes in raster order is lower, every later one not higher; outside there is none."""
    result = np.ones(image.shape, bool)
    for offset in np.ndindex(3, 3, 3):
        d = np.array(offset) - 1
        here = tuple(slice(max(0, -k), n - max(0, k)) for k, n in zip(d, image.shape))
        there = tuple(slice(max(0, k), n + min(0, k)) for k, n in zip(d, image.shape))
        if tuple(d) < (0, 0, 0):
            result[here] &= lower(image[there], image[here])
        elif d.any():
            result[here] &= ~lower(image[here], image[there])
    return result.astype(np.uint8)


def ranks():
    found = []
    for name in RANKS:
        for r in (1, [2, 1, 3]) if name.endswith("box") else (2,):
            found.append(Case(f"{name} radius {r}", one(name, radius=r), lambda x, name=name, r=r: by_rank(name, x, radius=r)))
    for name in HATS:
        found.append(Case(f"{name} radius 2", one(name, radius=2), lambda x, name=name: hat(name, x, 2)))
    found.append(Case("detect-maxima", one("detect-maxima"), lambda x: extrema(x, np.less)))
    found.append(Case("detect-minima", one("detect-minima"), lambda x: extrema(x, np.greater)))
    edge = lambda x: twin("binary-edge", x).astype(np.uint8)
    return found + [Case("binary-edge", one("binary-edge"), edge)]


def translated(x):
    result = np.zeros_like(x)
    result[3:, : max(0, x.shape[1] - 2), 1:] = x[: max(0, x.shape[0] - 3), 2:, : x.shape[2] - 1]
    return result


def moved(kind):
    return [
        Case("flip-x", one("flip-x"), lambda x: x[:, :, ::-1]),
        Case("flip-y", one("flip-y"), lambda x: x[:, ::-1]),
        Case("flip-z", one("flip-z"), lambda x: x[::-1]),
        Case("transpose zyx", one("transpose", order="zyx"), lambda x: x.transpose(2, 1, 0)),
        Case("transpose yzx", one("transpose", order="yzx"), lambda x: x.transpose(2, 0, 1)),
        Case("reslice-top", one("reslice-top"), lambda x: x.transpose(1, 0, 2)),
        Case("reslice-bottom", one("reslice-bottom"), lambda x: x.transpose(1, 0, 2)[::-1]),
        Case("reslice-left", one("reslice-left"), lambda x: x.transpose(2, 0, 1)),
        Case("reslice-right", one("reslice-right"), lambda x: x.transpose(2, 0, 1)[::-1]),
        Case("pad", one("pad", before=[1, 2, 3], after=1, value=7), lambda x: np.pad(x, [(3, 1), (2, 1), (1, 1)], constant_values=7)),
        Case("translate", one("translate", by=[1, -2, 3]), translated),
        Case("mask", two("mask"), lambda x: np.where(x[:, ::-1] != 0, x, 0).astype(kind)),
    ]


def compared(kind):
    found = [Case("threshold 100", one("threshold", value=100), lambda x: (x >= 100).astype(np.uint8))]
    for name, test in COMPARISONS.items():
        found.append(Case(f"{name} 100", one(name, value=100), lambda x, test=test: test(x, kind.type(100)).astype(np.uint8)))
        found.append(Case(f"{name} of images", two(name), lambda x, test=test: test(x, x[:, ::-1]).astype(np.uint8)))
    logic = {
        "binary-and": lambda a, b: a & b,
        "binary-or": lambda a, b: a | b,
        "binary-xor": lambda a, b: a ^ b,
        "binary-subtract": lambda a, b: a & ~b,
    }
    for name, rule in logic.items():
        found.append(Case(name, two(name), lambda x, rule=rule: rule(x != 0, x[:, ::-1] != 0).astype(np.uint8)))
    return found + [Case("binary-not", one("binary-not"), lambda x: (x == 0).astype(np.uint8))]


def saturated(x, target):
    """Saturated, then truncated toward zero."""
    target = np.dtype(target)
    if target.kind == "f":
        return x.astype(target)
    if x.dtype.kind != "f":
        return clipped(x.astype(object), target)
    info = np.iinfo(target)
    result = np.trunc(np.clip(x, float(info.min), float(info.max)))
    greatest = x >= float(info.max)
    return np.where(greatest, info.max, np.where(greatest, 0, result).astype(target)).astype(target)


def converted(kind):
    return [Case(f"convert {t}", one("convert", type=t), lambda x, t=t: saturated(x, t)) for t in TYPES]


def whole(kind):
    """Sums and differences of integers that keep their type, and means of boxes, in whole numbers of any length."""
    formulas = {
        "absolute": (one, lambda a, b: abs(a)),
        "invert": (one, lambda a, b: -a),
        "add-images": (two, lambda a, b: a + b),
        "subtract-images": (two, lambda a, b: a - b),
        "absolute-difference": (two, lambda a, b: abs(a - b)),
        "minimum-images": (two, np.minimum),
        "maximum-images": (two, np.maximum),
    }
    found = []
    for name, (images, rule) in formulas.items():
        expected = lambda x, rule=rule: clipped(rule(x.astype(object), x[:, ::-1].astype(object)), kind)
        found.append(Case(f"{name} as {kind}", images(name, type=str(kind)), expected))
    return found + [Case("downsample", one("downsample", factor=[2, 3, 2]), lambda x: box_means(x, (2, 3, 2)))]


def clipped(x, kind):
    info = np.iinfo(kind)
    return np.clip(x, info.min, info.max).astype(kind)


def box_means(x, factor):
    """Rounded half up; boxes at the far faces hold what is there."""
    sums, counts = x.astype(object), np.ones(x.shape, int)
    for axis, f in enumerate(factor):
        starts = np.arange(0, x.shape[axis], f)
        sums, counts = np.add.reduceat(sums, starts, axis), np.add.reduceat(counts, starts, axis)
    return ((sums + counts // 2) // counts).astype(x.dtype)


def narrow(kind):
    """Whether sums of the wide image stay far from what float32 and scipy's float64 hold."""
    return kind.kind != "f" and kind.itemsize < 8


def sums(kind, shape):
    found, moderate = [], not narrow(kind)
    for name, (parameters, units) in SUMS.items():
        if name.startswith("gradient"):
            if shape[AXES[name[-1]]] == 1:
                found.append(Case(name, one(name), lambda x: np.zeros(x.shape), moderate, units))
            else:
                expected = lambda x, axis=AXES[name[-1]]: ndi.correlate1d(x.astype(float), [-1.0, 0, 1], axis=axis, mode="nearest")
                found.append(Case(name, one(name), expected, moderate, units))
        else:
            expected = lambda x, name=name, parameters=parameters: twin(name, x.astype(float), **parameters)
            found.append(Case(name, one(name, **parameters), expected, moderate, units))
    square = lambda x: float(np.abs(x.astype(float)).max()) ** 2
    variance = lambda x: twin("variance-box", x.astype(float), radius=[2, 1, 3])
    found.append(Case("variance-box", one("variance-box", radius=[2, 1, 3]), variance, moderate, 64, square))
    deviation = lambda p, image: p.step("power", of=p.step("standard-deviation-box", of=image, radius=[2, 1, 3]), exponent=2)
    return found + [Case("standard-deviation-box, squared", deviation, variance, moderate, 64, square)]


def pointwise(kind):
    moderate = not narrow(kind)
    f = lambda x: x.astype(float)
    square = lambda x: float(np.abs(f(x)).max()) ** 2
    unit = lambda x: 1.0
    root = lambda x: np.where(f(x) < 0, np.nan, np.sqrt(np.abs(f(x))))
    found = [
        Case("add-scalar", one("add-scalar", value=2.5), lambda x: f(x) + 2.5, moderate, 4),
        Case("subtract-scalar", one("subtract-scalar", value=2.5), lambda x: f(x) - 2.5, moderate, 4),
        Case("multiply-scalar", one("multiply-scalar", value=3), lambda x: f(x) * 3, moderate, 8),
        Case("divide-scalar", one("divide-scalar", value=3), lambda x: f(x) / 3, moderate, 4),
        Case("absolute", one("absolute"), lambda x: np.abs(f(x)), moderate, 2),
        Case("invert", one("invert"), lambda x: -f(x), moderate, 2),
        Case("clip", one("clip", min=-5, max=50), lambda x: np.clip(f(x), -5, 50), moderate, 2),
        Case("rescale", one("rescale", **{"from": [0, 50], "to": [1, 3]}), lambda x: 1 + f(x) / 25, moderate, 8, lambda x: 1 + float(np.abs(f(x)).max())),
        Case("power 2", one("power", exponent=2), lambda x: f(x) ** 2, moderate, 64, square),
        Case("square-root", one("square-root"), root, moderate, 8),
        Case("exponential of −|x|", lambda p, i: p.step("exponential", of=p.step("invert", of=p.step("absolute", of=i))), lambda x: np.exp(-np.abs(f(x))), True, 64, unit),
        Case("logarithm of |x| + 1", lambda p, i: p.step("logarithm", of=p.step("add-scalar", of=p.step("absolute", of=i), value=1)), lambda x: np.log(np.abs(f(x)) + 1), moderate, 64, lambda x: 32.0),
        Case("expression", lambda p, i: p.step("expression", of={"x": i}, formula="z = (x - 3) * (x - 3)"), lambda x: (f(x) - 3) ** 2, moderate, 16, lambda x: (float(np.abs(f(x)).max()) + 3) ** 2),
    ]
    pairs = {
        "add-images": (lambda a, b: a + b, 8, None),
        "subtract-images": (lambda a, b: a - b, 8, None),
        "multiply-images": (lambda a, b: a * b, 8, square),
        "absolute-difference": (lambda a, b: np.abs(a - b), 8, None),
        "squared-difference": (lambda a, b: (a - b) ** 2, 32, square),
        "minimum-images": (np.minimum, 2, None),
        "maximum-images": (np.maximum, 2, None),
    }
    for name, (rule, units, scale) in pairs.items():
        expected = lambda x, rule=rule: rule(f(x), f(x)[:, ::-1])
        found.append(Case(name, two(name), expected, moderate, units, *([scale] if scale else [])))
    weighted = two("add-images-weighted", a=2, b=-0.5, c=1)
    found.append(Case("add-images-weighted", weighted, lambda x: 2 * f(x) - 0.5 * f(x)[:, ::-1] + 1, moderate, 16))
    above = lambda p, i: p.step("divide-images", of=[i, p.step("add-scalar", of=p.step("absolute", of=p.step("flip-y", of=i)), value=1)])
    found.append(Case("divide-images", above, lambda x: f(x) / (np.abs(f(x))[:, ::-1] + 1), moderate, 16))
    return found


def projections(kind):
    found = []
    f = lambda x: x.astype(float)
    for axis, k in AXES.items():
        along = {"axis": axis}
        low, high = lambda x, k=k: x.min(k, keepdims=True), lambda x, k=k: x.max(k, keepdims=True)
        found.append(Case(f"minimum-projection {axis}", one("minimum-projection", **along), low))
        found.append(Case(f"maximum-projection {axis}", one("maximum-projection", **along), high))
        first = lambda x, k=k: np.expand_dims(x.argmax(k), k).astype(np.uint32)
        found.append(Case(f"arg-maximum-projection {axis}", one("arg-maximum-projection", **along), first))
        moderate = not narrow(kind)
        total = lambda x, k=k: f(x).sum(k, keepdims=True)
        found.append(Case(f"sum-projection {axis}", one("sum-projection", **along), total, moderate, 2 * 65))
        mean = lambda x, k=k: f(x).mean(k, keepdims=True)
        found.append(Case(f"mean-projection {axis}", one("mean-projection", **along), mean, moderate, 2))
        deviation = lambda x, k=k: f(x).std(k, keepdims=True)
        found.append(Case(f"standard-deviation-projection {axis}", one("standard-deviation-projection", **along), deviation, moderate, 2))
    return found
