"""ONNX networks that no runtime here runs, against numpy: RequantShift and QONNX.

onnx_integers.py REQUANT

RequantShift: on random integers and on coarse patterns, every value that a RequantShift node
computes equals ours by the rules of pulp-nn. QONNX: every quantized activation, computed from the
activation before it as ours has it, equals ours, but for those nearer to a tie than the rounding of
the bias to int32 reaches; these, and what differs of the whole network, are counted. Exit status 1
where a value differs otherwise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import common

common.import_litert()
import numpy as np  # noqa: E402  (comes with LiteRT)

try:
    import onnx
    from onnx import helper
except ImportError:
    common.skip("onnx is not installed; see requirements.txt")
import onnx_numpy  # noqa: E402

SEED = 37
SAMPLES = 6
REQUANT_SHIFT = (
    "deeploy_mlperf_ImageClassification_requantshift",
    "deeploy_mlperf_KeywordSpotting_requantshift",
)
QONNX = "qonnx_kwsmlp_w3a3"
SLACK = 1e-4  # of a step: reals are float32 here, and float64 in numpy


def with_outputs(path, names, result):
    """Writes the network with these values as its outputs, and without what nothing then reads."""
    model = onnx.load(path)
    graph = model.graph
    del graph.output[:]
    for name in names:
        graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    needed = set(names)
    for node in reversed(list(graph.node)):
        if needed.isdisjoint(node.output):
            graph.node.remove(node)
        else:
            needed.update(node.input)
    onnx.save(model, result)


class Ours:
    """Our executor on one network; all values that it quantizes are outputs."""

    def __init__(self, requant, path, names, target, folder):
        self.requant = requant
        self.names = names
        self.target = target
        self.folder = folder
        self.path = folder / "outputs.onnx"
        with_outputs(path, names, self.path)
        done = subprocess.run(
            [requant, "inspect", self.path, "--json"], check=True, capture_output=True
        )
        self.grids = json.loads(done.stdout)["outputs"]

    def run(self, x):
        """Stored values minus zero point; of float outputs the real values. NCHW, by name."""
        np.save(self.folder / "x.npy", x.astype(np.float32))
        command = [self.requant, "run", self.path, "--input", self.folder / "x.npy"]
        command += ["--output", self.folder / "y.npy", "--target", self.target]
        command += ["--normalize", "raw"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        values = {}
        for i, (name, grid) in enumerate(zip(self.names, self.grids)):
            array = np.load(self.folder / (f"y.{i}.npy" if i else "y.npy"))
            if array.dtype != np.float32:
                array = array.astype(np.int64) - grid["zero_point"]
            values[name] = array
        return values


def in_file_layout(array, like):
    """Ours in the layout of the file: images come as NHWC."""
    if array.ndim == 4 and array.shape != like.shape:
        array = array.transpose(0, 3, 1, 2)
    return array


def patterns(random, shape):
    """Integers of int8: random ones, and blocks of them that reach deeper into a network."""
    for i in range(SAMPLES):
        if i % 2 == 0:
            yield random.integers(-128, 128, shape)
            continue
        block = (1, 1, 7, 4)
        coarse = [-(-d // b) for d, b in zip(shape, block)]
        values = np.kron(random.choice([-128, 127], coarse), np.ones(block, np.int64))
        yield values[tuple(slice(d) for d in shape)]


def check_requant_shift(requant, path, random, folder):
    """Whether all values are equal."""
    network = onnx_numpy.Network(path, np.int64)
    names = [n.output[0] for n in network.quantizers()]
    ours = Ours(requant, path, names, "pulp-nn", folder)
    compared = wrong = alive = 0
    for x in patterns(random, network.input_shape()):
        expected = network.run(x)
        for name, found in ours.run(x).items():
            found = in_file_layout(found, expected[name])
            compared += expected[name].size
            alive += np.count_nonzero(expected[name])
            wrong += np.count_nonzero(found != expected[name])
    print(
        f"{path.stem}: {len(names)} tensors, {compared} values ({alive} of them not 0), "
        f"{wrong} differ"
    )
    return wrong == 0 and alive > compared // 10


def bias_reach(network, quantizer):
    """How far the rounding of the bias moves a value before `quantizer`, in its steps, by channel.

    That is half a step of the accumulator; 0 where no product is before it.
    """
    producers = {n.output[0]: n for n in network.graph.node}
    factor = 1.0
    node = quantizer
    while node.op_type != "MatMul":
        if node.input[0] not in producers:
            return 0.0
        node = producers[node.input[0]]
        if node.op_type == "BatchNormalization":
            scale, _, _, variance = (network.constants[name] for name in node.input[1:])
            epsilon = onnx_numpy.attributes(node)["epsilon"]
            factor = factor * scale / np.sqrt(variance + epsilon)
    weights = producers[producers[node.input[1]].input[0]]
    before = producers[node.input[0]]
    while before.op_type != "Quant":
        before = producers[before.input[0]]
    steps = [network.constants[n.input[1]].reshape(-1) for n in (before, weights, quantizer)]
    return np.abs(factor * steps[0] * steps[1] / steps[2]) / 2


def check_qonnx(requant, path, random, folder):
    """Whether all values are equal that are no ties within the reach of the bias."""
    network = onnx_numpy.Network(path, np.float64)
    quantizers = network.quantizers()
    names = [n.output[0] for n in quantizers]
    ours = Ours(requant, path, names, "onnx-qlinear", folder)
    values = whole = alone = unexplained = 0
    for i in range(SAMPLES):
        x = random.normal(size=network.input_shape()).astype(np.float32) * 4.0 ** (i - 2)
        found = {n: v.astype(np.float64) for n, v in ours.run(x).items()}
        expected = network.run(x)
        judged = network.run(x, given=found)
        for node, name in zip(quantizers, names):
            step = network.constants[node.input[1]]
            before = judged[node.input[0]]
            quantized = onnx_numpy.quant(
                onnx_numpy.attributes(node), before, *(judged[n] for n in node.input[1:])
            )
            levels = np.rint(found[name] / step)
            differs = levels != np.rint(quantized / step)
            tie = np.abs(before / step - np.floor(before / step) - 0.5)
            near = tie <= bias_reach(network, node) + SLACK
            values += levels.size
            whole += np.count_nonzero(levels != np.rint(expected[name] / step))
            alone += np.count_nonzero(differs)
            unexplained += np.count_nonzero(differs & ~near)
    print(
        f"{path.stem}: {len(names)} tensors, {values} values, {whole} differ from the float "
        f"network, {alone} where each layer takes our input, {unexplained} not next to a tie"
    )
    return unexplained == 0 and values > 0


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: onnx_integers.py REQUANT")
    models = common.data_folder() / "models/onnx"
    random = np.random.default_rng(SEED)
    print(f"seed {SEED}")
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for model in REQUANT_SHIFT:
            path = models / f"{model}.onnx"
            good = check_requant_shift(sys.argv[1], path, random, folder) and good
        good = check_qonnx(sys.argv[1], models / f"{QONNX}.onnx", random, folder) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
