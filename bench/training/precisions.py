"""Top-1 of a network of many precisions, in integers: uniform widths and random mixtures.

Usage: precisions.py NETWORK.onnx DATA [--mixtures 20] [--seed 1] [--independent] [--requant build/requant]
                     [--trainer build/trainer_eval]

Mixtures draw every layer's width alike from those it was trained for; --independent draws weights and activations
apart. With --trainer each figure stands beside the trainer's own evaluation in floating point.
"""

import argparse
import json
import pathlib
import random
import statistics
import tempfile

from common import draw_mixture, layers_of, output_of


class Scores:
    def __init__(self, arguments):
        self.arguments = arguments
        self.furthest = 0.0

    def score(self, name, *precision):
        a = self.arguments
        integer = output_of([a.requant, "eval", a.network, *precision, "--data", a.data, "--json"])["top1"]
        line = f"| {name} | {integer:.2f} |"
        if a.trainer:
            own = output_of([a.trainer, a.network, a.data, *precision])["top1"]
            self.furthest = max(self.furthest, abs(own - integer))
            line += f" {own:.2f} |"
        print(line, flush=True)
        return integer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network")
    parser.add_argument("data")
    parser.add_argument("--mixtures", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--independent", action="store_true")
    parser.add_argument("--requant", default="build/requant")
    parser.add_argument("--trainer")
    arguments = parser.parse_args()
    layers = layers_of(arguments.network)
    scores = Scores(arguments)
    print("| precision | top-1, integers |" + (" trainer's own |" if arguments.trainer else ""))
    print("|---|---:|" + ("---:|" if arguments.trainer else ""))
    for bits in sorted({bits for layer in layers for bits in layer["weight_bits"]}, reverse=True):
        scores.score(f"{bits} bits", "--precision", bits)
    draws = random.Random(arguments.seed)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.mixtures):
            path = pathlib.Path(folder) / f"{number}.json"
            path.write_text(json.dumps(draw_mixture(layers, draws, arguments.independent)), encoding="utf-8")
            found.append(scores.score(f"mixture {number}", "--assignment", path))
    if found:
        print(f"\nMixtures: median {statistics.median(found):.2f}, worst {min(found):.2f}, best {max(found):.2f}")
    if arguments.trainer:
        print(f"Furthest from the trainer's own evaluation: {scores.furthest:.2f} points")


if __name__ == "__main__":
    main()
