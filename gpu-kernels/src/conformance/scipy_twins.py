"""What scipy.ndimage, or CuPy's, has for operations of Kachel: one mapping for benchmarks and for comparisons of results."""
import numpy as np

MODE = {"mode": "nearest"}
GREY = {
    "erode": "grey_erosion",
    "dilate": "grey_dilation",
    "open": "grey_opening",
    "close": "grey_closing",
    "top-hat": "white_tophat",
    "bottom-hat": "black_tophat",
    "minimum": "minimum_filter",
    "maximum": "maximum_filter",
}
AXES = {"x": -1, "y": -2, "z": -3}


def radii(parameters, dims):
    """One radius, or as many as axes with x first, in numpy's order."""
    given = parameters.get("radius", 1)
    return [int(r) for r in given[::-1]] if isinstance(given, list) else [int(float(given))] * dims


def footprint(form, r):
    grid = np.ogrid[tuple(slice(-n, n + 1) for n in r)]
    if form == "sphere":
        return sum((g / n) ** 2 for g, n in zip(grid, r)) <= 1 + 1e-9
    if form == "cross":
        return sum((g != 0).astype(int) for g in grid) <= 1
    return np.ones([2 * n + 1 for n in r], bool)


def laplacian(kind, dims):
    if kind == "laplace-box":
        w = -np.ones((3,) * dims)
        w[(1,) * dims] = 3**dims - 1
        return w
    w = np.zeros((3,) * dims)
    w[footprint("cross", [1] * dims)] = -1
    w[(1,) * dims] = 2 * dims
    return w


class Twins:
    """`xp` is numpy or cupy, `ndi` its ndimage, `real` the type that means and sums are computed and given in."""

    def __init__(self, xp, ndi, real=np.float32):
        self.xp, self.ndi, self.real = xp, ndi, real

    def of(self, name, p, dims):
        """A function of an image that does what the operation does with parameters `p`; None where ndimage has nothing."""
        ndi, xp = self.ndi, self.xp
        stem, _, form = name.rpartition("-")
        r = radii(p, dims)
        if stem in GREY and form == "box":
            return lambda x: getattr(ndi, GREY[stem])(x, size=[2 * n + 1 for n in r], **MODE)
        if stem in GREY and form in ("sphere", "cross"):
            return lambda x: getattr(ndi, GREY[stem])(x, footprint=xp.asarray(footprint(form, r)), **MODE)
        if stem == "median":
            return lambda x: self._median(x, form, r)
        if stem == "gradient" and (form != "z" or dims == 3):
            return lambda x: ndi.correlate1d(x, xp.asarray([-1.0, 0, 1]), axis=AXES[form], output=self.real, **MODE)
        sphere = xp.asarray(footprint("sphere", r).astype(self.real))
        sigma = float(p.get("sigma", 2))
        return {
            "gaussian-blur": lambda x: self._gaussian(x, sigma),
            "difference-of-gaussian": lambda x: self._gaussian(x, float(p["sigma1"])) - self._gaussian(x, float(p["sigma2"])),
            "subtract-background": lambda x: x - self._gaussian(x, sigma),
            "mean-box": lambda x: self._mean(x, r),
            "mean-sphere": lambda x: ndi.convolve(x, sphere / sphere.sum(), output=self.real, **MODE),
            "variance-box": lambda x: self._variance(x, r),
            "standard-deviation-box": lambda x: xp.sqrt(xp.maximum(0, self._variance(x, r))),
            "sobel": self._sobel,
            "laplace-box": lambda x: ndi.convolve(x, xp.asarray(laplacian(name, dims)), output=self.real, **MODE),
            "laplace-diamond": lambda x: -ndi.laplace(x, output=self.real, **MODE),
            "detect-maxima": lambda x: self._extrema(x, r, ndi.maximum_filter),
            "detect-minima": lambda x: self._extrema(x, r, ndi.minimum_filter),
            "binary-edge": lambda x: (x != 0) & ~ndi.binary_erosion(x != 0, border_value=1),
        }.get(name)

    def _gaussian(self, x, sigma):
        radius = int(4 * sigma)
        return self.ndi.gaussian_filter(x, sigma, output=self.real, truncate=radius / sigma, **MODE)

    def _mean(self, x, r):
        return self.ndi.uniform_filter(x, [2 * n + 1 for n in r], output=self.real, **MODE)

    def _variance(self, x, r):
        x = x.astype(self.real)
        return self._mean(x * x, r) - self._mean(x, r) ** 2

    def _sobel(self, x):
        x = x.astype(self.real)
        return self.xp.sqrt(sum(self.ndi.sobel(x, axis=a, **MODE) ** 2 for a in range(x.ndim)))

    def _median(self, x, form, r):
        if form == "box":
            return self.ndi.median_filter(x, size=[2 * n + 1 for n in r], **MODE)
        return self.ndi.median_filter(x, footprint=self.xp.asarray(footprint(form, r)), **MODE)

    def _extrema(self, x, r, extremum):
        """Of a plateau all voxels: the same work as Kachel's, which keeps one."""
        smooth = self._mean(x, r) if any(r) else x
        return extremum(smooth, size=3, **MODE) == smooth
