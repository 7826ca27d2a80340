"""Makes this folder's masks and goldens.csv: make.py MASKS_DIR GOLDENS_JSON (numpy, zarr 2; Debian's packages).

Each mask is stored as gzipped bytes 0/1, z-major, x fastest. The goldens are of scipy.ndimage.label with
generate_binary_structure(ndim, 1..ndim), renumbered by first voxel (scipy's own order); sha256 of the int32
little-endian labels.
"""
import gzip
import json
import sys

import numpy as np
import zarr

masks, goldens = sys.argv[1:]
names = ["blobs_gt128", "maize_clsm_cells", "nuclei3d_noise", "nuclei3d_otsu", "adv_snake", "adv_twosnakes", "adv_spiral",
         "adv_checkerboard", "adv_corners", "adv_ones", "adv_zeros", "adv_random_p0.3116", "adv_random_p0.1"]
axes = {"4": 1, "8": 2, "6": 1, "18": 2, "26": 3}
rows = ["mask,x,y,z,connectivity,components,sha256"]
shapes = {}
for name in names:
    a = (zarr.open(f"{masks}/{name}.zarr", mode="r")[...] != 0).astype(np.uint8)
    shapes[name] = ((1,) + a.shape)[-3:]
    with open(name + ".gz", "wb") as f:
        f.write(gzip.compress(a.tobytes(), 9, mtime=0))
for case in json.load(open(goldens))["cases"]:
    if case.get("op") == "connected_components" and case["input"] in names:
        z, y, x = shapes[case["input"]]
        conn = case["params"]["connectivity"]
        word = {"4": "faces", "8": "corners", "6": "faces", "18": "edges", "26": "corners"}[conn]
        rows.append(f'{case["input"]},{x},{y},{z},{word},{case["components"]},{case["canonical_labels_sha256"]}')
open("goldens.csv", "w").write("\n".join(rows) + "\n")
