"""The genetic search beside random search and the additive solutions alone, at the same number of evaluations.

Usage: methods.py NETWORK.onnx TARGET DATA [--part held-out] [--limit 0] [--budget 500] [--seeds 5]
                  [--objective latency] [--requant build/requant]

Prints the hypervolume of each method and seed; the reference point is that of the search (docs/search.md).
"""

import statistics

from common import parser, search


def main():
    a = parser(__doc__, target=True, part="held-out", limit=0, budget=500, seeds=5, objective="latency").parse_args()
    methods = ["nsga2", "random", "additive"]
    areas = {method: [] for method in methods}
    print("| seed | " + " | ".join(methods) + " |\n|---|" + "---:|" * len(methods))
    for seed in range(1, a.seeds + 1):
        for method in methods:
            told, _ = search(a.requant, a.network, a.target, "--data", a.data, "--part", a.part, "--limit", a.limit,
                             "--verify", "0", "--budget", a.budget, "--objective", a.objective, "--method", method,
                             "--seed", seed)
            areas[method].append(told["hypervolume"])
        print(f"| {seed} | " + " | ".join(f"{areas[method][-1]:.4f}" for method in methods) + " |", flush=True)
    print("| mean | " + " | ".join(f"{statistics.mean(areas[method]):.4f}" for method in methods) + " |")


if __name__ == "__main__":
    main()
