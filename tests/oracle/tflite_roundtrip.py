"""Every model of models/tflite, read and written back, gives the same outputs in LiteRT as before.

usage: tflite_roundtrip.py ROUNDTRIP
ROUNDTRIP is the program that reads one model and writes it. The data is found by REQUANT_DATA,
by default ../shared/data.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
SEED = 20261122
SAMPLES = 2


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


try:
    import flatbuffers
    import numpy
    from ai_edge_litert import schema_py_generated as schema
    from ai_edge_litert.interpreter import Interpreter, OpResolverType
except ImportError as error:
    skip(f"{error}; LiteRT is not installed")


def random_values(random, detail):
    """A random input of the tensor's type and shape."""
    kind = numpy.dtype(detail["dtype"])
    if kind.kind == "f":
        return random.uniform(-1, 1, detail["shape"]).astype(kind)
    limits = numpy.iinfo(kind)
    return random.integers(limits.min, limits.max, detail["shape"], kind, endpoint=True)


def repaired(content):
    """The model with the quantized dimension of one-dimensional tensors in range.

    Biases of depthwise convolutions come with the dimension of their weights in some files, which
    LiteRT refuses.
    """
    model = schema.ModelT.InitFromPackedBuf(bytearray(content), 0)
    for subgraph in model.subgraphs:
        for tensor in subgraph.tensors:
            if tensor.quantization is not None and len(tensor.shape) == 1:
                tensor.quantization.quantizedDimension = 0
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def outputs(content):
    """All outputs of the model on random inputs."""
    interpreter = Interpreter(
        model_content=content,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    random = numpy.random.default_rng(SEED)
    result = []
    for _ in range(SAMPLES):
        for detail in interpreter.get_input_details():
            interpreter.set_tensor(detail["index"], random_values(random, detail))
        interpreter.invoke()
        result += [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]
    return result


def same(before, after):
    return len(before) == len(after) and all(
        a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in zip(before, after)
    )


def is_accepted(content):
    try:
        Interpreter(model_content=content)
        return True
    except ValueError:
        return False


def compare(before, after):
    """What to say about a model: (whether its outputs are the same, a remark)."""
    if is_accepted(before):
        return same(outputs(before), outputs(after)), ""
    remark = " (LiteRT refuses the model before and after; compared with both repaired)"
    if is_accepted(after):
        return False, " (LiteRT refuses the model, but not what was written)"
    return same(outputs(repaired(before)), outputs(repaired(after))), remark


def main():
    roundtrip = sys.argv[1]
    data = pathlib.Path(os.environ.get("REQUANT_DATA", "../shared/data"))
    models = sorted((data / "models" / "tflite").glob("*.tflite"))
    if not models:
        skip(f"no models in {data}/models/tflite; REQUANT_DATA names the evaluation data")
    print(f"seed {SEED}")
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for model in models:
            written = pathlib.Path(folder) / model.name
            subprocess.run([roundtrip, str(model), str(written)], check=True)
            equal, remark = compare(model.read_bytes(), written.read_bytes())
            print(f"{'same' if equal else 'DIFFERENT'}  {model.name}{remark}", flush=True)
            if not equal:
                failed.append(model.name)
    print(f"{len(models) - len(failed)} of {len(models)} models give the same outputs")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
