"""The ONNX model of one TFLite op, made from the same integers, scales and zero points.

Two styles. "qlinear": integers in and out, the quantized operator of ONNX or com.microsoft; where
there is none, the float operator between DequantizeLinear and QuantizeLinear. "qdq": real numbers in
and out, QuantizeLinear and DequantizeLinear around every tensor.

Images are NCHW where the operator wants it; `Model.feeds` and `Model.stored` convert.
"""

import numpy as np

from onnx import helper, numpy_helper

import onnx_op_nodes

MICROSOFT = "com.microsoft"
OPSET = 21


class Model:
    """Nodes and constants of one op; `onnx_op_nodes` adds them."""

    def __init__(self, op, style):
        self.op = op
        self.style = style
        self.nodes = []
        self.constants = {}
        self.to_images = onnx_op_nodes.on_images(op)
        self.inputs = {f"x{i}": t for i, t in enumerate(op.data_inputs())}
        self.names = {id(t): name for name, t in self.inputs.items()}
        onnx_op_nodes.add(self, op)

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(array)
        return name

    def node(self, kind, inputs, domain="", **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def parameters(self, tensor):
        return [
            self.constant(tensor.activation_scale()),
            self.constant(tensor.activation_zero_point()),
        ]

    def stored_input(self, tensor):
        """The name of the integers of an activation."""
        name = self.names[id(tensor)]
        if self.style == "qdq":
            name = self.node("QuantizeLinear", [name, *self.parameters(tensor)])
        return name

    def real_input(self, tensor):
        return self.node("DequantizeLinear", [self.stored_input(tensor), *self.parameters(tensor)])

    def finish_real(self, name):
        """Quantizes a real value to the op's output."""
        stored = self.node("QuantizeLinear", [name, *self.parameters(self.op.output)])
        if self.style == "qdq":
            self.node("DequantizeLinear", [stored, *self.parameters(self.op.output)])

    def serialized(self):
        real = self.style == "qdq"

        def value(name, array_type):
            kind = helper.np_dtype_to_tensor_dtype(np.dtype(array_type))
            return helper.make_tensor_value_info(name, kind, None)

        inputs = []
        for name, tensor in self.inputs.items():
            info = value(name, np.float32 if real else tensor.type)
            shape = self.image(np.empty(tensor.shape, np.int8)).shape
            kind = info.type.tensor_type.elem_type
            inputs.append(helper.make_tensor_value_info(name, kind, shape))
        last = self.nodes[-1].output[0]
        output = value(last, np.float32 if real else self.op.output.type)
        constants = [numpy_helper.from_array(v, k) for k, v in self.constants.items()]
        graph = helper.make_graph(self.nodes, "op", inputs, [output], constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets)
        model.ir_version = 10
        return model.SerializeToString()

    def image(self, array):
        if not self.to_images:
            return array
        array = array.reshape((1,) * (4 - array.ndim) + array.shape)
        return np.ascontiguousarray(array.transpose(0, 3, 1, 2))

    def feeds(self, sample):
        result = {}
        for (name, tensor), stored in zip(self.inputs.items(), sample):
            array = self.image(stored)
            if self.style == "qdq":
                difference = array.astype(np.int32) - np.int32(tensor.zero_point[0])
                array = difference.astype(np.float32) * tensor.activation_scale()
            result[name] = array
        return result

    def stored(self, output):
        """What the model put out, as the TFLite tensor holds it."""
        tensor = self.op.output
        if self.style == "qdq":
            levels = np.rint(output.astype(np.float64) / np.float64(tensor.scale[0]))
            output = (levels + tensor.zero_point[0]).astype(tensor.type)
        if self.to_images:
            output = output.transpose(0, 2, 3, 1)
        return output.reshape(-1)


def unsupported(op):
    """Why ONNX Runtime has no such integer operator; None where it has."""
    for tensor in [*op.inputs, op.output]:
        if tensor is not None and tensor.type is None:
            return "packed weights"
        if tensor is not None and tensor.type == np.int16:
            return "16 bits"
    return None


