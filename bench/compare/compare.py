"""How fast `requant` runs next to other runtimes, on the same files and one thread.

    .venv/bin/python bench/compare/compare.py [MODEL...] [--rounds N] [--requant PATH]

Runtimes take turns (A B A B ...), so that a change of the machine's speed meets all of them. Printed
are the median time of each and the median of the paired ratios: time of requant over time of the
other, in the same round. LiteRT runs with XNNPACK and with its built-in kernels; a `.onnx` file
runs in ONNX Runtime where that is installed. Without models, those of the evaluation data.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("REQUANT_DATA", ROOT / "../shared/data"))
NAMES = ("mobilenet_v2_1.0_224_quant", "tf2_mobilenet_v2_1.0_224_ptq", "mlperf_tiny_ic_resnet8_int8",
         "mobilenet_edgetpu_1.0_224_uint8")
RUNS = 20


def random_input(shape, dtype):
    generator = np.random.default_rng(1)
    if np.issubdtype(dtype, np.floating):
        return generator.standard_normal(shape).astype(dtype)
    info = np.iinfo(dtype)
    return generator.integers(info.min, info.max, shape, endpoint=True).astype(dtype)


def median_ms(run):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def litert(model, resolver):
    from ai_edge_litert.interpreter import Interpreter, OpResolverType
    interpreter = Interpreter(str(model), num_threads=1,
                              experimental_op_resolver_type=OpResolverType[resolver])
    interpreter.allocate_tensors()
    for detail in interpreter.get_input_details():
        interpreter.set_tensor(detail["index"], random_input(detail["shape"], detail["dtype"]))
    interpreter.invoke()
    return lambda: median_ms(interpreter.invoke)


def onnx_runtime(model):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options)
    types = {"tensor(float)": np.float32, "tensor(uint8)": np.uint8, "tensor(int8)": np.int8}
    feed = {i.name: random_input([d if isinstance(d, int) else 1 for d in i.shape], types[i.type])
            for i in session.get_inputs()}
    return lambda: median_ms(lambda: session.run(None, feed))


def requant(model, program):
    command = [str(program), "bench", str(model), "--threads", "1", "--runs", str(RUNS), "--json"]

    def run():
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)["latencies"][0]["median_ms"]
    return run


def runtimes(model, program):
    """Name and a function that gives a median in ms, for what can run the file."""
    found = {}
    candidates = {"requant": lambda: requant(model, program)}
    if model.suffix == ".onnx":
        candidates["ONNX Runtime"] = lambda: onnx_runtime(model)
    else:
        candidates["LiteRT XNNPACK"] = lambda: litert(model, "BUILTIN")
        candidates["LiteRT built-in"] = lambda: litert(model, "BUILTIN_WITHOUT_DEFAULT_DELEGATES")
    for name, make in candidates.items():
        try:
            run = make()
            run()
            found[name] = run
        except (ImportError, subprocess.CalledProcessError) as error:
            print(f"  {name} is left out: {error}")
    return found


def compare(model, program, rounds):
    print(model.name)
    runs = runtimes(model, program)
    times = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(run())
    for name, values in times.items():
        line = f"  {name:<16} {statistics.median(values):9.3f} ms"
        if name != "requant" and "requant" in times:
            ratios = [own / other for own, other in zip(times["requant"], values)]
            line += f"   requant / this: {statistics.median(ratios):.2f}"
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("models", nargs="*", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requant", type=pathlib.Path, default=ROOT / "build" / "requant")
    arguments = parser.parse_args()
    models = arguments.models or [DATA / "models" / "tflite" / f"{n}.tflite" for n in NAMES]
    for model in models:
        compare(model, arguments.requant, arguments.rounds)


if __name__ == "__main__":
    main()
