"""ONNX networks of integers and of QONNX's Quant nodes, evaluated in numpy.

RequantShift networks hold integers in floats, and are evaluated in int64 by the formula of the
operator: y = clip(floor((x * mul + add) / div)) (Deeploy, PULP platform). QONNX networks are
evaluated in float64: Quant is scale * (clip(round(x / scale + zero point)) - zero point), ties to
even (QONNX, quant_op.md).
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Network:
    """A graph, with its values as arrays of `kind`."""

    def __init__(self, path, kind):
        self.graph = onnx.load(path).graph
        self.kind = kind
        self.constants = {
            t.name: self.converted(numpy_helper.to_array(t)) for t in self.graph.initializer
        }

    def converted(self, array):
        result = array.astype(self.kind)
        if np.any(result != array):
            raise ValueError("a constant is no integer")
        return result

    def input_name(self):
        return next(i.name for i in self.graph.input if i.name not in self.constants)

    def quantizers(self):
        """The nodes that quantize an activation."""
        kinds = ("RequantShift", "Quant")
        nodes = [n for n in self.graph.node if n.op_type in kinds]
        return [n for n in nodes if n.input[0] not in self.constants]

    def input_shape(self):
        info = next(i for i in self.graph.input if i.name == self.input_name())
        return [d.dim_value for d in info.type.tensor_type.shape.dim]

    def run(self, x, given=None):
        """All values by name, for one input. Values in `given` stand for what a node computes."""
        values = {**self.constants, self.input_name(): x.astype(self.kind)}
        for node in self.graph.node:
            arguments = [values[name] for name in node.input]
            result = OPERATORS[node.op_type](attributes(node), *arguments)
            values[node.output[0]] = (given or {}).get(node.output[0], result)
        return values


def attributes(node):
    result = {}
    for a in node.attribute:
        value = helper.get_attribute_value(a)
        result[a.name] = numpy_helper.to_array(value) if a.HasField("t") else value
    return result


def windows(at, x, kernel, pad_value):
    """x (N, C, H, W) as (N, C, H', W', height, width of the kernel)."""
    top, left, bottom, right = at.get("pads", (0, 0, 0, 0))
    pads = ((0, 0), (0, 0), (top, bottom), (left, right))
    padded = np.pad(x, pads, constant_values=pad_value)
    view = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=(2, 3))
    rows, columns = at.get("strides", (1, 1))
    return view[:, :, ::rows, ::columns]


def conv(at, x, w, *bias):
    groups = at.get("group", 1)
    view = windows(at, x, w.shape[2:], 0)
    n, c, h, v = view.shape[:4]
    view = view.reshape(n, groups, c // groups, h, v, *w.shape[2:])
    kernels = w.reshape(groups, -1, *w.shape[1:])
    y = np.einsum("ngchvij,gocij->ngohv", view, kernels).reshape(n, -1, h, v)
    return y + bias[0].reshape(-1, 1, 1) if bias else y


def max_pool(at, x):
    return windows(at, x, at["kernel_shape"], x.min()).max((4, 5))


def gemm(at, a, b, *bias):
    b = b.T if at.get("transB") else b
    return a @ b + (bias[0] if bias else 0)


def requant_shift(at, x, mul, add):
    levels, div = int(at["n_levels_out"].item()), int(at["div"])
    low = -(levels // 2) if at["signed"].item() else 0
    return np.clip((x * mul + add) // div, low, low + levels - 1)


def quant(at, x, scale, zero_point, bits):
    half = 2 ** (bits - 1)
    narrow = at.get("narrow", 0)
    low, high = (narrow - half, half - 1) if at.get("signed", 1) else (0, 2 * half - 1 - narrow)
    return scale * (np.clip(np.rint(x / scale + zero_point), low, high) - zero_point)


def batch_normalization(at, x, scale, bias, mean, variance):
    return (x - mean) / np.sqrt(variance + at["epsilon"]) * scale + bias


OPERATORS = {
    "Conv": conv,
    "MaxPool": max_pool,
    "Gemm": gemm,
    "RequantShift": requant_shift,
    "Add": lambda at, a, b: a + b,
    "Reshape": lambda at, x, shape: x.reshape([int(d) for d in shape]),
    "Flatten": lambda at, x: x.reshape(int(np.prod(x.shape[: at.get("axis", 1)])), -1),
    "Transpose": lambda at, x: x.transpose(at["perm"]),
    "MatMul": lambda at, a, b: a @ b,
    "Relu": lambda at, x: np.maximum(x, 0),
    "Quant": quant,
    "BatchNormalization": batch_normalization,
}
