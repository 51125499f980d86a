"""ONNX Runtime on one thread, and what its optimizer made of a model."""

import collections
import pathlib
import tempfile

import onnx
import onnxruntime

# Weights of int8 are multiplied exactly: without it, kernels for machines without VNNI saturate
# sums of two products at 16 bits. They become uint8; ONNX Runtime 1.32 then lacks kernels for
# QLinearConv and QGemm of int8 data, which do not saturate without it.
EXACT = {"session.x64quantprecision": "1"}
# Operators on floats that have a form on integers.
FLOAT_KINDS = {"Conv", "Gemm", "MatMul", "Add", "Mul", "AveragePool", "GlobalAveragePool"}


def session(model, entries, optimize=True, optimized_path=None):
    """A session of a model: its path, or its bytes. `entries` are its session options."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    if not optimize:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    if optimized_path is not None:
        options.optimized_model_filepath = str(optimized_path)
    for key, value in entries.items():
        options.add_session_config_entry(key, value)
    content = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def outputs(model, entries, arrays):
    """The outputs of a model of one input, a list for each array."""
    runtime = session(model, entries)
    name = runtime.get_inputs()[0].name
    return [runtime.run(None, {name: array}) for array in arrays]


def float_operators(model, entries):
    """How many operators of each kind are left on floats, in the order of their names."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "optimized.onnx"
        session(model, entries, optimized_path=path)
        nodes = onnx.load(path).graph.node
    kinds = [n.op_type for n in nodes if n.domain == "" and n.op_type in FLOAT_KINDS]
    return dict(sorted(collections.Counter(kinds).items()))
