"""Pipelines of Kachel, run through its command line; results as numpy arrays in (z, y, x) order."""
import csv
import json
import os
import subprocess

import zarr

HOME = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


class Failed(Exception):
    """A run that ended with an exit code other than 0: its last words."""


class Pipeline:
    """Steps on one volume; `run` starts Kachel once for all of them. Equal steps are one step."""

    def __init__(self, volume, block=None, device="auto", **where):
        self.input = {"volume": volume, **where}
        self.block, self.device = block, device
        self.steps, self.names, self.written, self.tables = [], {}, [], []

    def step(self, op, of="input", **parameters):
        """The name of a step, which is new where none is equal."""
        body = {"op": op, "of": of, **parameters}
        key = json.dumps(body, sort_keys=True)
        if key not in self.names:
            self.names[key] = f"s{len(self.steps)}"
            self.steps.append({"name": self.names[key], **body})
        return self.names[key]

    def write(self, name):
        """Keeps a step's result, to be had as `arrays[name]` after the run."""
        if name not in self.written:
            self.written.append(name)
        return name

    def measure(self, labels, intensity=None):
        """The name of a table of objects, to be had as `rows[name]` after the run."""
        name = f"t{len(self.tables)}"
        self.tables.append((name, labels, intensity))
        return name

    def run(self, folder):
        os.makedirs(folder)
        out = os.path.join(folder, "out.zarr")
        spec = {"input": self.input, "steps": self.steps, "device": self.device}
        spec["output"] = {"volume": out, "format": "zarr2", "write": {n: n for n in self.written}}
        if self.block:
            spec["block"] = self.block
        if self.tables:
            spec["measure"] = [self._measure(folder, *t) for t in self.tables]
        path = os.path.join(folder, "pipeline.yaml")
        with open(path, "w") as file:
            json.dump(spec, file, indent=1)
        done = subprocess.run([os.path.join(HOME, "kachel"), "run", path], capture_output=True, text=True)
        if done.returncode:
            words = [line for line in (done.stderr + done.stdout).splitlines() if line and not line.startswith("SLF4J")]
            raise Failed(f"exit code {done.returncode}: " + " | ".join(words[-3:]))
        self.arrays = zarr.open(out, mode="r") if self.written else {}
        self.rows = {name: self._read(folder, name) for name, _, _ in self.tables}

    @staticmethod
    def _measure(folder, name, labels, intensity):
        entry = {"of": labels, "table": [os.path.join(folder, name + ".csv")]}
        return entry if intensity is None else {**entry, "intensity": intensity}

    @staticmethod
    def _read(folder, name):
        with open(os.path.join(folder, name + ".csv")) as file:
            return list(csv.DictReader(file))
