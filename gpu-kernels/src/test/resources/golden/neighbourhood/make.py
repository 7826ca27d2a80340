"""Makes the files beside it: make.py DIRECTORY, which holds inputs/*.zarr and goldens/*.npy (see README.md)."""
import gzip, sys
import numpy as np, zarr
from scipy import ndimage as ndi

data = sys.argv[1]
small = np.asarray(zarr.open(data + "/inputs/nuclei3d_small.zarr", mode="r"))
blobs = np.asarray(zarr.open(data + "/inputs/blobs.zarr", mode="r"))
lines = ["file,operation,parameters,image,sizeX,sizeY,sizeZ,type"]


def put(name, array):
    with gzip.GzipFile(name + ".gz", "wb", 9, mtime=0) as f:
        f.write(np.ascontiguousarray(array).tobytes())


def case(name, operation, parameters, image, array):
    array = array.astype(np.float32) if array.dtype == np.float64 else array
    array = array if array.ndim == 3 else array[None]
    array = array[:3]
    put(name, array)
    z, y, x = array.shape
    lines.append(f"{name},{operation},{parameters},{image},{x},{y},{z},{array.dtype}")


def maxima(image):
    """By definition: exact sums of the 3^n box, then earlier neighbours in raster order lower, later ones not higher."""
    v = ndi.convolve(image.astype("int64"), np.ones((3,) * image.ndim, "int64"), mode="nearest")
    v = v if v.ndim == 3 else v[None]
    padded, result = np.pad(v, 1, constant_values=-1), np.ones(v.shape, bool)
    for k in np.ndindex(3, 3, 3):
        n = padded[tuple(slice(o, o + s) for o, s in zip(k, v.shape))]
        if k != (1, 1, 1):
            result &= (n < v) if k < (1, 1, 1) else (n <= v)
    return result.astype("uint8")


def stored(name):
    return np.load(f"{data}/goldens/{name}.npy")


put("nuclei3d_small", small)
put("blobs", blobs)
for mode, border in (("nearest", "clamp"), ("reflect", "reflect"), ("mirror", "mirror"), ("constant", "zero")):
    case(f"gaussian-{border}", "gaussian-blur", f"sigma=1;border={border}", "nuclei3d_small",
         stored(f"nuclei3d_small__gaussian__s1_{mode}"))
    for op, f in (("minimum", ndi.minimum_filter), ("maximum", ndi.maximum_filter)):
        case(f"{op}-{border}", f"{op}-box", f"radius=[3 2 1];border={border}", "nuclei3d_small",
             f(small, size=(3, 5, 7), mode=mode))
case("gaussian-anisotropic", "gaussian-blur", "sigma=[2 2 1]", "nuclei3d_small",
     stored("nuclei3d_small__gaussian__s1-2-2_nearest"))
case("gaussian-radius", "gaussian-blur", "sigma=1.2;radius=4", "nuclei3d_small",
     ndi.gaussian_filter(small.astype("float64"), 1.2, mode="nearest", radius=4))
case("mean", "mean-box", "radius=[3 2 1]", "nuclei3d_small", stored("nuclei3d_small__uniform__s3-5-7_nearest"))
case("mean-zero", "mean-box", "radius=2;border=zero", "nuclei3d_small", stored("nuclei3d_small__uniform__s5_constant"))
case("open", "open-box", "radius=2", "nuclei3d_small", stored("nuclei3d_small__opening_box__s5_nearest"))
case("top-hat", "top-hat-box", "radius=5", "nuclei3d_small", stored("nuclei3d_small__tophat_box__s11_nearest"))
case("top-hat-blobs", "top-hat-box", "radius=6", "blobs", stored("blobs__tophat_box__s13_nearest"))
case("bottom-hat", "bottom-hat-box", "radius=6", "blobs", stored("blobs__bottomhat_box__s13_nearest"))
case("difference", "difference-of-gaussian", "sigma1=1;sigma2=4", "nuclei3d_small", stored("nuclei3d_small__dog__s1_s4_nearest"))
case("background", "subtract-background", "sigma=10", "blobs", stored("blobs__cle_subtract_gaussian_background__sx10_sy10"))
for name, image in (("maxima", small), ("maxima-blobs", blobs)):
    case(name, "detect-maxima", "radius=1", "blobs" if image is blobs else "nuclei3d_small", maxima(image))


