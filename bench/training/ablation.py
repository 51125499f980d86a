"""What each ingredient of the training for many precisions is worth.

Usage: ablation.py DATA [--arch resnet8] [--float-epochs 3] [--epochs 1] [--mixtures 20] [--seed 1]
                   [--only WORDS] [--set KEY=VALUE ...] [--requant build/requant]

One float network is trained, then from it a network for 8, 4 and 2 bits with all ingredients and one without each.
Prints top-1 of the test set in integers: uniform precisions, and the same random mixtures of each network.
"""

import argparse
import json
import pathlib
import random
import statistics
import tempfile

from common import draw_mixture, layers_of, top1, train

VARIANTS = {
    "all ingredients": [],
    "no distillation": ["distillation=none"],
    "distillation from the next width": ["distillation=next"],
    "no mixtures": ["mixtures=none"],
    "no branch of the lowest width": ["lowest_branch=false"],
    "mixtures from the start": ["mixture_ramp=0"],
    "layers drawn alike": ["protection=0"],
    "steps change without limit": ["step_limit=1"],
    "a tenth of the rate for steps of 2 bits": ["step_rate.2=0.1"],
    "no rule for statistics of mixtures": ["statistics_mixtures=0"],
    "nested weights": ["storage=nested"],
    "first and last layer as the others": ["first_last_bits=0"],
}


def scores(program, network, data, mixtures, seed):
    """Uniform scores, and those of mixtures."""
    uniform = [top1(program, network, data, "--precision", bits) for bits in (8, 4, 2)]
    draws = random.Random(seed)
    layers = layers_of(network)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "assignment.json"
        for _ in range(mixtures):
            path.write_text(json.dumps(draw_mixture(layers, draws)), encoding="utf-8")
            found.append(top1(program, network, data, "--assignment", path))
    return uniform, found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("--arch", default="resnet8")
    parser.add_argument("--float-epochs", default="3")
    parser.add_argument("--epochs", default="1")
    parser.add_argument("--mixtures", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--requant", default="build/requant")
    a = parser.parse_args()
    print("| training | 8 bits | 4 bits | 2 bits | mixtures, median | worst |\n|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        start = pathlib.Path(folder) / "float.onnx"
        common = ["--data", a.data, "--seed", a.seed, *a.set]
        train(a.requant, start, "--arch", a.arch, *common, f"float_phase.epochs={a.float_epochs}", "phase.epochs=0",
              "statistics_mixtures=0")
        for name, settings in VARIANTS.items():
            if a.only not in name:
                continue
            network = pathlib.Path(folder) / "network.onnx"
            train(a.requant, network, "--model", start, *common, "float_phase.epochs=0", f"phase.epochs={a.epochs}",
                  *settings)
            uniform, mixed = scores(a.requant, network, a.data, a.mixtures, a.seed)
            print(f"| {name} | " + " | ".join(f"{score:.2f}" for score in uniform) +
                  f" | {statistics.median(mixed):.2f} | {min(mixed):.2f} |", flush=True)


if __name__ == "__main__":
    main()
