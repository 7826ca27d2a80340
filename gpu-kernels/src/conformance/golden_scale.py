"""Cases of volumes too large to ship: made by the set's synth.py, compared by number of components, hashes and probes."""
import json
import os

import zarr

from golden_cases import CONNECTIVITY, Answer

BLOCK = [128, 128, 128]


def scale_cases(cases, name):
    """The cases of the entries whose name contains `name`; a volume is made when its first case is asked for."""
    with open(os.path.join(cases.root, "goldens_scale.json")) as file:
        entries = json.load(file)["entries"]
    return [case for entry in entries if name in entry["name"] for case in of_entry(entry)]


def of_entry(entry):
    found = []
    for kind in ("ccl", "image_gt_500", "labels_gt_0"):
        for connectivity, golden in entry.get(kind, {}).items():
            case = {"id": f"{entry['name']}__{kind}{connectivity}", "op": "scale", "entry": entry, "kind": kind, "output": {}}
            found.append({**case, "connectivity": connectivity, **golden})
    if "gaussian_sigma2_nearest_probes" in entry:
        found.append({"id": f"{entry['name']}__gaussian", "op": "scale", "entry": entry, "kind": "gaussian"})
    return found


def made(cases, entry, labels):
    """The path of an entry's volume, or of its true labels, after its hash."""
    words = entry["how"].split()
    options = dict(zip(words[2::2], words[3::2]))
    kind, shape, seed = options["--kind"], tuple(map(int, options["--shape"].split(","))), int(options["--seed"])
    more = {"density": float(options["--density"])} if "--density" in options else {}
    path = os.path.join(cases.volumes.folder, entry["name"] + ("_labels" if labels else "") + ".zarr")
    if not os.path.exists(path):
        volume = cases.volumes.module("synth").volume(kind, shape, seed=seed, **more)
        array = volume[1 if labels else 0] if isinstance(volume, tuple) else volume
        if cases.check.sha(array) != entry["labels_sha256" if labels else "sha256"] and not labels:
            raise ValueError(f"{entry['name']}: synth.py made another volume than the golden's")
        zarr.save_array(path, array, chunks=(64, 64, 64), dimension_separator="/")
    return path


def scale(cases, case):
    kind = case["kind"]
    volume = made(cases, case["entry"], kind == "labels_gt_0")
    if kind == "gaussian":
        return Answer(volume, lambda p: [p.write(p.step("gaussian-blur", sigma=2))], lambda p, names: probed(case, p.arrays[names[0]]), BLOCK)

    def add(p):
        mask = p.step("greater", value=500 if kind == "image_gt_500" else 0)
        return [p.write(p.step("connected-components", of=mask, connectivity=CONNECTIVITY[case["connectivity"]]))]

    return Answer(volume, add, lambda p, names: cases.check.compare(cases.root, case, p.arrays[names[0]][...]), BLOCK)


def probed(case, array):
    """Both blur in float32: to 1e-5 of the range of values."""
    probes = case["entry"]["gaussian_sigma2_nearest_probes"]
    most = max(abs(float(array[tuple(at)]) - value) for at, value in probes)
    limit = 1e-5 * case["entry"]["max"]
    return most <= limit, f"{len(probes)} probes: max abs diff {most:g} (limit {limit:g})"
