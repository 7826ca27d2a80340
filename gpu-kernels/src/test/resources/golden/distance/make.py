"""Makes the images and results of this folder: python3 make.py (numpy, scipy, scikit-image)."""

import gzip

import numpy as np
import scipy
import skimage
from scipy import ndimage as ndi
from skimage.segmentation import expand_labels

random = np.random.default_rng(20261121)


def write(name, array, dtype):
    with gzip.GzipFile(f"{name}.gz", "wb", mtime=0) as file:
        file.write(np.ascontiguousarray(array, dtype=dtype).tobytes())


# z, y, x: balls and single voxels of background in foreground
volume = np.ones((26, 33, 41), np.uint8)
z, y, x = np.indices(volume.shape)
for _ in range(3):
    c = [random.integers(0, n) for n in volume.shape]
    volume[(z - c[0]) ** 2 + (y - c[1]) ** 2 + (x - c[2]) ** 2 <= random.integers(2, 6) ** 2] = 0
for _ in range(6):
    volume[tuple(random.integers(0, n) for n in volume.shape)] = 0
plane = (random.random((1, 61, 73)) > 0.004).astype(np.uint8)

# labels: small seeds, of which no two have one id
seeds = np.zeros((26, 33, 41), np.uint8)
for label in random.permutation(20) + 1:
    c = [random.integers(0, n) for n in seeds.shape]
    seeds[c[0] : c[0] + 2, c[1] : c[1] + 3, c[2] : c[2] + 2] = label

write("volume", volume, "u1")
write("plane", plane, "u1")
write("seeds", seeds, "u1")
write("volume-distance", ndi.distance_transform_edt(volume), "<f8")
write("volume-distance-spacing", ndi.distance_transform_edt(volume, sampling=(2.5, 0.7, 1.1)), "<f8")
write("plane-distance", ndi.distance_transform_edt(plane[0]), "<f8")
for name, distance in (("1", 1), ("3.5", 3.5), ("9", 9)):
    write("seeds-expanded-" + name, expand_labels(seeds, distance), "u1")
print(np.__version__, scipy.__version__, skimage.__version__)
