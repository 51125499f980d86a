"""The ops of a TFLite file, read for other runtimes."""

import dataclasses

import flatbuffers
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


# Ops whose inputs and output may have any scale and zero point.
FREE = (
    "CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED ADD SUB MUL MEAN LEAKY_RELU HARD_SWISH RELU RELU6 "
    "RELU_N1_TO_1 QUANTIZE DEQUANTIZE LOGISTIC TANH SOFTMAX CONCATENATION AVERAGE_POOL_2D"
).split()


def variants(path, random, count):
    """Files beside this one with other scales and zero points, every second one with near ties.

    None where the op fixes them. Scales of weights and biases stay.
    """
    op = read(path)
    integers = [t for t in [*op.data_inputs(), op.output] if t.scale is not None]
    if op.name not in FREE:
        return []
    files = []
    for i in range(count):
        tree = schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
        common = integers[-1].scale[0]
        for tensor in integers:
            quantization = tree.subgraphs[0].tensors[tensor.index].quantization
            scale = common * random.integers(1, 9) / 4
            if i % 2:
                scale = tensor.scale[0] * random.uniform(0.3, 3)
            quantization.scale = np.array([scale], np.float32)
            info = np.iinfo(tensor.type)
            zero_point = random.integers(info.min, info.max, endpoint=True)
            quantization.zeroPoint = np.array([zero_point], np.int64)
        builder = flatbuffers.Builder()
        builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
        files.append(path.parent / f"{path.stem}_variant{i}")
        files[-1].write_bytes(bytes(builder.Output()))
    return files


def read(path):
    """The only op of the file."""
    (op,) = read_all(path)
    return op


def read_all(path):
    """The ops of the file's first graph."""
    tree = schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
    graph = tree.subgraphs[0]
    names = {v: k for k, v in vars(schema.BuiltinOperator).items() if not k.startswith("_")}
    tensors = {i: read_tensor(tree, i) for i in range(len(graph.tensors))}
    ops = []
    for operator in graph.operators:
        code = tree.operatorCodes[operator.opcodeIndex]
        name = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        inputs = [tensors.get(int(i)) for i in operator.inputs]
        ops.append(Op(name, operator.builtinOptions, inputs, tensors[int(operator.outputs[0])]))
    return ops


def read_tensor(tree, index):
    tensor = tree.subgraphs[0].tensors[index]
    shape = tuple(int(d) for d in tensor.shape) if tensor.shape is not None else ()
    kind = TYPES.get(tensor.type)
    quantization = tensor.quantization
    scale = zero_point = None
    if quantization is not None and quantization.scale is not None:
        scale = np.array(quantization.scale, np.float32)
        zero_point = np.array(quantization.zeroPoint, np.int64)
    buffer = tree.buffers[tensor.buffer].data
    data = None
    if buffer is not None and len(buffer) and kind is not None:
        data = np.frombuffer(bytes(buffer), kind).reshape(shape)
    return Tensor(index, kind, shape, scale, zero_point, data)
