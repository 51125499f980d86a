"""Converted models run in LiteRT's reference kernels with the bits that our executor computes.

usage: convert.py REQUANT DUMP_TENSORS
"""

import pathlib
import subprocess
import sys
import tempfile

import common

MODEL = "models/tflite/mobilenet_v2_1.0_224_quant.tflite"
# Targets whose arithmetic is that of TFLite's kernels.
TARGETS = ["symmetric-int8", "tflite-int8-per-tensor", "uint8-only"]
SEED = 20261122
SAMPLES = 2


def main(requant, dump_tensors):
    model = common.data_folder() / MODEL
    common.import_litert()
    import numpy

    import compare

    random = numpy.random.default_rng(SEED)
    print(f"seed {SEED}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([requant, "convert", model, "--target", ",".join(TARGETS), "-o", folder,
                        "--samples", "8", "--limit", "2"], check=True)
        for target in TARGETS:
            result = pathlib.Path(folder) / f"{model.stem}.{target}.tflite"
            interpreter = common.reference_interpreter(result)
            details = interpreter.get_input_details()
            samples = [[compare.random_array(random, d) for d in details] for _ in range(SAMPLES)]
            dumps = common.our_tensors(dump_tensors, result, samples, target)
            found = compare.compare(interpreter, samples, dumps)
            print(f"{target}: {found.tensors} tensors, {found.values} values, "
                  f"{found.differing} differ")
            print(*found.where[:5], sep="\n")
            failed |= found.differing > 0 or found.tensors < 60
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
