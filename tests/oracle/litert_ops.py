"""Compares models of one op each with LiteRT's reference kernels, bit for bit, on random inputs.

litert_ops.py DUMP_TENSORS OP_MODELS

They cover what the real models lack. Prints the cases that differ, and totals for each op. Exit
status 1 where a value differs or LiteRT refuses a case.
"""

import collections
import pathlib
import subprocess
import sys
import tempfile

import common
import compare

common.import_litert()
import numpy as np  # noqa: E402  (comes with LiteRT)

SEED = 21
SAMPLES = 4
OPS = (
    "depthwise_conv2d conv2d fully_connected average_pool2d max_pool2d resize_bilinear "
    "resize_nearest add sub mul logistic tanh leaky_relu relu hard_swish softmax mean concat pad "
    "transpose quantize dequantize arg_max arg_min"
).split()


def op_of(name):
    return next(op for op in OPS if name.startswith(op))


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: litert_ops.py DUMP_TENSORS OP_MODELS")
    tool, op_models = sys.argv[1:]
    random = np.random.default_rng(SEED)
    totals = collections.defaultdict(lambda: [0, 0, 0])
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([op_models, folder], check=True)
        for model in sorted(pathlib.Path(folder).glob("*.tflite")):
            try:
                interpreter = common.reference_interpreter(model)
            except (RuntimeError, ValueError) as error:
                print(f"{model.stem}: LiteRT refuses it: {error}")
                failed = True
                continue
            details = interpreter.get_input_details()
            samples = [[compare.random_array(random, d) for d in details] for _ in range(SAMPLES)]
            dumps = common.our_tensors(tool, model, samples)
            result = compare.compare(interpreter, samples, dumps)
            total = totals[op_of(model.stem)]
            total[0] += 1
            total[1] += result.values
            total[2] += result.differing
            if result.differing or not result.values:
                failed = True
                print(f"{model.stem}: {result.differing} of {result.values} values differ")
                print("\n".join(result.where[:2]))
    for op, (cases, values, differing) in sorted(totals.items()):
        print(f"{op}: {cases} cases, {values} values, {differing} differ")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
