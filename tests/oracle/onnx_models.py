"""Real ONNX networks, and real networks converted from and to ONNX, in the runtimes they are for.

onnx_models.py REQUANT DUMP_TENSORS [--images N]

On images, with == on every output value:
- the QOperator network in ONNX Runtime;
- the QDQ network written as QOperator by `requant convert`, in ONNX Runtime; the source file itself
  differs there (operators left on floats), which is counted and printed;
- a TFLite network converted to both forms of ONNX, in ONNX Runtime;
- the two ONNX networks converted to TFLite, all tensors, in LiteRT's reference kernels.
Conversions keep all integers, scales and zero points, as read back from the files. Exit status 1
where one of these does not hold.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import common
import compare

common.import_litert()
import numpy as np  # noqa: E402  (comes with LiteRT)
from PIL import Image  # noqa: E402

try:
    from onnx_session import float_operators, outputs
except ImportError:
    common.skip("onnx and onnxruntime are not installed; see requirements.txt")
import layers  # noqa: E402

IMAGES = 6
QOPERATOR = "onnx/mobilenet_v2_qoperator_uint8_pertensor.onnx"
QDQ = "onnx/mobilenet_v2_qdq_int8_pertensor.onnx"
FLAGSHIP = "tflite/mobilenet_v2_1.0_224_quant.tflite"
FORMS = {"qdq": "onnx-qdq", "qoperator": "onnx-qlinear"}
MEAN = np.array([123.675, 116.28, 103.53], np.float32)  # ImageNet's, in units of a pixel
DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)


class Checks:
    """Prints each check, and keeps whether one failed."""

    def __init__(self):
        self.failed = False

    def equal(self, what, ours, theirs):
        ours, theirs = np.concatenate(ours), np.concatenate(theirs)
        wrong = compare.differences(ours, theirs).size
        self.say(what, f"{theirs.size} values, {wrong} differ", wrong > 0 or theirs.size == 0)

    def kept(self, what, before, after):
        lines = layers.differences(before, after)
        count = layers.integers(before)
        text = f"{len(before)} layers with {count} integers, {len(lines)} values differ"
        self.say(what, text, bool(lines) or count == 0)
        print(*lines[:5], sep="\n", end="\n" if lines else "")

    def say(self, what, text, failed):
        print(f"{'FAILED ' if failed else ''}{what}: {text}", flush=True)
        self.failed = self.failed or failed


class Networks:
    def __init__(self, arguments, folder, checks):
        self.tools = arguments
        self.folder = folder
        self.models = common.data_folder() / "models"
        self.checks = checks
        self.pixels = [image(i) for i in range(arguments.images)]
        self.reals = [
            np.ascontiguousarray(((p - MEAN) / DEVIATION).transpose(0, 3, 1, 2), np.float32)
            for p in self.pixels
        ]

    def convert(self, source, name, *options):
        """The network in another format; nothing but that changes."""
        result = self.folder / name
        command = [self.tools.requant, "convert", self.models / source, "-o", result, *options]
        command += ["--samples", "1", "--limit", "1"]
        if source != FLAGSHIP:
            command += ["--normalize", "imagenet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return result

    def ours(self, path, target, arrays):
        """The first output of our executor for each array, flat."""
        results = []
        x, y = self.folder / "x.npy", self.folder / "y.npy"
        for array in arrays:
            np.save(x, array)
            command = [self.tools.requant, "run", path, "--input", x, "--output", y]
            command += ["--target", target]
            if array.dtype == np.float32:
                command += ["--normalize", "imagenet"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            results.append(np.load(y).reshape(-1))
        return results

    def check_qoperator(self):
        path = self.models / QOPERATOR
        ours = self.ours(path, "onnx-qlinear", self.reals)
        theirs = [o[0].reshape(-1) for o in outputs(path, {}, self.reals)]
        self.checks.equal("qoperator uint8 in ONNX Runtime", ours, theirs)

    def check_qdq(self):
        source = self.models / QDQ
        path = self.convert(QDQ, "qdq_as_qoperator.onnx", "--form", "qoperator")
        self.checks.kept("qdq int8 to qoperator", layers.of_onnx(source), layers.of_onnx(path))
        ours = self.ours(path, "onnx-qlinear", self.reals)
        theirs = [o[0].reshape(-1) for o in outputs(path, {}, self.reals)]
        self.checks.equal("qdq int8 written as qoperator in ONNX Runtime", ours, theirs)
        self.print_departure(source)

    def print_departure(self, source):
        """The QDQ network itself, of which ONNX Runtime runs some operators on floats."""
        ours = np.concatenate(self.ours(source, "onnx-qdq", self.reals))
        entries = {"session.x64quantprecision": "1"}
        results = outputs(source, entries, self.reals)
        theirs = np.concatenate([o[0].reshape(-1) for o in results])
        left = ", ".join(f"{n} {kind}" for kind, n in float_operators(source, entries).items())
        wrong = compare.differences(ours, theirs).size
        same = np.argmax(ours.reshape(len(results), -1), 1) == np.argmax(
            theirs.reshape(len(results), -1), 1
        )
        print(
            f"departure: qdq int8 as it is in ONNX Runtime: {theirs.size} values, {wrong} differ, "
            f"the first class in {np.count_nonzero(~same)} of {same.size}; left on floats: {left}"
        )

    def check_flagship(self):
        source = self.models / FLAGSHIP
        expected = layers.of_tflite(source, states_biases=False)
        images = [np.ascontiguousarray(p.transpose(0, 3, 1, 2)) for p in self.pixels]
        for form, target in FORMS.items():
            path = self.convert(FLAGSHIP, f"flagship.{form}.onnx", "--form", form)
            self.checks.kept(f"TFLite uint8 to {form}", expected, layers.of_onnx(path))
            ours = self.ours(source, target, self.pixels)
            theirs = [o[0].reshape(-1) for o in outputs(path, {}, images)]
            self.checks.equal(f"TFLite uint8 written as {form} in ONNX Runtime", ours, theirs)

    def check_tflite(self, source, target):
        path = self.convert(source, pathlib.Path(source).stem + ".tflite")
        name = pathlib.Path(source).stem
        before = layers.of_onnx(self.models / source)
        self.checks.kept(f"{name} to TFLite", before, layers.of_tflite(path))
        interpreter = common.reference_interpreter(path)
        samples = [[np.ascontiguousarray(x.transpose(0, 2, 3, 1))] for x in self.reals]
        dumps = common.our_tensors(self.tools.dump_tensors, path, samples, target)
        found = compare.compare(interpreter, samples, dumps)
        text = f"{found.tensors} tensors, {found.values} values, {found.differing} differ"
        failed = found.differing > 0 or found.tensors < len(before)
        self.checks.say(f"{name} written as TFLite in LiteRT", text, failed)
        print(*found.where[:5], sep="\n", end="\n" if found.where else "")


def image(number):
    """The central 224 x 224 pixels of an image of the validation set, NHWC."""
    paths = sorted((common.data_folder() / "imagenet/val_1300").glob("*.[jJ]*"))
    picture = Image.open(paths[number * 211 % len(paths)]).convert("RGB")
    left, top = (picture.width - 224) // 2, (picture.height - 224) // 2
    return np.asarray(picture, np.uint8)[None, top : top + 224, left : left + 224]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requant")
    parser.add_argument("dump_tensors")
    parser.add_argument("--images", type=int, default=IMAGES)
    arguments = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        networks = Networks(arguments, pathlib.Path(folder), checks)
        networks.check_qoperator()
        networks.check_qdq()
        networks.check_flagship()
        networks.check_tflite(QOPERATOR, "tflite-uint8")
        networks.check_tflite(QDQ, "tflite-int8")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
