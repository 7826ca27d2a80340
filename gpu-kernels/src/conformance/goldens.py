#!/usr/bin/env python3
"""Kachel, as a black box, against results of other people's software: a line for each golden case, exit code 1 if one differs.

A case is ok; differs; follows Kachel's own definition, where an independent library gives the same by that definition, but the
case holds another; or has no counterpart, with the reason.

Runs `kachel run`, once per volume and size of blocks with the steps of all its cases, and compares what it wrote with the stored
array, or with hashes, statistics and probes where only these are stored, by the set's own check.py.

    gpu-kernels/src/conformance/goldens.py DATA [--only REGEX] [--block 48,40,32] [--scale NAME] [--keep FOLDER]

DATA is the folder with goldens.json, check.py and synth.py. --scale adds volumes of goldens_scale.json whose name matches, such as
300x420x390; they are made by synth.py first. Needs Python 3 with numpy, scipy, scikit-image and zarr 2 (Debian: apt-get install
python3-skimage python3-zarr; a Python that has no zarr, such as one in front on the PATH, will not do) and an OpenCL driver.
"""
import argparse
import collections
import importlib.util
import json
import os
import re
import sys
import tempfile

import numpy as np
import zarr

from golden_cases import BLOCK, Cases, NoCounterpart
from golden_scale import scale, scale_cases
from kachel import Failed, Pipeline


OWN = "own definition"


def load(root, name):
    """A script of the set, as a module."""
    spec = importlib.util.spec_from_file_location(name, os.path.join(root, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Volumes:
    """The inputs of the set, as arrays and as paths that Kachel opens; what is not stored is made."""

    def __init__(self, root, inputs, folder):
        self.root, self.inputs, self.folder = root, inputs, folder
        self.modules, self.nuclei = {}, None

    def module(self, name):
        if name not in self.modules:
            self.modules[name] = load(self.root, name)
        return self.modules[name]

    def path(self, name):
        stored = self.inputs[name].get("path") if name in self.inputs else None
        if stored and os.path.exists(os.path.join(self.root, stored)):
            return os.path.join(self.root, stored)
        return self._write(name, self.array(name))

    def array(self, name):
        stored = self.inputs[name].get("path")
        if stored and os.path.exists(os.path.join(self.root, stored)):
            return zarr.open(os.path.join(self.root, stored), mode="r")[...]
        return self._made(name)

    def stacked(self, first, second):
        """Both in one volume, one after the other along z, as int32."""
        parts = [self.array(n) for n in (first, second)]
        parts = [p[None] if p.ndim == 2 else p for p in parts]
        return self._write(f"{first}+{second}", np.concatenate([p.astype(np.int32) for p in parts]))

    def _made(self, name):
        if name == "nuclei3d_vol":
            return self.array("nuclei3d")[20:84, 20:148, 40:168]
        if name.startswith("synth_nuclei"):
            if self.nuclei is None:
                self.nuclei = self.module("synth").volume("nuclei", (96, 110, 130), seed=5)
            return self.nuclei[1 if name.endswith("labels") else 0]
        raise NoCounterpart(f"the set has no volume {name}")

    def _write(self, name, array):
        path = os.path.join(self.folder, name + ".zarr")
        if not os.path.exists(path):
            zarr.save_array(path, array, chunks=tuple(min(n, 64) for n in array.shape), dimension_separator="/")
        return path


class Run:
    """One start of Kachel, for all cases of one volume, channel and size of blocks."""

    def __init__(self, volume, block, where):
        self.pipeline = Pipeline(volume, block, **where)
        self.failed = None

    def run(self, folder):
        try:
            self.pipeline.run(folder)
        except Failed as problem:
            self.failed = str(problem)


def prepared(cases, wanted, block):
    """Of each case what is to be run for it, or why nothing is; runs are shared."""
    runs, plan = {}, []
    for case in wanted:
        try:
            answer = scale(cases, case) if case["op"] == "scale" else cases.answer(case)
            parts = []
            for where in [{"channel": c} for c in range(answer.channels)] or [{}]:
                key = (answer.volume, tuple(answer.block or block), tuple(where.values()))
                run = runs.setdefault(key, Run(answer.volume, list(key[1]), where))
                parts.append((run, answer.add(run.pipeline)))
            plan.append((case, answer, parts))
        except NoCounterpart as reason:
            plan.append((case, None, str(reason)))
    return list(runs.values()), plan


def judged(answer, parts):
    failed = [run.failed for run, _ in parts if run.failed]
    if failed:
        return False, failed[0]
    pipelines, names = [run.pipeline for run, _ in parts], [n for _, n in parts]
    return answer.judge(pipelines, names) if answer.channels else answer.judge(pipelines[0], names[0])


def report(plan):
    counts = collections.Counter()
    for case, answer, parts in plan:
        if answer is None:
            verdict, text = "no counterpart", parts
        else:
            ok, text = judged(answer, parts)
            verdict = OWN if ok is None else "ok" if ok else "DIFFERS"
        counts[verdict] += 1
        print(f"{verdict:15}{case['id']}: {text}", flush=True)
    print(f"{sum(counts.values())} cases: " + ", ".join(f"{counts[v]} {v}" for v in ("ok", "DIFFERS", OWN, "no counterpart")))
    return counts["DIFFERS"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--only", default="", metavar="REGEX", help="cases whose id matches")
    parser.add_argument("--block", default=BLOCK, type=lambda s: [int(n) for n in s.split(",")])
    parser.add_argument("--scale", metavar="NAME", help="also volumes of goldens_scale.json whose name contains this")
    parser.add_argument("--keep", metavar="FOLDER", help="keep pipelines and results here")
    options = parser.parse_args()
    with open(os.path.join(options.data, "goldens.json")) as file:
        goldens = json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        folder = options.keep or folder
        os.makedirs(folder, exist_ok=True)
        cases = Cases(options.data, goldens, load(options.data, "check"), Volumes(options.data, goldens["inputs"], folder))
        wanted = goldens["cases"] + (scale_cases(cases, options.scale) if options.scale else [])
        runs, plan = prepared(cases, [c for c in wanted if re.search(options.only, c["id"])], options.block)
        for number, run in enumerate(runs):
            print(f"run {number + 1} of {len(runs)}: {len(run.pipeline.steps)} steps on {run.pipeline.input['volume']}", file=sys.stderr)
            run.run(os.path.join(folder, f"run{number}"))
        return 1 if report(plan) else 0


if __name__ == "__main__":
    sys.exit(main())
