"""Models written as ONNX run in ONNX Runtime, compared with our executor.

onnx_write.py TO_ONNX DUMP_TENSORS OP_MODELS [--models PART]

Every integer model of the evaluation data that ONNX can express, and models of one op each, in both
forms, on random inputs. Prints, for each model and form, how many output values differ and by how
much at most. Exit status 1 where a model does not load or run, or where a value differs that
DEPARTURES does not explain. A network of int8 in the form qdq may differ where ONNX Runtime left
operators on floats: a QuantizeLinear that two nodes read stays int8 when what lies around it
becomes uint8, and an operator with both is not fused.
"""

import argparse
import pathlib
import re
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
    from onnx_session import EXACT, float_operators, session
except ImportError:
    common.skip("onnx and onnxruntime are not installed; see requirements.txt")

SEED = 23
OP_SAMPLES = 4
MODEL_SAMPLES = 2
FORMS = {"qdq": "onnx-qdq", "qoperator": "onnx-qlinear"}  # and the target of the arithmetic
# Inputs and outputs of the graph keep their type in ONNX Runtime, which turns only int8 between
# QuantizeLinear and DequantizeLinear into uint8: such ops have the arithmetic of onnx-qlinear.
SIGNED_ENDS = re.compile("(add|mul|average_pool2d)_.*_int(8|16)$")
FLOATS = "runs on floats: the targets have no 16 bits"
# Where ONNX Runtime departs: model and form, by how much at most, and why. All others are equal.
DEPARTURES = (
    ("add_.*_int16 ", 1, FLOATS),
    ("average_pool2d_.*_relu6_int8 qdq", 1, "has int8 in and uint8 out, and stays on floats"),
    ("softmax_.*_int16 ", 485, FLOATS + ", and TFLite's table of exp is coarse"),
    ("resize_bilinear_.*_int16 qoperator", 56, "runs on floats, whose positions are not truncated"),
    ("resize_bilinear_.* qoperator", 1, "blends floats before it truncates: Resize of NCHW"),
    ("conv2d_.*_int16(x8)? ", 1, "is a float convolution, which adds in an order of its own"),
    ("conv2d_.*_int4_weights ", 1, "is a float convolution, which adds in an order of its own"),
    ("mean_(3|16|26|29)_", 1, "is a ReduceMean of other axes, which adds floats in its own order"),
)
# Its op exists in one format alone.
OPAQUE = {"ssdlite_mobilenet_v2_300_custom_quant"}


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


def is_int8(interpreter):
    return any(d["dtype"] == np.int8 for d in interpreter.get_tensor_details())


def entries_of(interpreter, form):
    return EXACT if form == "qdq" or not is_int8(interpreter) else {}


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
        runtime = session(path, entries_of(interpreter, form))
        names = [i.name for i in runtime.get_inputs()]
        results = [runtime.run(None, dict(zip(names, map(to_file, s)))) for s in samples]
    except Exception as error:  # ONNX Runtime's exceptions have no common base
        raise RuntimeError(str(error).splitlines()[0]) from error
    totals = Totals()
    target = "onnx-qlinear" if SIGNED_ENDS.match(model.stem) else FORMS[form]
    dumps = common.our_tensors(tools.dump_tensors, model, samples, target)
    for result, dump in zip(results, dumps):
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
            totals.setdefault((op_of(model.stem), form), Totals()).add(found)
            departure = departure_of(f"{model.stem} {form}")
            if departure is not None:
                totals.setdefault(departure, Totals()).add(found)
            allowed = 0 if departure is None else departure[1]
            if found.greatest > allowed:
                print(f"{model.stem} {form}: {found}, where {allowed:g} is allowed")
                good = False
    departures = [key for key in DEPARTURES if key in totals]
    for op, form in sorted(totals.keys() - set(departures)):
        print(f"{op} {form}: {totals[op, form]}")
    for key in departures:
        print(f"departure {key[0].strip()}: {totals[key]}; it {key[2]}")
    return good


def departure_of(case):
    """The first of DEPARTURES that is about this model and form, or None."""
    return next((d for d in DEPARTURES if re.match(d[0], case + " ")), None)


def explained(folder, model, form):
    """The operators that ONNX Runtime left on floats, why a network may differ; else empty."""
    interpreter = common.reference_interpreter(model)
    if form != "qdq" or not is_int8(interpreter):
        return ""
    path = folder / f"{model.stem}.{form}.onnx"
    left = float_operators(path, entries_of(interpreter, form))
    return ", ".join(f"{count} {kind}" for kind, count in left.items())


def check_models(tools, folder):
    """Runs the models of the evaluation data; whether all went well."""
    good = True
    for model in integer_models(common.data_folder()):
        if model.stem in OPAQUE or tools.models not in model.stem:
            continue
        for form in FORMS:
            try:
                found = run_model(tools, model, form, folder, MODEL_SAMPLES)
                why = explained(folder, model, form) if found.differing else ""
                print(f"{model.stem} {form}: {found}" + (f"; left on floats: {why}" if why else ""))
                good = good and (found.differing == 0 or why != "")
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
