"""Makes embryo-nuclei3d_vol.gz and .csv by scipy, step by step what conf/embryo.yaml says: python3 embryo.py (which runs spots.py)

The cells, and for each how many touch it and how far their centroids are on average, in voxels.
"""

import gzip

import numpy as np
from scipy import ndimage
from spots import here, otsu, smooth, spots

RADIUS = np.array([4, 6, 6])  # z, y, x
BOX, DIAMOND = (ndimage.generate_binary_structure(3, axes) for axes in (3, 1))

reach = np.indices(2 * RADIUS + 1) - RADIUS.reshape(3, 1, 1, 1)
sphere = ((reach / RADIUS.reshape(3, 1, 1, 1)) ** 2).sum(0) <= 1
tissue = ndimage.binary_dilation(smooth > otsu(smooth), sphere)

seeds = np.zeros(smooth.shape, bool)
seeds[tuple(spots.T)] = True
ids, count = ndimage.label(seeds, BOX)
assert count == len(spots) < 256
# of two that reach a voxel at once the one wins that comes last with x slowest
order = sorted(range(1, count + 1), key=lambda i: tuple(np.argwhere(ids.T == i)[0]))
rank = np.zeros(count + 1, int)
rank[order] = np.arange(1, count + 1)
cells, step, idle = rank[ids], 0, 0
while idle < 2:
    grown = ndimage.grey_dilation(cells, footprint=DIAMOND if step % 2 else BOX, mode="constant")
    grown = np.where((cells == 0) & tissue, grown, cells)
    idle, step, cells = (idle + 1 if (grown == cells).all() else 0), step + 1, grown
cells = np.array([0, *order])[cells]

touching = [set() for _ in range(count + 1)]
for axis in range(3):
    n = cells.shape[axis]
    for a, b in zip(cells.take(range(n - 1), axis).ravel(), cells.take(range(1, n), axis).ravel()):
        if a != b and a and b:
            touching[a].add(b)
            touching[b].add(a)
at = np.array([(0, 0, 0), *ndimage.center_of_mass(cells > 0, cells, range(1, count + 1))])
far = lambda i: np.mean([np.linalg.norm(at[i] - at[j]) for j in touching[i]]) if touching[i] else np.nan
(here / "embryo-nuclei3d_vol.gz").write_bytes(gzip.compress(cells.astype(np.uint8).tobytes(), 9, mtime=0))
rows = [f"{i},{len(touching[i])},{float(far(i))!r}" for i in range(1, count + 1)]
(here / "embryo-nuclei3d_vol.csv").write_text("\n".join(["label,touching,mean", *rows]) + "\n")
