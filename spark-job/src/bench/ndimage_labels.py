#!/usr/bin/env python3
"""Connected components by CuPy on a GPU, or by scipy with --numpy, of the contents that GoalBenchmark labels, in a table like its own.

    spark-job/src/bench/ndimage_labels.py [--numpy] [--size 512] [--contents nuclei,snake] [--repeat 7]

The mask (uint8) lies on the device, labels are int32; each time is the median by the wall clock from a device that has
nothing to do to one that is done again, after one call that compiles. Components are compared with what scipy counted
(gpu-kernels/src/test/resources/golden/label-contents); exit code 1 if a number differs.

Needs Python 3 with numpy, and CuPy and a GPU or scipy. Kachel's rows on the same machine, without Maven, from a folder of
`-Pdist` (spark-job/docs/dist.md) and the classes of the tests:

    dist=spark-job/target/kachel-dist
    $dist/runtime/bin/java -Xmx4g -cp "gpu-kernels/target/test-classes:$dist/lib/*" org.kachel.op.GoalBenchmark 512 labels
"""
import argparse
import csv
import os
import statistics
import sys
import time
import zlib

import numpy as np

KERNELS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "gpu-kernels", "src")
sys.path.insert(0, os.path.join(KERNELS, "conformance"))
from label_contents import CONTENTS, mask  # noqa: E402

STEPS = np.abs(np.indices((3, 3, 3)) - 1).sum(axis=0)
STRUCTURES = {"faces": STEPS <= 1, "edges": STEPS <= 2, "corners": STEPS <= 3}  # 6, 18, 26


class Rival:
    """numpy and scipy, or CuPy, behind the same calls."""

    def __init__(self, on_gpu):
        if on_gpu:
            import cupy
            import cupyx.scipy.ndimage as ndimage

            self.name = f"cupy {cupy.__version__}, {cupy.cuda.runtime.getDeviceProperties(0)['name'].decode()}"
            self.wait = cupy.cuda.Device().synchronize
            self.upload = cupy.asarray
        else:
            import scipy
            import scipy.ndimage as ndimage

            self.name, self.wait, self.upload = f"scipy {scipy.__version__}", lambda: None, lambda image: image
        self.ndimage = ndimage

    def components(self, image, structure):
        return int(self.ndimage.label(image, structure)[1])

    def milliseconds(self, image, structure, repeat):
        """The median of up to `repeat` runs, at least one, none begun after five seconds."""
        times = []
        while not times or len(times) < repeat and sum(times) < 5:
            self.wait()
            start = time.perf_counter()
            self.ndimage.label(image, structure)
            self.wait()
            times.append(time.perf_counter() - start)
        return 1e3 * statistics.median(times)


def counted(size):
    """The rows of counts.csv of size^3 voxels, by content."""
    with open(os.path.join(KERNELS, "test", "resources", "golden", "label-contents", "counts.csv")) as file:
        return {row["content"]: row for row in csv.DictReader(file) if {row["x"], row["y"], row["z"]} == {str(size)}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--numpy", action="store_true", help="scipy on the CPU in place of CuPy")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--contents", type=lambda s: s.split(","), default=CONTENTS)
    parser.add_argument("--connectivities", type=lambda s: s.split(","), default=list(STRUCTURES))
    parser.add_argument("--repeat", type=int, default=7)
    options = parser.parse_args()
    rival, expected, wrong = Rival(not options.numpy), counted(options.size), 0
    print(f"{rival.name}, numpy {np.__version__}, {options.size}^3 voxels, median of up to {options.repeat}")
    for content in options.contents:
        image = mask(content, (options.size,) * 3)
        row = expected.get(content)
        if row and f"{zlib.crc32(image):08x}" != row["crc32"]:
            sys.exit(f"{content} of {options.size}^3 is drawn with checksum {zlib.crc32(image):08x}, not {row['crc32']}: "
                     "not the image that was counted")
        image = rival.upload(image)
        for connectivity in options.connectivities:
            found = rival.components(image, STRUCTURES[connectivity])
            milliseconds = rival.milliseconds(image, STRUCTURES[connectivity], options.repeat)
            verdict = f"{found} components, by scipy not counted"
            if row:
                right = found == int(row[connectivity])
                wrong += not right
                verdict = f"{'right' if right else 'WRONG'}, {found} of {row[connectivity]} components"
            name = f"labels {content.upper()} {connectivity.upper()}"
            print(f"{name:36} wall {milliseconds:9.3f} ms  {options.size**3 / milliseconds / 1e6:8.3f} Gvoxel/s  {verdict}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
