"""Nuclei that touch, split as conf/touching-nuclei.yaml does: python3 touching.py (numpy, scipy, scikit-image)."""

import gzip

import numpy as np
from scipy import ndimage as ndi
from skimage.segmentation import watershed

volume = np.frombuffer(gzip.open("nuclei3d_vol.gz").read(), "<u2").reshape(64, 128, 128)


def blurred(image):
    return ndi.gaussian_filter(image.astype(np.float64), 2, radius=8, mode="nearest").astype(np.float32)


def otsu(image):
    """256 bins between the extremes; above the centre of the first that splits best."""
    low, high = float(image.min()), float(image.max())
    bins = np.floor((image.astype(np.float64) - low) * 255 / (high - low) + 0.5).astype(int)
    counts = np.bincount(bins.ravel(), minlength=256).astype(float)
    below, sums = np.cumsum(counts), np.cumsum(counts * np.arange(256))
    with np.errstate(all="ignore"):
        between = np.nan_to_num((sums[-1] * below / below[-1] - sums) ** 2 / (below * (below[-1] - below)))
    return image > low + np.argmax(between) * (high - low) / 255


nuclear = otsu(blurred(volume))
depth = blurred(ndi.distance_transform_edt(nuclear, sampling=(1.4, 1, 1)).astype(np.float32))
centres = (ndi.maximum_filter(depth, 3, mode="nearest") == depth) & nuclear
seeds, _ = ndi.label(centres, np.ones((3, 3, 3)))
nuclei = watershed(-depth, seeds, mask=nuclear)
with open("touching-nuclei3d_vol.csv", "w") as file:
    file.write("label,voxel_count\n")
    for label in range(1, nuclei.max() + 1):
        file.write(f"{label},{np.count_nonzero(nuclei == label)}\n")
print(ndi.label(nuclear)[1], "parts,", nuclei.max(), "nuclei")
