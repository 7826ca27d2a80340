"""Makes neighbours-*, contacts-*, surface-* and counts-*.csv of the label images here: python3 neighbours.py

Faces by comparing shifted arrays, centroids by scipy.ndimage, the nearest by scipy.spatial.
"""

import gzip
from pathlib import Path

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

here = Path(__file__).parent
SPACING = np.array([0.5, 0.25, 2.0])  # x, y, z
NEAREST = 4


def contacts(labels):
    """{(a, b): faces across x, y, z}"""
    found = {}
    for axis in range(3):
        n = labels.shape[axis]
        low, high = labels.take(range(n - 1), axis), labels.take(range(1, n), axis)
        touching = (low != high) & (low > 0) & (high > 0)
        pairs = np.sort(np.stack([low[touching], high[touching]], 1), 1)
        for (a, b), count in zip(*np.unique(pairs, axis=0, return_counts=True)):
            found.setdefault((int(a), int(b)), [0, 0, 0])[2 - axis] = int(count)
    return found


def write(name, header, rows):
    text = [header] + [",".join(repr(v) if isinstance(v, int) else repr(float(v)) for v in row) for row in rows]
    (here / f"{name}.csv").write_text("\n".join(text) + "\n")


def golden(name, tile, *shape):
    labels = np.frombuffer(gzip.decompress((here / f"{name}.gz").read_bytes()), np.uint8).reshape(shape)
    ids = [int(i) for i in np.unique(labels) if i > 0]
    at = np.array(ndimage.center_of_mass(labels > 0, labels, ids))[:, ::-1]  # x, y, z
    place = {label: at[i] for i, label in enumerate(ids)}
    far = lambda a, b, s: np.linalg.norm((place[a] - place[b]) * s)
    edges = contacts(labels)
    face = [SPACING[1] * SPACING[2], SPACING[0] * SPACING[2], SPACING[0] * SPACING[1]]
    rows = [[a, b, sum(f), far(a, b, 1), np.dot(f, face), far(a, b, SPACING)] for (a, b), f in sorted(edges.items())]
    write(f"contacts-{name}", "a,b,faces,distance,area,physical_distance", rows)
    rows = []
    for i, label in enumerate(ids):
        touching = [b if a == label else a for a, b in edges if label in (a, b)]
        mean = lambda s: np.mean([far(label, t, s) for t in touching]) if touching else np.nan
        near = lambda s: cKDTree(at * s).query(at[i] * s, NEAREST + 1)[0][1:].mean()
        rows.append([label, len(touching), mean(1), mean(SPACING), near(1), near(SPACING)])
    write(f"neighbours-{name}", "label,touching,mean,physical_mean,nearest,physical_nearest", rows)
    outer = set()
    for axis in (a for a in range(3) if shape[a] > 1):
        for flipped in (labels, np.flip(labels, axis)):
            first = np.expand_dims((flipped > 0).argmax(axis), axis)
            outer |= set(np.take_along_axis(flipped, first, axis).ravel().tolist())
    write(f"surface-{name}", "label", [[label] for label in sorted(outer - {0})])
    tiles = -(-np.array(shape[::-1]) // tile)
    counts = np.zeros(tiles[::-1], int)
    for centroid in at:
        counts[tuple((np.floor(centroid + 0.5).astype(int) // tile)[::-1])] += 1
    rows = [[int(x), int(y), int(z), int(counts[z, y, x])] for z, y, x in np.ndindex(*counts.shape)]
    write(f"counts-{name}", "tile_x,tile_y,tile_z,count", rows)


golden("cells-nuclei3d_vol", [50, 40, 64], 64, 128, 128)
golden("cells-blobs-many", [50, 64, 1], 1, 254, 256)
