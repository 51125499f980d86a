"""A search with several processes of one thread each: the same front, and how fast.

Usage: processes.py NETWORK.onnx TARGET DATA [--limit 500] [--budget 200] [--counts 1,2] [--requant build/requant]
"""

from common import parser, search


def main():
    a = parser(__doc__, target=True, limit=500, budget=200, counts="1,2").parse_args()
    first = None
    print("| processes | evaluations a second | efficiency | front |\n|---|---:|---:|---|")
    for count in map(int, a.counts.split(",")):
        launcher = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", count]
        told, front = search(a.requant, a.network, a.target, "--data", a.data, "--limit", a.limit, "--budget",
                             a.budget, "--threads", "1", "--verify", "0", launcher=launcher)
        rate = told["evaluations"] / told["seconds"]
        first = first or (rate, front["points"])
        same = "the same" if front["points"] == first[1] else "ANOTHER"
        print(f"| {count} | {rate:.2f} | {rate / first[0] / count:.2f} | {same} |", flush=True)


if __name__ == "__main__":
    main()
