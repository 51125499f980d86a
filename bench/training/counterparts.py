"""A network for many precisions beside networks that were trained for one of them alone.

Usage: counterparts.py NETWORK.onnx DATA [--config FILE.yaml] [--model FLOAT.onnx] [--precisions 8,4,2]
                       [--assignment FILE.json ...] [--float-epochs N] [--requant build/requant]

Each counterpart is trained as the network was (--config, --model), with the same epochs, for one width or one
assignment (as a search has found it) alone; all start from one float network. With --float-epochs a float network is
trained so long as well. Prints top-1 of the test set, of integers but for the float network (by ONNX Runtime).
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from common import top1, train

FLOAT_TOP1 = pathlib.Path(__file__).with_name("float_top1.py")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network")
    parser.add_argument("data")
    parser.add_argument("--config")
    parser.add_argument("--model")
    parser.add_argument("--precisions", default="8,4,2")
    parser.add_argument("--assignment", action="append", default=[])
    parser.add_argument("--float-epochs")
    parser.add_argument("--requant", default="build/requant")
    a = parser.parse_args()
    training = ["--data", a.data]
    training += ["--config", a.config] if a.config else []
    first = ["--model", a.model] if a.model else []
    of_floats = ["phase.epochs=0", "statistics_mixtures=0"]
    print("| precision | this network | trained for it alone | gap |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        alone = pathlib.Path(folder) / "alone.onnx"
        if a.float_epochs:
            train(a.requant, alone, *training, *first, f"float_phase.epochs={a.float_epochs}", *of_floats)
            score = subprocess.run([sys.executable, FLOAT_TOP1, alone, a.data], capture_output=True, text=True,
                                   check=True).stdout.strip()
            print(f"| float | | {score} | |", flush=True)
        start = pathlib.Path(folder) / "float.onnx"
        train(a.requant, start, *training, *first, *of_floats)
        training += ["--model", start]
        cases = [(f"{bits} bits", ["--precision", bits], ["--precisions", bits])
                 for bits in a.precisions.split(",") if bits]
        cases += [(pathlib.Path(file).stem, ["--assignment", file], ["--assignment", file])
                  for file in a.assignment]
        for name, precision, option in cases:
            train(a.requant, alone, *training, "float_phase.epochs=0", *option)
            whole = top1(a.requant, a.network, a.data, *precision)
            own = top1(a.requant, alone, a.data, *precision)
            print(f"| {name} | {whole:.2f} | {own:.2f} | {own - whole:+.2f} |", flush=True)


if __name__ == "__main__":
    main()
