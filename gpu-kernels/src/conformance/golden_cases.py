"""Which steps of Kachel answer a golden case, and how the answer is judged.

`answer(case, inputs)` gives an `Answer`: the volume and block it runs on, how to add its steps to a `Pipeline`, and a judge of what
comes out; or a `NoCounterpart` with the reason. Sizes in cases are in numpy's order, in Kachel's steps x is first.
"""
import csv
import json
import math
import os
import re
from dataclasses import dataclass
from typing import Callable, Optional

import numpy as np
from scipy import ndimage as ndi

from all_types_cases import extrema

BLOCK = [48, 40, 32]
BORDER = {"nearest": "clamp", "reflect": "reflect", "mirror": "mirror", "constant": "zero"}
CONNECTIVITY = {"4": "faces", "6": "faces", "18": "edges", "8": "corners", "26": "corners"}
BOX = {
    "uniform": "mean-box",
    "min_box": "minimum-box",
    "max_box": "maximum-box",
    "median_box": "median-box",
    "opening_box": "open-box",
    "tophat_box": "top-hat-box",
    "bottomhat_box": "bottom-hat-box",
}
BALL = {
    "mean_ball": "mean-sphere",
    "min_ball": "minimum-sphere",
    "max_ball": "maximum-sphere",
    "median_ball": "median-sphere",
    "tophat_ball": "top-hat-sphere",
    "closing_ball": "close-sphere",
}
SEED_LIBRARY = {
    "gaussian_blur": "gaussian-blur",
    "subtract_gaussian_background": "subtract-background",
    "difference_of_gaussian": "difference-of-gaussian",
    "detect_maxima_box": "detect-maxima",
    "threshold_otsu": "threshold-auto",
    "connected_components_labeling_box": "connected-components",
    "connected_components_labeling_diamond": "connected-components",
    "gauss_otsu_labeling": "gauss-otsu-labeling",
    "voronoi_otsu_labeling": "voronoi-otsu-labeling",
}


class NoCounterpart(Exception):
    """A case that nothing in Kachel answers, and why."""


@dataclass
class Answer:
    """`add` takes the pipeline and gives names of results; `judge` takes the pipeline after its run and these names, and gives
    (verdict, text): true or false, or None where the case defines something else and Kachel equals an independent result by its own
    definition. Where the volume has channels there is a pipeline for each, and `judge` takes lists."""

    volume: str
    add: Callable
    judge: Callable
    block: Optional[list] = None
    channels: int = 0


class Cases:
    """The cases of one folder of goldens; `check` is its own check.py."""

    def __init__(self, root, goldens, check, volumes):
        self.root, self.inputs, self.check, self.volumes = root, goldens["inputs"], check, volumes

    def answer(self, case):
        op = case["op"]
        if op.startswith("filter."):
            return self.compared(case, lambda p: step_of_filter(p, op[7:], case["params"]))
        if op == "cle.detect_maxima_box":
            return maxima(self, case)
        if op.startswith("cle."):
            return self.compared(case, lambda p: step_of_seed_library(p, op[4:], case["params"]))
        if op not in BY_OPERATION:
            raise NoCounterpart(f"nothing is known of {op}")
        return BY_OPERATION[op](self, case)

    def labels(self, case, add):
        """Labels that one step writes: the partition, and scipy's numbers."""
        shape = self.inputs[case["input"]]["shape"]

        def judge(p, names):
            labels = shaped(p.arrays[names[0]][...], shape)
            ok, text = self.check.compare(self.root, case, labels)
            numbered = np.array_equal(labels, self.check.canon(labels))
            return ok and numbered, f"{text}, numbered {'as scipy does' if numbered else 'OTHERWISE'}"

        return Answer(self.volumes.path(case["input"]), lambda p: [p.write(add(p))], judge)

    def compared(self, case, add, volume=None):
        """The array that one step writes, held to check.py."""
        return Answer(volume or self.volumes.path(case["input"]), lambda p: [p.write(add(p))], lambda p, names: self.held(case, p, names[0]))

    def held(self, case, pipeline, name):
        return self.check.compare(self.root, case, shaped(pipeline.arrays[name][...], case["output"]["shape"]))


