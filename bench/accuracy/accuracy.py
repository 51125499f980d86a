"""Converts the labelled models of the evaluation data for several targets, without data, and prints
what was lost, as a Markdown table. Standard library only; run it in the project's folder:

    python3 bench/accuracy/accuracy.py [--model NAME] [--target NAME] [--limit N] [--litert]

What was measured with the present build/requant is kept in out/accuracy/ and not measured again.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

import cases

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REQUANT = ROOT / "build" / "requant"
HEADER = ("model", "target", "top-1 source", "top-1 result", "loss", "agreement %", "SQNR dB",
          "seconds")


def requant(*arguments):
    """The JSON object that a command prints; its messages go to the terminal."""
    command = [str(REQUANT), *map(str, arguments), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"failed with status {done.returncode}: {' '.join(command)}")
    return json.loads(done.stdout)


def measure(case, target, options, folder):
    """One row: a model, converted for a target and compared with itself as it was."""
    kept = folder / f"{case.model}.{target}.json"
    if kept.exists() and kept.stat().st_mtime > REQUANT.stat().st_mtime:
        row = json.loads(kept.read_text())
        if row["limit"] == options.limit:
            return row
    model = cases.model_path(case, options.root)
    result = folder / f"{case.model}.{target}.{case.format}"
    scaling = ["--normalize", case.normalize] if case.normalize else []
    converted = requant("convert", model, "--target", target, "-o", result, *scaling)
    data = cases.data_spec(case, options.root, folder)
    compared = requant("compare", model, result, "--data", data, "--limit", options.limit, *scaling)
    row = {
        "model": case.model,
        "target": target,
        "limit": options.limit,
        "top1_source": compared["top1_source"],
        "top1_result": compared["top1_result"],
        "agreement": compared["agreement"],
        "sqnr_db": compared["sqnr_db"],
        "seconds": converted["seconds"],
    }
    kept.write_text(json.dumps(row, indent=1) + "\n")
    return row


def cells(row):
    # No noise at all is infinite dB, which JSON cannot say.
    sqnr = "inf" if row["sqnr_db"] is None else f"{row['sqnr_db']:.1f}"
    return (row["model"], row["target"], f"{row['top1_source']:.2f}", f"{row['top1_result']:.2f}",
            f"{row['top1_source'] - row['top1_result']:+.2f}", f"{row['agreement']:.1f}", sqnr,
            f"{row['seconds']:.1f}")


def print_row(values):
    print("| " + " | ".join(values) + " |", flush=True)


def litert_line(case, options, folder):
    """What the source scores in LiteRT's reference kernels, as a check from outside."""
    script = pathlib.Path(__file__).parent / "litert_top1.py"
    command = [ROOT / ".venv" / "bin" / "python", script, cases.model_path(case, options.root),
               cases.data_spec(case, options.root, folder), "--limit", str(options.limit)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return f"{case.model}: {done.stdout.strip() or 'failed'}"


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", choices=[case.model for case in cases.CASES],
                        help="only this model (may be given again)")
    parser.add_argument("--target", action="append", help="this target (may be given again)")
    parser.add_argument("--limit", type=int, default=0, help="samples of each data set; 0: all")
    parser.add_argument("--litert", action="store_true",
                        help="also run the sources in LiteRT (needs .venv, see ./test)")
    options = parser.parse_args()
    options.root = pathlib.Path(os.environ.get("REQUANT_DATA", ROOT.parent / "shared" / "data"))
    return options


def main():
    options = parse_options()
    if not REQUANT.exists():
        sys.exit("build/requant is missing; build it with ./demo or ./test")
    if not options.root.exists():
        sys.exit(f"there is no evaluation data in '{options.root}'; set REQUANT_DATA")
    folder = ROOT / "out" / "accuracy"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [case for case in cases.CASES if not options.model or case.model in options.model]

    failures = []
    print_row(HEADER)
    print_row(["---"] * 2 + ["---:"] * (len(HEADER) - 2))
    for case in chosen:
        for target in options.target or cases.TARGETS:
            try:
                print_row(cells(measure(case, target, options, folder)))
            except RuntimeError as error:
                failures.append(str(error))
                print_row([case.model, target, *["failed"] * (len(HEADER) - 2)])
    if options.litert:
        print("\nThe sources in LiteRT:", flush=True)
        for case in (case for case in chosen if case.format == "tflite"):
            print(litert_line(case, options, folder), flush=True)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
