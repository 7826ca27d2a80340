"""Makes the images and results of this folder: python3 make.py (numpy, scipy, scikit-image)."""

import gzip

import numpy as np
import scipy
import skimage
from scipy import ndimage as ndi
from skimage.measure import regionprops
from skimage.morphology import remove_small_objects
from skimage.segmentation import clear_border, expand_labels, find_boundaries, relabel_sequential

random = np.random.default_rng(20261125)
rows = ["name,op,parameters,inputs,x,y,z,type"]


def write(name, array):
    raw = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
    with gzip.GzipFile(f"{name}.gz", "wb", mtime=0) as file:
        file.write(raw)


def golden(name, op, parameters, inputs, array):
    """A result, and how a pipeline asks for it."""
    write(name, array)
    z, y, x = (1, 1, *array.shape)[-3:]
    rows.append(f"{name},{op},{parameters},{inputs},{x},{y},{z},{array.dtype.name}")


def objects(shape):
    """Ellipsoids and boxes under numbers with gaps, in no order of place; some touch, some reach the border, some are in pieces."""
    labels = np.zeros(shape, np.uint16)
    at = np.indices(shape)
    for label in random.permutation(60000)[:45] + 1:
        centre = [random.integers(0, n) for n in shape]
        radius = [random.integers(1, 7) for _ in shape]
        distance = [abs(a - c) / r for a, c, r in zip(at, centre, radius)]
        inside = np.maximum.reduce(distance) <= 0.9 if random.random() < 0.4 else sum(d * d for d in distance) <= 1
        labels[inside & (labels == 0)] = label
    # what lies in a line has no second axis
    thin = [p.label for p in regionprops(labels) if sorted(np.ptp(p.coords, axis=0))[-2] == 0]
    return np.where(np.isin(labels, thin), 0, labels)


def porous(shape, density):
    """Shells around holes of all shapes: noise, smoothed, and a few voxels through which holes leak across edges alone."""
    solid = ndi.uniform_filter((random.random(shape) < 0.5).astype(float), 3) > 0.5 - density
    return (solid & (random.random(shape) > 0.02)).astype(np.uint8)


def axes(p):
    """The longest and the next axis of the ellipse or ellipsoid with the same moments."""
    i = p.inertia_tensor_eigvals
    return p.axis_major_length, p.axis_minor_length if len(i) == 2 else np.sqrt(10 * (i[0] - i[1] + i[2]))


def elongation(p):
    return np.divide(*axes(p))


PROPERTIES = {
    "size": lambda p: p.area,
    "extent": lambda p: p.extent,
    "axis-major-length": lambda p: axes(p)[0],
    "centroid-x": lambda p: p.centroid[-1],
    "centroid-y": lambda p: p.centroid[-2],
    "min": lambda p: p.intensity_min,
    "max": lambda p: p.intensity_max,
    "mean": lambda p: p.intensity_mean,
    "sum": lambda p: p.image_intensity.sum(),
    "standard-deviation": lambda p: p.image_intensity[p.image].std(),
}


def kept(labels, keep):
    """The labels of which keep holds, numbered anew in their order."""
    names = [p.label for p in keep]
    return relabel_sequential(np.where(np.isin(labels, names), labels, 0))[0].astype(np.uint32)


def of_objects(name, shape):
    """All that is asked of objects, in an image of labels."""
    labels, image = objects(shape), random.integers(0, 4000, shape).astype(np.uint16)
    write(name, labels)
    write(name + "-image", image)
    every, both = regionprops(labels, image), f"{name} {name}-image"
    golden(name + "-edges", "label-edges", "", name, boundaries(labels))
    golden(name + "-sequential", "relabel-sequential", "", name, sequential(labels))
    for near, distance in (("near", 1), ("far", 4.5)):
        golden(f"{name}-expanded-{near}", "expand-labels", f"distance: {distance}", name, expanded(labels, distance))
    # whole objects: clear_border looks at connected pieces
    inner = np.where(np.isin(labels, labels[clear_border(labels) != labels]), 0, labels)
    golden(name + "-inner", "exclude-border-objects", "", name, sequential(inner))
    outer = np.where(inner > 0, 0, labels)
    golden(name + "-outer", "keep-border-objects", "", name, sequential(outer))
    assert 5 < len(np.unique(inner)) < len(np.unique(labels)) - 5
    large = remove_small_objects(labels, 40)
    golden(name + "-large-kept", "filter-labels", "size: [40; 1e9]; ids: kept", name, large.astype(np.uint32))
    golden(name + "-large", "filter-labels", "size: [40; 1e9]", name, sequential(large))
    bright = [p for p in every if p.intensity_mean >= 2000]
    golden(name + "-bright", "filter-labels", "mean: [2000; 1e9]", both, kept(labels, bright))
    long = [p for p in every if elongation(p) >= 1.3]
    golden(name + "-long", "filter-labels", "elongation: [1.3; 1e9]", name, kept(labels, long))
    full = [p for p in every if 0.45 <= p.extent <= 0.9]
    golden(name + "-full", "filter-labels", "extent: [0.45; 0.9]", name, kept(labels, full))
    for some in (large, np.isin(labels, [p.label for p in bright]), kept(labels, long), kept(labels, full)):
        assert 2 < len(np.unique(np.where(some, labels, 0))) < len(every)
    assert all(abs(e - 1.3) > 1e-6 for e in map(elongation, every))
    for property_name, value in PROPERTIES.items():
        painted = np.zeros(labels.max() + 1, np.float32)
        for p in every:
            painted[p.label] = value(p)
        golden(f"{name}-{property_name}", "label-map", f"property: {property_name}", both, painted[labels])


