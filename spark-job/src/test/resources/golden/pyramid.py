#!/usr/bin/python3
"""Writes pyramid.csv: sizes and SHA-256 sums of the levels of an image and of its labels, by numpy and scikit-image.

Usage: pyramid.py FOLDER_OF_NEIGHBOURHOOD_GOLDENS > pyramid.csv
"""
import gzip
import hashlib
import sys

import numpy as np
from skimage.measure import label
from skimage.util import view_as_blocks


def boxes(image, factors):
    """The voxels of each box along the last axis, and which of them lie in the image."""
    pad = [(0, -n % f) for n, f in zip(image.shape, factors)]
    views = [view_as_blocks(np.pad(a, pad), factors) for a in (image, np.ones(image.shape, bool))]
    return [v.reshape(v.shape[:3] + (-1,)) for v in views]


def mean(image, factors):
    values, inside = boxes(image, factors)
    count = inside.sum(-1)
    return ((2 * values.astype(np.int64).sum(-1) + count) // (2 * count)).astype(image.dtype)


def mode(image, factors):
    values, inside = boxes(image, factors)
    result = np.zeros(values.shape[:3], image.dtype)
    for at in np.ndindex(result.shape):
        found, counts = np.unique(values[at][inside[at]], return_counts=True)
        result[at] = found[counts == counts.max()].max()
    return result


def rows(name, image, reduce, factors, levels):
    for level in range(1, levels):
        step = tuple(f if n > 1 else 1 for f, n in zip(factors, image.shape))
        image = reduce(image, step)
        z, y, x = image.shape
        print(name, level, x, y, z, hashlib.sha256(image.tobytes()).hexdigest(), sep=",")


def stored(folder, name, dtype, shape):
    return np.frombuffer(gzip.open(f"{folder}/{name}.gz").read(), dtype).reshape(shape)


nuclei = stored(sys.argv[1], "nuclei3d_small", "<u2", (24, 48, 56))
blobs = stored(sys.argv[1], "blobs", "u1", (1, 254, 256))
print("image,level,x,y,z,sha256")
rows("nuclei", nuclei, mean, (2, 2, 2), 7)
rows("blobs", blobs, mean, (2, 2, 2), 9)
rows("flat", nuclei, mean, (1, 3, 2), 4)
rows("labels", label(nuclei > 700, connectivity=1).astype("<u4"), mode, (2, 2, 2), 7)
rows("blob-labels", label(blobs > 128, connectivity=1).astype("<u4"), mode, (2, 2, 2), 9)
