"""Converted models run in LiteRT's reference kernels with the bits that our executor computes.

usage: convert.py REQUANT DUMP_TENSORS
"""

import pathlib
import subprocess
import sys
import tempfile

import common

FOLDER = "models/tflite"
# Models, and targets whose arithmetic is that of TFLite's kernels.
CASES = {
    "mobilenet_v2_1.0_224_quant": ["symmetric-int8", "tflite-int8-per-tensor", "uint8-only",
                                   "symmetric-int8-pow2"],
    "mlperf_tiny_ic_resnet8_int8": ["symmetric-int8", "symmetric-int8-pow2"],
}
SEED = 20261122
SAMPLES = 2


def differs(requant, dump_tensors, model, target, random):
    """Converts the model, and prints how it compares."""
    import compare

    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder) / f"{model.stem}.{target}.tflite"
        subprocess.run([requant, "convert", model, "--target", target, "-o", result,
                        "--samples", "8", "--limit", "2"], check=True)
        interpreter = common.reference_interpreter(result)
        details = interpreter.get_input_details()
        samples = [[compare.random_array(random, d) for d in details] for _ in range(SAMPLES)]
        dumps = common.our_tensors(dump_tensors, result, samples, target)
        found = compare.compare(interpreter, samples, dumps)
    print(f"{model.stem} to {target}: {found.tensors} tensors, {found.values} values, "
          f"{found.differing} differ")
    print(*found.where[:5], sep="\n")
    return found.differing > 0 or found.tensors < 15


def main(requant, dump_tensors):
    folder = common.data_folder() / FOLDER
    common.import_litert()
    import numpy

    random = numpy.random.default_rng(SEED)
    print(f"seed {SEED}")
    failed = False
    for name, targets in CASES.items():
        for target in targets:
            failed |= differs(requant, dump_tensors, folder / f"{name}.tflite", target, random)
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
