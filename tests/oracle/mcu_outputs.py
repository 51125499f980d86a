"""Compares our outputs with what microcontrollers printed for the same int8 models.

mcu_outputs.py DUMP_TENSORS

The outputs are those of NUCLEO-L4R5ZI boards (MLPerf Tiny v1.0 submissions), probabilities to three
decimals. OctoML's boards ran kernels with the arithmetic of tflite-micro, STMicroelectronics' ran
STM32Cube.AI, which multiplies in float32 (stm32cube_ai.yaml). Every sample whose printed
probabilities are not ours is listed. Exit status 1 where there is one.
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


def our_outputs(tool, folder, model, target, samples):
    path = folder / "models/tflite" / f"{model}.tflite"
    output = common.reference_interpreter(path).get_output_details()[0]["index"]
    dumps = common.our_tensors(tool, path, [[sample] for sample in samples], target)
    return [np.frombuffer(dump[output], dtype=np.int8).astype(int) for dump in dumps]


def compare(name, rows, outputs):
    """Prints the comparison; returns how many samples differ."""
    agreeing, equal = 0, 0
    for sample, printed in rows:
        stored = outputs[sample] - ZERO_POINT
        same = np.all(np.abs(stored * SCALE - printed) <= 0.0005 + 1e-9)
        agrees = stored.argmax() == printed.argmax()
        agreeing += agrees
        equal += same
        if not same:
            steps = np.abs(np.round(printed / SCALE) - stored).max()
            verdict = "same prediction" if agrees else "another prediction"
            print(f"  {sample}: at most {int(steps)}/256 away, {verdict}")
    total = len(rows)
    print(
        f"{name}: {agreeing} of {total} predictions agree, {equal} of {total} outputs are equal",
        flush=True,
    )
    return total - equal


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: mcu_outputs.py DUMP_TENSORS")
    folder = common.data_folder()
    tiny = folder / "mlperf_tiny"
    kws = np.fromfile(tiny / "kws01_1000x490_int8.bin", dtype=np.int8).reshape(-1, 490)
    pixels = np.fromfile(tiny / "ic01_200x3072_u8_hwc.bin", dtype=np.uint8).reshape(-1, 3072)
    inputs = {"kws": kws, "ic": (pixels.astype(np.int16) - 128).astype(np.int8)}
    models = {"kws": "mlperf_tiny_kws_dscnn_int8", "ic": "mlperf_tiny_ic_resnet8_int8"}
    stm32 = str(common.PROJECT / "tests/oracle/stm32cube_ai.yaml")
    differing = 0
    for task, board, target in (
        ("kws", "OctoML", "tflite-micro"),
        ("kws", "STMicroelectronics", stm32),
        ("ic", "OctoML", "tflite-micro"),
    ):
        names = label_order(tiny / f"labels/{task}01_y_labels.csv")
        ours = our_outputs(sys.argv[1], folder, models[task], target, inputs[task])
        rows = read_rows(tiny / f"mcu_outputs/{task}_{board}.csv")
        differing += compare(f"{task} on {board}'s board", rows, dict(zip(names, ours)))
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
