"""The integers, scales and zero points of a network's layers, read from TFLite and ONNX files.

Both formats give the same list of Layer for the same network: layers that compute, in the order of
the file. Ops that only move values (PAD, RESHAPE, a Dequantize at the end) are left out.
"""

import dataclasses

import numpy as np
import onnx
from onnx import numpy_helper

import tflite_op

TFLITE_KINDS = {
    "CONV_2D": "conv", "DEPTHWISE_CONV_2D": "conv", "FULLY_CONNECTED": "dense", "ADD": "add",
    "AVERAGE_POOL_2D": "average", "MEAN": "average", "SOFTMAX": "softmax",
}  # fmt: skip
ONNX_KINDS = {
    "Conv": "conv", "QLinearConv": "conv", "Gemm": "dense", "QGemm": "dense", "MatMul": "dense",
    "QLinearMatMul": "dense", "Add": "add", "QLinearAdd": "add", "AveragePool": "average",
    "QLinearAveragePool": "average", "GlobalAveragePool": "average",
    "QLinearGlobalAveragePool": "average", "Softmax": "softmax", "QLinearSoftmax": "softmax",
}  # fmt: skip
# Of the operators that take integers: where each value is, as the place of itself and of its scale
# (the zero point follows it); the last one is the output.
PLACES = {
    "QLinearConv": [(0, 1), (3, 4), (8, None), (None, 6)],
    "QLinearMatMul": [(0, 1), (3, 4), (None, 6)],
    "QGemm": [(0, 1), (3, 4), (6, None), (None, 7)],
    "QLinearAdd": [(0, 1), (3, 4), (None, 6)],
    "QLinearAveragePool": [(0, 1), (None, 3)],
    "QLinearGlobalAveragePool": [(0, 1), (None, 3)],
    "QLinearSoftmax": [(0, 1), (None, 3)],
}


@dataclasses.dataclass
class Value:
    """An input or output of a layer."""

    stored: np.ndarray  # None where it is no constant; weights are (outputs, inputs, height, width)
    scale: np.ndarray  # None for the bias of an operator that does not state it
    zero_point: np.ndarray

    def differs(self, other):
        """What differs from another one, in a word; None where they are equal."""
        if (self.stored is None) != (other.stored is None):
            return "constant"
        if self.stored is not None and not same(self.stored, other.stored):
            return "integers"
        if self.scale is None or other.scale is None:
            return None
        if not same(self.scale, other.scale):
            return "scale"
        return None if same(self.zero_point, other.zero_point) else "zero point"


@dataclasses.dataclass
class Layer:
    kind: str
    inputs: list
    output: Value

    def values(self):
        return [*self.inputs, self.output]


def same(a, b):
    return a.dtype == b.dtype and a.size == b.size and np.array_equal(a.reshape(b.shape), b)


def differences(ours, theirs):
    """Lines that say where two lists of layers differ."""
    if [layer.kind for layer in ours] != [layer.kind for layer in theirs]:
        return ["the layers are not the same"]
    lines = []
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if len(a.inputs) != len(b.inputs):
            lines.append(f"layer {i} ({a.kind}): {len(a.inputs)} and {len(b.inputs)} inputs")
            continue
        for j, (x, y) in enumerate(zip(a.values(), b.values())):
            if what := x.differs(y):
                lines.append(f"layer {i} ({a.kind}), value {j}: its {what}")
    return lines


def integers(layers):
    """How many constant integers the layers have."""
    return sum(v.stored.size for layer in layers for v in layer.inputs if v.stored is not None)


def of_tflite(path, states_biases=True):
    """`states_biases`: whether the biases' own scales count; without, that of x times that of w is
    expected, from which the scales of older converters differ in the last place.
    No kernel reads them.
    """
    layers = []
    for op in tflite_op.read_all(path):
        if op.name not in TFLITE_KINDS:
            continue
        inputs = [
            Value(images_first(op, t), t.scale, t.zero_point)
            for t in op.inputs
            if t is not None and t.scale is not None
        ]
        if len(inputs) == 3 and not states_biases:
            inputs[2].scale = inputs[0].scale * inputs[1].scale
        output = Value(None, op.output.scale, op.output.zero_point)
        layers.append(Layer(TFLITE_KINDS[op.name], inputs, output))
    return layers


def images_first(op, tensor):
    data = tensor.data
    if data is None or data.ndim != 4:
        return data
    return data.transpose((3, 0, 1, 2) if op.name == "DEPTHWISE_CONV_2D" else (0, 3, 1, 2))


def of_onnx(path):
    return OnnxFile(path).layers()


class OnnxFile:
    def __init__(self, path):
        self.nodes = onnx.load(path).graph
        self.constants = {t.name: numpy_helper.to_array(t) for t in self.nodes.initializer}
        self.producers = {name: n for n in self.nodes.node for name in n.output}
        self.quantizers = {
            n.input[0]: n for n in self.nodes.node if n.op_type == "QuantizeLinear"
        }

    def layers(self):
        layers = []
        for node in self.nodes.node:
            if node.op_type not in ONNX_KINDS:
                continue
            values = self.stored(node) if node.op_type in PLACES else self.real(node)
            layers.append(Layer(ONNX_KINDS[node.op_type], values[:-1], values[-1]))
        return layers

    def constant(self, names, place):
        if place is None or place >= len(names):
            return None
        return self.constants.get(names[place])

    def grid(self, names, place):
        """The scale and zero point at a place."""
        if place is None:
            return None, None
        scale = np.atleast_1d(self.constants[names[place]])
        if place + 1 >= len(names):
            return scale, np.zeros(scale.shape, np.int64)
        return scale, np.atleast_1d(self.constants[names[place + 1]]).astype(np.int64)

    def stored(self, node):
        """The values of an operator that takes integers."""
        values = []
        for value, scale in PLACES[node.op_type]:
            if value is None or value < len(node.input):
                weights = self.oriented(node, value, self.constant(node.input, value))
                values.append(Value(weights, *self.grid(node.input, scale)))
        return values

    def real(self, node):
        """The values of an operator between DequantizeLinear and QuantizeLinear."""
        values = []
        for place, name in enumerate(node.input):
            parent = self.producers[name]
            weights = self.oriented(node, place, self.constant(parent.input, 0))
            values.append(Value(weights, *self.grid(parent.input, 1)))
        values.append(Value(None, *self.grid(self.quantizers[node.output[0]].input, 1)))
        return values

    def oriented(self, node, place, weights):
        """Weights of a product as (outputs, inputs)."""
        is_product = ONNX_KINDS[node.op_type] == "dense"
        if not is_product or weights is None or weights.ndim != 2 or place == 0:
            return weights
        turned = any(a.name == "transB" and a.i for a in node.attribute)
        return weights if turned else weights.T
