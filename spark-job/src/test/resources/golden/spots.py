"""Makes spots-nuclei3d_vol.csv by scipy, step by step what conf/spots.yaml says: python3 spots.py"""

import gzip
from pathlib import Path

import numpy as np
from scipy import ndimage

here = Path(__file__).parent
SIGMA, BOX = (3, 4, 4), (21, 25, 25)  # z, y, x


def otsu(image):
    """Histogram of 256 bins whose centres go from the smallest to the largest value; the first that separates best."""
    low, high = image.min(), image.max()
    counts = np.bincount(np.round((image - low) * 255 / (high - low)).astype(int).ravel(), minlength=256)
    centres = low + np.arange(256) * (high - low) / 255
    below, sums = np.cumsum(counts), np.cumsum(counts * centres)
    split = below[:-1] * (below[-1] - below[:-1])
    between = (sums[-1] * below[:-1] / below[-1] - sums[:-1]) ** 2 / np.where(split, split, np.inf)
    return centres[np.argmax(between)]


def peaks(image):
    """Earlier neighbours in raster order are lower, later ones not higher."""
    padded, result = np.pad(image, 1, constant_values=-1), np.ones(image.shape, bool)
    for k in np.ndindex(3, 3, 3):
        neighbour = padded[tuple(slice(o, o + n) for o, n in zip(k, image.shape))]
        if k != (1, 1, 1):
            result &= (neighbour < image) if k < (1, 1, 1) else (neighbour <= image)
    return result


raw = gzip.decompress((here / "nuclei3d_vol.gz").read_bytes())
image = np.frombuffer(raw, "<u2").reshape(64, 128, 128)
smooth = (image - ndimage.grey_opening(image, size=BOX, mode="nearest")).astype(float)
for axis in (2, 1, 0):
    smooth = ndimage.gaussian_filter1d(smooth, SIGMA[axis], axis=axis, mode="nearest", truncate=4)
spots = np.argwhere(peaks(smooth) & (smooth > otsu(smooth)))
rows = [",".join(str(v) for v in (x, y, z, image[z, y, x])) for z, y, x in spots]
(here / "spots-nuclei3d_vol.csv").write_text("\n".join(["x,y,z,value", *rows]) + "\n")
