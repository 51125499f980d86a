"""One network file on several hardware targets: what the search finds on each, measured on the test set.

Usage: targets.py NETWORK.onnx DATA [--targets array-int8,bitfusion,bismo] [--part held-out] [--limit 0]
                  [--budget 1000] [--losses 0.3,1.0] [--parts 0.5,0.4] [--score accuracy]
                  [--requant build/requant]

For each target: the uniform precisions, and the cheapest points that are at most so many points below 8 bits on
images that the search has not seen (all behind --limit, at most four times as many; without --limit there are none,
and the search's own scores count); with --parts also the best points within a part of the cycles of 8 bits, and with
--score loss these alone; a part that no point is within has no row. The search looks at the part of the training set
that was held out; top-1 here is on the whole test set.
"""

from common import parser, requant, search, top1


def chosen(front, loss):
    """The cheapest point that loses at most so much, by verified scores where there are any."""
    score = "verified" if front["verified_by"] else "score"
    whole = next(r for r in front["references"] if r["name"] == "8 bits")
    good = [p for p in front["points"] if p[score] >= whole[score] - loss - 1e-9]
    return min(good, key=lambda p: p["cycles"]) if good else whole


def best(front, cycles):
    """The point of the highest score that takes no more cycles, or None."""
    return max((p for p in front["points"] if p["cycles"] <= cycles), key=lambda p: p["score"], default=None)


def numbers(text):
    return [float(word) for word in text.split(",") if word]


def print_row(a, front, target, name, point, whole):
    accuracy = top1(a.requant, a.network, target, point, front["layers"], a.data)
    print(f"| {target} | {name} | {accuracy:.2f} | {point['cycles']:,.0f} | {point['cycles'] / whole['cycles']:.3f} | "
          f"{point['energy'] / 1e6:.3g} | {point['bytes']:,.0f} |", flush=True)


def main():
    a = parser(__doc__, targets="array-int8,bitfusion,bismo", part="held-out", limit=0, budget=1000,
               losses="0.3,1.0", parts="", score="accuracy").parse_args()
    print("| target | precision | top-1 | cycles | part of 8 bits | uJ | bytes |\n|---|---|---:|---:|---:|---:|---:|")
    for target in a.targets.split(","):
        if target == "array-int8":  # has no choice
            cost = requant(a.requant, "cost", a.network, "--target", target, "--precision", "8")["total"]
            accuracy = requant(a.requant, "eval", a.network, "--precision", "8", "--target", target, "--data",
                               a.data)["top1"]
            print(f"| {target} | 8 bits | {accuracy:.2f} | {cost['cycles']:,.0f} | 1.000 | "
                  f"{cost['energy_pj'] / 1e6:.3g} | {cost['weight_bytes']:,.0f} |", flush=True)
            continue
        _, front = search(a.requant, a.network, target, "--data", a.data, "--part", a.part, "--limit", a.limit,
                          "--budget", a.budget, "--score", a.score)
        references = {r["name"]: r for r in front["references"]}
        whole = references["8 bits"]
        for name, point in references.items():
            print_row(a, front, target, name, point, whole)
        if front["score"]["unit"] == "%":
            for loss in numbers(a.losses):
                print_row(a, front, target, f"found, at most {loss:g} below", chosen(front, loss), whole)
        for part in numbers(a.parts):
            point = best(front, part * whole["cycles"])
            if point is not None:
                print_row(a, front, target, f"found, at most {part:g} of the cycles", point, whole)


if __name__ == "__main__":
    main()
