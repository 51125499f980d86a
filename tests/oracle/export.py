"""Exported networks in other runtimes, on test images of Fashion-MNIST.

export.py REQUANT

ONNX: ONNX Runtime's predictions are those of our executor in the arithmetic of the file; how many
logits differ is printed. TFLite: LiteRT's reference kernels give the executor's outputs. JSON: a
NumPy program gives the executor's outputs. Exit status 1 where one of it does not hold.
"""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

import common

common.import_litert()
import numpy as np  # noqa: E402

from export_json import Network  # noqa: E402

NETWORK = common.PROJECT / "models/fashion_resnet8.onnx"
MIXTURE = common.PROJECT / "models/fashion_resnet8_mixture.json"
IMAGES = [pathlib.Path("/usr/share/datasets/fashion-mnist"), pathlib.Path("/usr/share")]
COUNT = 100
JSON_COUNT = 2
PIXELS = 28 * 28


def test_images():
    for folder in IMAGES:
        for file in sorted(folder.rglob("t10k-images-idx3-ubyte*")) if folder.is_dir() else []:
            content = file.read_bytes()
            content = gzip.decompress(content) if file.suffix == ".gz" else content
            return np.frombuffer(content, np.uint8, offset=16).reshape(-1, PIXELS)
    common.skip("Fashion-MNIST is missing; install Debian's package dataset-fashion-mnist")


def export(program, options, form, folder):
    out = pathlib.Path(folder) / ("m" + {"tflite": ".tflite", "json": ".json"}.get(form, ".onnx"))
    subprocess.run([program, "export", NETWORK, *options, "--format", form, "-o", out],
                   check=True, stdout=subprocess.DEVNULL)
    return out


def outputs_of(program, model, inputs, folder):
    """The executor's stored output for each input, by `requant run`."""
    results = []
    for x in inputs:
        np.save(pathlib.Path(folder) / "x.npy", x)
        subprocess.run([program, "run", model, "--input", pathlib.Path(folder) / "x.npy",
                        "--output", pathlib.Path(folder) / "y.npy"],
                       check=True, stdout=subprocess.DEVNULL)
        results.append(np.load(pathlib.Path(folder) / "y.npy").ravel())
    return np.array(results)


def check_onnx(program, options, stored, folder):
    try:
        import onnxruntime
    except ImportError:
        common.skip("onnxruntime is not installed; see requirements.txt")
    model = export(program, options, "onnx", folder)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), settings,
                                           providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    inputs = stored.reshape(-1, *entry.shape)
    found = np.array([session.run(None, {entry.name: x})[0].ravel() for x in inputs])
    wanted = outputs_of(program, model, inputs, folder)
    differ = int((found != wanted).sum())
    greatest = int(np.abs(found.astype(int) - wanted.astype(int)).max())
    wrong = int((found.argmax(1) != wanted.argmax(1)).sum())
    print(f"  onnx: {wrong} of {len(found)} predictions differ, {differ} of {found.size} logits, "
          f"by at most {greatest}")
    return wrong == 0


def check_tflite(program, options, stored, folder):
    model = export(program, options, "tflite", folder)
    interpreter = common.reference_interpreter(model)
    entry, end = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    inputs = stored.reshape(-1, *entry["shape"])
    found = []
    for x in inputs:
        interpreter.set_tensor(entry["index"], x)
        interpreter.invoke()
        found.append(interpreter.get_tensor(end["index"]).ravel())
    wanted = outputs_of(program, model, inputs, folder)
    differ = int((np.array(found) != wanted).sum())
    print(f"  tflite: {differ} of {wanted.size} outputs differ")
    return differ == 0


def check_json(program, options, stored, folder):
    document = json.loads(export(program, options, "json", folder).read_text())
    network = Network(document)
    onnx = export(program, options, "onnx", folder)
    inputs = stored[:JSON_COUNT].reshape(-1, 1, 28, 28, 1)
    found = np.array([network.run(x)[document["outputs"][0]].ravel() for x in inputs])
    wanted = outputs_of(program, onnx, inputs, folder)
    differ = int((found != wanted).sum())
    print(f"  json: {differ} of {wanted.size} outputs differ")
    return differ == 0


def main():
    program = sys.argv[1]
    images = test_images()[:COUNT]
    equal = True
    for options in (["--precision", "8"], ["--precision", "4"], ["--precision", "2"],
                    ["--assignment", str(MIXTURE)]):
        print(" ".join(options))
        with tempfile.TemporaryDirectory() as folder:
            document = json.loads(export(program, options, "json", folder).read_text())
            grid = {t["name"]: t for t in document["tensors"]}[document["inputs"][0]]
            mean, std = document["normalization"]["mean"], document["normalization"]["std"]
            reals = (images.astype(np.float64) - mean[0]) / std[0]
            stored = np.clip(np.rint(reals / grid["scale"]) + grid["zero_point"], -128, 127)
            stored = stored.astype(np.int8)
            for check in (check_onnx, check_tflite, check_json):
                equal = check(program, options, stored, folder) and equal
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