def footprint(form, *radius):
    """Radii in the array's order; a sphere by whole numbers."""
    axes = np.meshgrid(*[np.arange(-r, r + 1, dtype="int64") for r in radius], indexing="ij")
    if form == "cross":
        return sum((a != 0).astype(int) for a in axes) <= 1
    squares = [max(1, r) ** 2 for r in radius]
    return sum(a**2 * np.prod(squares) // s for a, s in zip(axes, squares)) <= np.prod(squares)


def mean(image, shape):
    return ndi.convolve(image.astype("float64"), shape / shape.sum(), mode="nearest")


def middle(image, shape, mode="nearest"):
    return ndi.rank_filter(image, shape.sum() // 2, footprint=shape, mode=mode)


ball = {"blobs": footprint("sphere", 2, 3), "nuclei3d_small": footprint("sphere", 1, 2, 3)}
cross = {"blobs": footprint("cross", 2, 3), "nuclei3d_small": footprint("cross", 1, 2, 3)}
box = {"blobs": np.ones((5, 7), bool), "nuclei3d_small": np.ones((3, 5, 7), bool)}
for source, image in (("blobs", blobs), ("nuclei3d_small", small)):
    radius, tag = ("radius=[3 2]", "blobs") if source == "blobs" else ("radius=[3 2 1]", "3d")
    three = np.ones((3,) * image.ndim, bool)
    case(f"median-3-{tag}", "median-box", "radius=1", source, stored(f"{source}__median_box__s3_nearest"))
    case(f"median-box-{tag}", "median-box", radius, source, middle(image, box[source]))
    case(f"median-reflect-{tag}", "median-box", "radius=1;border=reflect", source, middle(image, three, "reflect"))
    case(f"median-sphere-{tag}", "median-sphere", "radius=2", source, stored(f"{source}__median_ball__r2_nearest"))
    case(f"mean-sphere-{tag}", "mean-sphere", radius, source, mean(image, ball[source]))
    case(f"minimum-sphere-{tag}", "minimum-sphere", "radius=3", source, stored(f"{source}__min_ball__r3_nearest"))
    case(f"maximum-sphere-{tag}", "maximum-sphere", radius, source,
         ndi.maximum_filter(image, footprint=ball[source], mode="nearest"))
    for form, shape in (("sphere", ball[source]), ("cross", cross[source])):
        for op, f in (("erode", ndi.grey_erosion), ("dilate", ndi.grey_dilation), ("open", ndi.grey_opening),
                      ("close", ndi.grey_closing), ("top-hat", ndi.white_tophat), ("bottom-hat", ndi.black_tophat)):
            case(f"{op}-{form}-{tag}", f"{op}-{form}", radius, source, f(image, footprint=shape, mode="nearest"))
case("top-hat-sphere-6", "top-hat-sphere", "radius=6", "blobs", stored("blobs__tophat_ball__r6_nearest"))
case("close-sphere-4", "close-sphere", "radius=4", "blobs", stored("blobs__closing_ball__r4_nearest"))


def population(image, shape):
    """Variance of the shape, from exact sums of whole numbers, or in float64."""
    v, ones = image.astype("int64" if image.dtype.kind == "u" else "float64"), shape.astype("int64")
    total, squares = (ndi.convolve(w, ones.astype(v.dtype), mode="nearest") for w in (v, v * v))
    return (shape.sum() * squares - total * total) / float(shape.sum()) ** 2


def along(image, axis, *weights):
    return ndi.correlate1d(image.astype("float64"), weights, axis, mode="nearest")


def sobel(image):
    total = 0
    for axis in range(image.ndim):
        g = along(image, axis, -1, 0, 1)
        for other in range(image.ndim):
            g = g if other == axis else along(g, other, 1, 2, 1)
        total = total + g * g
    return np.sqrt(total)


def laplace_box(image):
    return 3**image.ndim * image.astype("float64") - ndi.convolve(
        image.astype("float64"), np.ones((3,) * image.ndim), mode="nearest")


def edge(image):
    return (image > 0) & ~ndi.binary_erosion(image, border_value=1)


real = ((small.astype("float64") - 300) * 0.37).astype("float32")
mask = {"blobs-mask": (blobs > 128).astype("uint8"), "mask": (small > 300).astype("uint8")}
put("real", real)
for source, image in mask.items():
    put(source, image)
    case(f"edge-{source}", "binary-edge", "", source, edge(image).astype("uint8"))
for source, image in (("blobs", blobs), ("nuclei3d_small", small), ("real", real)):
    radius, tag = ("radius=[3 2]", "blobs") if source == "blobs" else ("radius=[3 2 1]", "real" if image is real else "3d")
    shape = box.get(source, box["nuclei3d_small"])
    case(f"variance-{tag}", "variance-box", radius, source, population(image, shape))
    case(f"deviation-{tag}", "standard-deviation-box", radius, source, np.sqrt(population(image, shape)))
    case(f"sobel-{tag}", "sobel", "", source, stored("blobs__cle_sobel__") if image is blobs else sobel(image))
    case(f"laplace-box-{tag}", "laplace-box", "", source,
         stored("blobs__cle_laplace_box__") if image is blobs else laplace_box(image))
    case(f"laplace-diamond-{tag}", "laplace-diamond", "", source, -ndi.laplace(image.astype("float64"), mode="nearest"))
    for axis, name in enumerate("xyz"[:image.ndim]):
        case(f"gradient-{name}-{tag}", f"gradient-{name}", "", source, along(image, image.ndim - 1 - axis, -1, 0, 1))
case("median-real", "median-box", "radius=1", "real", middle(real, np.ones((3, 3, 3), bool)))
case("median-box-real", "median-box", "radius=[3 2 1]", "real", middle(real, box["nuclei3d_small"]))
case("mean-sphere-real", "mean-sphere", "radius=[3 2 1]", "real", mean(real, ball["nuclei3d_small"]))
case("open-sphere-real", "open-sphere", "radius=[3 2 1]", "real",
     ndi.grey_opening(real, footprint=ball["nuclei3d_small"], mode="nearest"))
open("goldens.csv", "w").write("\n".join(lines) + "\n")
