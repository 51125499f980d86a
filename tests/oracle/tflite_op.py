"""A TFLite file of one op, read for other runtimes."""

import dataclasses

import numpy as np
from ai_edge_litert import schema_py_generated as schema

TYPES = {
    schema.TensorType.FLOAT32: np.float32,
    schema.TensorType.UINT8: np.uint8,
    schema.TensorType.INT8: np.int8,
    schema.TensorType.INT16: np.int16,
    schema.TensorType.INT32: np.int32,
    schema.TensorType.INT64: np.int64,
}


@dataclasses.dataclass
class Tensor:
    index: int
    type: type  # None where numpy has no such type
    shape: tuple
    scale: np.ndarray  # None where it is not quantized
    zero_point: np.ndarray
    data: np.ndarray  # None where it is no constant

    def activation_scale(self):
        return np.float32(self.scale[0])

    def activation_zero_point(self):
        return self.type(self.zero_point[0])


@dataclasses.dataclass
class Op:
    name: str  # as in the schema, in capitals
    options: object
    inputs: list  # None where an input is left out
    output: Tensor

    def data_inputs(self):
        return [t for t in self.inputs if t is not None and t.data is None]


def read(path):
    """The only op of the file."""
    tree = schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
    graph = tree.subgraphs[0]
    (operator,) = graph.operators
    code = tree.operatorCodes[operator.opcodeIndex]
    builtin = max(code.builtinCode, code.deprecatedBuiltinCode)
    names = {v: k for k, v in vars(schema.BuiltinOperator).items() if not k.startswith("_")}

    def tensor(index):
        if index < 0:
            return None
        t = graph.tensors[index]
        shape = tuple(int(d) for d in t.shape) if t.shape is not None else ()
        kind = TYPES.get(t.type)
        quantization = t.quantization
        scale = zero_point = None
        if quantization is not None and quantization.scale is not None:
            scale = np.array(quantization.scale, np.float32)
            zero_point = np.array(quantization.zeroPoint, np.int64)
        buffer = tree.buffers[t.buffer].data
        data = None
        if buffer is not None and len(buffer) and kind is not None:
            data = np.frombuffer(bytes(buffer), kind).reshape(shape)
        return Tensor(index, kind, shape, scale, zero_point, data)

    inputs = [tensor(i) for i in operator.inputs]
    return Op(names[builtin], operator.builtinOptions, inputs, tensor(operator.outputs[0]))
