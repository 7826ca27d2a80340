#!/usr/bin/env python3
"""Every filter of Kachel beside scipy.ndimage on the same CPU, or beside CuPy on the same GPU, in one run.

Runs `kachel bench`, then ndimage with the same parameters on an image of the same size, type and kind (balls on noise), and
prints milliseconds and the ratio. Beside scipy Kachel's times are those of the host's clock, with the copies to and from the device,
while scipy's are in memory; beside CuPy both are with the data on the GPU. Exit code 1 if the rival is faster anywhere.

    spark-job/src/bench/ndimage_filters.py [--rival scipy] [--sizes 2d-8mb,3d-64mb] [--ops sobel,median-box] [--from bench.json]
    spark-job/src/bench/ndimage_filters.py --rival cupy --sizes 3d-512

Needs Python 3 with numpy and scipy (Debian: python3-scipy) and an OpenCL driver for the CPU (pocl-opencl-icd), or CuPy and a GPU.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HOME = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
sys.path.insert(0, os.path.join(HOME, "gpu-kernels", "src", "conformance"))
from scipy_twins import Twins  # noqa: E402

xp = np  # or cupy
twins = None

SHAPES = {"tiny": (64, 64, 64), "2d-8mb": (2048, 2048), "3d-64mb": (128, 512, 512), "3d-512": (512, 512, 512)}


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


def milliseconds(run, x, repeat):
    """The median of up to `repeat` runs; one run where that takes more than five seconds. On a GPU after one that compiles."""
    if xp is not np:
        run(x)
    times = []
    while len(times) < repeat and sum(times) < 5:
        wait()
        start = time.perf_counter()
        run(x)
        wait()
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def wait():
    if xp is not np:
        xp.cuda.Stream.null.synchronize()


def choose(rival):
    global xp, twins
    if rival == "cupy":
        import cupy
        import cupyx.scipy.ndimage

        xp, twins = cupy, Twins(cupy, cupyx.scipy.ndimage)
        return f"cupy {cupy.__version__}"
    import scipy
    import scipy.ndimage

    twins = Twins(np, scipy.ndimage)
    return f"scipy {scipy.__version__}"


def bench(options):
    """The rows of `kachel bench`, from a file or a run."""
    if options.rows:
        with open(options.rows) as file:
            return json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        rows = os.path.join(folder, "rows.json")
        command = [os.path.join(HOME, "kachel"), "bench", "--device", "cpu" if xp is np else "gpu", "--no-cpu", "--sizes", options.sizes,
                   "--repeat", str(options.repeat), "--ops", ",".join(options.ops or filters()), "--json", rows]
        subprocess.run(command, check=True, stdout=sys.stderr)
        with open(rows) as file:
            return json.load(file)


def filters():
    listed = subprocess.run([os.path.join(HOME, "kachel"), "ops"], check=True, capture_output=True, text=True).stdout
    names = [line.split()[0] for line in listed.splitlines() if line.strip()]
    return [n for n in names if twins.of(n, {"sigma1": 1, "sigma2": 2}, 3)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rival", choices=["scipy", "cupy"], default="scipy")
    parser.add_argument("--sizes", default="2d-8mb,3d-64mb")
    parser.add_argument("--ops", type=lambda s: s.split(","))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--from", dest="rows", metavar="FILE", help="what `kachel bench --json FILE` wrote on this machine")
    options = parser.parse_args()
    version = choose(options.rival)
    measured = bench(options)
    print(f"{measured['device']}, {measured['processors']} processors; {version}, numpy {np.__version__}")
    print(f"{'operation':44}{'size':>9}{'type':>9}{'kernels ms':>12}{'clock ms':>13}{options.rival + ' ms':>11}{'×':>8}")
    images, slower = {}, []
    for row in measured["rows"]:
        parameters = dict(re.findall(r"(\S+?)=(\[.*?\]|\S+)", row["parameters"]))
        run = twins.of(row["operation"], parameters, len(SHAPES[row["size"]]))
        if run is None or options.ops and row["operation"] not in options.ops:
            continue
        if row["size"] not in images:
            images[row["size"]] = xp.asarray(image(row["size"]))
        x = images[row["size"]]
        if row["content"] == "mask":
            x = x > 300
        kernels, wall, transferred = (float(row[f"{k}-milliseconds"]) for k in ("device", "wall", "with-transfers"))
        copies = wall + transferred - kernels
        ours, theirs = copies if xp is np else kernels, milliseconds(run, x, options.repeat)
        name = f"{row['operation']} {row['parameters']}"
        print(f"{name:44}{row['size']:>9}{row['type']:>9}{kernels:12.2f}{copies:13.2f}"
              f"{theirs:11.1f}{theirs / ours:8.1f}", flush=True)
        if not theirs > ours:
            slower.append(f"{name} ({row['size']})")
    if slower:
        print(f"{options.rival} is faster in: " + ", ".join(slower))
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
