"""What the benchmarks of the training share."""

import json
import subprocess
import sys


def output_of(command):
    """The JSON that a command prints."""
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if result.returncode:
        sys.exit(result.stderr)
    return json.loads(result.stdout)


def train(program, output, *options):
    """Trains; what it takes the settings from are KEY=VALUE texts or options that begin with a dash."""
    command = [program, "train", "-o", output, "--json"]
    for option in options:
        command += [option] if str(option).startswith("-") or "=" not in str(option) else ["--set", option]
    return output_of(command)


def layers_of(network):
    """Name and widths of each layer, from the file's metadata."""
    import onnx

    model = onnx.load(network)
    text = next(p.value for p in model.metadata_props if p.key == "requant.network")
    return json.loads(text)["layers"]


def draw_mixture(layers, draws, independent=False):
    """An assignment of random widths."""
    rows = []
    for layer in layers:
        weights = draws.choice(layer["weight_bits"])
        same = weights if weights in layer["activation_bits"] else layer["activation_bits"][0]
        activations = draws.choice(layer["activation_bits"]) if independent else same
        rows.append({"name": layer["name"], "weights": weights, "activations": activations})
    return {"layers": rows}


def top1(program, network, data, *precision, target=None):
    """Top-1 on the test set, in integers."""
    options = ["--target", target] if target else []
    return output_of([program, "eval", network, *precision, *options, "--data", data, "--json"])["top1"]
