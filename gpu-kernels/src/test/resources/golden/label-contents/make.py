"""Makes counts.csv beside it: make.py (numpy and scipy; Debian's packages, 1.5 GiB of memory, a few minutes).

Draws each content of src/conformance/label_contents.py with seed 1 and counts its components with scipy.ndimage.label.
"""
import os
import sys
import zlib

import scipy.ndimage

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "..", "conformance"))
from label_contents import CONTENTS, mask  # noqa: E402

SIZES = [(67, 45, 33), (40, 26, 7), (75, 46, 35), (128, 128, 128), (256, 256, 256), (512, 512, 512)]

with open(os.path.join(HERE, "counts.csv"), "w") as out:
    out.write("content,x,y,z,crc32,faces,edges,corners\n")
    for x, y, z in SIZES:
        for content in CONTENTS:
            image = mask(content, (z, y, x))
            counts = [scipy.ndimage.label(image, scipy.ndimage.generate_binary_structure(3, axes))[1] for axes in (1, 2, 3)]
            out.write(",".join(map(str, [content, x, y, z, f"{zlib.crc32(image):08x}", *counts])) + "\n")
            out.flush()
