"""Top-1 of a network file as the float network that it is, by ONNX Runtime on a test set.

Usage: float_top1.py NETWORK.onnx fashion-mnist|cifar10:DIR

Normalized as the file's tables state.
"""

import gzip
import json
import lzma
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

FASHION_MNIST = pathlib.Path("/usr/share/datasets/fashion-mnist")
BATCH = 500


def unpacked(path):
    content = path.read_bytes()
    return {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path.suffix, lambda c: c)(content)


def test_set(data):
    """Images as NCHW bytes, and labels."""
    if data == "fashion-mnist":
        pixels = unpacked(FASHION_MNIST / "t10k-images-idx3-ubyte.gz")
        labels = unpacked(FASHION_MNIST / "t10k-labels-idx1-ubyte.gz")
        return np.frombuffer(pixels, np.uint8, offset=16).reshape(-1, 1, 28, 28), np.frombuffer(
            labels, np.uint8, offset=8)
    file = next(pathlib.Path(data.removeprefix("cifar10:")).rglob("test_batch.bin*"))
    rows = np.frombuffer(unpacked(file), np.uint8).reshape(-1, 1 + 3072)
    return rows[:, 1:].reshape(-1, 3, 32, 32), rows[:, 0]


def with_batches(model):
    """The model for any number of images: also where the first dimension of a Reshape is 1."""
    for tensor in [*model.graph.input, *model.graph.output]:
        tensor.type.tensor_type.shape.dim[0].dim_param = "N"
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Reshape":
            shape = onnx.numpy_helper.to_array(constants[node.input[1]]).copy()
            shape[0] = 0 if shape[0] == 1 else shape[0]
            constants[node.input[1]].CopyFrom(onnx.numpy_helper.from_array(shape, node.input[1]))
    del model.graph.value_info[:]
    return model


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    model = onnx.load(sys.argv[1])
    tables = json.loads(next(p.value for p in model.metadata_props if p.key == "requant.network"))
    mean = np.array(tables["input"]["mean"], np.float32).reshape(1, -1, 1, 1)
    std = np.array(tables["input"]["std"], np.float32).reshape(1, -1, 1, 1)
    session = onnxruntime.InferenceSession(with_batches(model).SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    images, labels = test_set(sys.argv[2])
    name = session.get_inputs()[0].name
    hits = 0
    for first in range(0, len(images), BATCH):
        x = (images[first:first + BATCH].astype(np.float32) - mean) / std
        hits += int((session.run(None, {name: x})[0].argmax(1) == labels[first:first + BATCH]).sum())
    print(f"{100 * hits / len(images):.2f}")


if __name__ == "__main__":
    main()
