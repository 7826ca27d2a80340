"""Makes the goldens of the geometric operations: numpy and scipy on an image of balls and noise.

Run in this folder; needs numpy and scipy. Arrays are z, y, x; files are raw, x fastest, little-endian, gzipped.
"""
import gzip
import numpy as np
from scipy import ndimage as ndi
from scipy.spatial.transform import Rotation

rng = np.random.default_rng(20261121)
SHAPE = (11, 19, 23)
image = ndi.gaussian_filter((rng.random(SHAPE) > 0.97) * 9e5, 1.3) + rng.integers(0, 400, SHAPE)
image = np.minimum(image, 65535).astype("<u2")
lines = ["name,operation,parameters,x,y,z,type"]


def save(name, array):
    with open(name + ".gz", "wb") as file:
        file.write(gzip.compress(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes(), 9, mtime=0))


def golden(operation, parameters, array):
    name = f"{operation}-{len(lines)}"
    save(name, array)
    z, y, x = array.shape
    lines.append(f"{name},{operation},{parameters},{x},{y},{z},{array.dtype.name}")


def resampled(forward, size, order):
    """The image under the 4×4 matrix forward (x, y, z), voxels outside being 0; size is x, y, z."""
    flip = np.eye(4)[[2, 1, 0, 3]]
    back = flip @ np.linalg.inv(forward) @ flip
    return ndi.affine_transform(
        image.astype(float), back[:3, :3], back[:3, 3], size[::-1], order=order, mode="grid-constant", cval=0)


def about_centre(a, size):
    old, new = (np.array(image.shape[::-1]) - 1) / 2, (np.array(size) - 1) / 2
    m = np.eye(4)
    m[:3, :3], m[:3, 3] = a, new - a @ old
    return m


SIZE = list(image.shape[::-1])
save("image", image)
for axis, letter in enumerate("zyx"):
    golden(f"flip-{letter}", "", np.flip(image, axis))
    kept = lambda a: np.expand_dims(a, axis)
    at = f"axis={letter}"
    golden("maximum-projection", at, kept(image.max(axis)))
    golden("minimum-projection", at, kept(image.min(axis)))
    golden("sum-projection", at, kept(image.sum(axis, dtype=np.int64).astype(np.float32)))
    golden("mean-projection", at, kept(image.mean(axis, dtype=float).astype(np.float32)))
    golden("standard-deviation-projection", at, kept(image.std(axis, dtype=float).astype(np.float32)))
    golden("arg-maximum-projection", at, kept(image.argmax(axis).astype(np.uint32)))
golden("transpose", "order=zyx", image.transpose(2, 1, 0))
golden("transpose", "order=yzx", np.einsum("zyx->xzy", image))
golden("crop", "from=[4 2 1];size=[10 5 7]", image[1:8, 2:7, 4:14])
golden("pad", "before=[1 0 2];after=[0 3 4];value=77",
       np.pad(image, ((2, 4), (0, 3), (1, 0)), constant_values=77))
golden("translate", "by=[3 -2 1]", ndi.shift(image, (1, -2, 3), order=0, mode="constant"))

# boxes clipped at the far faces: sums and counts of a padded image
f = (2, 3, 4)  # z, y, x
padding = [(0, -n % k) for n, k in zip(image.shape, f)]
boxes = lambda a: np.pad(a, padding).reshape(
    sum(([(n + k - 1) // k, k] for n, k in zip(image.shape, f)), [])).transpose(0, 2, 4, 1, 3, 5)
sums = boxes(image.astype(np.int64)).sum((3, 4, 5))
counts = boxes(np.ones(image.shape, np.int64)).sum((3, 4, 5))
golden("downsample", "factor=[4 3 2]", ((sums + counts // 2) // counts).astype(np.uint16))

turned = Rotation.from_euler("xyz", [10, -33, 71], degrees=True).as_matrix()
general = turned @ np.array([[1, .2, 0], [0, 1, -.1], [0, 0, 1]]) @ np.diag([1.3, .7, 1.1])
told = "rotate=[10 -33 71];scale=[1.3 .7 1.1];shear=[.2 0 -.1]"
golden("affine", told, resampled(about_centre(general, SIZE), SIZE, 1).astype(np.float32))
golden("affine", told + ";interpolation=nearest",
       resampled(about_centre(general, SIZE), SIZE, 0).astype(np.uint16))
matrix = np.array([[.6, -.8, .1, 9], [.8, .6, 0, -3], [0, .2, 1, .5], [0, 0, 0, 1]])
golden("affine", "matrix=" + " ".join(map(str, matrix.ravel())), resampled(matrix, SIZE, 1).astype(np.float32))
golden("rotate", "angle=90;axis=z;size=fit", np.rot90(image, -1, (1, 2)).astype(np.float32))
golden("rotate", "angle=90;axis=x;size=fit", np.rot90(image, -1, (0, 1)).astype(np.float32))
turn = Rotation.from_euler("z", 30, degrees=True).as_matrix()
fit = [int(np.ceil(e - 1e-6)) for e in np.abs(turn) @ SIZE]
golden("rotate", "angle=30;size=fit", resampled(about_centre(turn, fit), fit, 1).astype(np.float32))
double = [46, 10, 11]
golden("scale", "factor=[2 .5 1];size=fit",
       resampled(about_centre(np.diag([2, .5, 1]), double), double, 1).astype(np.float32))


def radial(parameters, angles, start=0, step=None, radius=None, centre=None, scale=(1, 1), order=1):
    """Rays of each plane, one plane per angle: 0 points along y, 90 degrees along x."""
    depth, height, width = image.shape
    cx, cy = centre or ((width - 1) / 2, (height - 1) / 2)
    radius = radius or int(np.hypot(max(cx, width - 1 - cx), max(cy, height - 1 - cy))) + 1
    turn = np.radians(start + np.arange(angles) * (360 / angles if step is None else step))[:, None, None]
    z, r = np.arange(depth)[None, :, None], np.arange(radius)[None, None, :]
    at = np.broadcast_arrays(z, cy + r * scale[1] * np.cos(turn), cx + r * scale[0] * np.sin(turn))
    if order == 0:  # half up; here no place lies halfway
        assert np.abs(np.mod(at, 1) - .5).min() > 1e-6
    values = ndi.map_coordinates(image.astype(float), at, order=order, mode="grid-constant", cval=0)
    golden("radial-reslice", parameters, values.astype(np.float32 if order else np.uint16))


radial("angles=24", 24)
told = "angles=15;start-angle=-33.5;angle-step=11;radius=30;centre=[7.3 11.6];scale=[.7 1.25]"
radial(told, 15, -33.5, 11, 30, (7.3, 11.6), (.7, 1.25))
radial(told + ";interpolation=nearest", 15, -33.5, 11, 30, (7.3, 11.6), (.7, 1.25), 0)
open("goldens.csv", "w").write("\n".join(lines) + "\n")
