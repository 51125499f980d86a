"""What the oracle tests share: data, LiteRT's reference kernels, and our executor."""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile

SKIPPED = 77
PROJECT = pathlib.Path(__file__).resolve().parents[2]


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def data_folder():
    folder = pathlib.Path(os.environ.get("REQUANT_DATA", PROJECT / "../shared/data")).resolve()
    if not folder.is_dir():
        skip(f"{folder} does not exist; set REQUANT_DATA to the evaluation data")
    return folder


def import_litert():
    try:
        from ai_edge_litert import interpreter
    except ImportError:
        skip("ai-edge-litert is not installed; see requirements.txt")
    return interpreter


def loadable(model):
    """The bytes of a model file that LiteRT loads.

    Older converters wrote the quantized dimension of the weights (3) into the biases of depthwise
    convolutions, whose only dimension is 0; LiteRT refuses that since 2.2. It is set to 0 here.
    """
    from ai_edge_litert import schema_py_generated as schema
    import flatbuffers

    tree = schema.ModelT.InitFromPackedBuf(model.read_bytes(), 0)
    changed = False
    for subgraph in tree.subgraphs:
        for tensor in subgraph.tensors:
            rank = 0 if tensor.shape is None else len(tensor.shape)
            quantization = tensor.quantization
            if rank and quantization is not None and quantization.quantizedDimension >= rank:
                quantization.quantizedDimension = 0
                changed = True
    if not changed:
        return model.read_bytes()
    builder = flatbuffers.Builder()
    builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def reference_interpreter(model):
    """LiteRT with its reference kernels; every tensor can be read after a run."""
    litert = import_litert()
    result = litert.Interpreter(
        model_content=loadable(model),
        experimental_op_resolver_type=litert.OpResolverType.BUILTIN_REF,
        experimental_preserve_all_tensors=True,
        num_threads=1,
    )
    result.allocate_tensors()
    return result


def our_tensors(tool, model, samples, target="tflite"):
    """Yields, for each sample (a list of arrays), {tensor index: bytes} of what nodes computed."""
    with tempfile.TemporaryDirectory() as folder:
        dump = pathlib.Path(folder) / "tensors.bin"
        stdin = b"".join(array.tobytes() for sample in samples for array in sample)
        done = subprocess.run([tool, str(model), str(dump), target], input=stdin, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode().strip())
        with dump.open("rb") as file:
            for _ in samples:
                yield dict(read_sample(file))


def read_sample(file):
    while True:
        (index,) = struct.unpack("<i", file.read(4))
        if index < 0:
            return
        (size,) = struct.unpack("<q", file.read(8))
        yield index, file.read(size)
