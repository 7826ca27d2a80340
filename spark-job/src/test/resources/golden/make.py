"""Makes this folder: python3 make.py GOLDENS, the folder of Zarr inputs and of stored results that the README names."""

import gzip
import sys
from pathlib import Path

import numpy as np
import zarr
from scipy import ndimage
from skimage.measure import regionprops_table

goldens, here = Path(sys.argv[1]), Path(__file__).parent
PROPERTIES = ["label", "area", "bbox", "centroid", "mean_intensity", "min_intensity", "max_intensity", "weighted_centroid"]


def store(name, array):
    raw = array.astype(array.dtype.newbyteorder("<")).tobytes()
    (here / f"{name}.gz").write_bytes(gzip.compress(raw, 9, mtime=0))


def image(name):
    return zarr.open(str(goldens / "inputs" / f"{name}.zarr"), mode="r")[...]


def voronoi(name, case):
    labels = np.load(goldens / "goldens" / f"{case}.npz")["a"]
    assert labels.max() < 256
    store(name, labels.astype(np.uint8))


def table(name, labels, intensity):
    columns = regionprops_table(labels, intensity, properties=PROPERTIES)
    rows = zip(*columns.values())
    text = "\n".join([",".join(columns), *(",".join(repr(v.item()) for v in row) for row in rows)])
    (here / f"{name}.csv").write_text(text + "\n")


store("bbbc022_hoechst", image("bbbc022_hoechst"))
store("nuclei3d_vol", image("nuclei3d")[20:84, 20:148, 40:168])
VORONOI = "cle_voronoi_otsu_labeling"
voronoi("cells-blobs", f"blobs__{VORONOI}__spot_sigma3.5_outline_sigma1")
voronoi("cells-blobs-many", f"blobs__{VORONOI}__spot_sigma2")
voronoi("cells-bbbc022_hoechst", f"bbbc022_hoechst__{VORONOI}__spot_sigma5_outline_sigma1")
voronoi("cells-nuclei3d_vol", f"nuclei3d_vol__{VORONOI}__spot_sigma6_outline_sigma2")
store("otsu-nuclei3d_small", np.load(goldens / "goldens" / "nuclei3d_small__cle_threshold_otsu__.npy"))
blobs, small = image("blobs"), image("nuclei3d_small")
table("objects-blobs", ndimage.label(blobs > 128, np.ones((3, 3)))[0], blobs)
table("objects-nuclei3d_small", ndimage.label(small > 700)[0], small)
