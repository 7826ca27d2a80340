"""Makes the golden files of this folder: label images by scipy and skimage, raw, gzipped, x fastest.

    python3 goldens.py DIRECTORY-OF-STARDIST-ZARRS
"""
import gzip, sys
import numpy as np
import scipy.ndimage as ndi
import skimage.measure

Z, Y, X = 9, 11, 13


def snake(z, y, x):
    """A path of width 1 through the whole volume, every other row and plane."""
    a = np.zeros((z, y, x), np.uint8)
    end_y = 0
    for k in range(0, z, 2):
        rows = range(0, y, 2)
        for n, j in enumerate(rows):
            a[k, j, :] = 1
            if j + 2 < y:
                a[k, j + 1, -1 if n % 2 == 0 else 0] = 1
        turn_y = max(rows) if (k // 2) % 2 == 0 else 0
        if k + 2 < z:
            a[k + 1, turn_y, 0] = 1
    return a


def spiral(z, y, x):
    a = np.zeros((z, y, x), np.uint8)
    for r in range(0, min(y, x) // 2, 2):
        a[:, r, r:x - r] = a[:, y - 1 - r, r:x - r] = 1
        a[:, r:y - r, r] = a[:, r:y - r, x - 1 - r] = 1
        a[::2, r + 1:y - r - 1, x - 1 - r] = 0
    return a


def checkerboard(z, y, x):
    return (np.indices((z, y, x)).sum(0) % 2).astype(np.uint8)


def corners(z, y, x):
    """Voxels that touch only across block corners and edges of 4x4x4 blocks."""
    a = np.zeros((z, y, x), np.uint8)
    for k in range(3, z, 4):
        for j in range(3, y, 4):
            for i in range(3, x, 4):
                a[k, j, i] = 1
                if k + 1 < z and j + 1 < y and i + 1 < x:
                    a[k + 1, j + 1, i + 1] = 1
                if (i + j) % 8 == 6 and k + 1 < z and j + 1 < y:
                    a[k + 1, j + 1, i] = 1
    return a


def save(name, a):
    with gzip.GzipFile(name + ".gz", "wb", mtime=0) as f:
        f.write(np.ascontiguousarray(a.astype("<u2")).tobytes())


rng = np.random.default_rng(7)
volumes = {
    "snake": snake(Z, Y, X),
    "spiral": spiral(Z, Y, X),
    "checkerboard": checkerboard(Z, Y, X),
    "corners": corners(Z, Y, X),
    "noise10": (rng.random((Z, Y, X)) < 0.10).astype(np.uint8),
    "noise20": (rng.random((Z, Y, X)) < 0.20).astype(np.uint8),
    "noise31": (rng.random((Z, Y, X)) < 0.31).astype(np.uint8),
}
for name, mask in volumes.items():
    for axes in (1, 2, 3):
        save(f"{name}-{axes}", ndi.label(mask, ndi.generate_binary_structure(3, axes))[0])
values = rng.integers(0, 4, (Z, Y, X)).astype(np.uint16)
save("values", values)
for axes in (1, 2, 3):
    save(f"values-{axes}", skimage.measure.label(values, background=0, connectivity=axes))

import zarr
mask = zarr.open(sys.argv[1] + "/stardist_mask3d.zarr")[:]
image = zarr.open(sys.argv[1] + "/stardist_img3d.zarr")[:]
save("stardist-mask", mask)
save("stardist-image", image)
