#!/usr/bin/env python3
"""Labels of a volume in as many tiny blocks as asked for, compared voxel by voxel with scipy's of the whole volume.

    spark-job/src/bench/many_blocks.py [--side 22,46,100] [--edge 5] [--memory 2g] [--threads 2] [--folder DIR] [--failures 0.01]

Percolation: noise of 20 %, 6-connected, side³ blocks of edge³ voxels each, labels as Zarr (a chunk per block) and a CSV
table. One process of `./kachel run` for each side, without a device; its heap (`--memory`) is the driver's and that of all
tasks. Prints a row of a table for each: blocks, objects, seconds of the wall clock and of the processor, peak resident
memory. Exit code 1 if a label or a voxel count of the table differs.

With --failures that share of all attempts at tasks fails at a random moment (org.kachel.job.flaky among the tests, which have to
be compiled), and is tried again. How many did is printed too.

Needs Python 3 with numpy, scipy and zarr, and some 10 GB of disk for a million blocks.
"""
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np
import scipy.ndimage
import zarr

HOME = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PIPELINE = """
input: {{volume: {1}noise.zarr}}
steps:
  - {{name: labels, op: connected-components, connectivity: faces}}
output: {{volume: {1}out.zarr, format: zarr2, write: {{labels: labels}}}}
measure:
  - {{of: labels, table: [{1}out.csv]}}
block: [{0}, {0}, {0}]
device: java
"""


def noise(shape):
    return (np.random.default_rng(1).random(shape, dtype=np.float32) < 0.2).astype(np.uint8)


def labels(folder):
    """Chunks as they lie in the files: a million calls of zarr's indexing would take longer than the job."""
    root = os.path.join(folder, "out.zarr")
    array = zarr.open(root, mode="r")
    if not hasattr(array, "chunks"):
        array = array["labels"]
    out = np.zeros(array.shape, array.dtype)
    store, codec, edge = array.chunk_store, array.compressor, array.chunks
    for index in np.ndindex(*array.cdata_shape):
        key = array.path + ("/" if array.path else "") + array._dimension_separator.join(map(str, index))
        if key not in store:
            continue
        chunk = np.frombuffer(codec.decode(store[key]), array.dtype).reshape(edge)
        place = tuple(slice(i * e, min((i + 1) * e, n)) for i, e, n in zip(index, edge, array.shape))
        out[place] = chunk[tuple(slice(0, p.stop - p.start) for p in place)]
    return out


def run(side, options):
    folder = tempfile.mkdtemp(prefix="many-blocks-", dir=options.folder)
    try:
        image = noise((side * options.edge,) * 3)
        zarr.save_array(os.path.join(folder, "noise.zarr"), image, chunks=(64, 64, 64))
        with open(os.path.join(folder, "p.yaml"), "w") as file:
            file.write(PIPELINE.format(options.edge, f"flaky://here{folder}/" if options.failures else ""))
        command = [os.path.join(HOME, "kachel"), "run", "p.yaml", "--threads", str(options.threads)]
        environment = {**os.environ, "KACHEL_MEMORY": options.memory}
        if options.failures:
            command += ["--master", f"local[{options.threads},4]"]
            environment["KACHEL_CLASSPATH"] = os.path.join(HOME, "spark-job", "target", "test-classes")
            environment["KACHEL_JAVA_OPTIONS"] = (
                f"-Dspark.plugins=org.kachel.job.flaky.FlakyTasks -Dkachel.flaky.rate={options.failures}"
            )
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=sys.stderr)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        if status:
            raise SystemExit(f"{command} ended with status {status}")
        expected, count = scipy.ndimage.label(image)
        wrong = int(np.count_nonzero(labels(folder) != expected))
        voxels = np.loadtxt(os.path.join(folder, "out.csv"), delimiter=",", skiprows=1, usecols=(0, 1), dtype=np.int64)
        table = np.array_equal(voxels[:, 0], np.arange(1, count + 1)) and np.array_equal(
            voxels[:, 1], np.bincount(expected.ravel())[1:]
        )
        verdict = "identical" if wrong == 0 and table else f"{wrong} voxels differ, table {'right' if table else 'WRONG'}"
        processor = usage.ru_utime + usage.ru_stime
        print(
            f"| {side ** 3} ({side}³) | {count} | {wall:.0f} | {processor:.1f} | {processor / side ** 3 * 1000:.2f} "
            f"| {usage.ru_maxrss / 1024:.0f} | {verdict} |",
            flush=True,
        )
        return wrong == 0 and table
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", default="22,46,100")
    parser.add_argument("--edge", type=int, default=5)
    parser.add_argument("--memory", default="2g")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder")
    parser.add_argument("--failures", type=float, default=0)
    options = parser.parse_args()
    print("| blocks | objects | wall s | processor s | ms of processor per block | peak resident MiB | labels and table |")
    print("|---|---|---|---|---|---|---|", flush=True)
    right = [run(int(side), options) for side in options.side.split(",")]
    sys.exit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
