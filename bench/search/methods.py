"""The genetic search beside random search and the additive solutions alone, at the same number of evaluations.

Usage: methods.py NETWORK.onnx TARGET DATA [--part held-out] [--limit 0] [--budget 500] [--seeds 5]
                  [--objective latency] [--requant build/requant]

Prints the hypervolume of each method and seed; the reference point is that of the search (docs/search.md).
"""

import argparse
import statistics

from common import search


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network")
    parser.add_argument("target")
    parser.add_argument("data")
    parser.add_argument("--part", default="held-out")
    parser.add_argument("--limit", default="0")
    parser.add_argument("--budget", default="500")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--objective", default="latency")
    parser.add_argument("--requant", default="build/requant")
    a = parser.parse_args()
    methods = ["nsga2", "random", "additive"]
    areas = {method: [] for method in methods}
    print("| seed | " + " | ".join(methods) + " |\n|---|" + "---:|" * len(methods))
    for seed in range(1, a.seeds + 1):
        for method in methods:
            told, _ = search(a.requant, a.network, a.target, "--data", a.data, "--part", a.part, "--limit", a.limit,
                             "--budget", a.budget, "--objective", a.objective, "--method", method, "--seed", seed)
            areas[method].append(told["hypervolume"])
        print(f"| {seed} | " + " | ".join(f"{areas[method][-1]:.4f}" for method in methods) + " |", flush=True)
    print("| mean | " + " | ".join(f"{statistics.mean(areas[method]):.4f}" for method in methods) + " |")


if __name__ == "__main__":
    main()
