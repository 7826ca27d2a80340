"""Shapes of the objects in stardist-mask.gz by skimage and scipy: shapes-3d.csv of the volume, shapes-2d.csv of its plane z = 15.

    python3 shapes.py
"""
import gzip
import numpy as np
import scipy.ndimage as ndi
from skimage.measure import regionprops

volume = np.frombuffer(gzip.open("stardist-mask.gz").read(), "<u2").reshape(31, 61, 57)


def surface(labels):
    """Voxels with a face neighbour of another value, or outside: what an erosion of each object takes away."""
    cross = ndi.generate_binary_structure(labels.ndim, 1)
    return {l: int((labels == l).sum() - ndi.binary_erosion(labels == l, cross).sum()) for l in np.unique(labels)}


def write(name, labels):
    inner = tuple(slice(1, -1) for _ in labels.shape)
    border = set(np.unique(np.where(np.pad(np.zeros(labels[inner].shape, bool), 1, constant_values=True), labels, 0)))
    surfaces = surface(labels)
    lines = []
    for p in regionprops(labels):
        values = [p.label, int(p.label in border), surfaces[p.label], p.extent, p.axis_major_length]
        if labels.ndim == 2:
            values += [p.axis_minor_length, p.orientation]
        else:
            i = p.inertia_tensor_eigvals
            values += [np.sqrt(10 * (i[0] - i[1] + i[2])), p.axis_minor_length]
            w, v = np.linalg.eigh(p.inertia_tensor)
            major = v[:, 0][::-1]  # least inertia; x first
            values += list(major * np.sign(major[np.abs(major).argmax()]))
        lines.append(",".join(repr(float(x)) if isinstance(x, float) else str(x) for x in values))
    open(name, "w").write("\n".join(lines) + "\n")


write("shapes-3d.csv", volume)
write("shapes-2d.csv", volume[15])
