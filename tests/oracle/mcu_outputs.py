"""Compares our predictions with what microcontrollers printed for the same int8 models.

mcu_outputs.py DUMP_TENSORS

The outputs are those of NUCLEO-L4R5ZI boards (MLPerf Tiny v1.0 submissions), probabilities to three
decimals. Every sample whose printed probabilities are not ours is listed. Exit status 1 where a
prediction (the most probable class) differs for another reason than a tie that the board printed.
"""

import csv
import sys

import common

common.import_litert()
import numpy as np  # noqa: E402  (comes with LiteRT)

# Outputs have scale 1/256 and zero point -128.
SCALE = 1 / 256
ZERO_POINT = -128


def read_rows(path):
    """[(sample name, probabilities)]"""
    with open(path, newline="") as file:
        return [(row[0], np.array([float(x) for x in row[1:]])) for row in csv.reader(file) if row]


def label_order(path):
    """The sample names of the labels file, in the order of the input file."""
    with open(path, newline="") as file:
        return [row[0] for row in csv.reader(file) if row]


def our_outputs(tool, folder, model, samples):
    path = folder / "models/tflite" / f"{model}.tflite"
    output = common.reference_interpreter(path).get_output_details()[0]["index"]
    dumps = common.our_tensors(tool, path, [[sample] for sample in samples], "tflite-micro")
    return [np.frombuffer(dump[output], dtype=np.int8).astype(int) for dump in dumps]


def compare(name, rows, outputs):
    """Prints the comparison; returns how many predictions differ without a tie."""
    agreeing, equal, wrong = 0, 0, 0
    for sample, printed in rows:
        stored = outputs[sample]
        ours = (stored - ZERO_POINT) * SCALE
        same = np.all(np.abs(ours - printed) <= 0.0005 + 1e-9)
        agrees = stored.argmax() == printed.argmax()
        tie = (printed == printed.max()).sum() > 1
        agreeing += agrees
        equal += same
        wrong += not agrees and not tie
        if not same:
            steps = np.abs(np.round(printed / SCALE) - (stored - ZERO_POINT)).max()
            verdict = "same prediction" if agrees else "tie" if tie else "OTHER PREDICTION"
            print(f"  {sample}: at most {int(steps)}/256 away, {verdict}")
    total = len(rows)
    print(f"{name}: {agreeing} of {total} predictions agree, {equal} of {total} samples equal in all")
    print(f"  printed digits; {wrong} predictions differ without a tie", flush=True)
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: mcu_outputs.py DUMP_TENSORS")
    tool = sys.argv[1]
    folder = common.data_folder()
    tiny = folder / "mlperf_tiny"
    kws = np.fromfile(tiny / "kws01_1000x490_int8.bin", dtype=np.int8).reshape(-1, 490)
    pixels = np.fromfile(tiny / "ic01_200x3072_u8_hwc.bin", dtype=np.uint8).reshape(-1, 3072)
    ic = (pixels.astype(np.int16) - 128).astype(np.int8)
    wrong = 0
    for task, model, samples in (
        ("kws", "mlperf_tiny_kws_dscnn_int8", kws),
        ("ic", "mlperf_tiny_ic_resnet8_int8", ic),
    ):
        names = label_order(tiny / f"labels/{task}01_y_labels.csv")
        outputs = dict(zip(names, our_outputs(tool, folder, model, samples)))
        for path in sorted((tiny / "mcu_outputs").glob(f"{task}_*.csv")):
            wrong += compare(path.stem, read_rows(path), outputs)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
