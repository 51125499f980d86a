"""Models written as ONNX run in ONNX Runtime, compared with our executor by the rules of onnx-qlinear.

onnx_write.py TO_ONNX DUMP_TENSORS OP_MODELS [--models PART]

Every integer model of the evaluation data that ONNX can express, and models of one op each, in both
forms, on random inputs. Prints, for each model and form, how many output values differ and by how
much at most. Exit status 1 where a model does not load or run, or where a model of one op differs
by more than ALLOWED says. Differences of whole models grow from those of their ops; they are
printed.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import common
import compare
from litert_ops import op_of
from litert_tensors import integer_models

common.import_litert()
import numpy as np  # noqa: E402  (comes with LiteRT)

try:
    import onnxruntime
except ImportError:
    common.skip("onnxruntime is not installed; see requirements.txt")

SEED = 23
OP_SAMPLES = 4
MODEL_SAMPLES = 2
TARGET = "onnx-qlinear"
FORMS = ("qdq", "qoperator")
# Ops whose values may differ by 1, and why; all others are equal. What our executor computes are the
# rules of TARGET, which are those of the fused kernels for 8 bits.
ALLOWED = {
    "average_pool2d": "ours rounds the quotient of integers, the runtime the product of floats",
    "concat": "inputs of other grids: the runtime rounds x * (s_x / s_y), ours in another order",
    "conv2d": "int16 data and int4 weights run as a float convolution",
    "depthwise_conv2d": "int16 data runs as a float convolution",
    "fully_connected": "int16 data and int4 weights run as a float product",
    "hard_swish": "runs on floats; ours is computed from the real value",
    "leaky_relu": "int16 runs on floats; ours is computed from the real value",
    "logistic": "int16 runs on floats; ours is computed from the real value",
    "mean": "axes other than height and width run on floats",
    "resize_bilinear": "positions and weights are float32, ours float64",
    "tanh": "runs on floats; ours is computed from the real value",
}
# Its op exists in one format alone.
OPAQUE = {"ssdlite_mobilenet_v2_300_custom_quant"}


def session(path, precise):
    """`precise` keeps the kernels for uint8 * int8 from saturating on machines without VNNI.

    It makes int8 weights uint8. ONNX Runtime 1.32 then lacks a kernel for QLinearConv and QGemm of
    int8 data, which do not saturate without it.
    """
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.x64quantprecision", "1" if precise else "0")
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def to_file(array):
    return array.transpose(0, 3, 1, 2) if array.ndim == 4 else array


def from_file(array):
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


def difference(ours, theirs):
    """How many values differ, and by how much at most (in stored or real units)."""
    ours = np.frombuffer(ours, dtype=theirs.dtype).reshape(theirs.shape)
    wide = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
    return int(np.count_nonzero(ours != theirs)), float(wide.max(initial=0))


class Totals:
    def __init__(self, values=0, differing=0, greatest=0.0):
        self.values = values
        self.differing = differing
        self.greatest = greatest

    def add(self, other):
        self.values += other.values
        self.differing += other.differing
        self.greatest = max(self.greatest, other.greatest)

    def __str__(self):
        return f"{self.values} values, {self.differing} differ, by {self.greatest:g} at most"


def run_model(tools, model, form, folder, samples_of_model):
    """The totals of one model in one form; raises RuntimeError where it does not run."""
    path = folder / f"{model.stem}.{form}.onnx"
    done = subprocess.run([tools.to_onnx, model, form, path], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    interpreter = common.reference_interpreter(model)
    details = interpreter.get_input_details()
    outputs = [d["index"] for d in interpreter.get_output_details()]
    random = np.random.default_rng(SEED)
    samples = [[compare.random_array(random, d) for d in details] for _ in range(samples_of_model)]
    try:
        is_int8 = any(d["dtype"] == np.int8 for d in interpreter.get_tensor_details())
        runtime = session(path, form == "qdq" or not is_int8)
        names = [i.name for i in runtime.get_inputs()]
        results = [runtime.run(None, dict(zip(names, map(to_file, s)))) for s in samples]
    except Exception as error:  # ONNX Runtime's exceptions have no common base
        raise RuntimeError(str(error).splitlines()[0]) from error
    totals = Totals()
    for result, dump in zip(results, common.our_tensors(tools.dump_tensors, model, samples, TARGET)):
        for index, theirs in zip(outputs, result):
            theirs = np.ascontiguousarray(from_file(theirs))
            totals.add(Totals(theirs.size, *difference(dump[index], theirs)))
    return totals


def check_ops(tools, folder):
    """Runs the models of one op each; whether all went well."""
    subprocess.run([tools.op_models, folder], check=True)
    good = True
    totals = {}
    for model in sorted(folder.glob("*.tflite")):
        for form in FORMS if tools.models in model.stem else ():
            try:
                found = run_model(tools, model, form, folder, OP_SAMPLES)
            except RuntimeError as error:
                print(f"{model.stem} {form}: {error}")
                good = False
                continue
            op = op_of(model.stem)
            totals.setdefault((op, form), Totals()).add(found)
            allowed = 1 if op in ALLOWED else 0
            if found.greatest > allowed:
                print(f"{model.stem} {form}: {found}, where {allowed} is allowed")
                good = False
    for (op, form), total in sorted(totals.items()):
        print(f"{op} {form}: {total}")
    return good


def check_models(tools, folder):
    """Runs the models of the evaluation data; whether all of them run."""
    good = True
    for model in integer_models(common.data_folder()):
        if model.stem in OPAQUE or tools.models not in model.stem:
            continue
        for form in FORMS:
            try:
                found = run_model(tools, model, form, folder, MODEL_SAMPLES)
                print(f"{model.stem} {form}: {found}", flush=True)
            except RuntimeError as error:
                print(f"{model.stem} {form}: {error}")
                good = False
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("to_onnx")
    parser.add_argument("dump_tensors")
    parser.add_argument("op_models")
    parser.add_argument("--models", default="", help="only models whose name contains this")
    tools = parser.parse_args()
    print(f"seed {SEED}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        good = check_ops(tools, folder)
        good = check_models(tools, folder) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
