#!/usr/bin/env python3
"""Operations of Kachel, as a black box, beside numpy and scipy: ten types, four shapes. Exit code 1 if one differs.

One `kachel run` per type: parts of 1×1×1, 1×37×1, 31×7×5 and 65×65×65 voxels (x, y, z) are cropped from one volume, and every
operation runs on each. Half of that volume is spread over the whole type, its least and greatest value included, half is moderate.
Results in an integer type or the input's are compared exactly. Where a result is float32, the image is the moderate one for floats and
64-bit integers, and each operation has a tolerance (`all_types_cases.py`). Prints the seed, and a line for each that differs.

    gpu-kernels/src/conformance/all_types.py [--types uint8,float32] [--only REGEX] [--seed N] [--device java] [--block 48,40,32]

Needs what goldens.py needs.
"""
import argparse
import os
import re
import sys
import tempfile

import numpy as np
import zarr

from all_types_cases import TYPES, cases
from kachel import Failed, Pipeline

SHAPES = [(1, 1, 1), (1, 37, 1), (5, 7, 31), (65, 65, 65)]
SIDE = 65


def images(kind, random):
    """One spread over the whole type, one moderate: 65³ each."""
    shape = (SIDE,) * 3
    if kind.kind == "f":
        wide = random.standard_normal(shape) * 10.0 ** random.integers(-30, 30, shape)
        ends = [np.finfo(kind).min, np.finfo(kind).max, 0.0, np.finfo(kind).tiny]
        moderate = random.standard_normal(shape) * 100
    else:
        info = np.iinfo(kind)
        wide = random.integers(info.min, info.max, shape, kind, endpoint=True)
        ends = [info.min, info.max, 0, info.max - 1]
        moderate = random.integers(max(-100, info.min), 101, shape)
    wide = wide.astype(kind)
    at = random.random(shape)
    for k, end in enumerate(ends):
        wide[(at >= 0.02 * k) & (at < 0.02 * (k + 1))] = end
    wide.flat[0], moderate.flat[0] = ends[0], 100
    return wide, moderate.astype(kind)


def compare(kind, random, options, folder):
    """The lines to print of one type, and how many comparisons there were."""
    wide, moderate = images(kind, random)
    volume = os.path.join(folder, f"{kind}.zarr")
    zarr.save_array(volume, np.concatenate([wide, moderate]), chunks=(33, 65, 65))
    pipeline, pending = Pipeline(volume, options.block, options.device), []
    for shape in SHAPES:
        part = tuple(slice(0, n) for n in shape)
        crops = [pipeline.step("crop", **{"from": [0, 0, z], "size": list(shape[::-1])}) for z in (0, SIDE)]
        for case in cases(kind, shape):
            if re.search(options.only, case.name):
                image = 1 if case.moderate else 0
                name = case.add(pipeline, crops[image])
                pending.append((case, shape, (wide, moderate)[image][part], pipeline.write(name)))
    try:
        pipeline.run(os.path.join(folder, f"run-{kind}"))
    except Failed as problem:
        return [f"DIFFERS {kind}: {problem}"], len(pending)
    lines = []
    for case, shape, image, name in pending:
        difference = case.difference(image, pipeline.arrays[name][...])
        if difference:
            lines.append(f"DIFFERS {kind} {shape[::-1]} {case.name}: {difference}")
    return lines, len(pending)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--types", default=",".join(TYPES))
    parser.add_argument("--only", default="", metavar="REGEX", help="operations whose name matches")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--block", default=[48, 40, 32], type=lambda s: [int(n) for n in s.split(",")])
    parser.add_argument("--device", default="auto", help="auto, gpu, cpu (OpenCL), or java, which needs no kernels compiled")
    parser.add_argument("--keep", metavar="FOLDER", help="keep pipelines and results here")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    differing = total = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = options.keep or folder
        os.makedirs(folder, exist_ok=True)
        for name in options.types.split(","):
            random = np.random.default_rng([options.seed, TYPES.index(name)])
            lines, count = compare(np.dtype(name), random, options, folder)
            print(*lines, f"{name}: {count} results, {len(lines)} differ", sep="\n", flush=True)
            differing, total = differing + len(lines), total + count
    print(f"{total} results, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