def shaped(array, shape):
    """Kachel writes z, y, x; the golden of a plane or a row has fewer axes."""
    return array.reshape(shape) if list(array.shape[array.ndim - len(shape) :]) == list(shape) and array.size == math.prod(shape) else array


def xyz(value):
    return value[::-1] if isinstance(value, list) else value


def each(value, function):
    return [function(v) for v in value] if isinstance(value, list) else function(value)


def step_of_filter(p, kind, params):
    border = {"border": BORDER[params.get("mode", "nearest")]}
    if kind == "gaussian":
        sigma = xyz(params["sigma"])
        return p.step("gaussian-blur", sigma=sigma, radius=each(sigma, lambda s: int(4 * s + 0.5)), **border)
    if kind == "dog":
        return p.step("difference-of-gaussian", sigma1=params["sigma1"], sigma2=params["sigma2"], **border)
    if kind in BOX:
        return p.step(BOX[kind], radius=each(xyz(params["size"]), lambda s: s // 2), **border)
    if kind in BALL:
        return p.step(BALL[kind], radius=xyz(params["radius"]), **border)
    raise NoCounterpart(f"nothing is known of {kind}")


def step_of_seed_library(p, name, params):
    own = {}
    for key, value in params.items():
        stem, _, axis = key.rpartition("_")
        if axis in "xyz":
            own.setdefault(stem, []).append(value)
        else:
            own[key.replace("_", "-")] = value
    if name.startswith("connected"):
        own["connectivity"] = "corners" if name.endswith("box") else "faces"
    return p.step(SEED_LIBRARY.get(name, name.replace("_", "-")), **own)


def maxima(cases, case):
    """The seed library detects on a box mean rounded pass by pass, which tells apart what is equal; Kachel on the exact one."""

    def judge(p, names):
        actual = p.arrays[names[0]][...]
        ok, text = cases.check.compare(cases.root, case, shaped(actual, case["output"]["shape"]))
        if ok:
            return ok, text
        sums = cases.volumes.array(case["input"]).astype(np.int64).reshape(actual.shape)
        for axis in [a for a, n in enumerate(sums.shape) if n > 1]:
            sums = ndi.correlate1d(sums, [1, 1, 1], axis=axis, mode="nearest")
        golden = np.load(os.path.join(cases.root, case["output"]["path"])).reshape(actual.shape)
        tied = sum(ndi.correlate(sums, w, mode="nearest") == 0 for w in differences(sums.ndim)) > 0
        loose = int((ndi.maximum_filter(tied, 3) < (actual != golden)).sum())
        by_definition = np.array_equal(actual, extrema(sums, np.less)) and loose == 0
        text += f"; maxima of exact sums: {'equal' if by_definition else 'DIFFERENT'}; {loose} of the differing ones without a tie of means beside them"
        return None if by_definition else False, text

    return Answer(cases.volumes.path(case["input"]), lambda p: [p.write(step_of_seed_library(p, case["op"][4:], case["params"]))], judge)


def differences(dims):
    """Kernels that subtract a voxel from each of its neighbours."""
    for offset in np.ndindex(*(3,) * dims):
        weights = np.zeros((3,) * dims, np.int64)
        weights[offset] += 1
        weights[(1,) * dims] -= 1
        if weights.any():
            yield weights


def connected(cases, case):
    connectivity = CONNECTIVITY[case["params"]["connectivity"]]
    return cases.labels(case, lambda p: p.step("connected-components", connectivity=connectivity))


def downsampled(cases, case):
    reduce, shape = case["params"]["reduce"], cases.inputs[case["input"]]["shape"]
    half = [n // 2 for n in reversed(shape)]
    matrix = " ".join(str(v) for row in range(3) for v in [0.5 if k == row < len(shape) else float(k == row) for k in range(4)])

    def strided(p, image):
        every = p.step("affine", of=image, matrix=matrix, interpolation="nearest")
        return p.step("crop", of=every, size=half)

    def largest(p):
        image = "input"
        for axis in range(len(shape)):
            moved = p.step("translate", of=image, by=[-int(k == axis) for k in range(3)])
            image = p.step("maximum-images", of=[image, moved], type=cases.inputs[case["input"]]["dtype"])
        return strided(p, image)

    if reduce == "mean":
        factor = [2] * len(shape)
        return cases.compared(case, lambda p: p.step("downsample", of=p.step("convert", type="float32"), factor=factor))
    if reduce == "stride":
        return cases.compared(case, lambda p: strided(p, "input"))
    if reduce == "max":
        return cases.compared(case, largest)
    raise NoCounterpart("downsample has mean and mode, no median; of an even number of voxels no filter gives numpy's mean of the middle two")


def peaks(cases, case):
    """skimage's peaks are voxels that equal the maximum of their box; of several within reach of each other it keeps one."""
    params, shape = case["params"], cases.inputs[case["input"]]["shape"]
    reach, sigma = params["min_distance"], params["sigma"]

    def add(p):
        blurred = p.step("gaussian-blur", sigma=sigma) if sigma else "input"
        top = p.step("maximum-box", of=blurred, radius=[reach] * len(shape))
        return [p.write(p.step("equal", of=[blurred, top])), p.write(blurred if sigma else p.step("crop"))]

    def judge(p, names):
        candidates, values = (shaped(p.arrays[n][...], shape) for n in names)
        threshold = params["threshold_abs"]
        candidates = (candidates != 0) & (values > (values.min() if threshold is None else threshold))
        if params["exclude_border"]:
            inner = np.zeros(shape, bool)
            inner[tuple(slice(reach, -reach) for _ in shape)] = True
            candidates &= inner
        expected = np.zeros(shape, bool)
        expected[tuple(np.array(case["coordinates"]).T)] = True
        lost = int((expected & ~candidates).sum())
        plateaus = candidates & ~expected
        near = ndi.maximum_filter(expected, size=2 * reach + 1)
        far = int((plateaus & ~near).sum())
        text = f"{case['count']} peaks, {lost} lost, {int(plateaus.sum())} more on the same plateaus, {far} elsewhere"
        return lost == 0 and far == 0, text

    return Answer(cases.volumes.path(case["input"]), add, judge)


def overlap(cases, case):
    """Naive tiles err by as much as the case says; Kachel with blocks of this size must not."""
    params = dict(case["params"])
    block = xyz(params.pop("tile"))
    kind = params.pop("op")
    naive = case["by_depth"][0]["differing_pixels"]

    def judge(p, names):
        image = cases.volumes.array(case["input"])
        expected = whole(kind, image, params)
        actual = shaped(p.arrays[names[0]][...], image.shape)
        limit = 1e-5 * float(np.ptp(expected)) if kind == "gaussian" else 0
        most = float(np.abs(actual.astype(float) - expected).max())
        return most <= limit, f"blocks of {block}: max abs diff {most:g} (limit {limit:g}); naive tiles differ in {naive} pixels"

    return Answer(cases.volumes.path(case["input"]), lambda p: [p.write(step_of_filter(p, kind, params))], judge, block)


def whole(kind, image, params):
    """What scipy makes of the whole image, by the calls of the filter cases."""
    mode = {"mode": params["mode"]}
    if kind == "gaussian":
        return ndi.gaussian_filter(image.astype(float), params["sigma"], truncate=4.0, **mode)
    if kind == "tophat_box":
        return ndi.white_tophat(image, size=params["size"], **mode).astype(float)
    if kind == "median_ball":
        r = params["radius"]
        grid = np.ogrid[tuple(slice(-r, r + 1) for _ in image.shape)]
        return ndi.median_filter(image, footprint=sum((g / r) ** 2 for g in grid) <= 1, **mode).astype(float)
    raise NoCounterpart(f"nothing is known of {kind}")


def area_map(cases, case):
    block = xyz(case["params"]["tile"])

    def judge(p, names):
        mask = cases.volumes.array(case["input"]) != 0
        labels, _ = ndi.label(mask, np.ones((3,) * mask.ndim))
        expected = np.bincount(labels.ravel())[labels] * mask
        actual = shaped(p.arrays[names[0]][...], mask.shape).astype(float)
        error = float(((actual - expected) ** 2).mean())
        return error == 0, f"blocks of {block}: mean squared error {error:g}; tiles without overlap {case['mse_by_depth']['0']:g}"

    def add(p):
        return [p.write(p.step("label-map", of=[p.step("connected-components", connectivity="corners")], property="size"))]

    return Answer(cases.volumes.path(case["input"]), add, judge, block)


def bins(image):
    """Kachel's histogram: 256 bins, the first centred at the minimum, the last at the maximum (OPERATIONS: threshold-auto)."""
    low, high = float(image.min()), float(image.max())
    width = (high - low) / 255
    counts = np.bincount(np.floor((image.astype(float) - low) / width + 0.5).astype(int).ravel(), minlength=256)
    return counts, low + width * np.arange(256)


def otsu_above(image):
    """Pixels above skimage's Otsu threshold of Kachel's bins."""
    from skimage.filters import threshold_otsu

    return int((image > threshold_otsu(hist=bins(image))).sum())


def thresholds(cases, case):
    """Otsu, through skimage's formula on Kachel's bins; the other methods are ImageJ's in Kachel and skimage's in the case."""
    blurred = "gauss2" in case["id"]
    own = {"otsu": "otsu", "yen": "yen", "li": "li", "triangle": "triangle", "mean": "mean", "isodata": "isodata"}

    def add(p):
        image = p.step("gaussian-blur", sigma=2) if blurred else "input"
        return [p.write(p.step("threshold-auto", of=image, method=m)) for m in own.values()]

    def judge(p, names):
        image = cases.volumes.array(case["input"])
        if blurred:
            image = ndi.gaussian_filter(image.astype(float), 2, mode="nearest").astype(np.float32)
        counts = {m: int(np.count_nonzero(p.arrays[n][...])) for m, n in zip(own, names)}
        golden = {m: v["pixels_above"] for m, v in case["values"].items() if isinstance(v, dict)}
        equal = [g for g in ("otsu", "otsu_256_equal_bins") if golden[g] == counts["otsu"]]
        expected = otsu_above(image)
        others = ", ".join(f"{m} {counts[m]} ({golden[m]})" for m in own if m != "otsu")
        text = f"otsu {counts['otsu']} voxels above, skimage on Kachel's bins {expected}, golden {golden['otsu']} and {golden['otsu_256_equal_bins']}"
        verdict = False if counts["otsu"] != expected else True if equal else None
        return verdict, f"{text}; equal: {equal or 'none, as bins differ'}; not judged, ImageJ's own rules (skimage's): {others}"

    return Answer(cases.volumes.path(case["input"]), add, judge)


def region_table(cases, case):
    """Labels and intensities are one volume, one after the other along z, since a pipeline has one input."""
    name, intensity = case["input"], case["params"]["intensity"]
    volume = cases.volumes.stacked(name, intensity) if intensity else cases.volumes.path(name)
    depth = cases.volumes.array(name)[None].shape[-3]
    size = [0, 0, depth]

    def add(p):
        labels = p.step("convert", of=p.step("crop", size=size) if intensity else "input", type="uint32")
        connectivity = CONNECTIVITY.get(case["id"].rpartition("_")[2])
        if connectivity:
            labels = p.step("connected-components", of=labels, connectivity=connectivity)
        return [p.measure(labels, p.step("crop", **{"from": size}) if intensity else None)]

    def judge(p, names):
        with open(os.path.join(cases.root, case["table"])) as file:
            golden = list(csv.DictReader(file))
        return rows_agree(p.rows[names[0]], golden)

    return Answer(volume, add, judge)


def rows_agree(rows, golden):
    """Integers exactly, means and centroids to 1e-12 relative: both sum in float64 or better, in other orders."""
    if len(rows) != len(golden):
        return False, f"{len(rows)} rows, golden {len(golden)}"
    dims = sum(1 for k in golden[0] if k.startswith("centroid"))
    axes = "zyx"[-dims:]
    prefix = next((k[: -len("min")] for k in rows[0] if k.endswith("_min") and not k.startswith("bbox")), None)
    exact = {"label": "label", "area": "voxel_count"}
    exact.update({f"bbox-{k}": f"bbox_min_{a}" for k, a in enumerate(axes)})
    near = {f"centroid-{k}": f"centroid_{a}" for k, a in enumerate(axes)}
    if "mean_intensity" in golden[0]:
        exact.update({"min_intensity": prefix + "min", "max_intensity": prefix + "max"})
        near["mean_intensity"] = prefix + "mean"
        near.update({f"weighted_centroid-{k}": prefix + f"mass_centre_{a}" for k, a in enumerate(axes)})
    differing = []
    for row, gold in zip(rows, golden):
        differing += [g for g, r in exact.items() if float(gold[g]) != float(row[r])]
        differing += [f"bbox-{dims + k}" for k, a in enumerate(axes) if int(gold[f"bbox-{dims + k}"]) != int(row[f"bbox_max_{a}"]) + 1]
        differing += [g for g, r in near.items() if not math.isclose(float(gold[g]), float(row[r]), rel_tol=1e-12, abs_tol=1e-12)]
    columns = len(exact) + len(near) + dims
    return not differing, f"{len(rows)} objects, {columns} columns, differing: {', '.join(sorted(set(differing))) or 'none'}"


def count_map(cases, case):
    """The case labels each tile by itself; Kachel labels the slide, so only the number of labels of the whole slide is judged. Their
    hash is reported: the seed library's labels are not stored, and the case warns that ties differ between devices."""
    params, shape = case["params"], cases.inputs[case["input"]]["shape"]

    def add(p):
        return [p.write(p.step("voronoi-otsu-labeling", **{"spot-sigma": params["spot_sigma"], "outline-sigma": params["outline_sigma"]}))]

    def judge(p, names):
        labels = shaped(p.arrays[names[0]][...], shape)
        count, golden = int(labels.max()), case["whole_image_labels"]
        same = cases.check.sha(cases.check.canon(labels)) == case["whole_canonical_labels_sha256"]
        text = f"{count} labels of the whole slide (golden {golden}), partition {'identical' if same else 'not identical, and not stored'}"
        return count == golden, text + "; not judged: the map, for which every tile is thresholded and labelled by itself"

    return Answer(cases.volumes.path(case["input"]), add, judge)


def lecture(cases, case):
    """The lecture's areas under Otsu of each slice of the bananas."""
    areas = case["values"]["banana"]["areas"]["otsu"]

    def add(p):
        slices = [p.step("crop", **{"from": [0, 0, z], "size": [0, 0, 1]}) for z in range(len(areas))]
        return [p.write(p.step("threshold-auto", of=s)) for s in slices]

    def judge(p, names):
        stack = cases.volumes.array("banana_stack")
        counts = [int(np.count_nonzero(p.arrays[n][...])) for n in names]
        expected = [otsu_above(plane) for plane in stack]
        same = sum(a == b for a, b in zip(counts, areas))
        text = f"areas of {len(areas)} slices under Otsu equal skimage's on Kachel's bins, {same} also with a bin per grey value"
        verdict = False if counts != expected else True if same == len(areas) else None
        return verdict, text + "; not judged: Bland-Altman statistics of lists of numbers, and images that the set has not"

    return Answer(cases.volumes.path("banana_stack"), add, judge)


def read_array(cases, case):
    if "unreadable_by_reference" in case:
        raise NoCounterpart(f"no golden: {case['unreadable_by_reference']}")
    if re.search("bz2|bzip2|/xz$", case["id"]):
        raise NoCounterpart("Kachel has no bzip2 and no xz: it refuses the volume, naming the codec and those it has (exit code 3)")
    shape = case["output"]["shape"]
    path = os.path.join(cases.root, case["input"])
    if len(shape) < 4:
        return cases.compared(case, lambda p: p.step("crop"), volume=path)

    def judge(pipelines, names):
        channels = [p.arrays[n][...] for p, (n,) in zip(pipelines, names)]
        return cases.check.compare(cases.root, case, np.stack(channels))

    return Answer(path, lambda p: [p.write(p.step("crop"))], judge, channels=shape[0])


BY_OPERATION = {
    "connected_components": connected,
    "downsample": downsampled,
    "peak_local_max": peaks,
    "tiled_overlap_error": overlap,
    "area_map_mse_by_overlap": area_map,
    "threshold": thresholds,
    "regionprops": region_table,
    "nuclei_count_map": count_map,
    "lecture": lecture,
    "read_array": read_array,
}
