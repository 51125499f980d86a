"""How well the sensitivities that a network file carries rank assignments, without any data.

Usage: rank_correlation.py NETWORK.onnx TARGET DATA [--count 200] [--seed 1] [--limit 0] [--requant build/requant]

Random assignments are scored on the test set; Spearman's rank correlation of that with what the file predicts.
"""

from common import parser, requant, search


def ranks(values):
    """Ranks from 0, equal values share their mean."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    result = [0.0] * len(values)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for i in order[first:last + 1]:
            result[i] = (first + last) / 2
        first = last + 1
    return result


def correlation(a, b):
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    product = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))
    return product / (sum((x - mean_a)**2 for x in a) * sum((y - mean_b)**2 for y in b))**0.5


def predicted(point, sensitivities):
    """The sum over the layers, as a search without data has it."""
    total = 0.0
    for known, weights, activations in zip(sensitivities, point["weights"], point["activations"]):
        if (weights, activations) in known:
            total += known[weights, activations]
        else:
            total += (known.get((weights, weights), 0) + known.get((activations, activations), 0)) / 2
    return -total


def main():
    a = parser(__doc__, target=True, count=200, seed=1, limit=0).parse_args()
    layers = requant(a.requant, "inspect", a.network)["network"]["layers"]
    sensitivities = [{(s["weights"], s["activations"]): s["loss"] for s in layer["sensitivity"]} for layer in layers]
    _, front = search(a.requant, a.network, a.target, "--data", a.data, "--part", "test", "--method", "random",
                      "--budget", a.count, "--limit", a.limit, "--verify", "0", "--seed", a.seed)
    points = front["points"] + front["others"]
    measured = [point["score"] for point in points]
    rank = correlation(ranks(measured), ranks([predicted(point, sensitivities) for point in points]))
    print(f"{len(points)} assignments, top-1 {min(measured):.2f} to {max(measured):.2f}: "
          f"rank correlation {rank:.3f}")


if __name__ == "__main__":
    main()
