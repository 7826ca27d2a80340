#!/usr/bin/env python3
"""Every filter of Kachel beside scipy.ndimage, on the same CPU, in one run.

Runs `kachel bench` on an OpenCL device of this machine's CPU, then scipy.ndimage with the same parameters on an image of
the same size, type and kind (balls on noise), and prints milliseconds and the ratio. Kachel's are with the copies to and
from the device, scipy's are in memory. Exit code 1 if scipy is faster anywhere.

    spark-job/src/bench/scipy_filters.py [--sizes 2d-8mb,3d-64mb] [--ops sobel,median-box] [--repeat 3] [--from bench.json]

Needs Python 3 with numpy and scipy (Debian: python3-scipy), and an OpenCL driver for the CPU (pocl-opencl-icd).
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import scipy
from scipy import ndimage as ndi

SHAPES = {"tiny": (64, 64, 64), "2d-8mb": (2048, 2048), "3d-64mb": (128, 512, 512), "3d-512": (512, 512, 512)}
MODE = {"mode": "nearest"}


def image(size):
    """Balls of 6 to 12 voxels radius on noise, values 100 to 1124, as `kachel bench` draws them."""
    shape, random = SHAPES[size], np.random.default_rng(1)
    result = random.integers(100, 164, shape).astype(np.float32)
    axes = np.meshgrid(*(np.arange(n) % 32 for n in shape), indexing="ij", sparse=True)
    cells = tuple((n + 31) // 32 for n in shape)
    radius = random.integers(6, 13, cells)
    for axis in range(len(shape)):
        radius = np.repeat(radius, 32, axis=axis)
    radius = radius[tuple(slice(n) for n in shape)]
    distance = sum((a - 15.0) ** 2 for a in axes)
    result += 960 * np.maximum(0, 1 - distance / radius**2)
    return result.astype(np.float32 if size == "3d-512" else np.uint16)


def radii(parameters, dims, default=1):
    return [int(float(parameters.get("radius", default)))] * dims


def footprint(form, r):
    grid = np.ogrid[tuple(slice(-n, n + 1) for n in r)]
    if form == "sphere":
        return sum((g / n) ** 2 for g, n in zip(grid, r)) <= 1 + 1e-9
    if form == "cross":
        return sum((g != 0).astype(int) for g in grid) <= 1
    return np.ones([2 * n + 1 for n in r], bool)


def gaussian(x, sigma):
    return ndi.gaussian_filter(x, sigma, output=np.float32, radius=int(4 * sigma), **MODE)


def mean(x, r):
    return ndi.uniform_filter(x, [2 * n + 1 for n in r], output=np.float32, **MODE)


def variance(x, r):
    x = x.astype(np.float32)
    return mean(x * x, r) - mean(x, r) ** 2


def weights(kind, dims):
    if kind == "laplace-box":
        w = -np.ones((3,) * dims)
        w[(1,) * dims] = 3**dims - 1
        return w
    w = np.zeros((3,) * dims)
    w[footprint("cross", [1] * dims)] = -1
    w[(1,) * dims] = 2 * dims
    return w


def sobel(x):
    x = x.astype(np.float32)
    return np.sqrt(sum(ndi.sobel(x, axis=a, **MODE) ** 2 for a in range(x.ndim)))


def maxima(x, r, extremum):
    smooth = mean(x, r) if any(r) else x
    return extremum(smooth, size=3, **MODE) == smooth


def edge(x):
    return (x != 0) & ~ndi.binary_erosion(x != 0, border_value=1)


def rank(x, form, r):
    if form == "box":
        return ndi.median_filter(x, size=[2 * n + 1 for n in r], **MODE)
    return ndi.median_filter(x, footprint=footprint(form, r), **MODE)


GREY = {
    "erode": ndi.grey_erosion,
    "dilate": ndi.grey_dilation,
    "open": ndi.grey_opening,
    "close": ndi.grey_closing,
    "top-hat": ndi.white_tophat,
    "bottom-hat": ndi.black_tophat,
    "minimum": ndi.minimum_filter,
    "maximum": ndi.maximum_filter,
}
AXES = {"x": -1, "y": -2, "z": -3}


def rival(name, p, dims):
    """What scipy has for an operation of Kachel with parameters `p`; None where it has nothing."""
    stem, _, form = name.rpartition("-")
    r = radii(p, dims)
    if stem in GREY and form == "box":
        return lambda x: GREY[stem](x, size=[2 * n + 1 for n in r], **MODE)
    if stem in GREY and form in ("sphere", "cross"):
        return lambda x: GREY[stem](x, footprint=footprint(form, r), **MODE)
    if stem == "median":
        return lambda x: rank(x, form, r)
    if stem == "gradient" and (form != "z" or dims == 3):
        return lambda x: ndi.correlate1d(x, [-1, 0, 1], axis=AXES[form], output=np.float32, **MODE)
    sphere = footprint("sphere", r).astype(np.float32)
    sigma = float(p.get("sigma", 2))
    return {
        "gaussian-blur": lambda x: gaussian(x, sigma),
        "difference-of-gaussian": lambda x: gaussian(x, float(p["sigma1"])) - gaussian(x, float(p["sigma2"])),
        "subtract-background": lambda x: x - gaussian(x, sigma),
        "mean-box": lambda x: mean(x, r),
        "mean-sphere": lambda x: ndi.convolve(x, sphere / sphere.sum(), output=np.float32, **MODE),
        "variance-box": lambda x: variance(x, r),
        "standard-deviation-box": lambda x: np.sqrt(np.maximum(0, variance(x, r))),
        "sobel": sobel,
        "laplace-box": lambda x: ndi.convolve(x, weights(name, dims), output=np.float32, **MODE),
        "laplace-diamond": lambda x: ndi.laplace(x, output=np.float32, **MODE),
        "detect-maxima": lambda x: maxima(x, r, ndi.maximum_filter),
        "detect-minima": lambda x: maxima(x, r, ndi.minimum_filter),
        "binary-edge": edge,
    }.get(name)


def milliseconds(run, x, repeat):
    """The median of up to `repeat` runs; one run where that takes more than five seconds."""
    times = []
    while len(times) < repeat and sum(times) < 5:
        start = time.perf_counter()
        run(x)
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def bench(options):
    """The rows of `kachel bench`, from a file or a run."""
    if options.rows:
        with open(options.rows) as file:
            return json.load(file)
    home = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
    with tempfile.TemporaryDirectory() as folder:
        rows = os.path.join(folder, "rows.json")
        command = [os.path.join(home, "kachel"), "bench", "--device", "cpu", "--no-cpu", "--sizes", options.sizes,
                   "--repeat", str(options.repeat), "--ops", ",".join(options.ops or filters(home)), "--json", rows]
        subprocess.run(command, check=True, stdout=sys.stderr)
        with open(rows) as file:
            return json.load(file)


def filters(home):
    listed = subprocess.run([os.path.join(home, "kachel"), "ops"], check=True, capture_output=True, text=True).stdout
    names = [line.split()[0] for line in listed.splitlines() if line.strip()]
    return [n for n in names if rival(n, {"sigma1": 1, "sigma2": 2}, 3)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="2d-8mb,3d-64mb")
    parser.add_argument("--ops", type=lambda s: s.split(","))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--from", dest="rows", metavar="FILE", help="what `kachel bench --json FILE` wrote on this machine")
    options = parser.parse_args()
    measured = bench(options)
    print(f"{measured['device']}, {measured['processors']} processors; scipy {scipy.__version__}, numpy {np.__version__}")
    print(f"{'operation':44}{'size':>9}{'type':>9}{'kernels ms':>12}{'+ copies ms':>13}{'scipy ms':>11}{'×':>8}")
    images, slower = {}, []
    for row in measured["rows"]:
        parameters = dict(word.split("=", 1) for word in row["parameters"].split())
        run = rival(row["operation"], parameters, len(SHAPES[row["size"]]))
        if run is None or options.ops and row["operation"] not in options.ops:
            continue
        x = images.setdefault(row["size"], image(row["size"]))
        if row["content"] == "mask":
            x = x > 300
        ours, theirs = float(row["with-transfers-milliseconds"]), milliseconds(run, x, options.repeat)
        name = f"{row['operation']} {row['parameters']}"
        print(f"{name:44}{row['size']:>9}{row['type']:>9}{float(row['device-milliseconds']):12.2f}{ours:13.2f}"
              f"{theirs:11.1f}{theirs / ours:8.1f}", flush=True)
        if not theirs > ours:
            slower.append(f"{name} ({row['size']})")
    if slower:
        print("scipy is faster in: " + ", ".join(slower))
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
