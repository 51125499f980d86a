"""Float networks that requant read and wrote, in ONNX Runtime next to their source.

onnx_float.py ROUNDTRIP

The float ONNX networks of the evaluation data, and networks of float operators made here, on random
inputs, with == on every output value. Exit status 1 where one differs.
"""

import pathlib
import subprocess
import sys
import tempfile

import common

try:
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper
    from onnx_session import session
except ImportError:
    common.skip("numpy, onnx and onnxruntime are not installed; see requirements.txt")

SEED = 7
SAMPLES = 3


class Network:
    """A network of one input that grows at its end; weights are random."""

    def __init__(self, name, shape, random):
        self.name = name
        self.shape = shape
        self.random = random
        self.nodes = []
        self.constants = []
        self.end = "x"

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def weights(self, *shape):
        return self.constant(self.random.normal(0, 0.4, shape).astype(np.float32))

    def then(self, op, *others, **attributes):
        output = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, [self.end, *others], [output], **attributes))
        self.end = output
        return self

    def normalize(self, channels, **attributes):
        variance = self.constant(self.random.uniform(0.1, 2, channels).astype(np.float32))
        parameters = [self.weights(channels) for _ in range(3)]
        return self.then("BatchNormalization", *parameters, variance, **attributes)

    def save(self, folder):
        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes, self.name, [value("x", onnx.TensorProto.FLOAT, self.shape)],
            [value(self.end, onnx.TensorProto.FLOAT, None)], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
        path = folder / f"{self.name}.onnx"
        onnx.save(model, path)
        return path


def networks(random):
    def network(name, *shape):
        return Network(name, shape, random)

    n = network("mobile", 1, 3, 9, 8)
    n.then("Conv", n.weights(6, 3, 3, 3), strides=[2, 2], pads=[1, 1, 1, 1]).normalize(6)
    low, high = (n.constant(np.float32(bound)) for bound in (0, 6))
    n.then("Clip", low, high)
    n.then("Conv", n.weights(6, 1, 3, 3), group=6, pads=[1, 1, 1, 1]).normalize(6, epsilon=0.01)
    n.then("Relu")
    stream = n.end
    n.then("Conv", n.weights(6, 6, 1, 1), n.weights(6)).then("Add", stream)
    n.then("GlobalAveragePool").then("Flatten").then("Gemm", n.weights(6, 4), n.weights(4))
    yield n
    n = network("pools", 1, 4, 8, 8)
    n.normalize(4).then("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
    n.then("AveragePool", kernel_shape=[2, 3], pads=[1, 1, 0, 1])
    n.then("Flatten").then("Gemm", n.weights(5, 64), n.weights(5), transB=1)
    n.normalize(5, epsilon=0.5).then("Relu")
    yield n
    n = network("reduced", 1, 2, 5, 6)
    n.then("Conv", n.weights(4, 2, 3, 3)).then("ReduceMean", axes=[2, 3], keepdims=0)
    n.then("MatMul", n.weights(4, 3)).then("Softmax")
    yield n


def differing(source, result, random):
    """How many output values there are, and how many differ."""
    ours, theirs = session(result, {}), session(source, {})
    given = theirs.get_inputs()[0]
    values = wrong = 0
    for _ in range(SAMPLES):
        x = random.standard_normal(given.shape).astype(np.float32)
        wanted = theirs.run(None, {given.name: x})[0]
        got = ours.run(None, {given.name: x})[0]
        values += wanted.size
        wrong += wanted.size if got.shape != wanted.shape else np.count_nonzero(got != wanted)
    return values, wrong


def main():
    roundtrip = sys.argv[1]
    random = np.random.default_rng(SEED)
    print(f"seed {SEED}")
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sources = [n.save(folder) for n in networks(random)]
        sources += sorted(common.data_folder().glob("models/onnx/*_float.onnx"))
        for source in sources:
            result = folder / f"{source.stem}.back.onnx"
            subprocess.run([roundtrip, source, result], check=True)
            values, wrong = differing(source, result, random)
            print(f"{source.stem}: {values} values, {wrong} differ")
            good = good and wrong == 0
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
