"""`requant train` from images to an integer network. Usage: train_test.py PROGRAM"""

import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = None
SIDE = 16
CLASSES = 4
# A training of seconds.
SHORT = ["--set", "batch=16", "--set", "micro_batch=8", "--set", "hold_out=0.25", "--set",
         "float_phase.epochs=1", "--set", "phase.epochs=1", "--set", "statistics_mixtures=4", "--set",
         "statistics_images=64", "--threads", "1"]


def write_idx(folder, prefix, count, seed):
    """Images of noise whose brightness tells the class, in MNIST's layout."""
    draw = random.Random(seed)
    labels = bytes(i % CLASSES for i in range(count))
    pixels = b"".join(
        bytes(draw.randrange(60 + 195 * (label + 1) // CLASSES) for _ in range(SIDE * SIDE))
        for label in labels)
    (folder / f"{prefix}-images-idx3-ubyte").write_bytes(
        struct.pack(">IIII", 0x803, count, SIDE, SIDE) + pixels)
    (folder / f"{prefix}-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, count) + labels)


def run(*arguments, **how):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, **how)


class TrainTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.images = pathlib.Path(folder.name)
        write_idx(cls.images, "train", 256, 1)
        write_idx(cls.images, "t10k", 64, 2)
        cls.data = f"idx:{cls.images}"
        cls.network = cls.images / "network.onnx"
        result = run("train", "--arch", "resnet8", "--data", cls.data, "-o", cls.network, *SHORT)
        if "without libtorch" in result.stderr:
            raise unittest.SkipTest("built without libtorch")
        assert result.returncode == 0, result.stderr

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def train(self, output, *options, status=0, launcher=()):
        command = [*launcher, PROGRAM, "train", "--arch", "resnet8", "--data", self.data, "-o",
                   str(output), *SHORT, *map(str, options)]
        result = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(result.returncode, status, result.stderr)
        return result

    def epochs(self, output):
        lines = output.with_suffix(".jsonl").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event["event"] == "epoch"]

    def test_network_runs_at_every_precision_in_integers(self):
        for bits in (8, 4, 2, 3):
            result = run("eval", self.network, "--precision", bits, "--data", self.data, "--json")
            self.assertEqual(result.returncode, 0, result.stderr)
            report = json.loads(result.stdout)
            self.assertEqual(report["images"], 64)
            self.assertEqual(report["target"], "mixed-precision")

    def test_one_assignment_alone_can_be_trained(self):
        names = [layer["name"] for layer in json.loads(
            run("inspect", self.network, "--json").stdout)["network"]["layers"]]
        rows = [{"name": name, "weights": 2, "activations": 4} for name in names[1:-1]]
        (self.folder / "a.json").write_text(json.dumps({"layers": rows}))
        output = self.folder / "alone.onnx"
        self.train(output, "--assignment", self.folder / "a.json")
        layers = json.loads(run("inspect", output, "--json").stdout)["network"]["layers"]
        self.assertEqual([layer["weight_bits"] for layer in layers], [[8]] + [[2]] * len(rows) + [[8]])
        self.assertEqual(layers[1]["activation_bits"], [4])
        result = run("eval", output, "--assignment", self.folder / "a.json", "--data", self.data, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        refused = self.train(output, "--assignment", self.folder / "no.json", status=2)
        self.assertIn("no.json: cannot be opened", refused.stderr)

    def test_fast_and_reference_give_the_same(self):
        assignment = self.folder / "mixed.json"
        assignment.write_text(json.dumps({"layers": [
            {"name": "stage1.block0.conv1", "weights": 4, "activations": 4},
            {"name": "stage2.block0.conv2", "weights": 2, "activations": 2}]}))
        reports = []
        for executor in ("fast", "reference"):
            result = run("eval", self.network, "--assignment", assignment, "--executor", executor,
                         "--data", self.data, "--json")
            self.assertEqual(result.returncode, 0, result.stderr)
            report = json.loads(result.stdout)
            del report["images_per_second"]
            reports.append(report)
        self.assertEqual(reports[0], reports[1])

    def test_network_is_converted_for_other_hardware(self):
        for target, name in (("tflite-int8", "a.tflite"), ("symmetric-int8-pow2", "b.onnx")):
            output = self.folder / name
            result = run("convert", self.network, "--precision", 8, "--target", target, "-o",
                         output, "--samples", 6, "--limit", 8)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(run("eval", output, "--data", self.data).returncode, 0)

    def test_killed_training_goes_on_to_the_same_file(self):
        output = self.folder / "network.onnx"
        process = subprocess.Popen(
            [PROGRAM, "train", "--arch", "resnet8", "--data", self.data, "-o", str(output), *SHORT],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        log = self.folder / "network.jsonl"
        while process.poll() is None and not (log.exists() and '"step"' in log.read_text()):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
        if process.returncode == 0:
            self.skipTest("the training was faster than the signal")
        self.assertIn("--from", errors)
        self.assertFalse(output.exists())
        self.train(output, "--from", self.folder / "network.checkpoint")
        self.assertEqual(output.read_bytes(), self.network.read_bytes())

    def test_two_processes_learn_as_one(self):
        launcher = shutil.which("mpirun")
        if not launcher:
            self.skipTest("no mpirun")
        output = self.folder / "network.onnx"
        environment = ["--allow-run-as-root"] if os.geteuid() == 0 else []
        self.train(output, launcher=[launcher, *environment, "--oversubscribe", "-n", "2"])
        alone = self.epochs(self.network)
        together = self.epochs(output)
        self.assertEqual(len(alone), len(together))
        # Sums of gradients are rounded in another order; the first epoch has hardly drifted.
        for name, loss in alone[0]["losses"].items():
            self.assertAlmostEqual(loss, together[0]["losses"][name], delta=0.15 * loss + 0.02)

    def assert_refused(self, arguments, *parts):
        result = run(*arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_refusals_say_what_to_do(self):
        out = self.folder / "out.onnx"
        self.assert_refused(["eval", self.network, "--data", self.data], "--precision")
        self.assert_refused(["train", "--arch", "resnet9", "--data", self.data, "-o", out],
                            "resnet9", "resnet8")
        self.assert_refused(["train", "--arch", "resnet8", "--data", "idx:/none", "-o", out],
                            "/none")
        self.assert_refused(["train", "--arch", "resnet8", "--data", self.data, "-o",
                             self.folder / "out.tflite"], ".onnx")
        self.assert_refused(["train", "--arch", "resnet8", "--data", self.data, "-o", out,
                             "--precisions", "8,9"], "9")
        self.assert_refused(["train", "--arch", "resnet8", "--data", self.data, "-o", out,
                             "--device", "tpu"], "tpu")
        self.assert_refused(["train", "--arch", "resnet8", "--data", self.data, "-o", out,
                             "--from", self.network], str(self.network))
        self.assertEqual(list(self.folder.glob("out*.onnx")), [])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
