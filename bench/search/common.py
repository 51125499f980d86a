"""What the benchmarks of the search share."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile


def parser(doc, **options):
    """A parser of NETWORK, TARGET (where `target` is one of the options), DATA and these options with their
    defaults; `doc` is the script's."""
    result = argparse.ArgumentParser(description=doc.splitlines()[0])
    result.add_argument("network")
    if options.pop("target", False):
        result.add_argument("target")
    result.add_argument("data")
    for name, default in {**options, "requant": "build/requant"}.items():
        result.add_argument(f"--{name}", default=default, type=type(default))
    return result


def requant(program, *arguments, launcher=()):
    """The JSON that a command prints."""
    result = subprocess.run([*map(str, launcher), program, *map(str, arguments), "--json"], capture_output=True,
                            text=True)
    if result.returncode:
        sys.exit(result.stderr)
    return json.loads(result.stdout)


def search(program, network, target, *options, launcher=()):
    """What a search prints, and its front.json."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        told = requant(program, "search", network, "--target", target, "-o", out, *options, launcher=launcher)
        return told, json.loads((out / "front.json").read_text(encoding="utf-8"))


def top1(program, network, target, point, layers, data):
    """Top-1 of a point's assignment on the test set."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "assignment.json"
        rows = [{"name": name, "weights": w, "activations": a}
                for name, w, a in zip(layers, point["weights"], point["activations"])]
        path.write_text(json.dumps({"layers": rows}), encoding="utf-8")
        return requant(program, "eval", network, "--assignment", path, "--target", target, "--data", data)["top1"]