def boundaries(labels):
    return find_boundaries(labels, connectivity=1, mode="inner", background=0).astype(np.uint8)


def expanded(labels, distance):
    """The nearest label, of equally near ones the largest; scikit-image's where no two are equally near."""
    nearest, squares, tied = labels.copy(), np.full(labels.shape, np.inf), np.zeros(labels.shape, bool)
    for label in np.unique(labels)[1:]:
        square = np.rint(ndi.distance_transform_edt(labels != label) ** 2)
        tied = np.where(square < squares, False, tied | (square == squares))
        nearest = np.where(square <= squares, label, nearest)
        squares = np.minimum(square, squares)
    nearest = np.where(squares <= distance**2, nearest, 0).astype(labels.dtype)
    assert (nearest == expand_labels(labels, distance))[~tied].all() and tied.any()
    return nearest


def distances(name, shape):
    """To background so rare that it lies in few blocks."""
    mask = np.ones(shape, np.uint8)
    mask.flat[random.choice(mask.size, 3, replace=False)] = 0
    distance = ndi.distance_transform_edt(mask)
    assert distance.max() > 70
    write(name, mask)
    golden(name + "-distance", "distance-map", "", name, distance.astype(np.float32))


def sequential(labels):
    return relabel_sequential(labels)[0].astype(np.uint32)


def holes(name, shape):
    mask = porous(shape, 0.02)
    filled = ndi.binary_fill_holes(mask).astype(np.uint8)
    assert (filled - mask).sum() > 20
    write(name, mask)
    golden(name + "-filled", "fill-holes", "", name, filled)
    for word, rank in (("faces", 1), ("edges", 2), ("corners", 3)):
        parts, count = ndi.label(mask, ndi.generate_binary_structure(mask.ndim, rank))
        parameters = f"connectivity: {word}; ids: canonical"
        golden(f"{name}-places-{word}", "connected-components", parameters, name, places(parts, count))


def seeds_at_corners(name, shape, block):
    """Seeds that meet at the corners of four and of eight blocks alone, and the mask that they grow through."""
    seeds = np.zeros(shape, np.uint8)
    corners = [range(b, n, b) for b, n in zip(block, shape)]
    for i, z in enumerate(corners[0]):
        for y in corners[1]:
            for x in corners[2]:
                if random.random() < 0.3:
                    continue
                seeds[z, y, x] = 1
                # across a corner of eight blocks, or of four
                seeds[z - 1 if i % 2 else z, y - 1, x - 1] = 1
    seeds[random.random(shape) < 0.004] = 1
    mask = ((ndi.uniform_filter(random.random(shape), 3) > 0.47) | (random.random(shape) < 0.3)).astype(np.uint8)
    write(name, seeds)
    write(name + "-mask", mask)
    everywhere = np.ones_like(mask)
    golden(name + "-grown", "voronoi-labeling", "", name, grown(seeds, everywhere))
    golden(name + "-places", "voronoi-labeling", "ids: canonical", name, grown(seeds, everywhere, canonical=True))
    both = f"{name} {name}-mask"
    golden(name + "-masked", "masked-voronoi-labeling", "", both, grown(seeds & mask, mask))


def places(parts, count):
    """By the place of the first voxel in the place of 1, 2, …."""
    first = ndi.minimum(np.arange(parts.size).reshape(parts.shape), parts, np.arange(1, count + 1))
    return np.concatenate([[0], first + 1]).astype(np.uint32)[parts]


def grown(seeds, mask, canonical=False):
    """From the definition: boxes and crosses in turn, the largest wins; larger is what comes last with x slowest."""
    parts, count = ndi.label(seeds, np.ones((3, 3, 3)))
    x_major = np.arange(seeds.size).reshape(seeds.shape[::-1]).transpose()
    first = ndi.minimum(x_major, parts, np.arange(1, count + 1))
    rank = np.concatenate([[0], np.argsort(np.argsort(first)) + 1])
    labels = rank[parts]
    cross, idle, step = ndi.generate_binary_structure(3, 1), 0, 0
    while idle < 2:
        around = ndi.maximum_filter(labels, 3) if step % 2 == 0 else ndi.maximum_filter(labels, footprint=cross)
        wider = np.where((labels == 0) & (mask != 0), around, labels)
        idle = idle + 1 if (wider == labels).all() else 0
        labels, step = wider, step + 1
    id_of = np.zeros(count + 1, np.uint32)
    id_of[rank] = np.arange(count + 1)
    labels = id_of[labels]
    if canonical:
        ids = np.zeros(count + 1, np.uint32)
        ids[parts] = places(parts, count)
        labels = ids[labels]
    return labels


of_objects("objects-3d", (23, 31, 37))
of_objects("objects-2d", (71, 83))
holes("holes-3d", (23, 29, 31))
holes("holes-2d", (61, 73))
distances("far-3d", (7, 11, 231))
distances("far-2d", (13, 257))
seeds_at_corners("corner-seeds", (17, 24, 29), (4, 5, 7))
with open("goldens.csv", "w") as file:
    file.write("\n".join(rows) + "\n")
print(np.__version__, scipy.__version__, skimage.__version__)
