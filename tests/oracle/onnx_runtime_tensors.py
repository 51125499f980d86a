"""Compares every op of real TFLite models with ONNX Runtime, bit for bit.

onnx_runtime_tensors.py DUMP_TENSORS

Our executor runs the model by the rules of onnx-qlinear; each op then runs in ONNX Runtime, as its
quantized operator, on the tensors that ours had. Prints the totals of each model. Exit status 1
where a value differs.
"""

import collections
import sys

import common

common.import_litert()
try:
    import onnxruntime  # noqa: F401
    import onnx_op
except ImportError:
    common.skip("onnx and onnxruntime are not installed; see requirements.txt")
import numpy as np  # noqa: E402  (comes with LiteRT)

import compare  # noqa: E402
import litert_tensors  # noqa: E402
import onnx_op_nodes  # noqa: E402
import onnx_runtime_ops  # noqa: E402
import onnx_session  # noqa: E402
import tflite_op  # noqa: E402

STYLE = "qlinear"
MODELS = (
    "mobilenet_v2_1.0_224_quant tf2_mobilenet_v2_1.0_224_ptq deeplabv3_mnv2_dm05_pascal_quant "
    "mlperf_tiny_ic_resnet8_int8 mlperf_tiny_kws_dscnn_int8 mlperf_tiny_vww_96_int8"
).split()
# Ops without arithmetic whose ONNX form is not made here.
LEFT_OUT = ("RESHAPE", "SQUEEZE", "EXPAND_DIMS")


def check_op(op, tensors):
    """Values compared and differing of one op on the tensors of one run."""
    model = onnx_op.Model(op, STYLE)
    session = onnx_session.session(model.serialized(), {})
    sample = [tensors[t.index].reshape(t.shape) for t in op.data_inputs()]
    theirs = model.stored(session.run(None, model.feeds(sample))[0])
    return theirs.size, compare.differences(tensors[op.output.index].reshape(-1), theirs).size


def check_model(path, tool, folder):
    interpreter = common.reference_interpreter(path)
    details = interpreter.get_input_details()
    sample = litert_tensors.samples_of(folder, path.stem, details, 1)[0]
    (dump,) = common.our_tensors(tool, path, [sample], onnx_runtime_ops.TARGETS[STYLE])
    ops = tflite_op.read_all(path)
    types = {t.index: t.type for op in ops for t in [*op.data_inputs(), op.output]}
    tensors = {i: np.frombuffer(b, types[i]) for i, b in dump.items() if types.get(i)}
    tensors.update({d["index"]: array for d, array in zip(details, sample)})
    totals = collections.defaultdict(lambda: [0, 0, 0])
    for op in ops:
        if op.name in LEFT_OUT:
            continue
        values, wrong = check_op(op, tensors)
        total = totals[onnx_runtime_ops.label_of(STYLE, op)]
        total[0] += 1
        total[1] += values
        total[2] += wrong
    return totals


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: onnx_runtime_tensors.py DUMP_TENSORS")
    folder = common.data_folder()
    failed = False
    for name in MODELS:
        totals = check_model(folder / f"models/tflite/{name}.tflite", sys.argv[1], folder)
        print(name)
        for label, (ops, values, wrong) in sorted(totals.items()):
            print(f"  {label}: {ops} ops, {values} values, {wrong} differ", flush=True)
            failed = failed or wrong > 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
