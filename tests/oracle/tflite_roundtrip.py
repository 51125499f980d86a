"""Every model of models/tflite, read and written back, gives the same outputs in LiteRT as before.

usage: tflite_roundtrip.py ROUNDTRIP
ROUNDTRIP is the program that reads one model and writes it. The data is found by REQUANT_DATA,
by default ../shared/data.
"""

import pathlib
import subprocess
import sys
import tempfile

import common

SEED = 20261122
SAMPLES = 2

litert = common.import_litert()
import numpy  # noqa: E402  LiteRT needs it, so it is there


def random_values(random, detail):
    """A random input of the tensor's type and shape."""
    kind = numpy.dtype(detail["dtype"])
    if kind.kind == "f":
        return random.uniform(-1, 1, detail["shape"]).astype(kind)
    limits = numpy.iinfo(kind)
    return random.integers(limits.min, limits.max, detail["shape"], kind, endpoint=True)


def outputs(model):
    """All outputs of the model on random inputs."""
    interpreter = litert.Interpreter(
        model_content=common.loadable(model),
        experimental_op_resolver_type=litert.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
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


def main():
    roundtrip = sys.argv[1]
    models = sorted((common.data_folder() / "models" / "tflite").glob("*.tflite"))
    if not models:
        common.skip("there is no model in models/tflite of the evaluation data")
    print(f"seed {SEED}")
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for model in models:
            written = pathlib.Path(folder) / model.name
            subprocess.run([roundtrip, str(model), str(written)], check=True)
            equal = same(outputs(model), outputs(written))
            print(f"{'same' if equal else 'DIFFERENT'}  {model.name}", flush=True)
            if not equal:
                failed.append(model.name)
    print(f"{len(models) - len(failed)} of {len(models)} models give the same outputs")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
