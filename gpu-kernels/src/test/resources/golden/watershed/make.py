"""Makes the images and results of this folder: python3 make.py (numpy, scikit-image)."""

import csv
import gzip
import heapq
import itertools
import pathlib

import numpy as np
import skimage
from skimage.segmentation import watershed

random = np.random.default_rng(20261125)
neighbourhood = pathlib.Path(__file__).parent.parent / "neighbourhood"
AXES = {"faces": 1, "edges": 2, "corners": 3}
rows = []


def write(name, array):
    with gzip.GzipFile(f"{name}.gz", "wb", mtime=0) as file:
        file.write(np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes())


def seeds(shape, count, chance=0.002):
    """Single voxels and small blocks, ids neither ascending nor consecutive, some twice."""
    result = np.zeros(shape, np.uint16)
    for label in random.integers(1, 60000, count):
        corner = [random.integers(0, n) for n in shape]
        result[tuple(slice(c, c + random.integers(1, 3)) for c in corner)] = label
    result[0, 0, 0], result[-1, -1, -1] = 7, 5
    return result


def flood(image, markers, axes, mask):
    """The definition, voxel by voxel: a queue in the order (level, arrival, label)."""
    inside = np.ones(image.shape, bool) if mask is None else mask != 0
    ways = [w for w in itertools.product((-1, 0, 1), repeat=3) if 0 < sum(map(abs, w)) <= axes]
    labels = np.where(inside, markers, 0)
    queue = [(image[p], 0, labels[p], p) for p in map(tuple, np.argwhere(labels))]
    heapq.heapify(queue)
    while queue:
        level, arrival, label, at = heapq.heappop(queue)
        for way in ways:
            to = tuple(a + w for a, w in zip(at, way))
            if any(t < 0 or t >= n for t, n in zip(to, image.shape)) or not inside[to] or labels[to]:
                continue
            labels[to] = label
            higher = image[to] > level
            heapq.heappush(queue, (image[to] if higher else level, 0 if higher else arrival + 1, label, to))
    return labels


def golden(name, image, markers, mask, connectivity, by):
    axes = AXES[connectivity]
    if by == "skimage":
        assert len(np.unique(image)) == image.size
        flat = image.shape[0] == 1
        of = (lambda a: None if a is None else a[0]) if flat else (lambda a: a)
        result = watershed(of(image), of(markers), min(axes, 2 if flat else 3), mask=of(mask)).reshape(image.shape)
    else:
        result = flood(image, markers, axes, mask)
    file = f"{name}-{connectivity}" + ("" if mask is None else "-masked")
    write(file, result.astype(np.uint16))
    z, y, x = image.shape
    rows.append([file, name, x, y, z, image.dtype.name, connectivity, int(mask is not None), by])


def goldens(name, image, markers, mask, by, connectivities):
    write(name, image)
    write(name + "-seeds", markers)
    write(name + "-mask", mask)
    for connectivity in connectivities:
        golden(name, image, markers, None, connectivity, by)
        golden(name, image, markers, mask, connectivity, by)


def distinct(image):
    """Equal values told apart by a unique offset, too small to change the order of others."""
    ranks = random.permutation(image.size).reshape(image.shape)
    return image.astype(np.float64) + ranks / (2.0 * image.size)


def stored(name, shape, dtype):
    with gzip.open(neighbourhood / f"{name}.gz") as file:
        return np.frombuffer(file.read(), dtype).reshape(shape)


for name, shape, count in (("plane", (1, 61, 73), 25), ("volume", (19, 25, 33), 40)):
    every = ("faces", "corners") if shape[0] == 1 else AXES
    size = int(np.prod(shape))
    mask = (random.random(shape) > 0.3).astype(np.uint8)
    permutation = random.permutation(size).reshape(shape)
    goldens(name + "-int32", (permutation - size // 2).astype(np.int32), seeds(shape, count), mask, "skimage", every)
    floats = (permutation - size / 2).astype(np.float32) * np.float32(0.37)
    goldens(name + "-float32", floats, seeds(shape, count), mask, "skimage", ("faces", "corners"))
    steps = random.integers(0, 4, shape).astype(np.uint8)
    goldens(name + "-plateaus", steps, seeds(shape, count), mask, "definition", every)
    level = np.zeros(shape, np.uint8)
    goldens(name + "-level", level, seeds(shape, count), mask, "definition", ("faces", "corners"))
blobs = stored("blobs", (1, 254, 256), "u1")[:, 60:157, 70:181]
goldens("blobs", distinct(255 - blobs.astype(int)), seeds(blobs.shape, 90), (blobs > 60).astype(np.uint8), "skimage", ("faces", "corners"))
nuclei = stored("nuclei3d_small", (24, 48, 56), "<u2")[4:20, :33, :38]
goldens("nuclei", distinct(-nuclei.astype(int)), seeds(nuclei.shape, 60), (nuclei > 300).astype(np.uint8), "skimage", ("faces", "corners"))
goldens("nuclei-ties", nuclei // 64, seeds(nuclei.shape, 60), (nuclei > 300).astype(np.uint8), "definition", ("faces", "corners"))

with open("goldens.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow("result,image,x,y,z,type,connectivity,masked,by".split(","))
    writer.writerows(rows)
print(np.__version__, skimage.__version__)
