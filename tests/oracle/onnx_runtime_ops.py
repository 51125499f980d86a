"""Compares models of one op each with ONNX Runtime, bit for bit, on random inputs and both ends.

onnx_runtime_ops.py DUMP_TENSORS OP_MODELS

Every op runs as its quantized operator against the target onnx-qlinear, and between QuantizeLinear
and DequantizeLinear against onnx-qdq. Prints the totals of each op. Exit status 1 where a value
differs that DEPARTURES does not explain.
"""

import collections
import dataclasses
import pathlib
import subprocess
import sys
import tempfile

import common
import compare

common.import_litert()
try:
    import onnxruntime
    import onnx_op
except ImportError:
    common.skip("onnx and onnxruntime are not installed; see requirements.txt")
import numpy as np  # noqa: E402  (comes with LiteRT)
import onnx_op_nodes  # noqa: E402
from onnx_session import EXACT, session  # noqa: E402
import tflite_op  # noqa: E402

SEED = 31
SAMPLES = 2  # and two of the ends of the range
VARIANTS = 5  # of the scales and zero points of each model
TARGETS = {"qlinear": "onnx-qlinear", "qdq": "onnx-qdq"}
REDUCE_MEAN = "ReduceMean adds dequantized values in float32, in an order of its own"
DEPARTURES = {  # by style and op
    "qlinear MEAN of other axes": REDUCE_MEAN,
    "qdq MEAN of other axes": REDUCE_MEAN,
    "qdq QUANTIZE": "two pairs of QuantizeLinear and DequantizeLinear in a row become one",
}


@dataclasses.dataclass
class Total:
    cases: int = 0
    values: int = 0
    differing: int = 0
    unspecified: int = 0  # values that differ from the float operators of the specification
    saturated: int = 0  # values that the kernels without EXACT change


def label_of(style, op):
    other = op.name == "MEAN" and not onnx_op_nodes.is_global_mean(op)
    return f"{style} {op.name}" + (" of other axes" if other else "")


def samples_of(op, random):
    """Random values, then the least and the greatest of each type."""
    inputs = [{"shape": t.shape, "dtype": t.type} for t in op.data_inputs()]
    result = [[compare.random_array(random, d) for d in inputs] for _ in range(SAMPLES)]
    for end in ("min", "max"):
        arrays = []
        for d in inputs:
            real = d["dtype"] == np.float32
            value = getattr(np.finfo(np.float32) if real else np.iinfo(d["dtype"]), end)
            arrays.append(np.full(d["shape"], value, d["dtype"]))
        result.append(arrays)
    return result


def outputs(model, runtime, samples):
    """The stored values that ONNX Runtime puts out for all samples."""
    return np.concatenate(
        [model.stored(runtime.run(None, model.feeds(sample))[0]) for sample in samples]
    )


def runs_in(style, op):
    """Whether the op has a form in that style."""
    if style == "qlinear":
        return True
    quantized = [*op.data_inputs(), op.output]
    return onnx_op_nodes.activation(op) is None and all(t.scale is not None for t in quantized)


def check(style, op, path, tool, samples, total):
    model = onnx_op.Model(op, style)
    theirs = outputs(model, session(model.serialized(), EXACT if style == "qdq" else {}), samples)
    dumps = common.our_tensors(tool, path, samples, TARGETS[style])
    ours = [np.frombuffer(dump[op.output.index], theirs.dtype) for dump in dumps]
    wrong = compare.differences(np.concatenate(ours), theirs).size
    total.cases += 1
    total.values += theirs.size
    total.differing += wrong
    if style == "qdq":
        unfused = outputs(model, session(model.serialized(), {}, optimize=False), samples)
        total.unspecified += compare.differences(unfused, theirs).size
        if len(op.inputs) > 2:
            saturated = outputs(model, session(model.serialized(), {}), samples)
            total.saturated += compare.differences(saturated, theirs).size
    return wrong


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: onnx_runtime_ops.py DUMP_TENSORS OP_MODELS")
    tool, op_models = sys.argv[1:]
    random = np.random.default_rng(SEED)
    print(f"ONNX Runtime {onnxruntime.__version__}, seed {SEED}")
    totals = collections.defaultdict(Total)
    left_out = collections.Counter()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([op_models, folder], check=True)
        for path in sorted(pathlib.Path(folder).glob("*.tflite")):
            op = tflite_op.read(path)
            if reason := onnx_op.unsupported(op):
                left_out[reason] += 1
                continue
            for file in [path, *tflite_op.variants(path, random, VARIANTS)]:
                op = tflite_op.read(file)
                samples = samples_of(op, random)
                for style in filter(lambda s: runs_in(s, op), TARGETS):
                    label = label_of(style, op)
                    wrong = check(style, op, file, tool, samples, totals[label])
                    if wrong and label not in DEPARTURES:
                        failed = True
                        print(f"{file.stem}: {wrong} values differ ({style})")
    for label, total in sorted(totals.items()):
        print(f"{label}: {total.cases} cases, {total.values} values, {total.differing} differ")
        if label in DEPARTURES:
            print(f"  {DEPARTURES[label]}")
        if total.unspecified:
            print(f"  {total.unspecified} differ from the operators of the specification, not fused")
        if total.saturated:
            print(f"  {total.saturated} differ by saturation without {next(iter(EXACT))}")
    for reason, cases in left_out.items():
        print(f"left out: {cases} cases of {reason}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
