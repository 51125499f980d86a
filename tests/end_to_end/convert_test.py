"""`requant convert` from file to file. Usage: convert_test.py PROGRAM TINY_MODEL PRINT_GRAPH"""

import json
import math
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
TINY_MODEL = None
PRINT_GRAPH = None
FEW = ["--samples", "6", "--limit", "12"]
# SQNR that the tiny model keeps at least; power-of-two scales cost most.
AT_LEAST_DB = {"free": 15, "multiplier_power_of_two": 10, "absolute_power_of_two": 6}


def run(*arguments, **how):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, **how)


def small_files_only():
    """No file may become longer than 1,000 bytes, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def exact_is_inf(sqnr_db):
    return math.inf if sqnr_db is None else sqnr_db


class ConvertTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.model = pathlib.Path(folder.name) / "tiny.tflite"
        subprocess.run([TINY_MODEL, cls.model], check=True)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def convert(self, target, output, *options, status=0):
        result = run("convert", self.model, "--target", target, "-o", output, *FEW, "--json",
                     *options)
        self.assertEqual(result.returncode, status, result.stderr)
        return json.loads(result.stdout)

    def assert_refused(self, options, *parts, model=None):
        out = self.folder / "refused.tflite"
        result = run("convert", model or self.model, "-o", out, *options)
        self.assertEqual(result.returncode, 2, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertEqual(list(self.folder.glob("refused*")), [])

    def inspect(self, file):
        result = run("inspect", file, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_every_target_takes_its_result(self):
        targets = json.loads(run("targets", "--json").stdout)["targets"]
        names = [target["name"] for target in targets]
        out = self.folder / "all"
        result = self.convert(",".join(names), out)
        self.assertEqual([row["target"] for row in result["targets"]], names)
        for row in result["targets"]:
            with self.subTest(row["target"]):
                self.assertTrue(row["fits"], row["problems"])
                self.assertEqual(row["file"], str(out / f"tiny.{row['target']}.tflite"))
                scheme = json.loads(run("targets", row["target"], "--json").stdout)
                sqnr = exact_is_inf(row["sqnr_db"])
                self.assertGreaterEqual(sqnr, AT_LEAST_DB[scheme["scale"]])
                taken = self.inspect(row["file"])["targets"][row["target"]]
                self.assertTrue(taken["fits"], taken)

    def test_json_of_one_target(self):
        out = self.folder / "one.tflite"
        result = self.convert("symmetric-int8", out, "--layers", "--report-passes")
        for key in ("seconds", "model", "targets", "agreement", "sqnr_db", "output_sqnr_db",
                    "inputs", "fits", "problems", "file", "layers", "passes"):
            self.assertIn(key, result)
        self.assertGreater(result["seconds"], 0)
        self.assertEqual(result["inputs"], 12)
        self.assertTrue(result["synthetic"])
        self.assertEqual(result["passes"][0]["pass"], "naive")
        self.assertGreater(result["passes"][-1]["sqnr_db"], result["passes"][0]["sqnr_db"])
        names = [layer["tensor"] for layer in result["layers"]]
        self.assertIn("logits", names)
        self.assertTrue(out.exists())

    def test_compare_finds_what_the_proof_found(self):
        out = self.folder / "one.tflite"
        self.convert("symmetric-int8", out)
        compared = json.loads(run("compare", self.model, out, "--limit", "12", "--json").stdout)
        self.assertEqual(compared["target"], "symmetric-int8")
        self.assertGreater(compared["sqnr_db"], AT_LEAST_DB["free"])
        worst = min(exact_is_inf(layer["sqnr_db"]) for layer in compared["layers"])
        self.assertGreater(worst, 10)  # offsets and gains are taken off

    def test_text_says_where_inputs_come_from(self):
        out = self.folder / "one.tflite"
        result = run("convert", self.model, "--target", "tflite-int8", "-o", out, *FEW)
        self.assertEqual(result.returncode, 0, result.stderr)
        for part in ("synthetic", "no --data", "agreement", "sqnr", "furthest", str(out)):
            self.assertIn(part, result.stdout)

    def test_ends_stay_as_pinned(self):
        out = self.folder / "pinned.tflite"
        self.convert("symmetric-int8", out, "--pin", "input=uint8", "--pin", "scores=uint8")
        ends = self.inspect(out)
        source = self.inspect(self.model)
        self.assertEqual(ends["inputs"], source["inputs"])
        self.assertEqual(ends["outputs"], source["outputs"])
        self.convert("symmetric-int8", out, "--pin", "output=int16:0.001:0")
        self.assertEqual(self.inspect(out)["outputs"][0]["type"], "int16")
        scale = self.inspect(out)["outputs"][0]["scale"]
        self.assertAlmostEqual(scale[0] if isinstance(scale, list) else scale, 0.001)

    def test_wrong_pins(self):
        target = ["--target", "symmetric-int8"]
        self.assert_refused([*target, "--pin", "inptu=int8"], "inptu", "its inputs are input")
        self.assert_refused([*target, "--pin", "input=int32"], "int32", "uint8")
        self.assert_refused([*target, "--pin", "input=uint8:0:1"], "greater than 0")
        self.assert_refused([*target, "--pin", "input=uint8:1:300"], "0 to 255")
        self.assert_refused([*target, "--pin", "input"], "TENSOR=TYPE")
        self.assert_refused([*target, "--pin", "input=int8", "--pin", "input=uint8"], "twice")

    def test_wrong_options(self):
        self.assert_refused(["--target", "symetric-int8"], "symetric-int8")
        self.assert_refused(["--target", "tflite,tflite"], "twice")
        self.assert_refused(["--target", "tflite", "--samples", "0"], "--samples")
        self.assert_refused(["--target", "tflite", "--data", "/nowhere"], "/nowhere")
        self.assert_refused(["--target", "tflite", "--samples", "-1"], "--samples", "'-1'")
        self.assert_refused(["--target", "tflite", "--limit", "9" * 20], "--limit", "whole number")
        self.assert_refused(["--target", "tflite", "--crop", "nan"], "--crop", "0.05 to 1")

    def assert_no_place(self, target, output, part):
        before = sorted(self.folder.rglob("*"))
        result = run("convert", self.model, "--target", target, "-o", output, "--json")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertIn(part, result.stderr)
        self.assertEqual(sorted(self.folder.rglob("*")), before)

    def test_outputs_that_cannot_be(self):
        file = self.folder / "file"
        file.write_text("a file")
        self.assert_no_place("tflite", self.folder / "x.bin", ".tflite")
        self.assert_no_place("tflite", self.model, "the model itself")
        self.assert_no_place("tflite", self.folder / "none" / "x.tflite", "no folder")
        self.assert_no_place("tflite", file / "x.tflite", "no folder")
        self.assert_no_place("tflite", "x" * 300 + "/x.tflite", "no folder")
        several = "tflite,symmetric-int8"
        self.assert_no_place(several, file, "has to be a folder")
        self.assert_no_place(several, file / "below", "no folder")
        self.assert_no_place(several, self.folder / "new.tflite", "has to be a folder")
        self.assert_no_place(several, "", "has to be a folder")

    def test_report_has_every_target_and_what_each_pass_did(self):
        page = self.folder / "report.html"
        targets = "symmetric-int8,esp32-s3"
        result = run("convert", self.model, "--target", targets, "-o", self.folder / "all", *FEW,
                     "--report", page)
        if "built without report" in result.stderr:
            self.skipTest("built without Chart.js")
        self.assertEqual(result.returncode, 0, result.stderr)
        text = page.read_text(encoding="utf-8")
        data = json.loads(text.split('id="data">')[1].split("</script>")[0])
        self.assertEqual([target["name"] for target in data["targets"]], targets.split(","))
        self.assertTrue(data["command"].startswith("requant convert "))
        for target in data["targets"]:
            self.assertIn("depthwise", [layer["tensor"] for layer in target["layers"]])
            self.assertEqual(target["passes"][0]["pass"], "naive")
            self.assertEqual(target["inputs"], 12)
            self.assertIn("int8", target["scheme"])

    def test_reports_that_cannot_be(self):
        target = ["--target", "symmetric-int8"]
        self.assert_refused([*target, "--report", self.folder / "none" / "x.html"], "--report")
        self.assert_refused([*target, "--report", self.folder / "x.txt"], "--report")

    def layers(self, file):
        """Lines with all integers, scales, zero points and names of the model's nodes."""
        printed = subprocess.run([PRINT_GRAPH, file], capture_output=True, text=True, check=True)
        # An average over the whole image has one meaning and two names.
        return printed.stdout.replace("\naverage_pool2d ", "\nmean ").splitlines()

    def change_format(self, source, name, *options):
        out = self.folder / name
        result = run("convert", source, "-o", out, *FEW, *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return out

    def test_a_change_of_format_and_back_keeps_all_integers(self):
        before = self.layers(self.model)
        self.assertEqual(len(before), 8)
        for form, operator in (("qdq", b"DequantizeLinear"), ("qoperator", b"QLinearConv")):
            with self.subTest(form):
                between = self.change_format(self.model, f"{form}.onnx", "--form", form)
                self.assertIn(operator, between.read_bytes())
                after = self.change_format(between, f"{form}.tflite")
                self.assertEqual(self.layers(after), before)
                ends = self.inspect(after)
                self.assertEqual(ends["inputs"], self.inspect(self.model)["inputs"])
                self.assertEqual(ends["format"], "tflite")

    def test_folders_hold_the_format_that_is_asked_for(self):
        out = self.folder / "onnx"
        self.convert("tflite,symmetric-int8", out, "--format", "onnx")
        names = sorted(p.name for p in out.iterdir())
        self.assertEqual(names, ["tiny.symmetric-int8.onnx", "tiny.tflite.onnx"])

    def test_wrong_forms_formats_and_opsets(self):
        onnx = self.folder / "refused.onnx"
        for options, *parts in (
            (["--form", "qlinear"], "--form 'qlinear'", "qdq or qoperator"),
            (["--opset", "x"], "--opset", "whole number"),
            (["--target", "tflite", "--format", "caffe"], "--format 'caffe'", "tflite or onnx"),
        ):
            with self.subTest(options):
                result = run("convert", self.model, "-o", onnx, *FEW, *options)
                self.assertEqual(result.returncode, 2, result.stderr)
                for part in parts:
                    self.assertIn(part, result.stderr)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                self.assertFalse(onnx.exists())

    def test_an_opset_that_cannot_be_written(self):
        onnx = self.folder / "refused.onnx"
        result = run("convert", self.model, "-o", onnx, *FEW, "--opset", "9")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("--opset 9 cannot be written: name one from 13", result.stderr)
        self.assertFalse(onnx.exists())

    def test_a_folder_needs_a_target(self):
        for output in (self.folder, self.folder / "refused", self.folder / "refused.bin"):
            result = run("convert", self.model, "-o", output, *FEW)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn("without --target", result.stderr)
            self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_full_disk_leaves_no_file(self):
        out = self.folder / "out.tflite"
        result = run("convert", self.model, "--target", "tflite-int8", "-o", out, *FEW,
                     preexec_fn=small_files_only)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("cannot be written", result.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_target_that_cannot_take_it_leaves_the_others(self):
        lacking = self.folder / "no-pool.yaml"
        lacking.write_text("name: no-pool\ntitle: lacks a pool\nextends: symmetric-int8\n"
                           "description: a chip without pools\n"
                           "ops: [conv2d, depthwise_conv2d, fully_connected, add, pad, reshape]\n"
                           "sources: [{fact: a test, source: this test}]\n")
        self.assert_refused(["--target", lacking, *FEW], "no-pool", "average_pool2d")
        out = self.folder / "two"
        result = self.convert(f"{lacking},tflite-int8", out, status=2)
        self.assertEqual([row["fits"] for row in result["targets"]], [False, True])
        self.assertIn("average_pool2d", result["targets"][0]["problems"][0])
        self.assertEqual([p.name for p in out.iterdir()], ["tiny.tflite-int8.tflite"])


if __name__ == "__main__":
    PRINT_GRAPH = sys.argv.pop()
    TINY_MODEL = sys.argv.pop()
    PROGRAM = sys.argv.pop()
    unittest.main()
