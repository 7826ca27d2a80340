"""Images that labelling finds easy or hard, voxel for voxel those of LabelImages.java (in the tests of gpu-kernels).

    contents.mask("snake", (512, 512, 512))    numpy, uint8, foreground 1; axes z, y, x

Written plane by plane in numpy: each takes a second or two at 512^3.
"""
import numpy as np

CONTENTS = ["nuclei", "random", "percolation", "checkerboard", "snake", "spirals", "ones", "zeros", "corners"]
DENSITIES = {"random": 0.5, "percolation": 0.3116}
CELL = 32


def mask(content, shape, seed=1):
    """The content in an array of (z, y, x) voxels; seeds below 2^31 are those of Java."""
    if content not in CONTENTS:
        raise ValueError(f"no content {content!r}; there are {', '.join(CONTENTS)}")
    if content == "nuclei":
        return nuclei(shape, seed)
    result = np.empty(shape, np.uint8)
    y, x = np.ogrid[: shape[1], : shape[2]]
    for z in range(shape[0]):
        if content in DENSITIES:
            first = np.uint64(z * y.size * x.size)
            drawn = hashed(np.arange(y.size * x.size, dtype=np.uint64) + first, seed) >> np.uint32(8)
            result[z] = (drawn < DENSITIES[content] * 2**24).reshape(shape[1:])
        else:
            result[z] = PLANES[content](x, y, z, shape)
    return result


def hashed(index, seed):
    """lowbias32 (https://nullprogram.com/blog/2018/07/31/) of 32-bit indices."""
    h = index.astype(np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed * 0x85EBCA77 & 0xFFFFFFFF)
    h = (h ^ h >> np.uint32(16)) * np.uint32(0x7FEB352D)
    h = (h ^ h >> np.uint32(15)) * np.uint32(0x846CA68B)
    return h ^ h >> np.uint32(16)


def nuclei(shape, seed):
    result = np.zeros(shape, np.uint8)
    cells = [(n + CELL - 1) // CELL for n in shape]
    hashes = hashed(np.arange(np.prod(cells)), seed).reshape(cells)
    for cell in np.ndindex(*cells):
        h = int(hashes[cell])
        radius = 6 + (h >> 15) % 7
        centre = [CELL * cell[axis] + (h >> shift & 31) for axis, shift in ((0, 10), (1, 5), (2, 0))]
        box = tuple(slice(max(0, c - radius), max(0, min(n, c + radius + 1))) for c, n in zip(centre, shape))
        axes = np.ogrid[box]
        result[box] |= sum((a - c) ** 2 for a, c in zip(axes, centre)) <= radius**2
    return result


def checkerboard(x, y, z, shape):
    return (x + y + z) % 2 == 0


def corners(x, y, z, shape):
    return (x // 2 % 2 == z // 2 % 2) & (y // 2 % 2 == z // 2 % 2)


def snake(x, y, z, shape):
    """Every even row of an even plane, and one voxel between a row's end and the next row of the path."""
    rows, planes = (shape[1] + 1) // 2, (shape[0] + 1) // 2
    result = np.zeros(shape[1:], bool)
    plane, down = z // 2, z // 2 % 2 == 0
    if z % 2 == 0:
        result[::2] = True
        for step in range(rows - 1):
            result[2 * step + 1 if down else 2 * (rows - 1 - step) - 1, end(plane * rows + step)] = True
    elif plane + 1 < planes:
        result[2 * (rows - 1) if down else 0, end((plane + 1) * rows - 1)] = True
    return result


def end(row):
    """Even rows of the path are walked towards greater x."""
    return -1 if row % 2 == 0 else 0


def spirals(x, y, z, shape):
    """Walls along every second ring, of two spirals in turn: drawn line by line, from the outside to the inside."""
    result = np.zeros(shape[1:], bool)
    height, width = shape[1:]
    rings = range(0, (min(height, width) - 1) // 2, 2)  # two walls and a voxel between them are the narrowest
    if z % 2 == 1:
        for r in rings[:2]:
            result[r, r] = True
        return result
    for r in rings:
        bottom, right = height - 1 - r, width - 1 - r
        result[r, r : right + 1] = result[bottom, r + 1 : right + 1] = result[r : bottom + 1, right] = True
        result[r + 4 : bottom + 1, r] = True
    for r in rings:
        if r + 4 in rings:
            result[r + 4, r + 1 : r + 4] = True
    return result


PLANES = {
    "checkerboard": checkerboard,
    "snake": snake,
    "spirals": spirals,
    "corners": corners,
    "ones": lambda x, y, z, shape: 1,
    "zeros": lambda x, y, z, shape: 0,
}
